"""The same two factors, another window: patients never choose a practice and never meet a professional's page."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import Practice, User
from access.sign_in.enrolment import send_enrolment_link
from journal.models import Action, Line
from journal.services import Actor
from tests.access.holders import as_patient, as_representative
from tests.access.signing import sign_in_fully, text, with_totp
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import UserFactory

WINDOW, DOCUMENTS = "/mon-dossier/", "/mon-dossier/documents/"
pytestmark = pytest.mark.django_db
PROFESSIONALS = ["/", "/patients/recherche/", f"/dossiers/{'1' * 8}-1111-1111-1111-{'1' * 12}/documents/"]


def patients_account(**values: object) -> User:
    user: User = UserFactory(professional=None, patient=PatientFactory(**values))
    return user


def test_given_a_patient_when_both_factors_are_given_then_the_window_opens_without_a_practice(client: Client) -> None:
    user = patients_account()

    answer = sign_in_fully(client, user, with_totp(user))
    page = client.get(answer["Location"], follow=True)

    assert answer["Location"] == WINDOW
    assert page.redirect_chain == [(DOCUMENTS, 302)]
    assert "Mes documents" in text(page)
    line = Line.objects.get(action=Action.DOCUMENTS_LISTED)
    assert (line.account, line.professional, line.professional_name) == (str(user.pk), "", "Patient")


@pytest.mark.parametrize(
    ("asked", "reached"),
    [(f"{DOCUMENTS}?periode=tout", f"{DOCUMENTS}?periode=tout"), ("/activite/", WINDOW), ("/admin/", WINDOW)],
)
def test_given_a_page_asked_for_when_signing_in_then_only_a_page_of_the_window_is_kept(
    client: Client, asked: str, reached: str
) -> None:
    user = patients_account()

    answer = sign_in_fully(client, user, with_totp(user), address=asked)

    assert answer["Location"] == reached


def test_given_the_password_alone_when_asking_for_the_window_then_the_second_factor_is_asked(client: Client) -> None:
    user = patients_account()
    client.force_login(user, backend="access.sign_in.backends.AccountBackend")

    assert client.get(DOCUMENTS)["Location"] == reverse("access:second_factor")


def test_given_nobody_when_asking_for_the_window_then_sign_in_is_asked(client: Client) -> None:
    assert client.get(DOCUMENTS)["Location"].startswith(reverse("access:sign_in"))


def test_given_an_idle_session_when_the_patient_comes_back_then_it_has_expired(sign_in: SignIn) -> None:
    client = as_patient(sign_in, PatientFactory())
    session = client.session
    session["seen_at"] = session["started_at"] = (timezone.now() - timedelta(hours=13)).timestamp()
    session.save()

    assert client.get(DOCUMENTS)["Location"].startswith(reverse("access:sign_in"))


@pytest.mark.parametrize("address", PROFESSIONALS)
def test_given_a_patient_when_a_page_of_professionals_is_asked_then_they_are_sent_to_their_window(
    sign_in: SignIn, address: str
) -> None:
    client = as_patient(sign_in, PatientFactory())

    answer = client.post(address, {"matricule": "1"}) if "recherche" in address else client.get(address)

    assert answer["Location"] == WINDOW


def test_given_a_patient_when_the_administration_is_asked_then_it_is_not_found(sign_in: SignIn) -> None:
    assert as_patient(sign_in, PatientFactory()).get("/admin/").status_code == 404


def test_given_a_patient_when_choosing_an_activity_then_they_are_sent_to_their_window(sign_in: SignIn) -> None:
    assert as_patient(sign_in, PatientFactory()).get("/activite/")["Location"] == WINDOW


def test_given_professionals_and_administrators_when_the_window_is_asked_then_they_are_sent_home(
    sign_in: SignIn, doctor: Practice
) -> None:
    administrator = sign_in(user=UserFactory(administrator=True))

    assert sign_in(doctor).get(DOCUMENTS)["Location"] == "/"
    assert administrator.get(DOCUMENTS)["Location"] == "/admin/"


def test_given_a_link_when_it_is_sent_then_it_goes_to_the_patients_registered_address(
    django_capture_on_commit_callbacks: object,
) -> None:
    user = patients_account(email="jeanne@exemple.test")

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        send_enrolment_link(user, base_url="https://portail.example.org", by=Actor())

    assert [message.to for message in mail.outbox] == [["jeanne@exemple.test"]]


@pytest.mark.parametrize(
    ("values", "decision", "words"),
    [
        ({"validated": True}, "IDENTITY_NOT_QUALIFIED", "Votre identité reste à vérifier"),
        ({"ins_oid": "1.2.250.1.213.1.4.2", "matricule": "255039910000171"}, "IDENTITY_NOT_QUALIFIED", "à vérifier"),
        ({"no_record": True}, "NO_RECORD", "Vous n’avez pas de dossier"),
        ({"closed": True}, "CLOSED", "Ce dossier est fermé"),
        ({"deceased_on": date(2026, 1, 1)}, "DECEASED", "n’ouvre plus de dossier"),
    ],
)
def test_given_a_record_that_cannot_open_when_the_patient_asks_then_it_says_why_and_is_journalled(
    sign_in: SignIn, values: dict[str, object], decision: str, words: str
) -> None:
    patient = PatientFactory(**values)
    document = DocumentFactory(patient=patient, title="Compte rendu à ne pas montrer")
    client = as_patient(sign_in, patient)

    answer = client.get(DOCUMENTS)

    assert answer.status_code == 403
    assert words in text(answer)
    assert client.get(f"{DOCUMENTS}{document.uuid}/").status_code == 403
    line = Line.objects.filter(action=Action.DOCUMENTS_LISTED).get()
    assert (line.granted, line.decision) == (False, decision)


@pytest.mark.parametrize(
    ("values", "decision"),
    [
        ({}, None),
        ({"since": date(2020, 1, 1), "until": date(2099, 1, 1)}, None),
        ({"until": date(2026, 1, 1)}, "OFFICE_ENDED"),
        ({"since": date(2099, 1, 1)}, "OFFICE_NOT_BEGUN"),
        ({"patient__birth_date": date(2000, 1, 1)}, "OF_AGE"),
        ({"of_adult": True}, None),
    ],
)
def test_given_a_representative_when_their_office_is_looked_at_then_it_alone_opens_the_window(
    sign_in: SignIn, values: dict[str, object], decision: str | None
) -> None:
    representative = RepresentativeFactory(**values)
    client = as_representative(sign_in, representative)

    answer = client.get(DOCUMENTS)

    assert answer.status_code == (403 if decision else 200)
    line = Line.objects.get(action=Action.DOCUMENTS_LISTED)
    assert (line.granted, line.decision) == (decision is None, decision or "")
    assert line.professional_name == "Représentant légal"


def test_given_an_open_session_when_the_child_comes_of_age_then_the_next_click_is_refused(sign_in: SignIn) -> None:
    representative = RepresentativeFactory()
    client = as_representative(sign_in, representative)
    assert client.get(DOCUMENTS).status_code == 200
    today = timezone.localdate()
    representative.patient.birth_date = today.replace(year=today.year - 18, day=1)
    representative.patient.save()

    answer = client.get(DOCUMENTS)

    assert answer.status_code == 403
    assert "majeure" in text(answer)
