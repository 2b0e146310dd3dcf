"""Made-up words for the page of components."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.utils import timezone

from documents.listing.rows import DocumentRow, Group
from documents.models import Availability, Content, Document
from patients.models import InsStatus, Patient, Sex
from patients.presenters import PatientBanner

TODAY, ACCESS = date(2026, 11, 24), UUID(int=1)


class SampleForm(forms.Form):
    matricule = forms.CharField(label="Matricule", help_text="15 caractères, avec ou sans espaces.")
    password = forms.CharField(label="Phrase secrète", widget=forms.PasswordInput)
    period = forms.ChoiceField(label="Durée", choices=[("2a", "2 ans"), ("1a", "1 an")])
    basis = forms.ChoiceField(
        label="À quel titre ouvrez-vous ce dossier ?",
        choices=[("TEAM", "Membre de l’équipe de soins"), ("EXPLICIT", "Accord exprès pour cette consultation")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un titre."},
    )
    certified = forms.BooleanField(
        label="Je certifie avoir informé le patient.", error_messages={"required": "Cochez cette case pour continuer."}
    )
    note = forms.CharField(label="Remarque", required=False)


class SampleFilters(forms.Form):
    mots = forms.CharField(label="Mots du titre", required=False)
    categorie = forms.ChoiceField(label="Catégorie", choices=[("", "Toutes"), ("bio", "Biologie (8)")])
    versions = forms.BooleanField(label="Afficher les anciennes versions", required=False)

    @property
    def first_fields(self) -> list[forms.BoundField]:
        return list(self)[:2]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return list(self)[2:]


def context() -> dict[str, Any]:
    return {
        "banner": PatientBanner(_patient(), TODAY),
        "access": SimpleNamespace(uuid=ACCESS),
        "child": PatientBanner(_child(), TODAY),
        "later": timezone.now() + timedelta(minutes=40),  # a mode that ended would leave the page
        "flags": [("Allergies signalées", "#traits"), ("Personne de confiance désignée", "#traits")],
        "lines": _lines(),
        "group": Group("Biologie", "3 documents", _rows()),
        "blank": SampleForm(prefix="vide"),
        "faulty": SampleForm({"faux-matricule": "2 79 03", "faux-period": "9a"}, prefix="faux"),
        "filters": SampleFilters(prefix="filtre"),
        "saved": _saved(),
        "chips": [("Biologie", "#puces"), ("titre : bilan", "#puces")],
        "links": [("Effacer les filtres", "#vide"), ("Déposer un document", "#vide", True)],
        "words": [("Nouveau", "new"), ("Remplie", "ok"), ("Archivé", "info"), ("Masqué", "warn"), ("Élevé", "danger")],
    }


def _saved() -> SimpleNamespace:
    names = ["Biologie de l’année", "Non lus"]
    return SimpleNamespace(
        links=[(name, "#liste-de-documents", name == names[0]) for name in names],
        saved=[SimpleNamespace(name=name, uuid=UUID(int=2)) for name in names],
        form={"nom": SampleForm(prefix="enregistrer")["note"], "errors": {}},
        offers=True,
        is_full=False,
        left_out="Ne sera pas enregistré, car propre à ce dossier\u00a0: le titre cherché.",
        save_url="#liste-de-documents",
        delete_url="#liste-de-documents",
    )


def _patient() -> Patient:
    return Patient(
        birth_name="Desmaux",
        birth_given_names="Nathalie Jeanne",
        first_given_name="Nathalie",
        used_name="Lefort",
        birth_date=date(1979, 3, 28),
        birth_place_code="35238",
        birth_place_name="Rennes",
        sex=Sex.FEMALE,
        matricule="279035121518989",
        ins_oid="1.2.250.1.213.1.4.11",
        ins_status=InsStatus.QUALIFIED,
    )


def _child() -> Patient:
    return Patient(
        birth_name="Desmaux-de-la-Villemarqué",
        birth_given_names="Maximilien",
        first_given_name="Maximilien",
        birth_date=date(2015, 2, 1),
        birth_place_code="99999",
        sex=Sex.MALE,
        ins_status=InsStatus.PROVISIONAL,
    )


def _lines() -> list[SimpleNamespace]:
    names = ["Identité nationale de santé", "Disponibilité", "Consentement", "Authentification", "Habilitation"]
    states = [("Non remplie", "not-met"), ("Remplie", "met"), ("Non vérifiée", "not-checked")]
    sentence = "Ce qui est demandé, et ce qui a été constaté aujourd’hui."
    return [
        SimpleNamespace(letter=name[0], name=name, sentence=sentence, word=word, css=css)
        for name, (word, css) in zip(names, [states[0], states[1], states[2], states[1], states[1]], strict=True)
    ]


class _Row(DocumentRow):
    """A row of the lists, that leads nowhere."""

    url = "#liste-de-documents"
    actions = ()


def _rows() -> list[DocumentRow]:
    long = "Compte rendu de consultation pluridisciplinaire d’hépato-gastro-entérologie et d’oncologie digestive"
    fresh = _document("Bilan lipidique", date(2026, 11, 12), news="new")
    hidden = {"hidden_from_patient_since": timezone.now(), "availability": Availability.DEPRECATED}
    old = _document("Hémogramme", date(2026, 6, 3), deposited_on=date(2026, 10, 2), **hidden)
    return [
        _Row(fresh, ACCESS, selectable=False, folded="3 exemplaires"),
        _Row(old, ACCESS, is_selected=True),
        _Row(_document(long, date(2026, 1, 9)), ACCESS, selectable=False),
    ]


def _document(title: str, day: date, *, deposited_on: date | None = None, news: str = "", **states: Any) -> Document:
    made = Document(
        uuid=uuid5(ACCESS, title),  # the same each time it is shown
        title=title,
        act_on=day,
        deposited_at=datetime.combine(deposited_on or day, time(12), tzinfo=UTC),
        type_label="CR d’examens biologiques",
        author_label="Dr PETIT, biologiste",
        institution_label="CHU de Rennes",
        page_count=2,
        content=Content(size=86_000),
        **states,
    )
    vars(made)["news"] = news  # as the list annotates it
    return made
