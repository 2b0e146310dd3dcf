"""Django admin as the portal's administrators see it: behind the portal's own sign-in, with only what we register."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.views.decorators.cache import never_cache

# Passwords are chosen by their owners through an enrolment link; the other two views answer about any model at all.
_WITHOUT = frozenset({"password_change", "password_change_done", "autocomplete", "view_on_site"})
# Packages register what they like when admin modules are discovered (groups, one-time devices and their secrets,
# failed sign-ins with what was typed). Only these may.
_OURS = ("access.", "documents.", "journal.", "patients.", "tests.")
_SECTIONS = {
    "Professionnels et comptes": ("Professional", "Structure", "User", "AccessAttempt"),
    "Habilitations": ("HabilitationEdition", "HabilitationCell", "HabilitationColumn"),
    "Patients": ("Patient",),
    "Journal": ("Line", "AccessReport", "Notice"),
    "Nomenclatures": ("DocumentType", "DocumentClass", "Profession", "KnowHow", "Concept"),
}
_NAMES = {"AccessAttempt": "Comptes verrouillés", "HabilitationCell": "Cases modifiées", "Notice": "Avis non remis"}


class PortalAdminSite(AdminSite):
    """Staff accounts with a verified second factor; professionals never enter."""

    site_header = site_title = f"{settings.PRODUCT_NAME} – administration"
    index_title = "Administration du portail"
    site_url = None  # the pages of the portal are for professionals
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Refuse in silence what other packages register by themselves."""
        if getattr(admin_class, "__module__", "").startswith(_OURS):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and getattr(user, "is_staff", False) and user.is_verified())

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in _WITHOUT]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """No form of its own: the portal's sign-in, with its locks and its second factor."""
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated:
            raise PermissionDenied
        query = urlencode({"next": request.GET.get("next") or reverse("admin:index")}, safe="/")
        return HttpResponseRedirect(f"{reverse('access:sign_in')}?{query}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        from access.views.sign_in import sign_out  # the site is made before models can be imported

        return never_cache(sign_out)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Sections in the administrator's words rather than Python packages."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        for object_name, words in _NAMES.items():
            if object_name in models:
                models[object_name]["name"] = words
        sections = [
            {
                "name": title,
                "app_label": f"section-{number}",
                "app_url": "",
                "has_module_perms": True,
                "models": [models[name] for name in names if name in models],
            }
            for number, (title, names) in enumerate(_SECTIONS.items(), start=1)
        ]
        return [section for section in sections if section["models"]]
