"""The journal as administrators read it: one list, one file, nothing to write and no page of a line."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST

from journal.exports import HEADERS, LineFilterForm, Shown, csv_rows, default_period, lines
from journal.models import Action, Line
from journal.services import Entry, record

PER_PAGE, MOST_COUNTED = 50, 5000


class CappedPaginator(Paginator):
    """Counts no further than it lets anybody turn pages: millions of lines cost no more than thousands."""

    @cached_property
    def count(self) -> int:
        found: QuerySet[Line] = self.object_list
        return found.order_by()[:MOST_COUNTED].count()


@admin.register(Line)
class LineAdmin(admin.ModelAdmin):
    """Read only. The list of Django's admin is not used: it filters any column by address, details included."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.list_view), name="journal_line_changelist"),
            path("export/", wrap(require_POST(self.export_view)), name="journal_line_export"),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        form = self._filter(request, request.GET)
        context: dict[str, Any] = {"form": form, "headers": HEADERS, "opts": self.opts, "title": "Journal"}
        if form.is_valid():
            paginator = CappedPaginator(lines(form.cleaned_data), PER_PAGE)
            page = paginator.get_page(request.GET.get("page"))
            context |= {
                "page": page,
                "found": [Shown.of(line) for line in page],
                "capped": paginator.count == MOST_COUNTED,
                "address": _address(request, form),
            }
        status = 200 if form.is_valid() else 422
        context = self.admin_site.each_context(request) | context
        return TemplateResponse(request, "admin/journal/lines.html", context, status=status)

    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The filtered lines. That they leave is written, and committed with this view, before the first byte does."""
        form = self._filter(request, request.POST)
        if not form.is_valid():
            return self._refused(request, form)
        asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
        record(Entry(action=Action.JOURNAL_EXPORTED, actor=request.actor, details=asked))
        response = StreamingHttpResponse(csv_rows(lines(form.cleaned_data)), content_type="text/csv; charset=utf-8")
        name = f"journal-{asked['since']}-{asked['until']}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def _refused(self, request: HttpRequest, form: LineFilterForm) -> HttpResponse:
        context = {"form": form, "headers": HEADERS, "opts": self.opts, "title": "Journal"}
        context = self.admin_site.each_context(request) | context
        return TemplateResponse(request, "admin/journal/lines.html", context, status=422)

    def _filter(self, request: HttpRequest, data: Any) -> LineFilterForm:
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = {name: data.get(name, "") for name in LineFilterForm.base_fields}
        period = default_period(timezone.localdate())
        return LineFilterForm(asked | {name: asked[name] or value for name, value in period.items()})


def _address(request: HttpRequest, form: LineFilterForm) -> str:
    """The filters, for the links to other pages."""
    query = request.GET.copy()
    query.clear()
    query.update({name: str(value) for name, value in form.cleaned_data.items() if value})
    return query.urlencode()
