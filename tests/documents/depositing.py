"""Depositing through HTTP, as a browser does: the form, the review, the result."""

import io
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from access.models import DocumentType, Practice
from documents.deposit.forms import DepositForm, initial_of
from documents.deposit.offers import first_values, offer_of
from documents.models import DepositDraft, Document
from patients.models import Patient
from tests.documents.conftest import TEMPLATE
from tests.records import search
from webps.demo.pdf import text_pdf

PDF = text_pdf("Compte rendu", ["Auscultation sans particularité."])
RTF = rb"{\rtf1\ansi\ansicpg1252 Ordonnance de repos\par}"


def image(kind: str, size: tuple[int, int] = (8, 6)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind)
    return out.getvalue()


def upload(data: bytes = PDF, name: str = "fichier.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def kind(code: str = "11488-4") -> DocumentType:
    return DocumentType.objects.get(code=code)


def begin(client: Client, listing: str) -> str:
    """Address of a draft begun from an opened record."""
    answer = client.post(listing.replace("documents/", "deposer/"))
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def begin_without_reading(client: Client, matricule: str) -> str:
    answer = client.post(search(client, matricule) + "deposer/")
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def filled(client: Client, draft: str, **values: Any) -> dict[str, Any]:
    """What the form proposes, with the type and what a test changes; a file when none is given. It is not drawn."""
    found = DepositDraft.objects.select_related("patient", "record_access", "replaces").get(uuid=draft.split("/")[2])
    offer = offer_of(found, Practice.objects.get(pk=client.session["practice"]), today=timezone.localdate())
    form = DepositForm(initial=first_values(found, offer, type_code="") | initial_of(found.values), offer=offer)
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    data = {name: "" if value is None else value for name, value in data.items() if name != "fichiers"}
    data |= {"type": data["type"] or kind().pk} | values
    data.setdefault("fichiers", upload())
    return data


def give(client: Client, draft: str, **values: Any) -> Any:
    """Post the form: a redirection to the review when everything is right."""
    return client.post(draft, filled(client, draft, **values))


def send(client: Client, draft: str, **values: Any) -> Any:
    return client.post(draft + "deposer/", {"informe": "on"} | values)


def deposit(client: Client, draft: str, **values: Any) -> Any:
    """Form, review, sending; the page of the result."""
    answer = give(client, draft, **values)
    assert answer.status_code == 302, answer.content.decode()
    answer = send(client, draft)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(draft)


def replacing(client: Client, listing: str, document: Document) -> str:
    answer = client.post(f"{listing}{document.uuid}/remplacer/")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def cda(patient: Patient, **values: Any) -> bytes:
    defaults = {
        "before": "", "number": uuid4().hex, "code": "11488-4", "title": "Lettre structurée", "set": uuid4().hex,
        "version": 1, "ids": f'<id root="{patient.ins_oid}" extension="{patient.matricule}"/>', "family": "LECOQ",
        "author_oid": "1.2.3.4", "related": "", "text": "Rien à signaler",
    }  # fmt: skip
    return TEMPLATE.format(**(defaults | values)).encode()
