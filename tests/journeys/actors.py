"""People as small drivers over HTTP: what each one can do with a browser, and what they see there."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.test import Client

from access.models import Practice
from documents.models import Document
from patients.models import Patient

Answer = Any  # Django's test response
EVERYTHING = {"periode": "tout", "versions": "1", "archives": "1"}
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def words(answer: Answer) -> str:
    """The page as people read it."""
    return str(answer.content.decode().replace("&#x27;", "’"))


def documents_in(answer: Answer) -> set[UUID]:
    """Documents that a page links to."""
    return {UUID(found) for found in re.findall(rf"/documents/({_UUID})/", answer.content.decode())}


@dataclass
class Caregiver:
    """A professional in one practice."""

    client: Client
    practice: Practice

    def search(self, patient: Patient | str) -> str:
        """Address of the state of a record."""
        matricule = patient if isinstance(patient, str) else patient.matricule
        answer = self.client.post("/patients/recherche/", {"matricule": matricule})
        assert answer.status_code == 302, answer.content
        return str(answer["Location"])

    def state(self, patient: Patient | str) -> Answer:
        return self.client.get(self.search(patient))

    def declare(self, patient: Patient | str, basis: str = "TEAM", **values: str) -> Answer:
        """Search, tick the box, open."""
        return self.client.post(f"{self.search(patient)}ouvrir/", {"basis": basis, "certified": "on"} | values)

    def open(self, patient: Patient | str, basis: str = "TEAM") -> str:
        """Address of the opened record's documents."""
        answer = self.declare(patient, basis)
        assert answer.status_code == 302, answer.content
        return str(answer["Location"])

    def documents(self, listing: str) -> Answer:
        return self.client.get(listing, EVERYTHING)

    def sees(self, listing: str, document: Document) -> bool:
        """Whether a document is listed; the list and its address then agree, or this fails."""
        page = self.documents(listing)
        assert page.status_code == 200, page.status_code
        listed = document.uuid in documents_in(page)
        assert (document.title in words(page)) is listed
        assert self.read(listing, document).status_code == (200 if listed else 404)
        return listed

    def read(self, listing: str, document: Document) -> Answer:
        return self.client.get(f"{listing}{document.uuid}/")


@dataclass
class Family:
    """A patient, or a representative, in the window of their own."""

    client: Client

    def documents(self) -> Answer:
        return self.client.get("/mon-dossier/documents/", EVERYTHING)

    def sees(self, document: Document) -> bool:
        """Whether a document is listed; the list and its address then agree, or this fails."""
        page = self.documents()
        assert page.status_code == 200, page.status_code
        listed = document.uuid in documents_in(page)
        assert (document.title in words(page)) is listed
        assert self.client.get(f"/mon-dossier/documents/{document.uuid}/").status_code == (200 if listed else 404)
        return listed
