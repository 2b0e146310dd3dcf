"""S15: documents chosen in the list, read one after the other as one page. Each is traced, since each is shown."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from access.marks import professionals_only
from access.opening import Opening
from documents.listing.reading_marks import documents_read
from documents.presenters.reading import ReadingPage
from documents.presenters.together import TogetherPage
from documents.reading.drawn import drawn
from documents.reading.together import MAX_TOGETHER
from documents.views.selection import chosen_documents, document_entry, opened_for
from journal.models import Action
from journal.services import Entry, record_all


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def together(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    """A choice lives in the page: its address alone leads to the list."""
    opening = opened_for(request, access_uuid, Action.DOCUMENT_READ)
    if "document" not in request.POST:
        if request.method == "POST":
            messages.warning(request, "Sélectionnez au moins un document.")
        return redirect("documents:list", access_uuid)
    documents = chosen_documents(request, opening, Action.DOCUMENT_READ)
    shown = documents if len(documents) <= MAX_TOGETHER else []
    pages = [ReadingPage(one, access_uuid, shown=drawn(one), reads_only=opening.is_emergency) for one in shown]
    read = [page.document for page in pages if not page.shown.problem]
    documents_read(reader=opening.reader, documents=read)
    record_all([_line(opening, page, len(pages)) for page in pages])
    page = TogetherPage(pages, access_uuid, len(documents))
    context = {"opening": opening, "banner": opening.banner, "access": opening.access, "page": page, "tab": "documents"}
    return render(request, "documents/together.html", context, status=422 if page.excess else 200)


def _line(opening: Opening, page: ReadingPage, count: int) -> Entry:
    content = {"content": "unavailable"} if page.shown.problem else {}
    return document_entry(opening, page.document, Action.DOCUMENT_READ, together=count, **content)
