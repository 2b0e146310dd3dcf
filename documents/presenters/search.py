"""What a search found, in words (PS S14)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar
from uuid import UUID

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from access.addresses import address
from documents.listing.chips import chips_of
from documents.listing.filters import ListFilters, list_query
from documents.listing.rows import DocumentRow, document_url
from documents.listing.words import period_words
from documents.models import Document, Passage
from documents.search.extracts import Marker, Piece
from documents.search.forms import SearchFilterForm, SearchForm
from documents.search.selectors import PAGE_SIZE, Found, Hit, RecordSearch
from documents.words import plural

OF_THE_LIST = ("mots", "tri", "groupe", "separes")  # parameters of an address that say nothing of a search
FROM_SEARCH = "?recherche=1"  # the reading page then marks the words of the session, and leads back here


def search_url(access_uuid: UUID, filters: ListFilters, **changes: str) -> str:
    """Address of a search; the words themselves never stand in it."""
    return address("documents:search", access_uuid) + list_query(filters, **changes)


@dataclass(frozen=True, slots=True)
class Extract:
    label: str
    url: str
    words: SafeString


@dataclass(frozen=True, slots=True)
class HitRow(DocumentRow):
    """A document found: its title with the words marked, and its extracts. `path`: where it is read."""

    path: str = ""
    marked_title: SafeString | str = ""
    extracts: tuple[Extract, ...] = ()

    @property
    def url(self) -> str:
        return self.path + self.query


@dataclass(frozen=True)
class SearchPage:
    """Everything that the page shows."""

    form: SearchForm
    filters: ListFilters
    access_uuid: UUID
    restrictions: list[str]  # filters of RESTRICTED that this reader has
    searched: RecordSearch
    sent: Any = None  # filters, when they have to be corrected
    marks_what_is_read: ClassVar[bool] = True

    @property
    def found(self) -> Found | None:
        return self.searched.found

    @property
    def results_words(self) -> str:
        """« 7 résultats dans 4 documents »."""
        found = self.found
        if found and not found.documents:
            return "Aucun résultat"
        return f"{plural(found.results, 'résultat')} dans {plural(found.documents, 'document')}" if found else ""

    @property
    def _period(self) -> str:
        return self.filters.period or "tout"

    @property
    def period_words(self) -> str:
        return period_words(self._period, self.filters.since, self.filters.until)

    @property
    def all_url(self) -> str:
        """Of the same search in the whole history; empty when it goes there."""
        return "" if self._period == "tout" else self.url(periode="tout", du="", au="")

    @property
    def words(self) -> str:
        return str(self.form["mots"].value() or "")

    @cached_property
    def rows(self) -> list[HitRow]:
        found, marker = self.searched.found, self.searched.marker
        return [self._row(hit, marker) for hit in found.hits] if found and marker else []

    def _row(self, hit: Hit, marker: Marker) -> HitRow:
        path = self.read_path(hit.document)
        return HitRow(
            hit.document,
            self.access_uuid,
            path=path,
            query=FROM_SEARCH,
            marked_title=_html(marker.marked(hit.document.title)),
            extracts=tuple(_extract(passage, path, marker) for passage in hit.passages),
        )

    def read_path(self, document: Document) -> str:
        return document_url("read", self.access_uuid, document.uuid)

    @cached_property
    def filter_form(self) -> SearchFilterForm:
        facets = self.searched.facets
        return SearchFilterForm.shown(
            replace(self.filters, period=self._period),
            data=self.sent,
            choices=facets.choices(self.restrictions),
            labels=facets.labels(marks=self.marks_what_is_read),
        )

    @property
    def chips(self) -> list[tuple[str, str]]:
        """Label of each active filter, with the address of the search without it."""
        chips = chips_of(self.searched.facets, period=self._period, restrictions=self.restrictions, without=OF_THE_LIST)
        return [(chip.label, self.url(**chip.changes)) for chip in chips]

    @property
    def empty_title(self) -> str:
        is_elsewhere = self.found and self.found.keys
        where = "avec ces filtres" if is_elsewhere else "dans les documents que vous pouvez lire"
        return f"Aucun résultat pour « {self.words} » {where}."

    @property
    def way_out(self) -> list[tuple[str, str]]:
        return list(self._ways_out())

    def _ways_out(self) -> Iterator[tuple[str, str]]:
        if self.all_url:
            yield "Chercher dans tout l’historique", self.all_url
        if self.filters.active_count:
            yield "Effacer les filtres", self.path
        yield "Voir la liste des documents", self.list_path

    @property
    def path(self) -> str:
        return search_url(self.access_uuid, ListFilters())

    @property
    def list_path(self) -> str:
        return address("documents:list", self.access_uuid)

    @property
    def unsearchable_words(self) -> str:
        count = self.searched.unsearchable_total
        verb = "n’ont pas pu être indexés" if count > 1 else "n’a pas pu être indexé"
        return f"{plural(count, 'document')} {verb} en entier (images)."

    @property
    def unsearchable_rows(self) -> list[HitRow]:
        return [HitRow(d, self.access_uuid, path=self.read_path(d)) for d in self.searched.unsearchable]

    @property
    def unsearchable_rest(self) -> str:
        rest = self.searched.unsearchable_total - len(self.searched.unsearchable)
        return f"Et {plural(rest, 'autre')}." if rest else ""

    def url(self, **changes: str) -> str:
        return self.path + list_query(self.filters, **changes)

    @property
    def action(self) -> str:
        """Of both forms: an address without words nor page."""
        return self.url()

    @property
    def previous_url(self) -> str:
        return self.url(page=str(self.found.page - 1)) if self.found and self.found.page > 1 else ""

    @property
    def next_url(self) -> str:
        found = self.found
        return self.url(page=str(found.page + 1)) if found and found.page < found.pages else ""

    @property
    def first_row(self) -> int:
        return (self.found.page - 1) * PAGE_SIZE + 1 if self.found else 0

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1


def _html(pieces: list[Piece]) -> SafeString:
    """Every word escaped; here and not in the template, where hundreds of pieces would cost more than the search."""
    words = (format_html("<mark>{}</mark>", words) if marked else escape(words) for words, marked in pieces)
    return mark_safe("".join(words))  # noqa: S308


def _extract(passage: Passage, path: str, marker: Marker) -> Extract:
    return Extract(_label(passage), path + place_in_page(passage), _html(marker.extract(passage.text, passage.heading)))


def _label(passage: Passage) -> str:
    """Where an extract stands."""
    match passage.kind:
        case Passage.Kind.PAGE:
            return f"Page {passage.place}"
        case Passage.Kind.SECTION:
            return passage.heading
        case Passage.Kind.CODES:
            return f"Codes\N{NO-BREAK SPACE}: {passage.heading}"
        case Passage.Kind.HEAD:
            return "Informations du document"
        case _:
            return "Texte"


def place_in_page(passage: Passage) -> str:
    """The end of an address of the reading page that leads to a passage: its section, or the page of its file."""
    if passage.kind in (Passage.Kind.SECTION, Passage.Kind.CODES):
        return f"{FROM_SEARCH}#s-{passage.place}"
    if passage.attachment is not None:
        return f"{FROM_SEARCH}#piece-{passage.attachment}"
    return f"{FROM_SEARCH}&vue=pdf#page-{passage.place}" if passage.kind == Passage.Kind.PAGE else FROM_SEARCH
