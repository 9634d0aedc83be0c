"""The application of indicators: plans, results, figures."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    """Stands on `communes`."""

    name = "indicators"
    verbose_name = _("Indicators")

    def ready(self) -> None:
        """Figures listen to what `communes` tells."""
        autodiscover_modules("listeners", "restructuring")
