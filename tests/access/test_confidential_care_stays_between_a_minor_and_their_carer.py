"""S10 through HTTP: AR 11.2 to 11.10, edge cases 22 and 23 of AR 15."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from access.consent.authorisations import professional_block
from access.models import Authorisation, Notice, RecordAccess
from access.reader import Holder, Representative
from access.traces.selectors import traces_for
from journal.models import Action, Line
from journal.services import Actor
from patients.models import Patient
from tests.access.emergencies import newest, open_confidential
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open, search

case = pytest.mark.edge_case
FIFTEEN = {"birth_date": date(timezone.localdate().year - 16, 12, 31)}


@pytest.fixture
def client(sign_in: SignIn) -> Client:
    return sign_in(PracticeFactory(midwife=True))


@pytest.fixture
def minor() -> Patient:
    patient = PatientFactory(email="mineure@exemple.test", **FIFTEEN)
    RepresentativeFactory(patient=patient, email="parent@exemple.test")
    return patient


def seen_by_representatives(patient: Patient) -> set[str]:
    return {line.action for line in traces_for(Representative(patient_id=patient.pk))}


@case(22)
def test_representatives_read_no_trace_of_the_session_and_the_minor_reads_them_all(
    client: Client, minor: Patient
) -> None:
    document = DocumentFactory(patient=minor)

    address = open_confidential(client, minor.matricule)
    page = client.get(f"{address}documents/")
    client.get(f"{address}documents/{document.uuid}/")
    client.get(f"{address}documents/{PatientFactory().record.uuid}/")  # a refusal
    client.get(f"{address}acces/")
    client.post(f"{address}fermer/")
    client.get(f"{address}documents/")  # ended

    assert "Soins confidentiels : les représentants légaux ne voient" in page.content.decode()
    assert seen_by_representatives(minor) == set()
    seen = [line.action for line in traces_for(Holder(patient_id=minor.pk))]
    assert {Action.RECORD_OPENED, Action.DOCUMENTS_LISTED, Action.DOCUMENT_READ, Action.RECORD_LEFT} <= set(seen)
    assert len(seen) == Line.objects.filter(record=minor.record.uuid).count()


def test_an_ordinary_session_of_the_same_professional_is_still_read_by_representatives(
    sign_in: SignIn, minor: Patient
) -> None:
    practice = PracticeFactory(midwife=True)
    declare_and_open(sign_in(practice), minor.matricule)

    open_confidential(sign_in(practice), minor.matricule)

    assert seen_by_representatives(minor) == {Action.RECORD_OPENED}
    assert traces_for(Representative(patient_id=minor.pk)).count() == 1


def test_the_minor_alone_is_told_and_in_the_portal_only(client: Client, minor: Patient) -> None:
    open_confidential(client, minor.matricule)

    told = Notice.objects.get()

    assert (told.patient, told.kind, told.due_at) == (minor, Notice.Kind.FIRST_ACCESS, None)


def test_the_parents_hear_of_the_first_ordinary_access_all_the_same(client: Client, minor: Patient) -> None:
    open_confidential(client, minor.matricule)

    declare_and_open(client, minor.matricule)

    assert Notice.objects.filter(representative__isnull=False).count() == 1


def test_it_needs_the_same_authorisation_as_any_access(client: Client, minor: Patient) -> None:
    address = f"{search(client, minor.matricule)}soins-confidentiels/"

    blank = client.post(address, {})
    no_ground = client.post(address, {"secrecy": "on"})

    assert (blank.status_code, no_ground.status_code) == (422, 422)
    assert "Choisissez la situation" in no_ground.content.decode()
    assert not RecordAccess.objects.exists()
    open_confidential(client, minor.matricule, basis="EXPLICIT")
    assert (newest().confidential, newest().authorisation_id) == (True, Authorisation.objects.get().pk)


def test_with_an_access_in_force_only_the_wish_is_asked(client: Client, minor: Patient) -> None:
    declare_and_open(client, minor.matricule)
    state = search(client, minor.matricule)

    assert "Soins confidentiels demandés par le mineur" in client.get(state).content.decode()
    assert 'name="basis"' not in client.get(f"{state}soins-confidentiels/").content.decode()
    client.post(f"{state}soins-confidentiels/", {"secrecy": "on"})

    assert list(RecordAccess.objects.order_by("pk").values_list("confidential", flat=True)) == [False, True]
    assert Authorisation.objects.count() == 1


def test_a_consent_for_one_consultation_serves_beside_the_confidential_one(client: Client, minor: Patient) -> None:
    ordinary = declare_and_open(client, minor.matricule, basis="EXPLICIT")

    address = open_confidential(client, minor.matricule, basis="EXPLICIT")

    assert client.get(f"{address}documents/").status_code == 200
    assert client.get(ordinary).status_code == 200


def test_a_blocked_professional_holds_none(sign_in: SignIn, minor: Patient) -> None:
    practice = PracticeFactory(nurse=True)
    client = sign_in(practice)
    address = f"{open_confidential(client, minor.matricule)}documents/"
    professional_block(patient=minor, professional=practice.professional, by=Actor(account="x"), now=timezone.now())

    forced = client.post(
        f"{search(client, minor.matricule)}soins-confidentiels/", {"secrecy": "on", "basis": "TEAM", "certified": "on"}
    )

    assert (client.get(address).status_code, forced.status_code) == (403, 403)
    assert "n’autorise pas votre accès" in forced.content.decode()


@case(23)
def test_for_an_adult_there_is_no_link_and_a_forced_address_is_refused(client: Client) -> None:
    state = search(client, PatientFactory().matricule)

    page = client.get(state).content.decode()
    answer = client.post(f"{state}soins-confidentiels/", {"secrecy": "on", "basis": "TEAM", "certified": "on"})

    assert "soins-confidentiels" not in page
    assert answer.status_code == 403
    assert "Réservé aux patients mineurs" in answer.content.decode()
    assert Line.objects.order_by("-pk")[0].decision == "SECRET_NOT_MINOR"
    assert not RecordAccess.objects.exists()


def test_a_session_ends_with_the_minority(client: Client, minor: Patient) -> None:
    address = f"{open_confidential(client, minor.matricule)}documents/"

    Patient.objects.filter(pk=minor.pk).update(birth_date=date(1990, 1, 1))

    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("trait", "allowed"),
    [("doctor", True), ("midwife", True), ("nurse", True), ("pharmacist", False), ("occupational_doctor", False)],
)
def test_a_minor_s_wish_is_noted_by_a_doctor_a_midwife_or_a_nurse(
    sign_in: SignIn, minor: Patient, trait: str, allowed: bool
) -> None:
    client = sign_in(PracticeFactory(**{trait: True}))
    state = search(client, minor.matricule)

    assert ("soins-confidentiels" in client.get(state).content.decode()) is allowed
    assert client.get(f"{state}soins-confidentiels/").status_code == (200 if allowed else 404)


def test_once_ended_it_is_opened_again_by_its_own_page_and_stays_off_the_home_page(
    client: Client, minor: Patient
) -> None:
    address = open_confidential(client, minor.matricule)
    home = client.get("/").content.decode()

    closed = client.post(f"{address}fermer/", follow=True).content.decode()
    again = client.post(f"{address}rouvrir/")

    assert minor.birth_name.upper() not in home
    assert "Session confidentielle terminée." in closed
    assert again["Location"].endswith("/soins-confidentiels/")


@pytest.mark.parametrize("known", [True, False])
def test_an_unknown_matricule_gets_the_page_of_a_search(client: Client, known: bool) -> None:
    patient = PatientFactory(no_record=True, **FIFTEEN) if known else PatientFactory.build()
    state = search(client, patient.matricule)

    answers = [client.get(state), client.get(f"{state}soins-confidentiels/")]

    assert [a.status_code for a in answers] == [404, 404]
    assert len({a.content.decode().split("<main")[1].split("</main")[0] for a in answers}) == 1
