"""A record as a professional reaches it, over HTTP: searched by its matricule, declared, opened, read."""

import re

from django.test import Client

from patients.models import Patient
from tests.pages import without_tokens


def search(client: Client, matricule: str) -> str:
    """Address of the page that answers a search."""
    answer = client.post("/patients/recherche/", {"matricule": matricule})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def open_record(client: Client, matricule: str, basis: str = "TEAM") -> str:
    """Search, declare, open: address of the list of documents."""
    address = search(client, matricule)
    answer = client.post(f"{address}ouvrir/", {"basis": basis, "certified": "on"})
    assert answer.status_code == 302, answer.content
    return str(answer["Location"])


def opened(client: Client, patient: Patient) -> str:
    """Address of the opened record, to which a page's own is added."""
    return open_record(client, str(patient.matricule)).removesuffix("documents/")


def page(client: Client, base: str, name: str) -> str:
    """A page of an opened record, without what changes from one answer to the next."""
    answer = client.get(f"{base}{name}/")
    assert answer.status_code == 200, (name, answer.status_code)
    return re.sub(r"\d{2}:\d{2}:\d{2}", "", without_tokens(answer.content.decode()))
