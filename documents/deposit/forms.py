"""The form of a deposit (PS S21): what a professional says of the files, and who may see them."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from access.models import DocumentType, Practice
from access.models.vocabulary import Category
from access.rules import flags_are_compatible
from access.wording import WORDING
from documents import media
from documents.deposit.fields import DayField, FilesField
from documents.deposit.incoming.files import ACCEPTED, CDA
from documents.words import file_size
from patients.identity import fold

Choices = list[tuple[str, Any]]
NO, YES = "non", "oui"
_BOTH = [(NO, "Non"), (YES, "Oui")]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
TITLE_MIN, TITLE_MAX = 3, 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What this deposit lets one choose from."""

    today: date
    birth_date: date
    types: list[DocumentType]
    recent: list[int]  # primary keys of the types used last, newest first
    authors: list[Practice]
    settings: Choices
    is_minor: bool
    confidential: bool
    replaces: bool
    received: list[str]  # media types of files that are there already


class DepositForm(forms.Form):
    """Words are needed for what is wrapped; a CDA brings its own type, title, dates and author."""

    fichiers = FilesField(
        label="Fichiers", required=False, error_messages={"required": "Choisissez le fichier à déposer."}
    )
    type = forms.TypedChoiceField(
        label="Type de document",
        coerce=int,
        empty_value=None,
        error_messages={
            "required": "Choisissez le type du document.",
            "invalid_choice": "Choisissez un type de la liste.",
        },
    )
    titre = forms.CharField(
        label="Titre",
        required=False,
        min_length=TITLE_MIN,
        max_length=TITLE_MAX,
        help_text="Laissé vide, il est fait du type et de la date de l’acte.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    date_acte = DayField(
        label="Date de l’acte", help_text="jj/mm/aaaa", error_messages={"required": "Indiquez la date de l’acte."}
    )
    fin_acte = DayField(label="Fin de l’acte", required=False, help_text="jj/mm/aaaa, s’il a duré plusieurs jours.")
    auteur = forms.ChoiceField(label="Auteur", help_text="Vous, ou un professionnel de votre structure.")
    cadre = forms.ChoiceField(label="Cadre de prise en charge")
    commentaire = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=1000,
        help_text="Lu avec le document par tous ses lecteurs, patient compris.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    motif = forms.CharField(
        label="Motif du remplacement", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    masque = forms.ChoiceField(
        label="Masquer ce document aux autres professionnels ?",
        choices=_BOTH,
        widget=forms.RadioSelect,
        help_text="Masqué, il reste lu par le patient, par son médecin traitant et par vous.",
    )
    patient = forms.ChoiceField(
        label="Quand le patient le verra-t-il ?",
        choices=[("tout_de_suite", "Tout de suite"), ("annonce", "Après la consultation d’annonce")],
        widget=forms.RadioSelect,
        help_text="Sans consultation d’annonce, le patient est averti d’une mise à jour au bout de deux semaines, "
        "et le document lui devient visible au bout d’un mois.",
    )
    representants = forms.ChoiceField(
        label="Visible par les représentants légaux ?",
        choices=[(YES, "Oui"), (NO, "Non, le patient demande le secret")],
        widget=forms.RadioSelect,
        help_text="« Non » vaut pour les soins que la loi permet de garder secrets. "
        "Rendre ensuite visible est définitif.",
    )

    def __init__(self, *args: Any, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer = offer
        fields: Any = self.fields
        fields["type"].choices = [("", "Choisissez un type"), *type_choices(offer)]
        fields["auteur"].choices = [(str(p.uuid), _author_words(p, own=n == 0)) for n, p in enumerate(offer.authors)]
        fields["cadre"].choices = offer.settings
        fields["fichiers"].help_text = self._files_help()
        fields["fichiers"].required = not offer.received
        fields["type"].required = fields["date_acte"].required = self._needs_words()
        if offer.replaces:
            fields["fichiers"].label = "Fichier qui remplace"
            del fields["fichiers"].widget.attrs["multiple"]
        else:
            del fields["motif"]
        if not offer.is_minor or offer.confidential:
            del fields["representants"]

    def narrow_types(self, words: str) -> None:
        """Show the types that hold these words only: the search where scripts do not run."""
        wanted = fold(words)
        if wanted:
            kept = [kind for kind in self.offer.types if wanted in fold(kind.label)]
            narrowed = replace(self.offer, types=kept)
            self.fields["type"].choices = [  # type: ignore[attr-defined]
                ("", f"{len(kept)} types correspondent" if kept else "Aucun type ne correspond"),
                *type_choices(narrowed),
            ]

    def _files_help(self) -> str:
        limit = file_size(settings.DEPOSIT_MAX_BYTES).replace(",0", "")
        many = f" {settings.DEPOSIT_MAX_FILES} fichiers au plus, tous déposés ou aucun."
        return f"{ACCEPTED}. {limit} au plus par fichier.{'' if self.offer.replaces else many}"

    def clean_fichiers(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["fichiers"]
        limit = 1 if self.offer.replaces else settings.DEPOSIT_MAX_FILES
        if len(files) > limit:
            raise forms.ValidationError("Choisissez un seul fichier." if limit == 1 else f"{limit} fichiers au plus.")
        for file in files:
            if (file.size or 0) > settings.DEPOSIT_MAX_BYTES:
                size = file_size(settings.DEPOSIT_MAX_BYTES).replace(",0", "")
                self.add_error("fichiers", f"« {file.name} » dépasse {size}. Rien n’a été enregistré.")
        return files

    def clean_titre(self) -> str:
        return _legal(" ".join(self.cleaned_data["titre"].split()))

    def clean_commentaire(self) -> str:
        return _legal(self.cleaned_data["commentaire"].strip())

    def clean_date_acte(self) -> date | None:
        return self._day_between(self.cleaned_data["date_acte"])

    def clean_fin_acte(self) -> date | None:
        return self._day_between(self.cleaned_data["fin_acte"])

    def _day_between(self, day: date | None) -> date | None:
        if day and day > self.offer.today:
            raise forms.ValidationError("Cette date est dans le futur.")
        if day and day < self.offer.birth_date:
            raise forms.ValidationError("Cette date précède la naissance du patient.")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        start, end = data.get("date_acte"), data.get("fin_acte")
        if start and end and end < start:
            self.add_error("fin_acte", "La fin de l’acte précède son début.")
        hidden = data.get("patient") == "annonce"
        if refused := flags_are_compatible(masked=data.get("masque") == YES, hidden_from_patient=hidden):
            self.add_error("patient", forms.ValidationError(WORDING[refused].sentence, code=refused.value))
        return data

    def _needs_words(self) -> bool:
        """Whether a file will be wrapped: any but a CDA."""
        sent = self.files.getlist("fichiers") if hasattr(self.files, "getlist") else []
        kinds = [media.sniff(_head(file)) for file in sent] or self.offer.received
        return not kinds or any(kind != CDA for kind in kinds)

    @property
    def values(self) -> dict[str, Any]:
        """After validation: what a draft keeps, ready for JSON."""
        data = self.cleaned_data
        return {
            "type": data["type"],
            "title": data["titre"] or self._proposed_title(),
            "act_on": data["date_acte"].isoformat() if data["date_acte"] else "",
            "act_end": data["fin_acte"].isoformat() if data["fin_acte"] else "",
            "author": data["auteur"],
            "setting": data["cadre"],
            "comment": data["commentaire"],
            "reason": data.get("motif", ""),
            "visibility": {
                "masked": data["masque"] == YES,
                "hidden_from_patient": data["patient"] == "annonce",
                "hidden_from_representatives": self.offer.confidential or data.get("representants") == NO,
            },
        }

    def _proposed_title(self) -> str:
        kind = next((k for k in self.offer.types if k.pk == self.cleaned_data["type"]), None)
        on = self.cleaned_data["date_acte"]
        return f"{kind.label} du {on:%d/%m/%Y}"[:TITLE_MAX] if kind and on else ""

    @property
    def flags_refused(self) -> bool:
        """Both restrictions were asked for (AR 8.2)."""
        return any(e.code == "flags_incompatible" for e in self.errors.as_data().get("patient", []))


def initial_of(values: dict[str, Any]) -> dict[str, Any]:
    """What the form shows again of what a draft keeps."""
    if not values:
        return {}
    hidden = values["visibility"]
    return {
        "type": values["type"],
        "titre": values["title"],
        "date_acte": _shown(values["act_on"]),
        "fin_acte": _shown(values["act_end"]),
        "auteur": values["author"],
        "cadre": values["setting"],
        "commentaire": values["comment"],
        "motif": values["reason"],
        "masque": YES if hidden["masked"] else NO,
        "patient": "annonce" if hidden["hidden_from_patient"] else "tout_de_suite",
        "representants": NO if hidden["hidden_from_representatives"] else YES,
    }


def _shown(day: str) -> str:
    return f"{date.fromisoformat(day):%d/%m/%Y}" if day else ""


class ConfirmForm(forms.Form):
    """What is asked beside the review, before anything is written."""

    informe = forms.BooleanField(
        label="Le patient est informé de ce dépôt.",
        error_messages={"required": "Cochez la case : le patient doit être informé de ce dépôt."},
    )
    quand_meme = forms.BooleanField(
        label="Le déposer quand même",
        error_messages={"required": "Ce fichier est déjà dans le dossier : cochez la case pour le déposer quand même."},
    )

    def __init__(self, *args: Any, has_duplicates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_duplicates:
            del self.fields["quand_meme"]


def _head(file: UploadedFile) -> bytes:
    head: bytes = file.read(1024)
    file.seek(0)
    return head


def _legal(text: str) -> str:
    if _CONTROL.search(text):
        raise forms.ValidationError("Ce texte contient un caractère qui ne peut pas être enregistré.")
    return text


def _author_words(practice: Practice, *, own: bool) -> str:
    words = f"{practice.professional.full_name}, {practice.profession.label}"
    return f"Moi : {words}" if own else words


def type_choices(offer: Offer) -> Choices:
    """The types used last, then every type by category."""
    by_pk = {kind.pk: kind for kind in offer.types}
    groups: Choices = []
    if recent := [(pk, by_pk[pk].label) for pk in offer.recent if pk in by_pk]:
        groups.append(("Derniers types utilisés", recent))
    for category in Category:
        kinds = [(k.pk, k.label) for k in offer.types if k.category == category]
        if kinds:
            groups.append((category.label, kinds))
    return groups
