"""« Nouveau », « Non lu »: of one professional, for their own lists; nobody's trace, nobody else's business."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import Practice, RecordAccess
from documents.models import Document, ReadMark
from journal.models import Line
from patients.models import Patient
from tests.access.holders import as_patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import open_record

NEW, UNREAD = (
    '<span class="mark new">Nouveau</span><span class="visually-hidden">',
    '<span class="mark unread">Non lu</span>',
)


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def old(patient: Patient) -> Document:
    return DocumentFactory(patient=patient, title="Ancien", deposited_at=timezone.now() - timedelta(days=9))  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def address(client: Client, patient: Patient, old: Document) -> str:
    """Of a record opened a first time five days ago, and now again."""
    open_record(client, patient.matricule)
    at = timezone.now() - timedelta(days=5)
    RecordAccess.objects.update(opened_at=at, ended_at=at, end_cause="left")
    return open_record(client, patient.matricule)


def mark(client: Client, address: str, state: str, *uuids: object, query: str = "") -> str:
    url = reverse("documents:selection_mark", args=[address.split("/")[2]]) + query
    return text(client.post(url, {"etat": state, "document": list(uuids)}, follow=True))


def test_the_day_of_the_last_visit_is_that_of_paris(client: Client, address: str, patient: Patient) -> None:
    at = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)  # the 10th, half past midnight, in Paris
    RecordAccess.objects.exclude(ended_at=None).update(opened_at=at, ended_at=at)

    assert "depuis votre visite du 10/03/2026." in text(client.get(address))


def test_new_is_what_came_since_the_last_visit_of_this_practice(client: Client, address: str, patient: Patient) -> None:
    DocumentFactory(patient=patient, title="Reçu depuis")
    page = text(client.get(address))
    filtered = text(client.get(f"{address}?nouveaux=1"))

    assert page.count(NEW) == 1
    assert page.count(UNREAD) == 1
    assert f"{NEW}\u00a0: </span>Reçu depuis</a>" in page
    assert f"1\u00a0nouveau depuis votre visite du {timezone.localdate() - timedelta(days=5):%d/%m/%Y}." in page
    assert "Reçu depuis" in filtered
    assert "Ancien</a>" not in filtered


def test_nothing_is_new_on_a_first_visit(client: Client, patient: Patient, old: Document) -> None:
    page = text(client.get(open_record(client, patient.matricule)))

    assert NEW not in page
    assert "depuis votre visite" not in page
    assert UNREAD in page


def test_reading_makes_read_for_this_professional_alone(
    client: Client, address: str, old: Document, sign_in: SignIn, pharmacist: Practice
) -> None:
    client.get(f"{address}{old.uuid}/")
    other = sign_in(pharmacist)

    assert UNREAD not in text(client.get(address))
    assert "Aucun document ne correspond" in text(client.get(f"{address}?non_lus=1"))
    assert UNREAD in text(other.get(open_record(other, old.patient.matricule)))


def test_chosen_documents_are_marked_and_one_comes_back_to_the_same_list(
    client: Client, address: str, old: Document
) -> None:
    lines = Line.objects.count()
    read = mark(client, address, "lu", old.uuid, query="?tri=titre")

    assert "1\u00a0document marqué comme lu." in read
    assert 'value="titre" selected' in read
    assert UNREAD not in read
    assert UNREAD in mark(client, address, "non_lu", old.uuid)
    assert not ReadMark.objects.exists()
    assert Line.objects.count() == lines + 2  # of the two lists


@pytest.mark.parametrize("out_of_reach", [True, False])
def test_what_is_out_of_reach_is_not_found_and_nothing_is_marked(
    client: Client, address: str, old: Document, out_of_reach: bool
) -> None:
    hidden = DocumentFactory(patient=old.patient, masked=True).uuid if out_of_reach else uuid4()
    url = reverse("documents:selection_mark", args=[address.split("/")[2]])

    assert client.post(url, {"etat": "lu", "document": [old.uuid, hidden]}).status_code == 404
    assert not ReadMark.objects.exists()


SPECIAL = [{"mode": "bris_de_glace", "motive": "Urgence", "authorisation": None}, {"confidential": True}]


@pytest.mark.parametrize("state", ["lu", "non_lu"])
@pytest.mark.parametrize("special", SPECIAL)
def test_nothing_is_marked_by_hand_in_an_emergency_or_a_confidential_session(
    client: Client, address: str, old: Document, special: dict[str, object], state: str
) -> None:
    """A list opened later in normal mode, beside a parent, is what it would have been without that visit."""
    recent = DocumentFactory(patient=old.patient, title="Venu depuis la visite")
    mark(client, address, "lu", old.uuid)
    Patient.objects.update(birth_date=timezone.localdate() - timedelta(days=15 * 366))  # a minor
    before = client.get(address).content.count(b'<span class="mark ')
    RecordAccess.objects.filter(ended_at=None).update(**special)
    page = text(client.get(address))
    url = reverse("documents:selection_mark", args=[address.split("/")[2]])

    answer = client.post(url, {"etat": state, "document": [old.uuid, recent.uuid]})

    assert "la sélection</span></button>" in page
    assert "Marquer comme" not in page
    assert answer.status_code == 404
    assert list(ReadMark.objects.values_list("document", flat=True)) == [old.pk]
    RecordAccess.objects.filter(ended_at=None).update(ended_at=timezone.now(), end_cause="left")
    later = open_record(client, old.patient.matricule)
    assert client.get(later).content.count(b'<span class="mark ') == before


@pytest.mark.parametrize("in_a_row", [False, True])
@pytest.mark.parametrize("special", SPECIAL)
def test_a_reading_in_an_emergency_or_a_confidential_session_leaves_no_mark(
    client: Client, address: str, old: Document, special: dict[str, object], in_a_row: bool
) -> None:
    Patient.objects.update(birth_date=timezone.localdate() - timedelta(days=15 * 366))  # a minor
    RecordAccess.objects.filter(ended_at=None).update(**special)
    together = reverse("documents:selection_read", args=[address.split("/")[2]])

    answer = client.post(together, {"document": [old.uuid]}) if in_a_row else client.get(f"{address}{old.uuid}/")

    assert answer.status_code == 200
    assert Line.objects.filter(action="document_read", document=old.uuid, granted=True).count() == 1
    assert not ReadMark.objects.exists()


def test_a_reading_in_a_row_marks_in_normal_mode(client: Client, address: str, old: Document) -> None:
    client.post(reverse("documents:selection_read", args=[address.split("/")[2]]), {"document": [old.uuid]})

    assert ReadMark.objects.get().document == old


def test_a_patient_has_neither_marks_nor_filters(sign_in: SignIn, old: Document) -> None:
    page = text(as_patient(sign_in, old.patient).get(reverse("documents:own_list")))

    assert "Ancien</a>" in page
    assert "Non lu" not in page
    assert "nouveaux" not in page
