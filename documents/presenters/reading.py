"""Head and body of the reading page in words (PS S15)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from access.addresses import address
from documents.acts import Act
from documents.decision import Decision
from documents.listing.filters import ListFilters, list_query
from documents.listing.rows import actions_on
from documents.marks import Mark, marks_of
from documents.models import Availability, Document
from documents.reading.drawn import Drawn
from documents.reading.marking import MAX_MARKS, Marked
from documents.reading.neighbours import Neighbours, Place
from documents.words import plural

NOT_SHOWN, ALONE, EVERYTHING = Drawn(), Neighbours(), ListFilters(period="tout")


@dataclass(frozen=True, slots=True)
class Link:
    """One linked document: what links it, and where it is read."""

    reason: str
    title: str
    act_on: date
    url: str


@dataclass(frozen=True)
class ReadingPage:
    """Head and body of the reading page."""

    document: Document
    access_uuid: UUID
    shown: Drawn = NOT_SHOWN
    neighbours: Neighbours = ALONE
    filters: ListFilters = EVERYTHING  # of the list that one came from
    wants_pdf: bool = False
    sought: str = ""  # words to mark
    from_search: bool = False  # in the record: those words are of that search
    marked: Marked | None = None  # when words are sought
    reads_only: bool = False  # in an emergency

    @property
    def title(self) -> str:
        return self.document.title

    @property
    def marks(self) -> list[Mark]:
        return marks_of(self.document)

    @property
    def type_label(self) -> str:
        return self.document.type_label or self.document.type_code

    @property
    def reference(self) -> str:
        """To be pasted in a letter: what the document is, never whose."""
        one = self.document
        who = dict.fromkeys(filter(None, (one.author_label, one.institution_label)))
        version = [f"version {one.version_number}"] if one.version_number > 1 else []
        return ", ".join([one.title, self.type_label, f"acte du {one.act_on:%d/%m/%Y}", *who, *version])

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """What must be read before the content (AR 8.7, PS S15): fact, and what it asks of the reader."""
        found = []
        if self.document.hidden_from_patient_since:
            text = "Ne lui en révélez pas le contenu avant la consultation d’annonce."
            found.append(("Le patient ne voit pas encore ce document.", text))
        if self.document.hidden_from_representatives:
            found.append(("Les représentants légaux du mineur ne voient pas ce document.", "Préservez le secret."))
        return found

    @property
    def is_own(self) -> bool:
        """The reader is its author or depositor: the decision of the gate says so."""
        return getattr(self.document, "decision", "") == Decision.AUTHOR

    @property
    def actions(self) -> list[Act]:
        """What this reader may do with the document, besides reading it."""
        return [] if self.reads_only else actions_on(self.document, self.access_uuid)

    @property
    def comment(self) -> str:
        """What the depositor added, beside the document."""
        return self.document.comments

    @property
    def deposited_url(self) -> str:
        """Of the file as it came, which its author alone may have."""
        if not (self.is_own and self.document.original_content_id):
            return ""
        return address("documents:deposited", self.access_uuid, self.document.uuid)

    @property
    def newer(self) -> Document | None:
        """The version to read instead, when this one is old and the newer one is visible to this reader."""
        if self.document.availability != Availability.DEPRECATED:
            return None
        return next((v for v in self.neighbours.versions if v.availability != Availability.DEPRECATED), None)

    @property
    def older(self) -> list[Document]:
        versions = self.neighbours.versions
        return [v for v in versions if v.availability == Availability.DEPRECATED and v is not self.newer]

    @property
    def newer_url(self) -> str:
        return self._url(self.newer.uuid) if self.newer else ""

    @property
    def older_links(self) -> list[tuple[str, str]]:
        days = ((v, timezone.localdate(v.created_at)) for v in self.older)
        return [(self._url(v.uuid), f"version {v.version_number} du {day:%d/%m/%Y}") for v, day in days]

    @property
    def links(self) -> list[Link]:
        """« Documents liés » (PS S15)."""
        own, linked = self.document, self.neighbours
        newer = [v for v in linked.versions if v.version_number > own.version_number]
        found = [("Version qui le remplace" if v in newer else "Version remplacée", v) for v in linked.versions]
        found += [("Précédent du même type", linked.earlier)] if linked.earlier else []
        found += [("Suivant du même type", linked.later)] if linked.later else []
        shown = {document.pk for _, document in found}
        found += [("Déposé avec lui", other) for other in linked.same_set if other.pk not in shown]
        return [Link(reason, one.title, one.act_on, self._url(one.uuid)) for reason, one in found]

    @property
    def body(self) -> SafeString | None:
        """With its marks, when there are some: serialised by lxml from the tree that was drawn."""
        return mark_safe(self.marked.html) if self.marked else self.shown.html  # noqa: S308

    @property
    def found_words(self) -> str:
        """« 3 occurrences »."""
        if self.marked is None:
            return ""
        if not self.marked.found:
            return "Aucune occurrence dans ce document."
        count = plural(len(self.marked.found), "occurrence")
        return f"{count} : les {MAX_MARKS} premières sont indiquées." if self.marked.is_cut else f"{count}."

    @property
    def find_url(self) -> str:
        return self._find_path + list_query(self.filters, vue="pdf" if self.pdf_view else "")

    @property
    def unread_url(self) -> str:
        """Where the document is marked as not read, back in the list; empty in an emergency, which changes nothing."""
        if self.reads_only:
            return ""
        return address("documents:selection_mark", self.access_uuid) + list_query(self.filters)

    @property
    def place(self) -> Place | None:
        """None after a search, whose results are in no order of a list."""
        return None if self.from_search else self.neighbours.place

    @property
    def up_label(self) -> str:
        return "Résultats de la recherche" if self.from_search else "Documents"

    @property
    def list_url(self) -> str:
        """Back to the list, at the row of this document."""
        if self.from_search:
            return self._search_path
        if self.place is None:
            return self._list_path + list_query(self.filters)
        query = list_query(self.filters, document=str(self.document.uuid))
        return f"{self._list_path}{query}#doc-{self.document.uuid}"

    @property
    def previous_url(self) -> str:
        return self._url(self.place.previous) if self.place and self.place.previous else ""

    @property
    def next_url(self) -> str:
        return self._url(self.place.next) if self.place and self.place.next else ""

    @property
    def prepare_url(self) -> str:
        """Asked for by the page once it is shown, so that the next document is drawn when it is wanted."""
        if not (self.place and self.place.next):
            return ""
        return address("documents:prepare", self.access_uuid, self.place.next) + list_query(self.filters)

    @property
    def position(self) -> str:
        return f"{self.place.number} sur {self.place.total}" if self.place else ""

    @property
    def text_view_url(self) -> str:
        return list_query(self.filters) or "?"

    @property
    def pdf_view_url(self) -> str:
        return list_query(self.filters, vue="pdf")

    @property
    def pdf_view(self) -> bool:
        return self.shown.has_two_views and self.wants_pdf

    @property
    def _list_path(self) -> str:
        return address("documents:list", self.access_uuid)

    @property
    def _find_path(self) -> str:
        return address("documents:find", self.access_uuid, self.document.uuid)

    @property
    def _search_path(self) -> str:
        return address("documents:search", self.access_uuid)

    def _url(self, uuid: UUID) -> str:
        return address("documents:read", self.access_uuid, uuid) + list_query(self.filters)

    @property
    def differences(self) -> list[dict[str, str]]:
        differences: list[dict[str, str]] = self.document.identity_differences
        return differences
