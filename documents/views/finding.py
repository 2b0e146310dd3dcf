"""« Rechercher dans ce document »: the words stay in the session, an address ends up in logs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from documents.listing.filters import ListFilters, list_query
from documents.reading.marking import MAX_LENGTH, Marked, mark, phrase
from documents.search.selectors import spans_in
from documents.search.session import keep_searched_words, searched_words


def sought_again(request: HttpRequest, address: str, filters: ListFilters, *, key: str) -> HttpResponse:
    """Back to the document, where the words that were posted are marked. `key`: where the session keeps them."""
    words = request.POST.get("mots", "").strip()[:MAX_LENGTH]
    keep_searched_words(request.session, key, words)
    view = "pdf" if request.GET.get("vue") == "pdf" else ""
    query = list_query(filters, vue=view, chercher="1" if words else "")
    return redirect(f"{address}{query}#recherche-document")


def words_marked(request: HttpRequest, drawing: str, *, key: str, search_key: str) -> tuple[str, Marked | None]:
    """Words, and the drawing with them marked: those of the search in the record that one comes from, which
    `search_key` keeps, or those sought in documents.
    """
    if "recherche" in request.GET:
        words = searched_words(request.session, search_key)
        spans = spans_in(drawing, words)
    else:
        words = searched_words(request.session, key) if "chercher" in request.GET else ""
        spans = phrase(words)
    return words, mark(drawing, spans) if words and drawing else None
