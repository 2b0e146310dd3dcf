"""Notices that could not be sent: somebody must look at an address, or at the mail server. Never what they say."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from access.admin.readonly import ReadOnlyAdmin
from access.models import Notice


@admin.register(Notice)
class UnsentNoticeAdmin(ReadOnlyAdmin):
    """No name, no record: of a professional the national identifier, of anybody else nothing."""

    list_display = ["number", "recipient", "at", "attempts", "attempted_at", "due_at", "problem"]
    list_display_links = None
    ordering = ["-attempts", "at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        found = super().get_queryset(request).select_related("professional")
        return found.filter(sent_at__isnull=True, attempts__gt=0)

    def get_urls(self) -> list[Any]:
        """The list and nothing else."""
        return [url for url in super().get_urls() if url.name == "access_notice_changelist"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": "Avis non remis", **(extra_context or {})})

    @admin.display(description="avis", ordering="pk")
    def number(self, notice: Notice) -> int:
        return notice.pk

    @admin.display(description="destinataire")
    def recipient(self, notice: Notice) -> str:
        if notice.professional:
            return f"Professionnel {notice.professional.idnat}"
        return "Patient" if notice.patient_id else "Représentant légal"
