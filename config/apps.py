"""The admin application, with a site of our own."""

from django.contrib.admin.apps import AdminConfig as StockAdminConfig


class AdminConfig(StockAdminConfig):
    """Registers on `config.admin.Site` what the apps register."""

    default_site = "config.admin.Site"
