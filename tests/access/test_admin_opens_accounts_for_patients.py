"""Accounts of patients and representatives, made by an administrator who learns nothing secret and nothing clinical."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from access.models import User
from journal.models import Action, Line
from patients.models import Patient, Representative
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import UserFactory

ACCOUNTS = "/admin/access/user/"


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(user=UserFactory(administrator=True, username="lea.morel", email="lea@exemple.test"))


def patient_page(patient: Patient) -> str:
    return f"{ACCOUNTS}patient/{patient.pk}/"


def test_given_a_patient_when_an_account_is_opened_then_the_link_goes_to_the_registered_address_alone(
    administrator: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    patient = PatientFactory()

    with django_capture_on_commit_callbacks(execute=True):
        answer = administrator.post(patient_page(patient), {"email": "jeanne@exemple.test", "username": "jeanne"})

    user = User.objects.get(username="jeanne")
    assert (user.patient, user.is_staff, user.has_usable_password()) == (patient, False, False)
    assert [message.to for message in mail.outbox] == [["jeanne@exemple.test"]]
    assert "/connexion/enrolement/" in mail.outbox[0].body
    assert "/connexion/enrolement/" not in administrator.get(answer["Location"]).content.decode()
    lines = Line.objects.filter(account=str(administrator.user.pk))  # type: ignore[attr-defined]
    created = lines.get(action=Action.ACCOUNT_CHANGED)
    assert created.details == {"of": str(user.pk), "fields": ["patient"], "staff": False, "superuser": False}
    changed = lines.get(action=Action.IDENTITY_CHANGED)
    assert (changed.decision, changed.details["fields"]) == ("CONTACT_CHANGED", ["email"])
    assert not Line.objects.filter(details__icontains="jeanne@").exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"username": "jeanne"}, "adresse enregistrée"),
        ({"username": "lea.morel", "email": "j@exemple.test"}, "porte déjà cet identifiant"),
        ({"username": "LEA.MOREL", "email": "j@exemple.test"}, "porte déjà cet identifiant"),
        ({"username": "pas bon", "email": "j@exemple.test"}, "errorlist"),
    ],
)
def test_given_a_bad_form_when_it_is_sent_then_nothing_is_opened(
    administrator: Client, data: dict[str, str], words: str
) -> None:
    answer = administrator.post(patient_page(PatientFactory()), data)

    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not User.objects.filter(patient__isnull=False).exists()


def test_given_a_new_address_when_it_is_saved_then_the_former_one_is_told(
    administrator: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    patient = PatientFactory(email="avant@exemple.test")
    UserFactory(professional=None, patient=patient)

    with django_capture_on_commit_callbacks(execute=True):
        administrator.post(patient_page(patient), {"email": "apres@exemple.test"})

    assert [message.to for message in mail.outbox] == [["avant@exemple.test"]]


def test_given_a_child_when_the_mother_is_added_then_she_has_an_account_of_her_own(administrator: Client) -> None:
    patient = PatientFactory()
    data: dict[str, Any] = {"family_name": "Garnier", "given_name": "Lise", "relationship": "Mère"}

    answer = administrator.post(
        f"{patient_page(patient)}representant/", data | {"email": "lise@exemple.test", "username": "lise"}
    )

    assert answer["Location"] == patient_page(patient)
    mother = Representative.objects.get(patient=patient)
    assert User.objects.get(username="lise").representative == mother
    assert Line.objects.filter(decision="REPRESENTATIVE_ADDED").exists()
    assert "Garnier" in administrator.get(patient_page(patient)).content.decode()


def test_given_an_office_that_ends_when_it_is_saved_then_the_window_shuts(
    administrator: Client, sign_in: SignIn
) -> None:
    mother = RepresentativeFactory(email="lise@exemple.test")
    client = sign_in(user=UserFactory(professional=None, representative=mother))
    assert client.get("/mon-dossier/documents/").status_code == 200
    kept = {"family_name": mother.family_name, "given_name": "Claire", "relationship": "Mère", "email": mother.email}

    administrator.post(f"{ACCOUNTS}representant/{mother.pk}/", kept | {"since": "01/01/2020", "until": "01/01/2026"})

    assert client.get("/mon-dossier/documents/").status_code == 403


@pytest.mark.parametrize("kind", ["patient", "representative"])
def test_given_such_an_account_when_it_is_turned_off_then_its_kind_stays(
    administrator: Client, sign_in: SignIn, kind: str
) -> None:
    mother = RepresentativeFactory(email="lise@exemple.test")
    user = UserFactory(professional=None, **{kind: mother if kind == "representative" else mother.patient})
    client = sign_in(user=user)
    page = administrator.get(f"{ACCOUNTS}{user.pk}/change/").content.decode()

    administrator.post(f"{ACCOUNTS}{user.pk}/change/", {})

    user.refresh_from_db()
    assert (user.is_active, user.is_staff) == (False, False)
    assert "Représentant légal" in page if kind == "representative" else "Patient" in page
    assert mother.family_name not in page
    assert client.get("/mon-dossier/documents/").status_code == 302


def test_given_the_pages_of_accounts_when_they_are_read_then_no_document_is_named_and_a_line_is_left(
    administrator: Client,
) -> None:
    document = DocumentFactory(title="Titre confidentiel")

    page = administrator.get(patient_page(document.patient)).content.decode()

    assert document.title not in page
    assert document.type_label not in page
    assert Line.objects.filter(action=Action.RECORD_STATE, record=document.patient.record.uuid).exists()


def test_given_an_administrator_without_the_right_when_asking_then_it_is_refused(sign_in: SignIn) -> None:
    user = UserFactory(administrator=True, is_superuser=False)
    user.user_permissions.add(Permission.objects.get(codename="view_patient"))
    patient = PatientFactory()

    client = sign_in(user=user)

    assert client.get(patient_page(patient)).status_code == 403
    assert "Comptes" not in client.get(f"/admin/patients/patient/{patient.pk}/change/").content.decode()
