"""Accesses that were reported as abnormal: when, by whom, in which record's chain; never what was read."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from access.admin.readonly import ReadOnlyAdmin
from access.models import AccessReport
from access.traces.reports import report_handle
from journal.exports import MODES, opaque_reference
from journal.models import Action


class HandledFilter(admin.SimpleListFilter):
    title = "suite donnée"
    parameter_name = "suite"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("a-traiter", "À traiter"), ("traite", "Traité")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[AccessReport]) -> QuerySet[AccessReport]:
        wanted = {"a-traiter": True, "traite": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(handled_at__isnull=wanted)


@admin.register(AccessReport)
class AccessReportAdmin(ReadOnlyAdmin):
    """The reporter's reason is not here: it may tell of care (DESIGN 6). The reporter is asked."""

    list_display = ["reported_at", "who", "acted_at", "professional", "act", "mode_words", "reference", "handled_at"]
    list_display_links = None
    list_filter = [HandledFilter]
    actions = ["handle"]

    def get_urls(self) -> list[Any]:
        """The list and nothing else."""
        return [url for url in super().get_urls() if url.name == "access_accessreport_changelist"]

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    @admin.action(permissions=["handle"], description="Marquer comme traités")
    def handle(self, request: HttpRequest, queryset: QuerySet[AccessReport]) -> None:
        for report in queryset:
            report_handle(report, by=request.actor, now=timezone.now())
        self.message_user(request, f"Signalements traités : {len(queryset)}.", messages.SUCCESS)

    @admin.display(description="signalé par", ordering="reporter")
    def who(self, report: AccessReport) -> str:
        return report.reporter or "Patient ou représentant"

    @admin.display(description="action", ordering="action")
    def act(self, report: AccessReport) -> str:
        return Action(report.action).label

    @admin.display(description="mode", ordering="mode")
    def mode_words(self, report: AccessReport) -> str:
        return MODES.get(report.mode, "")

    @admin.display(description="dossier")
    def reference(self, report: AccessReport) -> str:
        return opaque_reference(report.record) if report.professional else ""
