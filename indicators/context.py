"""What every page needs to know."""

from django.http import HttpRequest

from indicators.models import Batch


def site(request: HttpRequest) -> dict[str, object]:
    """Whether illustrative figures are live, which every page must say."""
    return {"demo_live": Batch.objects.live_demo().exists()}
