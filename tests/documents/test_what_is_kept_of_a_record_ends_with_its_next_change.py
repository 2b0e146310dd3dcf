"""What a reader was told of a record is told again without asking until anything changes in it, and not once after."""

import re
from collections.abc import Callable
from dataclasses import replace
from sys import getsizeof
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from access.models import Practice, TreatingDoctor
from access.reader import Holder
from documents.listing.filters import ListFilters
from documents.models import Document, DocumentAuthor, Statement
from documents.reading.kept import KEPT, until_revised
from documents.reading.neighbours import neighbours_of
from documents.record.outline import outline_of
from patients.models import Contact, Patient, SharedRecord, Wish
from tests.conftest import SignIn
from tests.documents.in_a_row import days_ago, get, link
from tests.factories.documents import DocumentFactory, StatementFactory
from tests.factories.patients import PatientFactory
from tests.queries import statements
from tests.readers import opened
from tests.records import open_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def raw(sql: str) -> Callable[[Document], object]:
    """Whoever holds the connection."""

    def run(document: Document) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"pk": document.pk, "patient": document.patient_id})

    return run


def rows(model: Any, document: Document) -> Any:
    return model.objects.filter(document=document)


def declared(model: Any, document: Document) -> Any:
    return model.objects.filter(patient=document.patient_id)


CHANGES: dict[str, Callable[[Document], object]] = {
    "a document comes": lambda d: DocumentFactory(patient=d.patient),
    "is masked": lambda d: Document.objects.filter(pk=d.pk).update(masked=True),
    "is deleted": lambda d: Document.objects.filter(pk=d.pk).update(availability="deleted"),
    "gets another title": raw("UPDATE documents_document SET title = 'Autre' WHERE id = %(pk)s"),
    "several at once": raw("UPDATE documents_document SET masked = true WHERE patient_id = %(patient)s"),
    "leaves for another record": lambda d: Document.objects.filter(pk=d.pk).update(patient=PatientFactory()),
    "gets an author": lambda d: DocumentAuthor.objects.create(document=d, rank=9),
    "an author changes": lambda d: rows(DocumentAuthor, d).update(identifier="899900000099"),
    "an author goes": lambda d: rows(DocumentAuthor, d).delete(),
    "says something": lambda d: StatementFactory(document=d, position=9),
    "says something else": lambda d: rows(Statement, d).update(negated=True),
    "says nothing": lambda d: rows(Statement, d).delete(),
    "a wish comes": lambda d: Wish.objects.create(patient=d.patient, kind=Wish.Kind.ORGAN_DONATION),
    "a wish changes": lambda d: declared(Wish, d).update(statement="Autre"),
    "a wish goes": lambda d: declared(Wish, d).delete(),
    "a contact comes": lambda d: Contact.objects.create(patient=d.patient, kind=Contact.Kind.CARER),
    "a contact changes": lambda d: declared(Contact, d).update(kind=Contact.Kind.EMERGENCY),
    "a contact goes": lambda d: declared(Contact, d).delete(),
    "the record changes": lambda d: SharedRecord.objects.filter(patient=d.patient).update(masks_by_default=True),
}


def revision(patient: Patient) -> object:
    return SharedRecord.objects.values_list("revision", flat=True).get(patient=patient)


@pytest.mark.parametrize("change", CHANGES)
def test_whoever_changes_anything_in_a_record_gives_it_a_fresh_revision_and_no_other(
    change: str, patient: Patient
) -> None:
    document = DocumentFactory(patient=patient)
    DocumentAuthor.objects.create(document=document, rank=8)
    StatementFactory(document=document, position=8)
    Wish.objects.create(patient=patient, kind=Wish.Kind.DIRECTIVES)
    Contact.objects.create(patient=patient, kind=Contact.Kind.TRUSTED)
    other = DocumentFactory().patient
    before = [revision(patient), revision(other)]

    CHANGES[change](document)

    after = [revision(patient), revision(other)]
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_a_document_that_changes_records_revises_both(patient: Patient) -> None:
    document, other = DocumentFactory(patient=patient), PatientFactory()
    before = {revision(patient), revision(other)}

    Document.objects.filter(pk=document.pk).update(patient=other)

    assert not before & {revision(patient), revision(other)}


def test_a_row_read_earlier_brings_no_former_revision_back(patient: Patient) -> None:
    early = SharedRecord.objects.get(patient=patient)
    DocumentFactory(patient=patient)
    seen = {early.revision, revision(patient)}

    early.save()

    assert revision(patient) not in seen


@pytest.mark.parametrize(
    "table",
    [
        *("documents_document", "documents_documentauthor", "documents_statement"),
        *("patients_wish", "patients_contact"),
    ],
)
def test_a_table_that_is_emptied_revises_every_record(table: str, patient: Patient) -> None:
    other = DocumentFactory().patient
    before = {revision(patient), revision(other)}

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE")

    assert not before & {revision(patient), revision(other)}


def test_what_is_kept_counts_for_what_it_takes(patient: Patient) -> None:
    """As many versions as one likes, and readers who have many types."""
    versions = [DocumentFactory(patient=patient, set_id="1.2.3", availability="deprecated") for _ in range(30)]
    reader = opened(versions[0], revision=revision(patient), types=frozenset(range(500)))

    def asked_of(document: Document) -> int:
        KEPT.clear()
        filters = ListFilters(period="tout")
        neighbours_of(reader=reader, document=document, filters=filters, today=timezone.localdate())
        return KEPT.size

    assert asked_of(versions[0]) > asked_of(DocumentFactory(patient=patient)) + 29_000
    KEPT.clear()
    outline_of(reader)
    assert KEPT.size > getsizeof(reader.types)


def found(text: str) -> tuple[str, str]:
    """The place of the document shown, and where « Document suivant » leads."""
    return re.search(r"\((\d sur \d)\)", text)[1], link(text, "next")  # type: ignore[index]


def test_the_place_of_a_prepared_document_is_not_asked_again_and_the_page_is_the_same(
    client: Client, patient: Patient
) -> None:
    first, second, third = (DocumentFactory(patient=patient, act_on=days_ago(n)) for n in (1, 2, 3))
    listing = open_record(client, patient.matricule)
    page = f"{listing}{second.uuid}/?tri=titre"
    asked_first = len(statements(lambda: client.get(page)))
    text = get(client, page)
    prepared = re.search(r'data-prepare="([^"]+)"', get(client, f"{listing}{first.uuid}/?tri=titre"))[1]  # type: ignore[index]
    KEPT.clear()
    client.get(prepared.replace("&amp;", "&"))

    asked_then = statements(lambda: client.get(page), kept=True)

    assert len(asked_then) < asked_first
    assert not [sql for sql in asked_then if "array_position" in sql]
    assert get(client, page) == text
    assert found(text)[0] == "2 sur 3"
    assert str(third.uuid) in found(text)[1]


def test_to_prepare_again_asks_again_so_that_its_time_tells_no_change(client: Client, patient: Patient) -> None:
    document = DocumentFactory(patient=patient)
    address = f"{open_record(client, patient.matricule)}{document.uuid}/preparer/"

    asked = [statements(lambda: client.get(address), kept=True) for _ in range(2)]
    Document.objects.filter(pk=DocumentFactory(patient=patient, masked=True).pk).update(title="Autre")
    asked.append(statements(lambda: client.get(address), kept=True))

    assert len(asked[0]) == len(asked[1]) == len(asked[2])
    assert all(any("array_position" in sql for sql in found) for found in asked)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: Document.objects.filter(pk=d.pk).update(masked=True), "1 sur 2"),
        (lambda d: Document.objects.filter(pk=d.pk).update(availability="deleted"), "1 sur 2"),
        (lambda d: Document.objects.filter(pk=d.pk).update(availability="deprecated"), "1 sur 2"),
        (lambda d: Document.objects.filter(pk=d.pk).update(act_on=days_ago(9)), "1 sur 3"),
        (lambda d: DocumentFactory(patient=d.patient, act_on=d.act_on), "1 sur 4"),
    ],
    ids=["masked", "deleted", "replaced", "dated otherwise", "joined by another"],
)
def test_what_changes_after_it_was_prepared_is_shown_at_the_next_click(
    change: Callable[[Document], object], place: str, client: Client, patient: Patient
) -> None:
    first, second, third = (DocumentFactory(patient=patient, act_on=days_ago(n)) for n in (1, 2, 3))
    listing = open_record(client, patient.matricule)
    client.get(f"{listing}{first.uuid}/preparer/")
    assert found(get(client, f"{listing}{first.uuid}/"))[1].startswith(f"{listing}{second.uuid}/")

    change(second)

    number, following = found(get(client, f"{listing}{first.uuid}/"))
    assert number == place
    assert not following.startswith(f"{listing}{second.uuid}/")
    assert third.uuid  # there is always one to lead to
    assert following


def test_a_right_that_ends_takes_what_it_showed_with_it(client: Client, doctor: Practice, patient: Patient) -> None:
    first = DocumentFactory(patient=patient, act_on=days_ago(1))
    DocumentFactory(patient=patient, act_on=days_ago(2), masked=True)
    role = TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())
    page = f"{open_record(client, patient.matricule)}{first.uuid}/"
    get(client, page)
    assert found(get(client, page))[0] == "1 sur 2"

    TreatingDoctor.objects.filter(pk=role.pk).update(ended_at=timezone.now())

    assert found(get(client, page)) == ("1 sur 1", "")


def test_marks_of_reading_are_never_kept(client: Client, patient: Patient) -> None:
    first, second, third = (DocumentFactory(patient=patient, act_on=days_ago(n)) for n in (1, 2, 3))
    listing = open_record(client, patient.matricule)

    assert found(get(client, f"{listing}{first.uuid}/?non_lus=1"))[0] == "1 sur 3"
    get(client, f"{listing}{second.uuid}/")

    assert not re.search(r"\(\d sur \d\)", get(client, f"{listing}{first.uuid}/?non_lus=1"))
    assert found(get(client, f"{listing}{third.uuid}/?non_lus=1"))[0] == "1 sur 1"


def test_only_the_very_same_reader_of_the_very_same_revision_is_told_again() -> None:
    document = DocumentFactory()
    asked: list[object] = []

    def ask(reader: Any, *key: object) -> None:
        until_revised(reader, lambda: asked.append(reader) or "told", "test", *key, size=len)

    mine = opened(document, revision=revision(document.patient))
    for reader in (mine, mine, replace(mine, administrator=True), replace(mine, practice_id=7), mine):
        ask(reader)
    ask(mine, "another")
    assert len(asked) == 4

    unrevised: list[Any] = [replace(mine, revision=None), Holder(patient_id=document.patient_id)]
    for reader in unrevised * 2:
        ask(reader)
    assert len(asked) == 8
