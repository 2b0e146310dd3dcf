"""A record as a professional reaches it: searched by its matricule, declared, opened, read."""

import re

from django.test import Client
from django.utils import timezone

from access.practices import practice_of
from access.rules import Basis
from access.services import Declaration, actor, record_open
from access.sign_in import sessions
from patients.models import Patient
from tests.pages import without_tokens


def search(client: Client, matricule: str) -> str:
    """Address of the page that answers a search."""
    answer = client.post("/patients/recherche/", {"matricule": matricule})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def declare_and_open(client: Client, matricule: str, basis: str = "TEAM") -> str:
    """Search, declare, open, through the pages: address of the list of documents."""
    address = search(client, matricule)
    answer = client.post(f"{address}ouvrir/", {"basis": basis, "certified": "on"})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def open_record(client: Client, matricule: str, basis: str = "TEAM") -> str:
    """The same by the service that those pages call, for tests of what comes after: a third of the time."""
    session, user = client.session, client.user  # type: ignore[attr-defined]
    practice = practice_of(user.professional_id, session["practice"], account=user.pk)
    assert practice is not None
    access = record_open(
        patient=Patient.objects.select_related("record").get(matricule=matricule),
        practice=practice,
        by=actor(user, practice, session=sessions.reference(session)),
        now=timezone.now(),
        declaration=Declaration(basis=Basis(basis)),
    )
    return f"/dossiers/{access.uuid}/documents/"


def opened(client: Client, patient: Patient) -> str:
    """Address of the opened record, to which a page's own is added."""
    return open_record(client, str(patient.matricule)).removesuffix("documents/")


def page(client: Client, base: str, name: str) -> str:
    """A page of an opened record, without what changes from one answer to the next."""
    answer = client.get(f"{base}{name}/")
    assert answer.status_code == 200, (name, answer.status_code)
    return re.sub(r"\d{2}:\d{2}:\d{2}", "", without_tokens(answer.content.decode()))
