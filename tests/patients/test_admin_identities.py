"""Identity changed by an administrator: rules of the status, errors in French, traces."""

from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from journal.models import Action, Line
from patients import services
from patients.ins import NIA_OID, NIR_OID, NIR_TEST_OID
from patients.models import IdentityChange, InsStatus, Patient, SharedRecord
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory, matricule
from tests.factories.people import UserFactory

PATIENTS = "/admin/patients/patient/"
GOOD, BAD_KEY = "255081416802538", "284058832102530"


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(user=UserFactory(administrator=True, username="lea.morel"))


def form_of(client: Client, patient: Patient) -> dict[str, Any]:
    """What the page would post if nothing were touched."""
    form = client.get(f"{PATIENTS}{patient.pk}/change/").context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {name: f"{value:%d/%m/%Y}" for name, value in data.items() if isinstance(value, date)}
    data["document_checked"] = ""
    return data | {"identity_changes-TOTAL_FORMS": "0", "identity_changes-INITIAL_FORMS": "0"}


def save(client: Client, patient: Patient, **changes: Any) -> Any:
    return client.post(f"{PATIENTS}{patient.pk}/change/", form_of(client, patient) | changes)


@pytest.mark.parametrize(
    ("checked", "status"), [("on", InsStatus.VALIDATED), ("", InsStatus.PROVISIONAL)], ids=["document", "no document"]
)
@pytest.mark.parametrize("former", ["QUAL", "RECUP", "VALI", "PROV"])
def test_a_strict_trait_typed_by_hand_loses_what_insi_confirmed(
    administrator: Client, former: str, checked: str, status: InsStatus
) -> None:
    patient = PatientFactory(ins_status=former)

    answer = save(administrator, patient, birth_name="Autrenom", document_checked=checked, evidence="Passeport vu")

    assert answer.status_code == 302, answer.context["errors"]
    patient.refresh_from_db()
    assert (patient.birth_name, patient.ins_status) == ("Autrenom", status)
    change = IdentityChange.objects.get(patient=patient)
    assert (change.from_status, change.to_status, change.changed_by) == (former, status, "lea.morel")
    line = Line.objects.get(action=Action.IDENTITY_CHANGED)
    assert (line.record, line.account) == (patient.record.uuid, str(administrator.user.pk))
    assert line.details["fields"] == ["birth_name"]
    assert "Autrenom" not in str(line.details) + LogEntry.objects.get().get_change_message()


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_given_names": "Zoé"},
        {"birth_date": "13/03/1955"},
        {"sex": "M"},
        {"birth_place_code": "75056"},
        {"matricule": matricule(899)},
        {"matricule": "", "ins_oid": ""},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_every_strict_trait_and_the_matricule_count(administrator: Client, changes: dict[str, str]) -> None:
    patient = PatientFactory()

    assert "evidence" in save(administrator, patient, **changes).context["adminform"].form.errors, "a proof is asked"
    assert save(administrator, patient, evidence="Carte d’identité", **changes).status_code == 302

    patient.refresh_from_db()
    assert patient.ins_status == InsStatus.PROVISIONAL


def test_names_in_use_leave_the_status_alone(administrator: Client) -> None:
    patient = PatientFactory()

    save(administrator, patient, used_name="Dupont", birth_place_name="Rennes Sud")

    patient.refresh_from_db()
    assert (patient.used_name, patient.ins_status) == ("Dupont", InsStatus.QUALIFIED)
    assert not IdentityChange.objects.exists()
    assert Line.objects.get(action=Action.IDENTITY_CHANGED).details["fields"] == ["birth_place_name", "used_name"]


def test_saving_untouched_writes_nothing(administrator: Client) -> None:
    patient = PatientFactory()

    save(administrator, patient)

    assert not Line.objects.filter(action=Action.IDENTITY_CHANGED).exists()


@pytest.mark.parametrize(
    ("typed", "oid", "said"),
    [
        (BAD_KEY, NIR_OID, "la clé de contrôle"),
        (BAD_KEY, NIA_OID, "la clé de contrôle"),
        ("755081416802533", NIR_TEST_OID, "relève de l’autorité NIA"),
        ("2550814168025", NIR_OID, "Il manque la clé"),
        ("12", NIR_OID, "15 caractères"),
        ("abc", NIR_OID, "que des chiffres"),
        ("9" * 1000, NIR_OID, "15 caractères"),
        (GOOD, "", "vont ensemble"),
        ("", NIR_OID, "vont ensemble"),
        (GOOD, "1.2.3", "choix"),
    ],
)
def test_a_matricule_that_cannot_be_is_said_in_french(administrator: Client, typed: str, oid: str, said: str) -> None:
    patient = PatientFactory()

    answer = save(administrator, patient, matricule=typed, ins_oid=oid, evidence="Vu")

    assert answer.status_code == 200
    errors = " ".join(str(answer.context["adminform"].form.errors).split())
    assert said in errors
    assert len(typed) < 4 or typed not in errors
    patient.refresh_from_db()
    assert patient.ins_status == InsStatus.QUALIFIED


def test_a_test_number_may_have_a_wrong_key_and_it_is_said(administrator: Client) -> None:
    patient = PatientFactory()

    address = save(administrator, patient, matricule=BAD_KEY, evidence="Jeu de test")["Location"]

    assert "La clé du matricule ne correspond pas" in administrator.get(address).content.decode()


def test_two_patients_never_share_a_matricule(administrator: Client) -> None:
    patient, other = PatientFactory(), PatientFactory()

    answer = save(administrator, patient, matricule=other.matricule, evidence="Vu")

    errors = answer.context["adminform"].form.errors
    assert errors == {"matricule": ["Un autre patient porte déjà ce matricule, attribué par la même autorité."]}


def test_spaces_and_lower_case_are_read(administrator: Client) -> None:
    patient = PatientFactory()

    assert save(administrator, patient, matricule="2 84 05 2b 321 025 79", evidence="Vu").status_code == 302

    patient.refresh_from_db()
    assert patient.matricule == "284052B32102579"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", "01/01/2999"),
        ("deceased_on", "01/01/1900"),
        ("birth_place_code", "3523"),
        ("birth_name", ""),
        ("birth_name", "a\x00b"),
    ],
)
def test_traits_that_cannot_be_are_refused(administrator: Client, field: str, value: str) -> None:
    patient = PatientFactory()

    answer = save(administrator, patient, evidence="Vu", **{field: value})

    assert field in answer.context["adminform"].form.errors


def test_the_second_of_two_administrators_is_told(administrator: Client) -> None:
    patient = PatientFactory()
    seen = form_of(administrator, patient)
    save(administrator, patient, used_name="Premier")

    answer = administrator.post(f"{PATIENTS}{patient.pk}/change/", seen | {"used_given_name": "Second"})

    assert "a été modifiée pendant que vous la regardiez" in answer.content.decode()
    patient.refresh_from_db()
    assert (patient.used_name, patient.used_given_name) == ("Premier", "")


def test_a_new_identity_is_never_qualified_by_hand(administrator: Client) -> None:
    data = {
        "birth_name": "Nouveau",
        "birth_given_names": "Ana",
        "first_given_name": "Ana",
        "birth_date": "01/02/1990",
        "sex": "F",
        "evidence": "Passeport",
        "document_checked": "on",
        "matricule": GOOD,
        "ins_oid": NIR_OID,
        "ins_status": "QUAL",
    }

    answer = administrator.post(f"{PATIENTS}add/", data)

    assert answer.status_code == 302, answer.context["errors"]
    patient = Patient.objects.get()
    assert patient.ins_status == InsStatus.VALIDATED
    assert not SharedRecord.objects.exists()
    assert LogEntry.objects.get().get_change_message() == "Identité créée."


@pytest.mark.parametrize(
    ("insi", "document", "status"),
    [("on", "on", "QUAL"), ("on", "", "RECUP"), ("", "on", "VALI"), ("", "", "PROV")],
)
def test_the_status_is_two_facts_crossed(administrator: Client, insi: str, document: str, status: str) -> None:
    patient = PatientFactory(ins_status="PROV")

    administrator.post(
        f"{PATIENTS}{patient.pk}/statut/",
        {"insi_confirmed": insi, "document_checked": document, "evidence": "Retour INSi du jour"},
    )

    patient.refresh_from_db()
    assert patient.ins_status == status
    assert IdentityChange.objects.get().evidence == "Retour INSi du jour"


def test_insi_confirms_nothing_without_a_matricule(administrator: Client) -> None:
    patient = PatientFactory(matricule=None, ins_oid=None, ins_status="VALI")

    answer = administrator.post(f"{PATIENTS}{patient.pk}/statut/", {"insi_confirmed": "on", "evidence": "Essai"})

    assert answer.status_code == 422
    with pytest.raises(ValueError, match="matricule"):
        services.status_change(
            patient_pk=patient.pk, insi_confirmed=True, document_checked=True, evidence="", by=_nobody(), by_name=""
        )


def _nobody() -> Any:
    from journal.services import Actor

    return Actor()


def test_a_matricule_taken_at_the_last_moment_is_said(
    administrator: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    patient, other = PatientFactory(), PatientFactory()
    monkeypatch.setattr("patients.admin_forms._ins_problems", lambda *args: [])
    monkeypatch.setattr(Patient, "validate_constraints", lambda self, exclude=None: None)

    answer = save(administrator, patient, matricule=other.matricule, evidence="Vu")

    assert answer.status_code == 302
    assert "vient de recevoir ce matricule" in administrator.get(answer["Location"]).content.decode()
    assert other.matricule not in caplog.text
    patient.refresh_from_db()
    assert patient.ins_status == InsStatus.QUALIFIED
