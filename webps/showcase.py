"""Made-up words for the page of components."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from patients.models import InsStatus, Patient, Sex
from patients.presenters import PatientBanner

TODAY = date(2026, 11, 24)


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
        "access": SimpleNamespace(uuid=UUID(int=1)),
        "child": PatientBanner(_child(), TODAY),
        "later": timezone.now() + timedelta(minutes=40),  # a mode that ended would leave the page
        "flags": [("Allergies signalées", "#traits"), ("Personne de confiance désignée", "#traits")],
        "lines": _lines(),
        "group": SimpleNamespace(label="Biologie", count="3 documents", rows=_rows()),
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


def _rows() -> list[SimpleNamespace]:
    common = {"url": "#liste-de-documents", "meta": "CR d’examens biologiques · Dr PETIT, biologiste · CHU de Rennes"}
    full = {"deposited": "", "pages": "2 pages", "size": "84 Ko", "is_new": False}
    hidden = [("Non visible par le patient", "warn"), ("Ancienne version", "info")]
    long = "Compte rendu de consultation pluridisciplinaire d’hépato-gastro-entérologie et d’oncologie digestive"
    return [
        SimpleNamespace(
            **(
                common
                | full
                | {
                    "title": "Bilan lipidique",
                    "date": "12/11/2026",
                    "iso_date": "2026-11-12",
                    "marks": [],
                    "is_new": True,
                    "news": "Nouveau",
                    "folded": "3 exemplaires",
                }
            )
        ),
        SimpleNamespace(
            **(
                common
                | full
                | {
                    "selectable": True,
                    "is_selected": True,
                    "uuid": UUID(int=3),
                    "title": "Hémogramme",
                    "date": "03/06/2026",
                    "iso_date": "2026-06-03",
                    "marks": hidden,
                    "deposited": "déposé le 02/10",
                }
            )
        ),
        SimpleNamespace(
            **(common | full | {"title": long, "date": "09/01/2026", "iso_date": "2026-01-09", "marks": []}),
        ),
    ]
