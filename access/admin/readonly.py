"""What the admins of several apps share."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst

_SUFFIXES = ("", "__exact", "__id__exact", "__isnull", "__isempty")


class FilteredAdmin(admin.ModelAdmin):
    """Addresses filter by what `list_filter` offers and by nothing else.

    Django lets any column of the model be filtered by address: letter by letter, one could read a password's hash.
    """

    list_per_page = 50

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        offered = [f[0] if isinstance(f, tuple) else getattr(f, "parameter_name", f) for f in self.list_filter]
        known = any(lookup == f"{name}{suffix}" for name in offered for suffix in _SUFFIXES)
        return known and "\x00" not in str(value)  # which the database would refuse

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        name = str(self.opts.verbose_name)
        title = capfirst(name) if object_id else f"Ajouter : {name}"
        return super().changeform_view(request, object_id, form_url, {"title": title, **(extra_context or {})})


class ReadOnlyAdmin(FilteredAdmin):
    """Seen and searched, never written: the code comes from published files (`load_nomenclatures`)."""

    actions = None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KeptAdmin(FilteredAdmin):
    """Never deleted: the journal and documents speak of it. An end date takes it out of use."""

    actions = None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
