from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = "accès"
    default = True

    def ready(self) -> None:
        from access import signals  # noqa: F401  (connects sign-in events to the journal


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django admin, behind the portal's own sign-in and second factor."""

    default = False
    default_site = "access.admin_site.PortalAdminSite"
