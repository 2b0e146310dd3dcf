"""Statements of a document as rows: written with the document, in its transaction."""

from dataclasses import asdict

from documents.cda.model import ClinicalDocument
from documents.cda.statements import Said, draw_statements
from documents.models import Document, Statement

MAX_WORDS = 2_000
_LENGTHS = {field.name: field.max_length for field in Statement._meta.fields}


def statements_write(document: Document, cda: ClinicalDocument) -> int:
    """Write the rows of a document that has none yet. Returns their number."""
    rows = statement_rows(document, cda)
    Statement.objects.bulk_create(rows)
    return len(rows)


def statement_rows(document: Document, cda: ClinicalDocument) -> list[Statement]:
    """Not saved. What the patient writes is declared by them, line by line."""
    declared = document.origin == Document.Origin.PATIENT
    return [
        Statement(document=document, position=position, **_values(said, declared))
        for position, said in enumerate(draw_statements(cda))
    ]


def _values(said: Said, declared: bool) -> dict[str, object]:
    values = asdict(said)
    values |= values.pop("measure") or {}
    values["kind"] = said.kind.value
    values["declared_by_patient"] = declared or said.declared_by_patient
    values["details"] = [[_cut(heading, 200), _cut(words, MAX_WORDS)] for heading, words in said.details]
    return {name: _cut(v, _LENGTHS.get(name) or MAX_WORDS) if isinstance(v, str) else v for name, v in values.items()}


def _cut(text: str, length: int) -> str:
    """Longer words end with « … »: the source says the rest."""
    text = text.replace("\x00", "")
    return text if len(text) <= length else f"{text[: length - 1]}…"
