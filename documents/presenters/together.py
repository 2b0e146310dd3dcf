"""Several documents read as one page, in words (PS S15)."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from access.addresses import address
from documents.presenters.reading import ReadingPage
from documents.reading.together import MAX_TOGETHER, anchor, nested
from documents.words import plural


@dataclass(frozen=True)
class Part:
    """One document of the page: `number` from 1."""

    number: int
    page: ReadingPage

    @property
    def anchor(self) -> str:
        return f"document-{self.number}"

    @property
    def address(self) -> str:
        return address("documents:read", self.page.access_uuid, self.page.document.uuid)

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Anchor and heading of its sections."""
        return [(anchor(self.number, identifier), heading) for identifier, heading in self.page.shown.contents]

    @property
    def body(self) -> SafeString:
        """Serialised by lxml from the tree that was drawn."""
        return mark_safe(nested(self.page.shown.html or "", number=self.number, address=self.address))  # noqa: S308


@dataclass(frozen=True)
class TogetherPage:
    pages: list[ReadingPage]
    access_uuid: UUID
    chosen: int

    @property
    def parts(self) -> list[Part]:
        return [Part(number, page) for number, page in enumerate(self.pages, start=1)]

    @property
    def summary(self) -> str:
        return f"{plural(self.chosen, 'document')}, dans l’ordre de la liste."

    @property
    def excess(self) -> str:
        """Why the whole is too much; empty when it is not."""
        if self.chosen <= MAX_TOGETHER:
            return ""
        return (
            f"La lecture à la suite compte {MAX_TOGETHER} documents au plus\u00a0: vous en avez choisi {self.chosen}."
        )
