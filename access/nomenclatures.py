"""Loads the vocabulary of habilitation from the project's own files; idempotent, never deletes a code in use."""

import csv
from collections.abc import Iterator
from pathlib import Path

from access.models import DocumentClass, DocumentType, KnowHow, Profession
from access.models.vocabulary import Category

DATA = Path(__file__).parent / "data"


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file, comment lines left out."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))


def load() -> dict[str, int]:
    """Create or update every code. Returns how many of each kind the files hold."""
    ruled = {(row["code"], row["oid"]) for row in rows(DATA / "habilitation_matrix.csv")}
    return {
        "document classes": _load_classes(),
        "document types": _load_types(ruled),
        "professions": _load_professions(),
        "know-how": _load_know_how(),
    }


def _load_classes() -> int:
    found = [DocumentClass(code=row["code"], label=row["label"]) for row in rows(DATA / "document_classes.csv")]
    DocumentClass.objects.bulk_create(found, update_conflicts=True, unique_fields=["code"], update_fields=["label"])
    return len(found)


def _load_types(ruled: set[tuple[str, str]]) -> int:
    classes = {c.code: c for c in DocumentClass.objects.all()}
    found = [
        DocumentType(
            code=row["code"],
            oid=row["oid"],
            label=row["label"],
            document_class=classes.get(row["class_code"]),
            category=row["category"],
            ruled=(row["code"], row["oid"]) in ruled,
            deposited_by=row["deposited_by"],
            active=row["active"] == "yes",
        )
        for row in rows(DATA / "document_types.csv")
    ]
    found.append(
        DocumentType(
            code=DocumentType.UNRULED, oid="", label="Type non réglé", category=Category.OTHER, deposited_by=""
        )
    )
    DocumentType.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["code", "oid"],
        update_fields=["label", "document_class", "category", "ruled", "deposited_by", "active"],
    )
    return len(found)


def _load_professions() -> int:
    found = [
        Profession(code=r["code"], oid=r["oid"], label=r["label"], family=r["family"], active=r["active"] == "yes")
        for r in rows(DATA / "professions.csv")
    ]
    Profession.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["code", "oid"], update_fields=["label", "family", "active"]
    )
    return len(found)


def _load_know_how() -> int:
    found = [
        KnowHow(code=r["code"], oid=r["oid"], label=r["label"], kind=r["kind"], profession_code=r["profession_code"])
        for r in rows(DATA / "know_how.csv")
    ]
    KnowHow.objects.bulk_create(
        found, update_conflicts=True, unique_fields=["code", "oid"], update_fields=["label", "kind", "profession_code"]
    )
    return len(found)
