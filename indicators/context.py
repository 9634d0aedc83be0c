"""What every page needs to know."""

from importlib.metadata import PackageNotFoundError, version

from django.http import HttpRequest

from indicators.models import Entry

try:
    VERSION = version("co-so")
except PackageNotFoundError:  # run from its folder, not installed as a package
    VERSION = "0.1"


def site(request: HttpRequest) -> dict[str, object]:
    """The version, and whether illustrative figures are live (every page says so)."""
    return {"version": VERSION, "demo_live": Entry.objects.live_demo().exists()}
