"""Hidden from the patient for one month, once for all versions of a document (AR 8.4, 8.5; article R.1111-53)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice
from documents.lifecycle.release import Release, release_due
from documents.lifecycle.rules import Change, Facts, Hand, Obstacle, State, obstacle, offered
from documents.models import Document, MetadataVersion
from journal.models import Line
from patients.models import Patient
from tests.access.holders import as_patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.depositing import begin, cda, deposit, give, replacing, send, upload
from tests.documents.properties import change, choices
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import open_record

HIDE, SHOW = "hide_from_patient", "show_to_patient"
MONTH = timedelta(days=32)


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def listing(client: Client, patient: Patient) -> str:
    return open_record(client, patient.matricule)


@pytest.fixture
def announced(client: Client, listing: str) -> Document:
    """Deposited ten days ago by the doctor, hidden from the patient since."""
    deposit(client, begin(client, listing), titre="Annonce", patient="annonce")
    Document.objects.update(hidden_from_patient_since=timezone.now() - timedelta(days=10))
    return Document.objects.get()


def properties(listing: str, document: Document) -> str:
    return f"{listing}{document.uuid}/proprietes/"


def replace(client: Client, listing: str, document: Document, **values: Any) -> Any:
    """The answer to the sending of a new version."""
    draft = replacing(client, listing, document)
    assert give(client, draft, **{"fichiers": upload(b"corrig\xc3\xa9", "v2.txt")} | values).status_code == 302
    return send(client, draft)


def shown(client: Client, listing: str, document: Document, how: str) -> None:
    if how == "by hand":
        assert change(client, properties(listing, document), SHOW).status_code == 302
    else:
        assert release_due(timezone.now() + MONTH).released == 1
    document.refresh_from_db()
    assert document.hidden_from_patient_since is None


def starts() -> set[datetime | None]:
    return set(Document.objects.values_list("hidden_from_patient_since", flat=True))


@pytest.mark.parametrize(
    ("hand", "opened", "shown_again", "expected"),
    [
        (Hand.AUTHOR, False, False, None),
        (Hand.AUTHOR, True, False, Obstacle.OPENED_BY_PATIENT),
        (Hand.AUTHOR, False, True, Obstacle.SHOWN_AGAIN),
        (Hand.AUTHOR, True, True, Obstacle.OPENED_BY_PATIENT),
        (Hand.PROFESSIONAL, False, True, Obstacle.NOT_ALLOWED),
        (Hand.HOLDER, False, True, Obstacle.NOT_ALLOWED),
        (Hand.NONE, False, False, Obstacle.NOT_ALLOWED),
    ],
)
def test_what_was_shown_again_is_hidden_by_nobody_and_nothing_else_is_refused_for_it(
    hand: Hand, opened: bool, shown_again: bool, expected: Obstacle | None
) -> None:
    facts = Facts(state=State(), hand=hand, opened_by_patient=opened, shown_again=shown_again)

    assert obstacle(Change.HIDE_FROM_PATIENT, facts) is expected
    without = Facts(state=State(), hand=hand, opened_by_patient=opened)
    assert {*offered(without)} - {*offered(facts)} <= {Change.HIDE_FROM_PATIENT}


@pytest.mark.parametrize("how", ["by hand", "by the timer"])
@pytest.mark.parametrize("where", ["in the record", "among one’s deposits"])
def test_given_a_document_that_was_shown_again_when_its_author_hides_it_then_it_is_refused_with_words(
    client: Client, listing: str, announced: Document, how: str, where: str
) -> None:
    shown(client, listing, announced, how)
    own = f"/depots/documents/{announced.uuid}/proprietes/"
    address = properties(listing, announced) if where == "in the record" else own

    offered_now, answer = choices(client.get(address)), change(client, address, HIDE)

    assert HIDE not in offered_now
    assert answer.status_code == 422
    assert "a déjà attendu la consultation d’annonce" in text(answer)
    assert starts() == {None}
    assert (Line.objects.latest("pk").granted, Line.objects.latest("pk").decision) == (False, "SHOWN_AGAIN")


def test_given_a_version_that_was_shown_again_then_no_other_version_is_hidden(
    client: Client, listing: str, announced: Document
) -> None:
    shown(client, listing, announced, "by the timer")
    assert replace(client, listing, announced).status_code == 302
    second = Document.objects.get(replaces=announced)

    assert change(client, properties(listing, second), HIDE).status_code == 422

    assert starts() == {None}


@pytest.mark.parametrize("how", ["by hand", "by the timer"])
def test_given_a_document_that_was_shown_again_then_no_new_version_of_it_is_hidden(
    client: Client, listing: str, announced: Document, how: str
) -> None:
    shown(client, listing, announced, how)
    versions = MetadataVersion.objects.count()

    answer = replace(client, listing, announced, patient="annonce")

    assert answer.status_code == 422
    assert "la nouvelle version ne peut pas lui être cachée" in text(answer)
    assert "Tout de suite" in text(answer)
    announced.refresh_from_db()
    assert (Document.objects.count(), announced.availability) == (1, "approved")
    assert MetadataVersion.objects.count() == versions
    assert (Line.objects.latest("pk").granted, Line.objects.latest("pk").decision) == (False, "SHOWN_AGAIN")
    assert replace(client, listing, announced).status_code == 302


@pytest.mark.parametrize("asked", ["annonce", "tout_de_suite"])
def test_given_a_document_that_still_waits_then_its_new_version_waits_from_the_same_day(
    client: Client, listing: str, announced: Document, asked: str
) -> None:
    start = announced.hidden_from_patient_since
    assert start

    assert replace(client, listing, announced, patient=asked).status_code == 302

    assert starts() == {start}
    assert release_due(start + MONTH) == Release(told=0, released=2)


def test_given_a_version_that_waits_when_another_is_hidden_then_their_month_is_the_same(
    sign_in: SignIn, client: Client, listing: str, patient: Patient
) -> None:
    deposit(client, begin(client, listing), titre="Première version")
    first = Document.objects.get()
    assert replace(client, listing, first, patient="annonce").status_code == 302
    start = timezone.now() - timedelta(days=10)
    Document.objects.filter(replaces=first).update(hidden_from_patient_since=start)

    assert change(client, properties(listing, first), HIDE).status_code == 302

    assert starts() == {start}
    assert as_patient(sign_in, patient).get(f"/mon-dossier/documents/{first.uuid}/").status_code == 404


def test_given_an_older_version_that_the_patient_opened_when_the_new_one_is_hidden_then_the_older_one_stays(
    sign_in: SignIn, client: Client, listing: str, patient: Patient
) -> None:
    deposit(client, begin(client, listing), titre="Première version")
    first, window = Document.objects.get(), as_patient(sign_in, patient)
    window.get(f"/mon-dossier/documents/{first.uuid}/")
    assert replace(client, listing, first).status_code == 302
    second = Document.objects.get(replaces=first)

    assert change(client, properties(listing, second), HIDE).status_code == 302

    answers = [window.get(f"/mon-dossier/documents/{one.uuid}/").status_code for one in (first, second)]
    assert answers == [200, 404]


def test_given_a_deleted_version_of_the_same_set_then_the_wait_does_not_begin_anew(
    client: Client, listing: str, patient: Patient, doctor: Practice
) -> None:
    first = DocumentFactory(patient=patient, depositor=doctor.professional, set_id="1.2.3^lot", hidden=True)
    shown(client, listing, first, "by hand")
    Document.objects.filter(pk=first.pk).update(availability="deleted")
    second = DocumentFactory(patient=patient, depositor=doctor.professional, set_id="1.2.3^lot")
    other = DocumentFactory(patient=patient, depositor=doctor.professional, set_id="1.2.3^autre")

    assert change(client, properties(listing, second), HIDE).status_code == 422
    assert change(client, properties(listing, other), HIDE).status_code == 302


def test_given_a_deleted_version_that_was_shown_again_then_no_file_of_its_set_is_hidden(
    client: Client, listing: str
) -> None:
    lecoq = PatientFactory(birth_name="Lecoq")
    theirs = open_record(client, lecoq.matricule)

    def give_one(lot: str) -> Any:
        draft = begin(client, theirs)
        values = {"fichiers": upload(cda(lecoq, set=lot), "lettre.xml"), "patient": "annonce"}
        assert give(client, draft, type="", titre="", date_acte="", **values).status_code == 302
        return send(client, draft)

    assert give_one("lot").status_code == 302
    first = Document.objects.get()
    shown(client, theirs, first, "by hand")
    assert client.post(f"{theirs}{first.uuid}/supprimer/", {"version": first.metadata_version}).status_code == 302

    assert give_one("lot").status_code == 422
    assert give_one("autre").status_code == 302
