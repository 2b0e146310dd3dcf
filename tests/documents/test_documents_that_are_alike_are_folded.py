"""The jumble folded (PS S12): one row for documents that are one, in honest words; what is hidden folds nothing."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice
from documents.listing.folding import Light, Tie, folded
from documents.listing.words import folded_words
from documents.models import Document
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.pages import without_tokens_or_hours
from tests.queries import asked
from tests.records import open_record

DAY = date(2026, 3, 1)


def light(pk: int, **values: Any) -> Light:
    alone = {"content": f"c{pk}", "source_digest": "", "set_id": "", "depositor": None, "version": 1, "replaces": None}
    seen = {"is_current": True, "type_code": "T", "act_on": DAY, "author": "", "type_label": "", "category": "biologie"}
    rest = {"origin": "professional", "profession": "", "institution": "", "matches": True, "news": ""}
    return Light(**({"pk": pk, "uuid": str(UUID(int=pk)), "group_key": "biologie"} | alone | seen | rest | values))


def rows(*documents: Light) -> list[tuple[int, list[tuple[int, Tie]]]]:
    found = folded(documents)
    return [(d.pk, [(other.pk, tie) for other, tie in found.others.get(d.pk, [])]) for d in found.leads]


TABLE: dict[str, tuple[list[Light], list[tuple[int, list[tuple[int, Tie]]]]]] = {
    "nothing in common": ([light(1), light(2)], [(1, []), (2, [])]),
    "the same file": ([light(1), light(2, content="c1")], [(1, [(2, Tie.COPY)])]),
    "the same file as it came": (
        [light(1, source_digest="s"), light(2, source_digest="s")],
        [(1, [(2, Tie.COPY)])],
    ),
    "no source is nothing in common": ([light(1, source_digest=""), light(2, source_digest="")], [(1, []), (2, [])]),
    "same type, day and author": (
        [light(1, author="Dr A"), light(2, author="Dr A"), light(3, author="Dr B")],
        [(1, [(2, Tie.SAME_DAY)]), (3, [])],
    ),
    "no author is nothing in common": ([light(1), light(2)], [(1, []), (2, [])]),
    "another day": ([light(1, author="A"), light(2, author="A", act_on=DAY + timedelta(1))], [(1, []), (2, [])]),
    "an old version under the current one, wherever the list has it": (
        [light(1, is_current=False), light(2), light(3, replaces=1)],
        [(2, []), (3, [(1, Tie.VERSION)])],
    ),
    "versions of one set by one hand": (
        [light(1, set_id="s", is_current=False), light(2, set_id="s", version=2), light(3, set_id="s", depositor=9)],
        [(2, [(1, Tie.VERSION)]), (3, [])],
    ),
    "an old version brings nothing of its day": (
        [light(1, author="A", is_current=False), light(2, replaces=1), light(3, author="A")],
        [(2, [(1, Tie.VERSION)]), (3, [])],
    ),
    "a partial report under the complete one, wherever the list has it": (
        [light(1, author="L", is_partial=True), light(2, author="L"), light(3, author="M", is_partial=True)],
        [(2, [(1, Tie.PARTIAL)]), (3, [])],
    ),
    "a partial report under another one, which completes nothing": (
        [light(1, author="L", is_partial=True), light(2, author="L", is_partial=True)],
        [(1, [(2, Tie.SAME_DAY)])],
    ),
    "an old partial version is an old version": (
        [light(1, is_current=False, is_partial=True), light(2, replaces=1)],
        [(2, [(1, Tie.VERSION)])],
    ),
    "a partial version that is current stands for what it replaced": (
        [light(1, is_current=False), light(2, replaces=1, is_partial=True)],
        [(2, [(1, Tie.VERSION)])],
    ),
    "a chain": (
        [light(1, author="A"), light(2, author="A", content="x"), light(3, content="x", author="B")],
        [(1, [(2, Tie.SAME_DAY), (3, Tie.ALIKE)])],
    ),
}


@pytest.mark.parametrize("case", TABLE)
def test_rows_are_folded_by_what_documents_have_in_common(case: str) -> None:
    documents, expected = TABLE[case]

    assert rows(*documents) == expected


def test_the_order_is_that_of_the_list_and_no_document_is_lost() -> None:
    documents = [light(n, content=f"c{n % 7}", author=f"A{n % 3}", act_on=DAY + timedelta(n % 5)) for n in range(60)]
    found = folded(documents)

    kept = [d.pk for d in found.leads] + [other.pk for ties in found.others.values() for other, _ in ties]
    assert sorted(kept) == list(range(60))
    assert [d.pk for d in found.leads] == sorted(d.pk for d in found.leads)
    assert sum(found.counts().values()) == 60


@pytest.mark.parametrize(
    ("ties", "words"),
    [
        ([Tie.COPY, Tie.COPY], "3\u00a0exemplaires"),
        ([Tie.SAME_DAY], "+\u00a01 du même jour, même auteur"),
        ([Tie.VERSION], "+\u00a01 ancienne version"),
        ([Tie.PARTIAL], "+\u00a01 résultat partiel"),
        ([Tie.COPY, Tie.VERSION, Tie.VERSION], "2\u00a0exemplaires, +\u00a02 anciennes versions"),
    ],
)
def test_only_identical_files_are_copies(ties: list[Tie], words: str) -> None:
    assert folded_words(ties) == words


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def shown(client: Client, address: str) -> tuple[bytes, list[str]]:
    with asked() as found:
        content = client.get(address).content
    return without_tokens_or_hours(content), [sql for sql in found if 'FROM "documents_document"' in sql]


@pytest.mark.parametrize(
    "query", ["", "?groupe=episode&tri=titre", "?groupe=auteur&nouveaux=1", "?separes=1&versions=1"]
)
def test_a_hidden_copy_changes_nothing(client: Client, query: str) -> None:
    patient = PatientFactory()
    seen = DocumentFactory(patient=patient, author_label="Dr A", title="Bilan")
    DocumentFactory(patient=patient, author_label="Dr B", submission_set=seen.submission_set)
    address = open_record(client, patient.matricule) + query
    before = shown(client, address)

    same = {"patient": patient, "author_label": "Dr A", "content": seen.content, "set_id": "s", "masked": True}
    DocumentFactory(**same, submission_set=seen.submission_set)
    DocumentFactory(**same, replaces=seen)

    assert shown(client, address) == before


def test_copies_are_one_row_that_opens_with_the_number_of_documents_beside_that_of_rows(client: Client) -> None:
    patient = PatientFactory()
    first = DocumentFactory(patient=patient, title="Bilan reçu")
    second = DocumentFactory(patient=patient, title="Bilan envoyé", content=first.content)
    page = client.get(open_record(client, patient.matricule)).content.decode()

    assert "2\u00a0documents sur 1\u00a0ligne" in page
    assert "<summary>2\u00a0exemplaires" in page
    assert page.count('name="document"') == 1
    assert first.title in page
    assert second.title in page
    assert "ne sélectionne que le premier" in page


def test_thousands_of_copies_make_one_small_page(client: Client) -> None:
    patient = PatientFactory()
    model = DocumentFactory(patient=patient)
    copies = []
    for rank in range(400):
        row = Document.objects.get(pk=model.pk)
        row.pk, row.uuid, row.entry_uuid = None, uuid4(), uuid4()
        row.unique_id = f"copie.{rank}"
        copies.append(row)
    Document.objects.bulk_create(copies)
    address = open_record(client, patient.matricule)
    page = client.get(address).content.decode()
    link = re.search(r'href="([^"]*separes=1[^"]*)">Afficher séparément', page)

    assert "401\u00a0exemplaires" in page
    assert len(page) < 60_000
    assert link is not None
    assert "401\u00a0documents, " in client.get(link[1].replace("&amp;", "&")).content.decode()


def test_the_same_order_twice_and_pages_that_share_nothing(client: Client) -> None:
    patient = PatientFactory()
    for rank in range(120):
        DocumentFactory(patient=patient, title="Même titre", act_on=timezone.localdate() - timedelta(rank % 3))
    address = open_record(client, patient.matricule) + "?tri=titre&groupe=aucun"
    uuids = [re.findall(r'id="doc-([^"]+)"', client.get(f"{address}&page={n}").content.decode()) for n in (1, 2, 3, 1)]

    assert uuids[0] == uuids[3]
    assert len({u for page in uuids for u in page}) == 120
