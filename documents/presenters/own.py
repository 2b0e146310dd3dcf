"""The same list and the same reading page in the hands of the patient, or of who acts for them: other addresses,
other words, no professional's action."""

from uuid import UUID

from access.addresses import address
from documents.acts import Act
from documents.listing.filters import ListFilters, list_query
from documents.listing.presenters import ListPage
from documents.listing.rows import DocumentRow
from documents.models import Document
from documents.presenters.reading import ReadingPage
from documents.presenters.search import SearchPage


def own_list_url(filters: ListFilters, **changes: str) -> str:
    return address("documents:own_list") + list_query(filters, **changes)


def own_search_url(filters: ListFilters, **changes: str) -> str:
    return address("documents:own_search") + list_query(filters, **changes)


class OwnRow(DocumentRow):
    @property
    def url(self) -> str:
        return address("documents:own_read", self.document.uuid) + self.query

    @property
    def actions(self) -> list[Act]:
        return []


class OwnListPage(ListPage):
    row_type = OwnRow
    selects = False

    def url(self, **changes: str) -> str:
        return own_list_url(self.filters, **changes)

    @property
    def clear_url(self) -> str:
        return address("documents:own_list")

    @property
    def is_empty_record(self) -> bool:
        """The first window widens by itself: when it holds nothing, nor does the record."""
        whole = self.is_everything or not self.filters.period
        return whole and not self.found.in_period and not self.filters.active_count


class OwnSearchPage(SearchPage):
    marks_what_is_read = False

    def read_path(self, document: Document) -> str:
        return address("documents:own_read", document.uuid)

    @property
    def path(self) -> str:
        return address("documents:own_search")

    @property
    def list_path(self) -> str:
        return address("documents:own_list")


class OwnReadingPage(ReadingPage):
    @property
    def warnings(self) -> list[tuple[str, str]]:
        """What professionals must be careful of says nothing to the holder, but for what the parents do not see."""
        if self.document.hidden_from_representatives:
            return [("Vos représentants légaux ne voient pas ce document.", "")]
        return []

    prepare_url = ""  # type: ignore[assignment]

    @property
    def _list_path(self) -> str:
        return address("documents:own_list")

    @property
    def _find_path(self) -> str:
        return address("documents:own_find", self.document.uuid)

    @property
    def _search_path(self) -> str:
        return address("documents:own_search")

    def _url(self, uuid: UUID) -> str:
        return address("documents:own_read", uuid) + list_query(self.filters)
