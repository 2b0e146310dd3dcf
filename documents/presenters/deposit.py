"""A deposit in preparation, in words (PS S21, S22)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from access.addresses import address
from access.models import DocumentType
from access.models.vocabulary import Category
from access.opening import Opening
from documents import media
from documents.cda.parser import parse
from documents.deposit.forms import Offer
from documents.deposit.incoming.files import CDA
from documents.deposit.wrapping import speciality_of
from documents.metadata import entry_values
from documents.models import Availability, DepositDraft, Document, ReceivedFile
from documents.words import file_size
from patients.presenters import PatientBanner

Line = tuple[str, str]


@dataclass(frozen=True)
class FileLine:
    """One received file; `duplicate`: the visible document that is made of the same bytes."""

    file: ReceivedFile
    draft: DepositDraft
    duplicate: Document | None
    opening: Opening | None

    @property
    def name(self) -> str:
        return self.file.name

    @property
    def words(self) -> str:
        kind = "document structuré (CDA)" if self.file.media_type == CDA else media.name_of(self.file.media_type)
        return f"{kind}, {file_size(len(self.file.data))}"

    @property
    def was_cleaned(self) -> bool:
        return self.file.original is not None and self.file.media_type == "application/pdf"

    @property
    def cda_lines(self) -> list[Line]:
        """What a structured document says of itself: nothing of the form applies to it but the visibility."""
        if self.file.media_type != CDA:
            return []
        found = parse(bytes(self.file.data))
        values = entry_values(found, birth_date=self.draft.patient.birth_date, now=self.draft.created_at)
        return [
            ("Titre", values["title"]),
            ("Type", values["type_label"]),
            ("Date de l’acte", f"{values['act_on']:%d/%m/%Y}"),
            ("Auteur", values["author_label"] or "non renseigné"),
        ]

    @property
    def duplicate_words(self) -> str:
        if self.duplicate is None:
            return ""
        by = f" par {self.duplicate.author_label}" if self.duplicate.author_label else ""
        return f"Ce fichier a déjà été déposé le {timezone.localdate(self.duplicate.deposited_at):%d/%m/%Y}{by}."

    @property
    def replace_url(self) -> str:
        """To replace the one that is there, when it is one's own and current."""
        found: Any = self.duplicate
        if found is None or self.draft.replaces_id or found.availability != Availability.APPROVED:
            return ""
        return replace_url(found, self.opening) if found.decision == "AUTHOR" else ""


def replace_url(document: Document, opening: Opening | None) -> str:
    if opening is None:
        return address("documents:replace", document.uuid)
    return address("documents:replace_in_record", opening.access.uuid, document.uuid)


@dataclass(frozen=True)
class DepositPage:
    """What every page of a draft shows."""

    draft: DepositDraft
    opening: Opening | None
    offer: Offer

    @property
    def layout(self) -> str:
        return "layouts/record.html" if self.opening else "layouts/page.html"

    @property
    def banner(self) -> PatientBanner:
        return PatientBanner(self.draft.patient, self.offer.today)

    @property
    def heading(self) -> str:
        return "Remplacer le document" if self.draft.replaces_id else "Déposer un document"

    @property
    def submit_words(self) -> str:
        return "Remplacer" if self.draft.replaces_id else "Déposer"

    @property
    def back_url(self) -> str:
        """The opened record, when it can still be read; else home."""
        return address("documents:list", self.opening.access.uuid) if self.opening else address("access:home")

    @property
    def back_label(self) -> str:
        return "Retour au dossier" if self.opening else "Retour à l’accueil"

    @property
    def speciality(self) -> str:
        return speciality_of(self.draft.practice).words

    @property
    def _type(self) -> DocumentType | None:
        return next((k for k in self.offer.types if k.pk == self.draft.values["type"]), None)

    @property
    def lines(self) -> list[Line]:
        """What was said of the files that are wrapped."""
        values, kind = self.draft.values, self._type
        author = next((p for p in self.offer.authors if str(p.uuid) == values["author"]), None)
        end = f" au {_day(values['act_end'])}" if values["act_end"] else ""
        found = [
            ("Titre", values["title"]),
            ("Type", kind.label if kind else ""),
            ("Catégorie", Category(kind.category).label if kind else ""),
            ("Date de l’acte", f"{_day(values['act_on'])}{end}" if values["act_on"] else ""),
            ("Auteur", f"{author.professional.full_name}, {speciality_of(author).words}" if author else ""),
            ("Cadre", dict(self.offer.settings).get(values["setting"], "")),
        ]
        return [line for line in found if line[1]]

    @property
    def free_lines(self) -> list[Line]:
        found = [("Commentaire", self.draft.values["comment"]), ("Motif", self.draft.values["reason"])]
        return [line for line in found if line[1]]

    @property
    def visibility_words(self) -> list[str]:
        """Who will read it, in sentences."""
        asked = self.draft.values["visibility"]
        if asked["hidden_from_patient"]:
            found = ["Le patient ne le verra qu’après la consultation d’annonce, au plus tard dans un mois."]
        else:
            found = ["Le patient le verra tout de suite et en sera averti."]
        if asked["masked"]:
            found.append("Il sera masqué aux professionnels, sauf au médecin traitant du patient et à vous.")
        else:
            found.append("Il sera lu par les professionnels que leur profession et le patient y autorisent.")
        if asked["hidden_from_representatives"]:
            found.append("Les représentants légaux ne le verront pas.")
        return found


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
