"""Statements are written with their document, drawn again at will, and gone with its refusal."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from documents import services
from documents.importing import Options, import_file
from documents.models import Document, Statement
from tests.documents.conftest import Write

pytestmark = pytest.mark.django_db

ALLERGIES = (
    '</text></section></component><component><section><code code="48765-2" codeSystem="2.16.840.1.113883.6.1"/>'
    "<title>Allergies</title><text><list><item>Pénicilline</item><item>Arachide</item></list>"
)


def told() -> list[tuple[Any, ...]]:
    return list(Statement.objects.values_list("document__title", "position", "kind", "label", "section"))


def test_an_imported_document_says_what_it_holds(write: Write) -> None:
    import_file(write(text=ALLERGIES), Options())

    assert told() == [
        ("Document a", 0, "allergy", "Pénicilline", "Allergies"),
        ("Document a", 1, "allergy", "Arachide", "Allergies"),
    ]


def test_drawing_again_gives_the_same_and_mends_what_is_missing(write: Write) -> None:
    import_file(write(text=ALLERGIES), Options())
    import_file(write("b"), Options())
    before = told()
    Statement.objects.filter(position=1).delete()

    call_command("draw_statements", stdout=(out := StringIO()), stderr=StringIO())

    assert told() == before
    assert out.getvalue() == "2 documents, 2 statements, 0 unreadable\n"


def test_only_documents_without_statements_are_drawn_when_asked(write: Write) -> None:
    import_file(write(text=ALLERGIES), Options())
    import_file(write("b", text=ALLERGIES), Options())
    Statement.objects.filter(document__title="Document b").delete()

    call_command("draw_statements", "--missing", stdout=(out := StringIO()), stderr=StringIO())

    assert out.getvalue().startswith("1 documents, 2 statements")
    assert len(told()) == 4


def test_a_deposit_that_fails_leaves_no_statement(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object) -> None:
        raise ValueError("the journal line comes after")

    monkeypatch.setattr(services, "_journal", fails)

    assert import_file(write(text=ALLERGIES), Options()).outcome == "refused"
    assert (Document.objects.count(), Statement.objects.count()) == (0, 0)


def test_what_a_patient_writes_is_declared_by_them(write: Write) -> None:
    path = write(text=ALLERGIES, code="DOCPAT08")
    path.write_text(path.read_text().replace("2.16.840.1.113883.6.1", "1.2.250.1.213.1.1.4.12", 1))
    import_file(path, Options())

    assert set(Statement.objects.values_list("declared_by_patient", flat=True)) == {True}
