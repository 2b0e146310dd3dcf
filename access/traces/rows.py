"""Lines of the history in words: for the page, and for the file (PS S28)."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.utils import timezone

from access.opening import FORM_SHOWN
from access.rules import Mode
from journal.exports import Echo, inert
from journal.models import Action, Line

MODE_WORDS = {Mode.NORMAL.value: "Normal", Mode.BRIS_DE_GLACE.value: "Urgence", Mode.CENTRE_15.value: "Régulation"}
HEADERS = (
    "Date et heure",
    "Personne",
    "Profession",
    "Structure",
    "Mode",
    "Motif de l’urgence",
    "Action",
    "Document",
    "Résultat",
)
# What was refused is told as it was told then: the true reason of a document out of reach stays in the journal.
_REFUSALS = {
    "DOC_NOT_FOUND": "document introuvable",
    "DOC_TYPE_NOT_ALLOWED": "document introuvable",
    "DOC_MASKED": "document introuvable",
    "DOC_DELETED": "document introuvable",
    "DOC_OTHER_PATIENT": "document introuvable",
    "DOC_ALREADY_REPLACED": "document déjà remplacé",
    "OPENED_BY_PATIENT": "document déjà ouvert par le patient",
    "SHOWN_AGAIN": "document déjà montré au patient",
    "NOT_AUTHOR": "action réservée à l’auteur",
    "FLAGS_INCOMPATIBLE": "visibilités incompatibles",
    "ACCESS_ENDED": "accès terminé",
    "PRO_BLOCKED": "accès non autorisé par le patient",
    "CONSENT_MISSING": "accès à déclarer",
    "CONSENT_EXPIRED": "accès échu",
    "EXPRESS_CONSENT_MISSING": "accord exprès nécessaire",
    "INS_NOT_QUALIFIED": "identité à qualifier",
    "DMP_CLOSED": "dossier fermé",
    "BTG_OPPOSED": "accès en urgence refusé par le patient",
    "BTG_REASON_MISSING": "motif à compléter",
    "MOTIVE_MISSING": "motif à compléter",
    "EXTENDED_ALREADY": "déjà prolongé une fois",
    "FORM_INCOMPLETE": "formulaire incomplet",
    "READ_ONLY": "lecture seule en urgence",
    "NO_READING_MARK": "aucune marque de lecture en session confidentielle",
    "SAMU_NOT_ENTITLED": "réservé à la régulation médicale",
    "SAMU_OPPOSED": "accès de régulation refusé par le patient",
    "SECRET_NOT_MINOR": "réservé aux patients mineurs",
}


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One line of the history. `people` names the accounts that are no professional's (`own_accounts`)."""

    line: Line
    people: dict[str, str]

    @property
    def at(self) -> datetime:
        return self.line.at

    @property
    def who(self) -> str:
        if self.line.professional:
            return self.line.professional_name or self.line.professional
        account = self.line.account
        fallback = "Administration du portail" if account.isdigit() else "Portail"
        return self.people.get(account) or self.line.professional_name or fallback

    @property
    def profession(self) -> str:
        return self.line.profession

    @property
    def structure(self) -> str:
        return self.line.structure_name

    @property
    def mode(self) -> str:
        return MODE_WORDS.get(self.line.mode, "Normal")

    @property
    def is_emergency(self) -> bool:
        return self.line.mode in (Mode.BRIS_DE_GLACE, Mode.CENTRE_15)

    @property
    def motive(self) -> str:
        """Why the emergency was declared or extended: other reasons are not for the readers of the history."""
        declared = self.line.action in (Action.RECORD_OPENED, Action.EMERGENCY_EXTENDED)
        return self.line.motive if self.is_emergency and declared else ""

    @property
    def is_confidential(self) -> bool:
        return self.line.confidential

    @property
    def action(self) -> str:
        label = Action(self.line.action).label
        is_form = self.line.decision == FORM_SHOWN and self.line.granted
        return f"Formulaire affiché ({label[0].lower()}{label[1:]})" if is_form else label

    @property
    def document(self) -> str:
        """Type of a document that was really reached and that this reader may know; nothing of one that was refused."""
        line: Any = self.line
        return str(line.details.get("type_label", "")) if line.granted and line.knows_document else ""

    @property
    def result(self) -> str:
        if self.line.granted:
            return "Accordé"
        return f"Refusé : {_REFUSALS.get(self.line.decision, 'condition d’accès non remplie')}"

    def cells(self) -> list[str]:
        at = timezone.localtime(self.at).isoformat(timespec="seconds")
        words = [self.who, self.profession, self.structure, self.mode, self.motive, self.action, self.document]
        return [at, *words, self.result]


@dataclass(frozen=True, slots=True)
class TracesPage:
    """One page of the history, and the addresses of its neighbours (empty at either end)."""

    page: "Page[Line]"
    rows: list[TraceRow]
    query: dict[str, str]

    @classmethod
    def of(cls, page: "Page[Line]", people: dict[str, str], query: dict[str, str]) -> "TracesPage":
        """Read the rows at once: the line that journals this reading must not shift them."""
        return cls(page, [TraceRow(line, people) for line in page.object_list], query)

    @property
    def first(self) -> int:
        return self.page.start_index()

    @property
    def last(self) -> int:
        return self.page.end_index()

    @property
    def total(self) -> int:
        return self.page.paginator.count

    @property
    def previous_url(self) -> str:
        return self._url(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self._url(self.page.next_page_number()) if self.page.has_next() else ""

    def _url(self, number: int) -> str:
        return f"?{urlencode(self.query | {'page': str(number)})}"


def csv_rows(lines: Iterable[Line], people: dict[str, str]) -> Iterator[str]:
    """The file, line by line: semicolons and a byte order mark, as French spreadsheets expect."""
    writer = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(HEADERS)
    for line in lines:
        yield writer.writerow([inert(cell) for cell in TraceRow(line, people).cells()])
