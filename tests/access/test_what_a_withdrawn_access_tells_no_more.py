"""After a withdrawal: no identity on the page of ending, no news by e-mail, and the patient hears who was blocked."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from access.consent.authorisations import professional_block
from access.models import AlertPreference, Authorisation, Block, Notice, Practice, RecordAccess, TreatingDoctor
from access.telling.outbox import deliver_due
from documents.news import news_tell
from journal.models import Action, Line
from journal.services import Actor
from patients.models import Patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open


@pytest.fixture
def patient(db: None) -> Patient:
    found: Patient = PatientFactory(birth_name="Kermarrec")
    return found


def withdraw(state: str, patient: Patient, practice: Practice) -> None:
    now = timezone.now()
    if state == "blocked":
        Block.objects.create(patient=patient, professional=practice.professional, placed_at=now)
    elif state == "closed":
        patient.record.closed_on, patient.record.closure_reason = date(2026, 1, 1), "patient"
        patient.record.save()
    elif state == "unqualified":
        patient.ins_status = "VALI"
        patient.save()
    elif state == "expired":
        Authorisation.objects.update(until=now - timedelta(days=400))
    elif state == "consultation over":
        RecordAccess.objects.update(ended_at=now, end_cause="left")
        Authorisation.objects.update(basis="EXPLICIT", until=None)
    else:
        Authorisation.objects.update(ended_at=now, end_cause="removed")


@pytest.mark.parametrize("state", ["blocked", "closed", "unqualified", "expired", "consultation over", "removed"])
def test_the_page_of_ending_shows_no_identity_after_withdrawal(
    sign_in: SignIn, doctor: Practice, patient: Patient, state: str
) -> None:
    client = sign_in(doctor)
    end = declare_and_open(client, patient.matricule).replace("documents/", "autorisations/fin/")
    withdraw(state, patient, doctor)

    page = client.get(end)

    assert (page.status_code, page["Location"]) == (302, "/")
    assert "KERMARREC" not in page.content.decode()


@pytest.mark.parametrize("state", ["blocked", "expired", "consultation over", "removed"])
def test_home_offers_to_end_nothing_that_has_ended(
    sign_in: SignIn, doctor: Practice, patient: Patient, state: str
) -> None:
    client, offer = sign_in(doctor), "Mettre fin à mon accès"
    declare_and_open(client, patient.matricule)
    assert offer in text(client.get("/"))

    withdraw(state, patient, doctor)

    assert offer not in text(client.get("/"))


def test_shown_to_who_has_access_the_page_of_ending_leaves_a_line_that_ends_nothing(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    client = sign_in(doctor)
    listing = declare_and_open(client, patient.matricule)

    assert "KERMARREC" in text(client.get(listing.replace("documents/", "autorisations/fin/")))

    line = Line.objects.get(action=Action.AUTHORISATION_ENDED)
    assert (line.decision, line.granted) == ("FORM_SHOWN", True)
    history = text(client.get(listing.replace("documents/", "acces/")))
    assert "Formulaire affiché (fin d’une autorisation)" in history


def test_a_block_by_another_professional_is_told_to_the_patient(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    in_office = {"professional": doctor.professional, "confirmed_at": timezone.now()}
    TreatingDoctor.objects.create(patient=patient, **in_office)
    colleague: Practice = PracticeFactory()
    declare_and_open(sign_in(colleague), patient.matricule)
    TreatingDoctor.objects.create(patient=patient, professional=colleague.professional)
    client = sign_in(doctor)
    base = declare_and_open(client, patient.matricule).replace("documents/", "")

    answer = client.post(f"{base}professionnels/{colleague.uuid}/bloquer/", {"certified": "on"})

    assert answer.status_code == 302
    told = Notice.objects.filter(patient=patient).exclude(kind=Notice.Kind.FIRST_ACCESS)
    assert set(told.values_list("kind", flat=True)) == {"access_ended", "treating_doctor_ended"}
    assert all(doctor.professional.full_name in words for words in told.values_list("actor_words", flat=True))


@pytest.mark.parametrize("is_blocked", [True, False])
def test_who_was_blocked_since_gets_no_mail_of_new_documents(
    sign_in: SignIn, doctor: Practice, patient: Patient, is_blocked: bool
) -> None:
    declare_and_open(sign_in(doctor), patient.matricule)
    daily = AlertPreference.Frequency.DAILY
    AlertPreference.objects.create(professional=doctor.professional, kind="document_added", frequency=daily)
    DocumentFactory(patient=patient)
    now = timezone.now()
    assert news_tell(now + timedelta(seconds=1)) == 1
    if is_blocked:
        by = Actor(account="1", professional_name="Patient")
        professional_block(patient=patient, professional=doctor.professional, by=by, now=now)
    mail.outbox.clear()

    deliver_due(now + timedelta(days=2))

    assert any("nouveau document" in message.body for message in mail.outbox) is not is_blocked


def test_addresses_of_ones_own_lines_do_not_count_those_of_others(
    sign_in: SignIn, doctor: Practice, pharmacist: Practice, patient: Patient
) -> None:
    client = sign_in(pharmacist)
    mine = declare_and_open(client, patient.matricule)

    page = text(client.get(mine.replace("documents/", "acces/")))

    own = Line.objects.filter(record=patient.record.uuid, professional=pharmacist.professional.idnat)
    shown = {int(found) for found in re.findall(r"/acces/(\d+)/signaler/", page)}
    assert shown
    assert shown <= set(own.values_list("pk", flat=True))
