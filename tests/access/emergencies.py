"""Opening in an emergency, through the pages."""

from typing import Any

from django.test import Client

from access.models import RecordAccess
from tests.records import search

REASON = "Trouvé inconscient sur la voie publique"
EMERGENCY = {"certified": "on", "situation": "unconscious", "reason": REASON}


def break_glass(client: Client, matricule: str, **changed: Any) -> Any:
    """Answer to the form of S08."""
    return client.post(f"{search(client, matricule)}urgence/", EMERGENCY | changed)


def open_emergency(client: Client, matricule: str) -> str:
    """Address of the record, opened by bris de glace."""
    answer = break_glass(client, matricule)
    assert answer.status_code == 302, answer.content.decode()
    return f"/dossiers/{newest().uuid}/"


def open_regulation(client: Client, matricule: str) -> str:
    answer = client.post(f"{search(client, matricule)}regulation/", {"certified": "on"})
    assert answer.status_code == 302, answer.content.decode()
    return f"/dossiers/{newest().uuid}/"


def open_confidential(client: Client, matricule: str, **declaration: str) -> str:
    given = {"secrecy": "on", "basis": "TEAM", "certified": "on"} | declaration
    answer = client.post(f"{search(client, matricule)}soins-confidentiels/", given)
    assert answer.status_code == 302, answer.content.decode()
    return f"/dossiers/{newest().uuid}/"


def newest() -> RecordAccess:
    found = RecordAccess.objects.order_by("-pk").first()
    assert found is not None
    return found
