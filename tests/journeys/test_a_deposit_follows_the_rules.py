"""Depositing over HTTP: who may, where, with which restrictions, and what others may learn of it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Notice, Practice, RecordAccess
from documents.lifecycle.release import release_due
from documents.models import DepositDraft, Document, ReceivedFile
from journal.models import Action, Line
from patients.models import Patient
from tests.access.consenting import block
from tests.access.emergencies import open_confidential, open_emergency
from tests.conftest import SignIn
from tests.documents.depositing import (
    PDF,
    begin,
    begin_without_reading,
    deposit,
    filled,
    give,
    kind,
    send,
    upload,
)
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.queries import asked
from tests.records import declare_and_open, search

case = pytest.mark.edge_case


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory(birth_name="Lecoq")


@pytest.fixture
def minor(db: None) -> Patient:
    today = timezone.localdate()
    return PatientFactory(birth_date=date(today.year - 15, 1, 2))


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@case(8)
def test_a_blocked_pharmacist_is_refused_the_record_and_still_deposits(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    block(patient, pharmacist)
    client = sign_in(pharmacist)
    refused = client.get(search(client, patient.matricule))
    action = re.search(r'action="(/patients/[^"]+/deposer/)"', refused.content.decode())
    assert action is not None
    draft = str(client.post(action[1])["Location"])

    page = deposit(client, draft, type=client.get(draft).context["form"].fields["type"].choices[1][1][0][0])

    assert (refused.status_code, refused.context["verdict"].reason.value) == (403, "pro_blocked")
    assert "Document déposé." in page.content.decode()
    assert Document.objects.get().depositor == pharmacist.professional
    assert "/dossiers/" not in page.content.decode()


def test_a_deposit_needs_no_authorisation(client: Client, patient: Patient) -> None:
    deposit(client, begin_without_reading(client, patient.matricule))

    assert Document.objects.filter(patient=patient).count() == 1
    assert not RecordAccess.objects.exists()


@case(13)
def test_nothing_is_deposited_in_a_closed_record(client: Client, patient: Patient) -> None:
    closed = PatientFactory(closed=True)
    address = search(client, closed.matricule)
    draft = begin_without_reading(client, patient.matricule)
    give(client, draft)
    patient.record.closed_on, patient.record.closure_reason = date(2026, 1, 2), "patient"
    patient.record.save()

    for answer in (
        client.post(f"{address}deposer/"),
        client.get(draft),
        give_blindly(client, draft),
        send(client, draft),
    ):
        assert answer.status_code == 403
        assert "Ce dossier est fermé" in answer.content.decode()
        assert Line.objects.order_by("-pk")[0].decision == "DMP_CLOSED"
    assert not Document.objects.exists()


def give_blindly(client: Client, draft: str) -> Any:
    return client.post(draft, {"fichiers": upload()})


@pytest.mark.parametrize("state", ["validated", "recovered", "no_record"])
def test_a_deposit_needs_a_qualified_identity_and_a_record(client: Client, state: str) -> None:
    patient = PatientFactory(**{state: True})
    answer = client.post(search(client, patient.matricule) + "deposer/")

    assert answer.status_code == (404 if state == "no_record" else 403)
    assert not DepositDraft.objects.exists()
    assert Line.objects.order_by("-pk")[0].granted is False


@case(20)
def test_both_restrictions_at_once_are_refused(client: Client, patient: Patient) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    answer = give(client, draft, masque="oui", patient="annonce")
    line = Line.objects.get(action=Action.DOCUMENT_DEPOSITED)

    assert answer.status_code == 422
    assert "à la fois masqué aux professionnels et non visible par le patient" in answer.content.decode()
    assert (line.granted, line.decision) == (False, "FLAGS_INCOMPATIBLE")
    assert not ReceivedFile.objects.exists()


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ({}, (False, False)),
        ({"masque": "oui"}, (True, False)),
        ({"patient": "annonce"}, (False, True)),
    ],
)
def test_visibility_is_stored_as_asked_and_the_patient_told_unless_hidden(
    client: Client, patient: Patient, asked: dict[str, str], stored: tuple[bool, bool]
) -> None:
    deposit(client, begin(client, declare_and_open(client, patient.matricule)), **asked)
    document = Document.objects.get()
    told = Notice.objects.filter(kind=Notice.Kind.DOCUMENT_ADDED, patient=patient).exists()

    assert (document.masked, document.hidden_from_patient_since is not None) == stored
    assert told is not stored[1]


@case(21)
def test_what_is_deposited_in_a_confidential_session_is_never_for_the_parents(client: Client, minor: Patient) -> None:
    parent = minor.representatives.create(family_name="Lecoq", given_name="Anne", email="parent@exemple.test")
    draft = begin(client, open_confidential(client, str(minor.matricule)) + "documents/")
    page = client.get(draft)
    RecordAccess.objects.update(ended_at=timezone.now(), end_cause="left")
    deposit(client, draft, representants="oui")

    document = Document.objects.get()
    assert "tout ce qui est déposé pendant une session confidentielle leur est caché" in page.content.decode()
    assert "representants" not in page.context["form"].fields
    assert document.hidden_from_representatives
    assert Line.objects.get(action=Action.DOCUMENT_DEPOSITED).confidential
    assert effects().get(action=Action.DEPOSIT_STARTED).confidential
    assert not Notice.objects.filter(representative=parent, kind=Notice.Kind.DOCUMENT_ADDED).exists()
    assert Notice.objects.get(patient=minor, kind=Notice.Kind.DOCUMENT_ADDED).due_at is None


def test_a_deposit_in_an_emergency_keeps_its_banner_and_its_mode(client: Client, patient: Patient) -> None:
    draft = begin(client, open_emergency(client, str(patient.matricule)) + "documents/")
    page = client.get(draft).content.decode()
    deposit(client, draft)

    assert "Accès en urgence (bris de glace)" in page
    assert Line.objects.get(action=Action.DOCUMENT_DEPOSITED).mode == "bris_de_glace"


@pytest.mark.parametrize(("answer", "hidden"), [("oui", False), ("non", True)])
def test_for_a_minor_one_chooses_whether_the_parents_see_it(
    client: Client, minor: Patient, answer: str, hidden: bool
) -> None:
    parent = minor.representatives.create(family_name="Lecoq", given_name="Anne")
    deposit(client, begin(client, declare_and_open(client, minor.matricule)), representants=answer)

    assert Document.objects.get().hidden_from_representatives is hidden
    told = Notice.objects.filter(representative=parent, kind=Notice.Kind.DOCUMENT_ADDED).exists()
    assert told is not hidden
    assert Line.objects.get(action=Action.DOCUMENT_DEPOSITED).confidential is hidden


def test_an_adult_has_no_such_question(client: Client, patient: Patient) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    deposit(client, draft, representants="non")

    assert not Document.objects.get().hidden_from_representatives


@case(38)
@pytest.mark.parametrize(("asked", "masked"), [("tout_de_suite", True), ("annonce", False)])
def test_a_patient_who_masks_everything_has_the_new_deposit_masked(
    client: Client, patient: Patient, asked: str, masked: bool
) -> None:
    patient.record.masks_by_default = True
    patient.record.save()
    page = deposit(client, begin(client, declare_and_open(client, patient.matricule)), patient=asked)
    document = Document.objects.get()

    assert document.masked is masked
    assert ("Masqué aux professionnels" in page.content.decode()) is masked
    release_due(timezone.now() + timedelta(days=32))
    document.refresh_from_db()
    assert document.masked  # the default wins in the end


def test_a_type_out_of_ones_column_cannot_be_sent(sign_in: SignIn, optician: Practice, patient: Patient) -> None:
    client = sign_in(optician)
    draft = begin(client, declare_and_open(client, patient.matricule))
    offered = {pk for _, group in client.get(draft).context["form"].fields["type"].choices[1:] for pk, _ in group}
    outside = kind("DOCPAT03")

    assert outside.pk not in offered
    assert give(client, draft, type=outside.pk).status_code == 422
    assert not Document.objects.exists()


def test_a_right_withdrawn_between_review_and_sending_stops_the_deposit(
    client: Client, patient: Patient, doctor: Practice
) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    give(client, draft)
    Practice.objects.filter(pk=doctor.pk).update(profession=PracticeFactory(care_assistant=True).profession)
    answer = send(client, draft)

    assert answer.status_code == 422
    assert "ne vous est plus ouvert" in answer.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"date_acte": "demain"}, "jj/mm/aaaa"),
        ({"date_acte": "31/02/2026"}, "jj/mm/aaaa"),
        ({"date_acte": (timezone.localdate() + timedelta(days=1)).strftime("%d/%m/%Y")}, "dans le futur"),
        ({"date_acte": "01/01/1950"}, "précède la naissance"),
        ({"date_acte": ""}, "Indiquez la date"),
        ({"date_acte": "02/01/2026", "fin_acte": "01/01/2026"}, "précède son début"),
        ({"titre": "ab"}, "3 caractères"),
        ({"titre": "a" * 129}, "128"),
        ({"titre": "abc\x07"}, "ne peut pas être enregistré"),
        ({"type": ""}, "Choisissez le type"),
        ({"type": "999999"}, "Choisissez un type de la liste"),
        ({"fichiers": ""}, "Choisissez le fichier"),
        ({"fichiers": [upload(), upload(PDF, "copie.pdf")]}, "choisi deux fois"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_kept(
    client: Client, patient: Patient, values: dict[str, Any], words: str
) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    answer = give(client, draft, commentaire="Texte gardé", **values)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert words in page
    assert "Texte gardé" in page
    assert "<title>Erreur" in page
    assert not ReceivedFile.objects.exists()


@pytest.mark.parametrize("text", ["3/4/1999", "03041999", "03-04-1999", "3.4.1999", " 03 / 04 / 1999 "])
def test_dates_are_taken_as_people_write_them(client: Client, patient: Patient, text: str) -> None:
    deposit(client, begin(client, declare_and_open(client, patient.matricule)), date_acte=text)

    assert Document.objects.get().act_on == date(1999, 4, 3)


def test_the_search_among_types_works_without_a_script(client: Client, patient: Patient) -> None:
    draft = begin(client, declare_and_open(client, patient.matricule))
    answer = client.post(draft, filled(client, draft, recherche_type="BIOLOGIQUES", filtrer="1", titre="Gardé"))
    choices = answer.context["form"].fields["type"].choices

    assert answer.status_code == 200
    assert {label for _, group in choices[1:] for _, label in group} == {
        k.label for k in type(kind()).objects.filter(label__icontains="biologiques")
    }
    assert 'value="Gardé"' in answer.content.decode()


def test_the_type_may_be_set_by_the_link_that_leads_there(client: Client, patient: Patient) -> None:
    listing = declare_and_open(client, patient.matricule)
    answer = client.post(listing.replace("documents/", "deposer/") + "?type=11502-2")

    assert answer["Location"].endswith("?type=11502-2")
    assert f'<option value="{kind("11502-2").pk}" selected>' in client.get(answer["Location"]).content.decode()
    odd = client.post(listing.replace("documents/", "deposer/") + "?type=x%0D%0ASet-Cookie:%20a")
    assert "?" not in odd["Location"]


def test_the_form_asks_a_constant_number_of_queries(client: Client, patient: Patient) -> None:
    listing = declare_and_open(client, patient.matricule)
    counts = []
    for rank in range(2):
        draft = begin(client, listing)
        give(client, draft, fichiers=upload(b"%d" % rank, "a.txt"))
        with asked() as found:
            client.get(draft)
        counts.append(len(found))
        send(client, draft)
        DocumentFactory.create_batch(20, patient=patient)

    assert counts[0] == counts[1] <= 30
