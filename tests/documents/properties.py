"""The page of the properties of a document, S23: what it offers, and a change that is sent."""

import re
from typing import Any

from django.test import Client

from documents.models import Document
from tests.access.signing import text
from tests.factories.documents import DocumentFactory

Answer = Any


def choices(answer: Answer) -> set[str]:
    return set(re.findall(r'name="changement" value="(\w+)"', text(answer)))


def change(client: Client, address: str, wanted: str, version: int | None = None, **more: str) -> Answer:
    """Show the page, choose, send."""
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    shown = re.search(r'name="version" value="(\d+)"', text(page))
    values = {"changement": wanted, "version": version or (shown[1] if shown else 1)} | more
    return client.post(address, values)


def by(professional: Any, **values: Any) -> Document:
    document: Document = DocumentFactory(authored_by=professional.professional.idnat, **values)
    return document
