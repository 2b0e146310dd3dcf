"""Loads the codes that label metadata, and derives what a CDA does not carry: format and class."""

from functools import cache
from pathlib import Path

from access.models import DocumentType
from access.nomenclatures import rows
from documents.models import Concept

DATA = Path(__file__).parent / "data"
UNPROFILED_FORMAT = "urn:asipSante:modelesHorsProfils:2011"
IMAGING_CLASS = "31"


def load() -> dict[str, int]:
    """Create or update every concept; idempotent."""
    found = [Concept(**row) for row in rows(DATA / "concepts.csv")]
    Concept.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["kind", "code", "oid"], update_fields=["label"]
    )
    return {"concepts": len(found)}


@cache
def _formats() -> dict[str, str]:
    return {row["key"]: row["code"] for row in rows(DATA / "formats.csv")}


def format_code(*, template_ids: tuple[str, ...], media_type: str | None) -> str:
    """XDS format: from the media type of a level 1 body, else from the most specific model (the last one)."""
    if media_type:
        return _formats().get(media_type, UNPROFILED_FORMAT)
    known = [template for template in template_ids if template in _formats()]
    return _formats()[known[-1]] if known else UNPROFILED_FORMAT


def deciding_type(code: str, oid: str, *, class_code: str = "") -> DocumentType:
    """The type whose cell decides: the code's own, `IMG-PROC` for an unknown imaging code, else the unruled one."""
    known = DocumentType.objects.filter(code=code, oid=oid).first()
    if known:
        return known
    fallback = DocumentType.IMAGING_PROCEDURE if class_code == IMAGING_CLASS else DocumentType.UNRULED
    return DocumentType.objects.get(code=fallback)
