"""Cells that an administrator has changed, by whom and when. They are changed through the grid only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from access.admin.readonly import ReadOnlyAdmin
from access.models import HabilitationCell


@admin.register(HabilitationCell)
class ChangedCellAdmin(ReadOnlyAdmin):
    list_display = ["row", "column", "consult", "deposit", "edition", "changed_by", "changed_at"]
    list_display_links = None
    list_filter = ["edition", "column"]
    list_select_related = ["document_type", "column", "edition", "changed_by"]
    ordering = ["-changed_at", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[HabilitationCell]:
        return super().get_queryset(request).filter(changed_at__isnull=False)

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if url.name == "access_habilitationcell_changelist"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        title = "Cases modifiées par un administrateur"
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    @admin.display(description="type de document")
    def row(self, cell: HabilitationCell) -> str:
        address = reverse("admin:access_habilitationedition_row", args=[cell.edition_id, cell.document_type_id])
        return format_html('<a href="{}">{}</a>', address, cell.document_type)
