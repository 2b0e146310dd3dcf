"""Editions of the matrix: the grid, one row at a time, copies, and which one is in force."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from access import habilitation
from access.admin.grid import RowForm, cells_of_row, load
from access.admin.readonly import KeptAdmin
from access.models import DocumentType, HabilitationCell, HabilitationEdition


class CopyForm(forms.ModelForm):
    """An edition never begins in the past: what was decided then stays as it was."""

    class Meta:
        model = HabilitationEdition
        fields = ["code", "source", "starts_on"]
        widgets = {"starts_on": AdminDateWidget}

    def clean_starts_on(self) -> Any:
        starts_on = self.cleaned_data["starts_on"]
        if starts_on < timezone.localdate():
            raise forms.ValidationError("Choisissez aujourd’hui ou une date à venir.")
        return starts_on


@admin.register(HabilitationEdition)
class EditionAdmin(KeptAdmin):
    form = CopyForm
    change_form_template = "admin/access/edition_form.html"
    list_display = ["code", "starts_on", "in_force", "edited_by_hand", "changed_cells", "projected_at", "source"]
    list_filter = ["in_force", "edited_by_hand"]
    fields = ["code", "source", "starts_on", "in_force", "projected_at", "edited_by_hand"]
    actions = ["put_in_force"]
    ordering = ["-starts_on", "-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[HabilitationEdition]:
        changed = Count("cells", filter=Q(cells__changed_at__isnull=False))
        return super().get_queryset(request).annotate(changed_count=changed)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """An edition is born as a copy of another, or is loaded by `load_habilitations`."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: HabilitationEdition | None = None) -> list[str]:
        """Once in force, an edition is what the journal says decided: its name, source and start stay."""
        settled = ["source", "starts_on"] if obj is None or obj.projected_at else []
        return ["code", "in_force", "projected_at", "edited_by_hand", *settled]

    def save_model(self, request: HttpRequest, obj: HabilitationEdition, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.changed_data:
            habilitation.edition_described(edition=obj, fields=form.changed_data, actor=request.actor)

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, "access_habilitationedition_{}".format
        return [
            path("<int:pk>/grille/", wrap(self.grid_view), name=name("grid")),
            path("<int:pk>/grille/<int:type_pk>/", wrap(self.row_view), name=name("row")),
            path("<int:pk>/copie/", wrap(self.copy_view), name=name("copy")),
            path("<int:pk>/mise-en-vigueur/", wrap(self.force_view), name=name("force")),
            *super().get_urls(),
        ]

    @admin.display(description="cases modifiées", ordering="changed_count")
    def changed_cells(self, edition: Any) -> int:
        return edition.changed_count

    @admin.action(permissions=["change"], description="Mettre en vigueur l’édition sélectionnée")
    def put_in_force(self, request: HttpRequest, queryset: QuerySet[HabilitationEdition]) -> HttpResponse | None:
        editions = list(queryset[:2])
        if len(editions) != 1:
            self.message_user(request, "Sélectionnez une seule édition.", messages.ERROR)
            return None
        return redirect("admin:access_habilitationedition_force", editions[0].pk)

    def grid_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Types down, columns across. Read by whoever may view editions."""
        edition = self._edition(request, pk, change=False)
        columns, groups = load(edition)
        context = {
            "columns": columns,
            "groups": groups,
            "editable": self.has_change_permission(request),
            "is_nav_sidebar_enabled": False,  # the grid needs the whole width
        }
        return self._page(request, "grid", edition, f"Grille de l’édition {edition.code}", context)

    def row_view(self, request: HttpRequest, pk: int, type_pk: int) -> HttpResponse:
        edition = self._edition(request, pk)
        document_type = get_object_or_404(DocumentType.objects.filter(cells__edition=edition).distinct(), pk=type_pk)
        form = RowForm(request.POST if request.method == "POST" else None, cells=cells_of_row(edition, document_type))
        status, moved = 200, []
        if form.is_bound and form.is_valid():
            try:
                changed = habilitation.cells_change(
                    edition=edition, changes=form.changes(), by=request.user, actor=request.actor
                )
            except habilitation.CellMoved as error:
                status, moved = 409, error.cells
                wanted = {change.cell: change.wanted for change in form.changes() if change.wanted != change.shown}
                form = RowForm(cells=cells_of_row(edition, document_type), wanted=wanted)
            else:
                return self._row_saved(request, edition, document_type, changed)
        elif form.is_bound:
            status = 422
        context = {"form": form, "document_type": document_type, "moved": moved}
        return self._page(request, "row", edition, document_type.label, context, status)

    def _row_saved(
        self, request: HttpRequest, edition: HabilitationEdition, row: DocumentType, changed: list[HabilitationCell]
    ) -> HttpResponse:
        if changed:
            many = "s" if len(changed) > 1 else ""
            said = f"{len(changed)} case{many} modifiée{many}."
            self.log_change(request, edition, f"{row.code} : {said}")
            now = " Les droits en vigueur sont à jour." if edition.in_force else ""
            self.message_user(request, f"{row.label} : {said}{now}", messages.SUCCESS)
        else:
            self.message_user(request, f"{row.label} : aucune case n’a changé.", messages.INFO)
        grid = reverse("admin:access_habilitationedition_grid", args=[edition.pk])
        return redirect(f"{grid}#type-{row.pk}")

    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        origin = self._edition(request, pk)
        first = {"source": f"Copie de l’édition {origin.code}", "starts_on": timezone.localdate()}
        form = CopyForm(request.POST if request.method == "POST" else None, initial=first)
        if form.is_bound and form.is_valid():
            copy = habilitation.edition_copy(origin=origin, actor=request.actor, **form.cleaned_data)
            self.log_addition(request, copy, f"Copie de l’édition {origin.code}.")
            self.message_user(request, f"L’édition {copy.code} est créée. Elle n’est pas en vigueur.", messages.SUCCESS)
            return redirect("admin:access_habilitationedition_grid", copy.pk)
        context = {"form": form, "media": self.media + form.media, "errors": form.errors}
        status = 422 if form.is_bound else 200
        return self._page(request, "copy", origin, f"Copier l’édition {origin.code}", context, status)

    def force_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Says what would change, then does it."""
        edition = self._edition(request, pk)
        if request.method == "POST":
            try:
                habilitation.edition_put_in_force(edition=edition, actor=request.actor, today=timezone.localdate())
            except habilitation.NotDue:
                self.message_user(request, NOT_DUE, messages.ERROR)
            else:
                self.log_change(request, edition, "Mise en vigueur.")
                self.message_user(request, f"L’édition {edition.code} est en vigueur.", messages.SUCCESS)
            return redirect("admin:access_habilitationedition_changelist")
        context = {"differences": _differences(edition), "started": edition.starts_on <= timezone.localdate()}
        return self._page(request, "force", edition, f"Mettre en vigueur l’édition {edition.code}", context)

    def _edition(self, request: HttpRequest, pk: int, *, change: bool = True) -> HabilitationEdition:
        allowed = self.has_change_permission(request) if change else self.has_view_permission(request)
        if not allowed:
            raise PermissionDenied
        return get_object_or_404(HabilitationEdition, pk=pk)

    def _page(
        self,
        request: HttpRequest,
        name: str,
        edition: HabilitationEdition,
        title: str,
        context: dict[str, Any],
        status: int = 200,
    ) -> HttpResponse:
        shared = self.admin_site.each_context(request) | {"edition": edition, "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/access/edition_{name}.html", shared | context, status=status)


NOT_DUE = (
    "Seule la plus récente des éditions commencées peut être en vigueur. Pour revenir à une édition antérieure, "
    "créez-en une copie qui commence aujourd’hui."
)


def _differences(edition: HabilitationEdition) -> int | None:
    """How many cells differ from the edition in force; None when there is none."""
    current = HabilitationEdition.objects.filter(in_force=True).first()
    if current is None:
        return None
    held = set(current.cells.values_list("column_id", "document_type_id", "consult", "deposit"))
    return len(set(edition.cells.values_list("column_id", "document_type_id", "consult", "deposit")) - held)
