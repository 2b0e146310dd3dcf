"""A statement compiled once answers as the queryset that it comes from, whoever reads, whatever fills it."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import BigIntegerField, QuerySet, UUIDField
from django.test.utils import CaptureQueriesContext

from access.compiled import SHAPES, compiled
from access.reader import AuthorOfDeposits, Holder, Reader, Representative
from access.rules import Mode
from documents.models import Document
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.readers import opened

pytestmark = pytest.mark.django_db


@compiled(uuid=UUIDField())
def one(reader: Reader, *, uuid: Any) -> QuerySet[Document]:
    return Document.objects.visible_to(reader).filter(uuid=uuid).select_related("content")


def readers(document: Document) -> list[Reader]:
    """Of each origin, with every right that tells them apart, over this record and another."""
    mine, other = opened(document), PatientFactory().pk
    found: list[Reader] = [
        replace(mine, **rights, **where)  # type: ignore[arg-type]
        for where in ({}, {"patient_id": other})
        for rights in (
            {},
            {"types": frozenset()},
            {"treating_doctor": True},
            {"administrator": True},
            {"professional_id": document.depositor_id or 0},
            {"mode": Mode.BRIS_DE_GLACE},
            {"mode": Mode.BRIS_DE_GLACE, "masked_in_emergency": True},
            {"mode": Mode.BRIS_DE_GLACE, "treating_doctor": True},
        )
    ]
    return [
        *found,
        Holder(patient_id=document.patient_id),
        Holder(patient_id=other),
        Representative(patient_id=document.patient_id),
        AuthorOfDeposits(professional_id=1, idnat="899900000001"),
    ]


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"masked": True},
        {"hidden_from_patient_since": "2026-01-01T00:00:00Z"},
        {"hidden_from_representatives": True},
        {"availability": "deleted"},
    ],
    ids=lambda state: next(iter(state), "ordinary"),
)
def test_it_answers_as_the_queryset_for_every_reader_one_after_the_other(state: dict[str, Any]) -> None:
    document = DocumentFactory(**state)
    decided = {(reader, found.decision) for reader in readers(document) for found in one(reader, uuid=document.uuid)}
    direct: set[tuple[Reader, str]] = set()
    for reader, rows in [(reader, one.build(reader, uuid=document.uuid)) for reader in readers(document)]:
        direct |= {(reader, found.decision) for found in rows}

    assert {decision for _, decision in decided} == {decision for _, decision in direct}
    assert len(decided) == len(direct) < len(readers(document))


@pytest.mark.parametrize("title", ["50 % d’eau", "%s %(pk)s %%", "l'un \\ l'autre", 'un "nom"', "« é » ; --"])
def test_what_shapes_a_statement_stands_in_it_as_it_was_written(title: str) -> None:
    @compiled(pk=BigIntegerField())
    def titled(title: str, *, pk: Any) -> QuerySet[Document]:
        return Document.objects.filter(pk=pk, title=title)

    document, other = DocumentFactory(title=title), DocumentFactory(title="Autre")

    assert titled(title, pk=document.pk) == [document]
    assert titled(title, pk=other.pk) == []


def test_two_readers_of_one_profession_share_a_statement_and_not_what_it_answers() -> None:
    mine, theirs = DocumentFactory(), DocumentFactory()
    first, second = opened(mine), opened(mine, patient_id=theirs.patient_id, practice_id=7, professional_id=9)

    assert [found.pk for found in one(first, uuid=mine.uuid)] == [mine.pk]
    assert one(second, uuid=mine.uuid) == []
    assert [found.pk for found in one(second, uuid=theirs.uuid)] == [theirs.pk]


def test_related_rows_and_annotations_come_as_from_a_queryset() -> None:
    document = DocumentFactory()
    with CaptureQueriesContext(connection) as captured:
        (found,) = one(opened(document), uuid=document.uuid)
        assert (found.content, found.decision, found.title) == (document.content, "MATRIX", document.title)

    assert len(captured) == 1


def test_what_the_database_cannot_hold_is_refused_as_by_a_queryset() -> None:
    @compiled(pk=BigIntegerField())
    def titled(title: str, *, pk: Any) -> QuerySet[Document]:
        return Document.objects.filter(pk=pk, title=title)

    with pytest.raises(DatabaseError):
        titled("\x00", pk=1)


def test_it_is_built_once_for_each_shape() -> None:
    built = []

    @compiled(pk=BigIntegerField())
    def counted(title: str, *, pk: Any) -> QuerySet[Document]:
        built.append(title)
        return Document.objects.filter(pk=pk, title=title)

    document = DocumentFactory(title="Bilan")
    for _ in range(3):
        assert [found.pk for found in counted("Bilan", pk=document.pk)] == [document.pk]
        assert counted("Autre", pk=document.pk) == []
    assert built == ["Bilan", "Autre"]

    for rank in range(SHAPES):
        counted(str(rank), pk=document.pk)
    counted("Bilan", pk=document.pk)
    assert built.count("Bilan") == 2, "the least used shapes leave the memory"


@dataclass(frozen=True)
class Typed:
    words: str
    is_particular: bool = True


def test_what_few_will_ask_again_is_not_kept() -> None:
    built = []

    @compiled(pk=BigIntegerField())
    def titled(typed: Typed, *, pk: Any) -> QuerySet[Document]:
        built.append(typed.words)
        return Document.objects.filter(pk=pk, title=typed.words)

    document = DocumentFactory(title="Bilan")
    for _ in range(2):
        assert [found.pk for found in titled(Typed("Bilan"), pk=document.pk)] == [document.pk]

    assert built == ["Bilan", "Bilan"]


def test_two_readers_never_fill_one_statement() -> None:
    @compiled()
    def of_both(one: Reader, other: Reader) -> QuerySet[Document]:
        return Document.objects.visible_to(one) | Document.objects.visible_to(other)

    with pytest.raises(TypeError):
        of_both(Holder(patient_id=1), Holder(patient_id=2))


def test_a_value_named_as_what_a_reader_is_stays_apart_from_it() -> None:
    mine, theirs = DocumentFactory(), DocumentFactory()

    @compiled(patient_id=BigIntegerField())
    def of_patient(reader: Reader, *, patient_id: Any) -> QuerySet[Document]:
        return Document.objects.visible_to(reader).filter(patient_id=patient_id)

    reader = Holder(patient_id=mine.patient_id)
    assert of_patient(reader, patient_id=theirs.patient_id) == []
    assert [found.pk for found in of_patient(reader, patient_id=mine.patient_id)] == [mine.pk]


def test_the_mode_of_a_reader_is_never_a_plain_word() -> None:
    with pytest.raises(TypeError):
        opened(DocumentFactory(), mode="normal")


def test_one_that_can_have_no_row_asks_nothing() -> None:
    @compiled()
    def nothing() -> QuerySet[Document]:
        return Document.objects.none()

    with CaptureQueriesContext(connection) as captured:
        assert nothing() == []

    assert len(captured) == 0


def test_an_absent_value_is_told() -> None:
    with pytest.raises(KeyError):
        one(opened(DocumentFactory()))
