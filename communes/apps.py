"""The application of units, their lives and who may see them."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunesConfig(AppConfig):
    """Ground floor: it never names `indicators`."""

    name = "communes"
    verbose_name = _("Organisation")
