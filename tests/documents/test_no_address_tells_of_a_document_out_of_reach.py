"""Every address of the portal that is read, with and without documents out of reach: the same answers, to the byte."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import Practice
from documents.models import Document
from journal.models import Line
from patients.models import Patient, Representative
from tests.access.holders import as_patient, as_representative
from tests.addresses import Address, every_address
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory, StatementFactory, everything_said
from tests.factories.patients import RepresentativeFactory
from tests.pages import without_tokens_or_hours
from tests.records import open_record, search

HIDDEN: dict[str, dict[str, Any]] = {
    "masked": {"masked": True},
    "deleted": {"deleted": True},
    "closed type": {"type_code": "96349-6"},
    "before its announcement": {"hidden_from_patient_since": timezone.now()},
    "kept from representatives": {"hidden_from_representatives": True},
}
# What each reader may not see; one or another of them has a page at each address.
READERS = {
    "doctor": ("masked", "deleted"),
    "pharmacist": ("masked", "deleted", "closed type"),
    "patient": ("deleted", "before its announcement"),
    "representative": ("deleted", "before its announcement", "kept from representatives"),
}
PROFESSIONALS = ("doctor", "pharmacist")
# No two answers are alike: reading is written in the history (see test_traces_show_each_reader_their_own), and the code
# of a demonstration stands on its page.
NEVER_TWICE_ALIKE = {"documents:traces", "access:second_factor"}
# Walked over by test_admin_shows_no_clinical_content.
WALKED = [address for address in every_address() if not address.name.startswith("admin:")]


@pytest.fixture
def mother(db: None) -> Representative:
    return RepresentativeFactory()  # type: ignore[no-any-return]


@pytest.fixture
def patient(mother: Representative) -> Patient:
    return mother.patient


@pytest.fixture
def seen(patient: Patient) -> Document:
    document = DocumentFactory(patient=patient, type_code="60591-5")
    StatementFactory(document=document, kind="allergy", label="Pénicilline")
    return document


@pytest.fixture(params=READERS)
def reader(request: Any) -> str:
    return str(request.param)


@pytest.fixture
def client(reader: str, sign_in: SignIn, mother: Representative, doctor: Practice, pharmacist: Practice) -> Client:
    if reader == "patient":
        return as_patient(sign_in, mother.patient)
    if reader == "representative":
        return as_representative(sign_in, mother)
    return sign_in({"doctor": doctor, "pharmacist": pharmacist}[reader])


@pytest.fixture
def values(client: Client, reader: str, sign_in: SignIn, seen: Document, doctor: Practice) -> dict[str, Any]:
    """What to put in the addresses, so that they answer whenever this reader may read them."""
    professional = client if reader in PROFESSIONALS else sign_in(doctor)
    address = open_record(professional, seen.patient.matricule)
    return {
        "access_uuid": address.split("/")[2],
        "record_uuid": seen.patient.record.uuid,
        "token": search(professional, seen.patient.matricule).split("/")[2],
        "uuid": seen.uuid,
        "index": 0,
        "number": 1,
        "analysis": StatementFactory(document=seen, kind="result", code="2823-3", value="4,1").analysis,
        "practice": doctor.uuid,
        "practice_uuid": doctor.uuid,
        "name": "bloquer",
        "pk": Line.objects.filter(record=seen.patient.record.uuid, granted=True).latest("pk").pk,
        "uidb64": "abc",
    }


def answer(client: Client, address: Address, values: dict[str, Any]) -> tuple[int, bytes]:
    assert address.wanted <= set(values), f"{address.route}: say here what to put in it"
    found = client.get(reverse(address.name, kwargs={key: values[key] for key in address.wanted}))
    return found.status_code, without_tokens_or_hours(b"".join(found) if found.streaming else found.content)


def hide(reader: str, patient: Patient, *codes: str) -> list[Document]:
    """Documents of each type, for each thing that keeps them from this reader, with something to say on every page."""
    mismatch = [{"trait": "Sexe", "here": "F", "there": "M"}]
    hidden = [
        DocumentFactory(**{"patient": patient, "type_code": code, "identity_differences": mismatch} | HIDDEN[why])
        for why in READERS[reader]
        for code in codes
    ]
    for document in hidden:
        everything_said(document)
    return hidden


def test_every_address_answers_the_same_with_and_without_what_is_out_of_reach(
    client: Client, reader: str, patient: Patient, values: dict[str, Any]
) -> None:
    client.get(reverse("access:own_notices"))  # they are new only once
    client.get(reverse("documents:read", args=[values["access_uuid"], values["uuid"]]))  # and so is a document
    before = {address.name: answer(client, address, values) for address in WALKED}
    hide(reader, patient, "60591-5", "11369-6", "REMB", "EXPPAT_1")

    told = [a.name for a in WALKED if answer(client, a, values) != before[a.name] and a.name not in NEVER_TWICE_ALIKE]

    assert told == []
    shown = [name for name, (status, _) in before.items() if status == 200]
    assert len(shown) >= (28 if reader in PROFESSIONALS else 12), shown


def test_the_address_of_a_document_out_of_reach_is_that_of_none(
    client: Client, reader: str, patient: Patient, values: dict[str, Any]
) -> None:
    hidden = hide(reader, patient, "60591-5")
    wanting = [address for address in WALKED if "uuid" in address.wanted]
    nothing = {address.name: answer(client, address, values | {"uuid": uuid4()}) for address in wanting}

    for document in hidden:
        told = [a.name for a in wanting if answer(client, a, values | {"uuid": document.uuid}) != nothing[a.name]]
        assert told == [], document
