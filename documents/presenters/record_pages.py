"""The other tabs of a record in words: pathway, vaccinations, wishes and people, identity."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator

from documents.listing.words import PERIOD_LABELS
from documents.models import Document, Statement
from documents.presenters.facts import Fact, Source, folded, period_words
from documents.record.outline import DIRECTIVES_TYPE, Outline
from documents.record.reimbursements import FAMILY_LABELS
from documents.record.tabs import IdentityFacts, Pathway, Vaccinations
from patients.identity import fold
from patients.models import Contact, InsStatus, Patient, Wish

LINES_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class CareLine:
    """One reimbursed act or product."""

    row: Statement
    source: Source

    @property
    def on(self) -> str:
        return period_words(self.row) or "—"

    @property
    def family(self) -> str:
        return FAMILY_LABELS.get(self.row.reimbursed_as, self.row.section)  # type: ignore[call-overload,no-any-return]

    @property
    def details(self) -> list[str]:
        return [f"{heading}\u00a0: {words}" if heading else words for heading, words in self.row.details]


@dataclass(frozen=True)
class PathwayPage:
    found: Pathway
    family: str
    number: int
    access_uuid: UUID

    @cached_property
    def page(self) -> Any:
        return Paginator(self.found.lines, LINES_PER_PAGE).get_page(self.number)

    @property
    def lines(self) -> list[CareLine]:
        return [CareLine(row, Source(row.document, self.access_uuid)) for row in self.page.object_list]

    @property
    def stays(self) -> list[Fact]:
        return folded(self.found.stays, self.access_uuid, lambda r: (r.label, r.started, r.stopped, r.document_id))

    @property
    def families(self) -> list[tuple[str, str, bool]]:
        choices = [("", "Toutes"), *((str(family), label) for family, label in FAMILY_LABELS.items())]
        return [(value, label, value == self.family) for value, label in choices]

    @property
    def periods(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.found.period) for value, label in PERIOD_LABELS.items()]

    @property
    def previous_url(self) -> str:
        return self._url(self.page.number - 1) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self._url(self.page.number + 1) if self.page.has_next() else ""

    def _url(self, number: int) -> str:
        values = {"nature": self.family, "periode": self.found.period, "page": str(number)}
        return "?" + urlencode({name: value for name, value in values.items() if value})

    @property
    def consulted(self) -> list[str]:
        rows = [*self.page.object_list, *self.found.stays]
        return sorted({str(row.document.uuid) for row in rows})


@dataclass(frozen=True, slots=True)
class Vaccine:
    row: Statement
    source: Source

    @property
    def on(self) -> str:
        return period_words(self.row) or f"document du {self.row.document.act_on:%d/%m/%Y}"

    @property
    def label(self) -> str:
        answers = [words for heading, words in self.row.details if not heading]
        return f"{self.row.label}\u00a0: {', '.join(answers)}" if answers else self.row.label

    @property
    def dose(self) -> str:
        return self._cell("rang", "rappel", "dose", "injection") or self.row.dose

    @property
    def batch(self) -> str:
        return self._cell("lot")

    @property
    def recorded_by(self) -> str:
        return self.row.author or self.row.document.author_label

    @property
    def state(self) -> tuple[str, str]:
        """PS S18: who stands behind it; and whether the document says that it was not done."""
        if self.row.negated:
            return "Non réalisé selon le document", "warn"
        if self.row.declared_by_patient:
            return "Déclaré par le patient", "info"
        return "Validé par un professionnel", "ok"

    @property
    def details(self) -> list[str]:
        shown = {self.dose, self.batch}
        return [f"{heading}\u00a0: {words}" for heading, words in self.row.details if heading and words not in shown]

    def _cell(self, *names: str) -> str:
        found = (words for heading, words in self.row.details if fold(heading).startswith(names))
        return next(found, "")


@dataclass(frozen=True)
class VaccinationsPage:
    found: Vaccinations
    access_uuid: UUID

    @property
    def given(self) -> list[Vaccine]:
        return self._vaccines(self.found.given)

    @property
    def planned(self) -> list[Vaccine]:
        return self._vaccines(self.found.planned)

    def _vaccines(self, rows: list[Statement]) -> list[Vaccine]:
        """The same injection told by several documents is one line, the newest document's."""
        seen: dict[tuple[str, ...], Statement] = {}
        for row in rows:
            seen.setdefault((fold(row.label), row.started or str(row.document_id), self._rank(row)), row)
        return [Vaccine(row, Source(row.document, self.access_uuid)) for row in seen.values()]

    def _rank(self, row: Statement) -> str:
        return Vaccine(row, Source(row.document, self.access_uuid)).dose

    @property
    def unlisted(self) -> list[Source]:
        return [Source(document, self.access_uuid) for document in self.found.unlisted]

    @property
    def consulted(self) -> list[str]:
        return sorted({str(row.document.uuid) for row in (*self.found.given, *self.found.planned)})


@dataclass(frozen=True)
class WishesPage:
    """What may be read of the patient's wishes and people; a part that the matrix closes is absent."""

    patient: Patient
    wishes: list[Wish]
    contacts: list[Contact]
    documents: list[Document]
    outline: Outline
    access_uuid: UUID
    today: date

    @property
    def is_minor(self) -> bool:
        return self.patient.is_minor_on(self.today)

    @property
    def directives(self) -> Wish | None:
        return self._wish(Wish.Kind.DIRECTIVES)

    @property
    def organ_donation(self) -> Wish | None:
        return self._wish(Wish.Kind.ORGAN_DONATION)

    def _wish(self, kind: Wish.Kind) -> Wish | None:
        return next((wish for wish in self.wishes if wish.kind == kind), None)

    @property
    def directives_documents(self) -> list[Source]:
        return self._sources(is_directives=True)

    @property
    def other_documents(self) -> list[Source]:
        return self._sources(is_directives=False)

    def _sources(self, *, is_directives: bool) -> list[Source]:
        kept = (d for d in self.documents if (d.document_type.code == DIRECTIVES_TYPE) is is_directives)
        return [Source(document, self.access_uuid) for document in kept]

    @property
    def trusted(self) -> list["Person"]:
        return self._people(Contact.Kind.TRUSTED)

    @property
    def emergency(self) -> list["Person"]:
        return self._people(Contact.Kind.EMERGENCY)

    @property
    def carers(self) -> list["Person"]:
        return self._people(Contact.Kind.CARER)

    def _people(self, kind: Contact.Kind) -> list["Person"]:
        return [Person(contact) for contact in self.contacts if contact.kind == kind]


@dataclass(frozen=True, slots=True)
class Person:
    contact: Contact

    @property
    def name(self) -> str:
        return f"{self.contact.family_name.upper()} {self.contact.given_name}"

    @property
    def telephone_url(self) -> str:
        """A link that a telephone follows; only what a number is made of."""
        digits = "".join(c for c in self.contact.telephone if c.isdigit() or c == "+")
        return f"tel:{digits}" if digits else ""


@dataclass(frozen=True)
class IdentityPage:
    patient: Patient
    found: IdentityFacts
    access_uuid: UUID

    @property
    def changes(self) -> list[tuple[Any, str]]:
        return [(change.at, _change_words(change.from_status, change.to_status)) for change in self.found.changes]

    @property
    def differing(self) -> list[Source]:
        return [Source(document, self.access_uuid) for document in self.found.differing]

    @property
    def telephone_url(self) -> str:
        digits = "".join(c for c in self.patient.telephone if c.isdigit() or c == "+")
        return f"tel:{digits}" if digits else ""


def _change_words(from_status: str, to_status: str) -> str:
    """« INS validée, auparavant INS récupérée »."""
    now = InsStatus(to_status).label
    return f"{now}, auparavant {InsStatus(from_status).label}" if from_status else now
