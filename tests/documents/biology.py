"""Laboratory reports, their results, and the table that shows them."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from documents.models import Document, Statement
from patients.models import Patient
from tests.factories.documents import DocumentFactory, StatementFactory

TODAY = timezone.localdate()
POTASSIUM = {"label": "Potassium", "code": "2823-3", "unit": "mmol/L", "ucum": "mmol/L", "family": "Biochimie"}


def report(patient: Patient, ago: int = 1, **more: Any) -> Document:
    values = {"type_code": "11502-2", "act_on": TODAY - timedelta(days=ago), **more}
    return DocumentFactory(patient=patient, **values)  # type: ignore[no-any-return]


def result(document: Document, value: str = "4,1", **more: Any) -> Statement:
    number = value.replace(",", ".")
    values: dict[str, Any] = {"number": number if re.fullmatch(r"[\d.]+", number) else None, **POTASSIUM, **more}
    return StatementFactory(document=document, kind="result", value=value, **values)  # type: ignore[no-any-return]


def table(client: Client, base: str, query: str = "") -> str:
    answer = client.get(f"{base}biologie/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def cells(text: str) -> list[list[str]]:
    """Words of each cell of the table, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", text.partition("<tbody>")[2], re.DOTALL)
    return [[words(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", markup).split())
