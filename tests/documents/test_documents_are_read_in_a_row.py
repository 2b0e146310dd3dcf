"""S15: previous and next in the order and filters of the list one came from, back at the same row, linked documents."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from access.models import Practice
from documents.models import Document
from journal.models import Line
from patients.models import Patient
from tests.access.holders import as_patient
from tests.conftest import SignIn
from tests.documents.in_a_row import days_ago, get, link
from tests.factories.documents import DocumentFactory, many
from tests.factories.patients import PatientFactory
from tests.queries import asked, statements
from tests.records import open_record


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_given_a_filtered_list_when_reading_from_row_to_row_then_its_order_and_filters_hold(
    client: Client, patient: Patient
) -> None:
    newest, middle, oldest = (DocumentFactory(patient=patient, act_on=days_ago(n)) for n in (1, 2, 3))
    DocumentFactory(patient=patient, type_code="11502-2", act_on=days_ago(2))  # of another category
    listing = open_record(client, patient.matricule)
    filtered = get(client, f"{listing}?categorie=comptes_rendus")
    rows = re.findall(r'class="doc-title" href="([^"]+)"', filtered)
    assert len(rows) == 3
    assert 'class="folded"' not in filtered

    seen, address = [], rows[0].replace("&amp;", "&")
    while address:
        text = get(client, address)
        seen.append((re.search(r"<h1>(.*?)</h1>", text)[1], re.search(r"\((\d sur \d)\)", text)[1]))  # type: ignore[index]
        address = link(text, "next")

    assert seen == [(newest.title, "1 sur 3"), (middle.title, "2 sur 3"), (oldest.title, "3 sur 3")]
    back = link(text, "up")
    assert back.endswith(f"#doc-{oldest.uuid}")
    assert f'id="doc-{oldest.uuid}"' in get(client, back)
    assert str(middle.uuid) in link(text, "previous")


def test_given_words_of_titles_when_reading_in_a_row_then_they_stay_out_of_the_addresses(
    client: Client, patient: Patient
) -> None:
    for title in ("Scanner du genou", "Courrier", "Scanner du thorax"):
        DocumentFactory(patient=patient, title=title)
    listing = open_record(client, patient.matricule)
    filtered = client.post(f"{listing}filtrer/", {"mots": "scanner"})["Location"]
    row = re.findall(r'class="doc-title" href="([^"]+)"', get(client, filtered))[0].replace("&amp;", "&")

    text = get(client, row)

    assert "(1 sur 2)" in text
    assert "Scanner du genou" in get(client, link(text, "next"))
    assert not [href for href in re.findall(r'href="([^"]+)"', text) if "scanner" in href.lower()]


def test_given_a_document_out_of_the_list_then_it_is_read_without_neighbours(client: Client, patient: Patient) -> None:
    document = DocumentFactory(patient=patient)
    DocumentFactory(patient=patient, type_code="11502-2")
    listing = open_record(client, patient.matricule)

    text = get(client, f"{listing}{document.uuid}/?categorie=biologie")

    assert (link(text, "next"), link(text, "previous")) == ("", "")
    assert link(text, "up") == f"{listing}?categorie=biologie&periode=tout"


def test_given_documents_out_of_reach_between_two_then_neither_numbers_nor_queries_tell(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, stopped_clock: None
) -> None:
    together = DocumentFactory(patient=patient, act_on=days_ago(1)).submission_set
    middle = DocumentFactory(patient=patient, act_on=days_ago(5), submission_set=together)
    DocumentFactory(patient=patient, act_on=days_ago(9))
    client = sign_in(pharmacist)
    address = f"{open_record(client, patient.matricule)}{middle.uuid}/"

    def seen() -> tuple[str, list[str]]:
        with asked() as found:
            text = get(client, address)
        journal = ("journal_line", "journal_chain", "SAVEPOINT", "django_session")
        return text, [sql for sql in found if not any(name in sql for name in journal)]

    get(client, address)
    before = seen()
    for days in (3, 5, 7):
        values = {"patient": patient, "act_on": days_ago(days), "submission_set": together}
        DocumentFactory(masked=True, **values)
        DocumentFactory(deleted=True, **values)
        DocumentFactory(type_code="96349-6", **values)

    assert seen() == before
    assert "(2 sur 3)" in before[0]


def test_linked_documents_are_those_of_its_set_its_type_and_its_versions(client: Client, patient: Patient) -> None:
    former = DocumentFactory(patient=patient, act_on=days_ago(5), availability="deprecated", title="Première version")
    document = DocumentFactory(patient=patient, act_on=days_ago(5), replaces=former, version_number=2)
    DocumentFactory(patient=patient, act_on=days_ago(30), title="Bien plus ancien")
    DocumentFactory(patient=patient, act_on=days_ago(9), title="Le précédent")
    DocumentFactory(patient=patient, act_on=days_ago(1), title="Le suivant")
    DocumentFactory(patient=patient, type_code="11502-2", submission_set=document.submission_set, title="Du même lot")
    listing = open_record(client, patient.matricule)

    text = get(client, f"{listing}{document.uuid}/")

    found = re.findall(r'class="muted">([^<]+) :</span> <a href="[^"]+">([^<]+)</a>', text.replace("\u00a0:", " :"))
    assert found == [
        ("Version remplacée", "Première version"),
        ("Précédent du même type", "Le précédent"),
        ("Suivant du même type", "Le suivant"),
        ("Déposé avec lui", "Du même lot"),
    ]


def test_the_next_document_is_prepared_without_a_trace_and_shows_nothing(client: Client, patient: Patient) -> None:
    first = DocumentFactory(patient=patient, act_on=days_ago(1))
    second = DocumentFactory(patient=patient, act_on=days_ago(2))
    listing = open_record(client, patient.matricule)
    text = get(client, f"{listing}{first.uuid}/")
    lines = Line.objects.count()

    address = re.search(r'data-prepare="([^"]+)"', text)[1]  # type: ignore[index]
    answer = client.get(address)

    assert (answer.status_code, answer.content) == (204, b"")
    assert str(second.uuid) in address
    assert Line.objects.count() == lines


def test_what_is_out_of_reach_is_not_prepared_and_answers_as_what_does_not_exist(
    client: Client, patient: Patient
) -> None:
    hidden: Document = DocumentFactory(patient=patient, masked=True)
    listing = open_record(client, patient.matricule)

    answers = [client.get(f"{listing}{uuid}/preparer/") for uuid in (hidden.uuid, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_document_of_two_thousand_asks_as_much_as_one_of_twenty(client: Client) -> None:
    counts = []
    for count in (20, 2000):
        patient = PatientFactory()
        many(patient, count)
        document = Document.objects.filter(patient=patient).order_by("pk")[count // 2]
        address = f"{open_record(client, patient.matricule)}{document.uuid}/"
        client.get(address)
        counts.append(len(found := statements(lambda address=address: client.get(address))))  # type: ignore[misc]
        assert len(found) <= 12, "\n".join(found)

    assert counts[0] == counts[1]


def test_one_comes_back_to_the_page_of_the_list_that_holds_the_document(client: Client, patient: Patient) -> None:
    many(patient, 120)
    last = DocumentFactory(patient=patient, act_on=days_ago(400), title="Le plus ancien")
    listing = open_record(client, patient.matricule)

    back = link(get(client, f"{listing}{last.uuid}/?periode=tout&separes=1"), "up")

    assert f'id="doc-{last.uuid}"' in get(client, back)
    assert f'id="doc-{last.uuid}"' not in get(client, f"{listing}?periode=tout&separes=1")
    hidden = DocumentFactory(patient=patient, masked=True)
    asked = [str(hidden.uuid), str(uuid4())]
    pages = [get(client, f"{listing}?periode=tout&document={value}").replace(value, "") for value in asked]
    assert pages[0] == pages[1]
    assert client.get(f"{listing}?document=x").status_code == 200


def test_the_patient_reads_their_own_documents_in_a_row_too(sign_in: SignIn, patient: Patient) -> None:
    first, second = (DocumentFactory(patient=patient, act_on=days_ago(n)) for n in (1, 2))
    DocumentFactory(patient=patient, act_on=days_ago(2), hidden=True)
    client = as_patient(sign_in, patient)

    text = get(client, f"/mon-dossier/documents/{first.uuid}/")

    assert "(1 sur 2)" in text
    following = get(client, link(text, "next"))
    assert f"<h1>{second.title}</h1>" in following
    assert (link(following, "next"), f"#doc-{second.uuid}" in link(following, "up")) == ("", True)
    assert "data-prepare" not in text


def test_a_reference_says_what_the_document_is_and_never_whose(client: Client, patient: Patient) -> None:
    values = {"title": "Scanner <thorax>", "author_label": "Dr TÉMOIN Alice", "act_on": date(2026, 3, 12)}
    document = DocumentFactory(patient=patient, **values)
    listing = open_record(client, patient.matricule)

    text = get(client, f"{listing}{document.uuid}/")

    reference = re.search(r'data-copy="([^"]+)"', text)[1]  # type: ignore[index]
    assert reference.startswith("Scanner &lt;thorax&gt;, ")
    assert reference.endswith(", acte du 12/03/2026, Dr TÉMOIN Alice")
    assert patient.birth_name.lower() not in reference.lower()
