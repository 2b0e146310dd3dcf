"""S23 over HTTP: mask, unmask, show, archive, by who may, once, told and kept (AR 8, 11.6, 12; edge cases 20, 25)."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.utils import timezone

from access.models import Notice, Practice, RecordAccess, TreatingDoctor
from access.rules import Mode
from documents.lifecycle.rules import Change, Facts, Hand, State, applied, offered
from documents.models import MetadataVersion
from journal.models import Action, Line
from patients.models import Patient
from tests.access.consenting import block
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.properties import by, change
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.queries import asked
from tests.records import open_record


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def colleague(db: None) -> Practice:
    return PracticeFactory(doctor=True)


def test_given_a_colleague_when_they_mask_then_only_those_of_the_rules_see_it_and_everything_is_kept_and_told(
    sign_in: SignIn, patient: Patient, doctor: Practice, colleague: Practice
) -> None:
    document = by(doctor, patient=patient)
    client = sign_in(colleague)
    listing = open_record(client, patient.matricule)
    author = sign_in(doctor)
    own_listing = open_record(author, patient.matricule)

    answer = change(client, f"{listing}{document.uuid}/proprietes/", "mask")

    assert answer["Location"] == listing  # the colleague no longer sees it
    assert "Document masqué aux professionnels. Le patient, l’auteur" in text(client.get(listing))
    assert client.get(f"{listing}{document.uuid}/").status_code == 404
    assert author.get(f"{own_listing}{document.uuid}/").status_code == 200
    former = document.entry_uuid
    document.refresh_from_db()
    assert (document.masked, document.metadata_version) == (True, 2)
    assert document.entry_uuid != former
    version = MetadataVersion.objects.get(document=document)
    assert (version.changed_by, version.version) == (colleague.professional, 2)
    assert (version.from_state["masked"], version.to_state["masked"]) == (False, True)
    line = effects().get(action=Action.DOCUMENT_CHANGED)
    assert (line.granted, line.decision, line.document, line.document_version) == (True, "MASK", document.uuid, 2)
    notice = Notice.objects.get(kind=Notice.Kind.DOCUMENT_CHANGED)
    assert (notice.patient, colleague.professional.family_name.upper() in notice.actor_words) == (patient, True)


def test_given_a_form_sent_twice_then_the_second_answer_is_the_first_and_nothing_is_written_twice(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = by(doctor, patient=patient)
    client = sign_in(doctor)
    address = f"{open_record(client, patient.matricule)}{document.uuid}/proprietes/"
    page = client.get(address)

    first = client.post(address, {"changement": "mask", "version": 1})
    second = client.post(address, {"changement": "mask", "version": 1})

    assert page.status_code == 200
    assert first["Location"] == second["Location"]
    assert MetadataVersion.objects.count() == effects().filter(action=Action.DOCUMENT_CHANGED).count() == 1


def test_given_a_change_meanwhile_when_the_form_is_sent_then_it_is_said_and_nothing_is_written(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = by(doctor, patient=patient)
    client = sign_in(doctor)
    address = f"{open_record(client, patient.matricule)}{document.uuid}/proprietes/"
    change(client, address, "archive")

    answer = client.post(address, {"changement": "mask", "version": 1})

    assert answer.status_code == 409
    assert "Ce document a changé" in text(answer)
    document.refresh_from_db()
    assert not document.masked
    refused = Line.objects.order_by("-pk")[0]
    assert (refused.granted, refused.decision) == (False, "DOC_CHANGED")


def test_given_several_versions_when_one_is_masked_then_no_version_is_left_in_sight(
    sign_in: SignIn, patient: Patient, doctor: Practice, colleague: Practice
) -> None:
    first = by(doctor, patient=patient, availability="deprecated")
    second = by(doctor, patient=patient, availability="deprecated", replaces=first)
    third = by(doctor, patient=patient, replaces=second)
    other = by(doctor, patient=patient)
    client, author = sign_in(colleague), sign_in(doctor)
    listing, own = open_record(client, patient.matricule), open_record(author, patient.matricule)

    change(client, f"{listing}{third.uuid}/proprietes/", "mask")

    assert [client.get(f"{listing}{d.uuid}/").status_code for d in (first, second, third)] == [404] * 3
    assert client.get(f"{listing}{other.uuid}/").status_code == 200
    line = effects().get(action=Action.DOCUMENT_CHANGED, granted=True)
    assert (line.document, set(line.details["followers"])) == (third.uuid, {str(first.uuid), str(second.uuid)})
    assert MetadataVersion.objects.count() == 3

    change(author, f"{own}{third.uuid}/proprietes/", "unmask")

    assert [client.get(f"{listing}{d.uuid}/").status_code for d in (first, second, third)] == [200] * 3


def test_given_archived_documents_then_they_leave_the_list_and_come_back(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = DocumentFactory(patient=patient)
    client = sign_in(doctor)
    listing = open_record(client, patient.matricule)
    address = f"{listing}{document.uuid}/proprietes/"

    change(client, address, "archive")
    assert document.title not in text(client.get(listing))
    assert document.title in text(client.get(listing, {"archives": "1"}))
    change(client, address, "unarchive")

    assert document.title in text(client.get(listing))


@pytest.mark.parametrize("path", ["proprietes/", "supprimer/"])
def test_whatever_is_out_of_reach_gets_the_one_404_with_the_same_queries_and_its_own_line(
    sign_in: SignIn, patient: Patient, pharmacist: Practice, path: str
) -> None:
    causes = {
        "DOC_OTHER_PATIENT": DocumentFactory().uuid,
        "DOC_TYPE_NOT_ALLOWED": DocumentFactory(patient=patient, type_code="96349-6").uuid,
        "DOC_MASKED": DocumentFactory(patient=patient, masked=True).uuid,
        "DOC_DELETED": DocumentFactory(patient=patient, deleted=True).uuid,
        "DOC_NOT_FOUND": uuid4(),
    }
    client = sign_in(pharmacist)
    listing = open_record(client, patient.matricule)
    nowhere = client.get("/nulle-part/").content
    answers, queries, reasons = set(), set(), []

    for uuid in causes.values():
        for send in (client.get, lambda a: client.post(a, {"changement": "mask", "version": "1"})):
            with asked() as found:
                answer = send(f"{listing}{uuid}/{path}")  # type: ignore[operator]
            answers.add((answer.status_code, answer.content))
            queries.add(len(found))
        reasons.append(Line.objects.order_by("-pk")[0].decision)

    assert answers == {(404, nowhere)}
    assert len(queries) == 1
    assert reasons == list(causes)
    assert not MetadataVersion.objects.exists()


def test_given_an_emergency_then_nothing_can_be_changed(sign_in: SignIn, patient: Patient, doctor: Practice) -> None:
    document = DocumentFactory(patient=patient)
    now = timezone.now()
    access = RecordAccess.objects.create(
        practice=doctor,
        record=patient.record,
        mode=Mode.BRIS_DE_GLACE,
        motive="Patient inconscient, choc",
        opened_at=now,
        expires_at=now + timedelta(hours=1),
    )
    client = sign_in(doctor)
    listing = f"/dossiers/{access.uuid}/documents/"

    page, reading = client.get(listing), client.get(f"{listing}{document.uuid}/")
    answer = client.post(f"{listing}{document.uuid}/proprietes/", {"changement": "mask", "version": 1})

    assert (page.status_code, reading.status_code) == (200, 200)
    assert "Modifier les propriétés" not in text(page) + text(reading)
    assert answer.status_code == 404
    assert Line.objects.order_by("-pk")[0].decision == "READ_ONLY"


def test_given_a_blocked_author_then_their_own_document_changes_without_opening_the_record(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    own, other = by(doctor, patient=patient), DocumentFactory(patient=patient)
    block(patient, doctor)
    client = sign_in(doctor)

    assert change(client, f"/depots/documents/{own.uuid}/proprietes/", "mask")["Location"] == "/depots/"
    assert client.get(f"/depots/documents/{other.uuid}/proprietes/").status_code == 404

    own.refresh_from_db()
    assert own.masked


def test_given_the_treating_doctor_then_a_mask_can_be_taken_off_at_the_patients_request(
    sign_in: SignIn, patient: Patient, doctor: Practice
) -> None:
    document = DocumentFactory(patient=patient, masked=True)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())
    client = sign_in(doctor)

    answer = change(client, f"{open_record(client, patient.matricule)}{document.uuid}/proprietes/", "unmask")

    document.refresh_from_db()
    assert (answer.status_code, document.masked) == (302, False)


def test_the_rules_over_every_state_and_hand_never_combine_what_excludes_one_another() -> None:
    states = [
        State(masked=m, hidden_from_patient=p, hidden_from_representatives=r, mask_on_release=w, availability=a)
        for m, p, r, w, a in product(*[(True, False)] * 4, ("approved", "deprecated", "archived"))
        if not (m and p) and not (w and not p)
    ]
    for state, hand, opened, default in product(states, Hand, (True, False), (True, False)):
        facts = Facts(state=state, hand=hand, opened_by_patient=opened)
        for one in offered(facts):
            after = applied(state, one, masks_by_default=default)
            assert after != state
            assert not (after.masked and after.hidden_from_patient)
            assert not (after.mask_on_release and not after.hidden_from_patient)
            assert hand is Hand.AUTHOR or one is not Change.HIDE_FROM_PATIENT
            assert hand not in (Hand.HOLDER, Hand.REPRESENTATIVE) or one in (Change.MASK, Change.UNMASK)
            assert after.hidden_from_representatives <= state.hidden_from_representatives
        assert hand is not Hand.NONE or offered(facts) == []
