"""Error pages (PS S35): the words, the status, a way out, and nothing that leaks."""

import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client

from access.models import Practice
from tests.conftest import SignIn
from webps import views

SPACE = "\u00a0"


def title_of(answer: HttpResponse) -> str:
    found = re.search(r"<title>(.*?)</title>", answer.content.decode())
    return found[1] if found else ""


def heading_of(answer: HttpResponse) -> str:
    found = re.search(r"<h1>(.*?)</h1>", answer.content.decode())
    return found[1] if found else ""


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> HttpResponse:
    """Answer of a page whose view raises."""

    def broken(*args: object, **kwargs: object) -> HttpResponse:
        raise error

    monkeypatch.setattr(views, "_ready", broken)
    return Client(raise_request_exception=False).get("/etat/")


@pytest.mark.parametrize(
    ("error", "status", "heading"),
    [
        (SuspiciousOperation("secret detail"), 400, "La demande n’a pas été comprise"),
        (PermissionDenied("secret detail"), 403, "Cette page ne vous est pas ouverte"),
        (ValueError("secret detail"), 500, "Une erreur est survenue"),
        (OperationalError("secret detail"), 503, "Service momentanément indisponible"),
    ],
    ids=["bad request", "forbidden", "failure", "database down"],
)
def test_given_a_view_that_raises_then_the_page_says_so_and_tells_no_detail(
    db: None, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, heading: str
) -> None:
    answer = failing(monkeypatch, error)

    assert (answer.status_code, heading_of(answer)) == (status, heading)
    assert title_of(answer).startswith(f"Erreur{SPACE}: ")
    assert "secret detail" not in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize("error", [ValueError("any"), OperationalError("any")], ids=["failure", "database down"])
def test_given_a_failure_when_the_reader_calls_support_then_its_reference_is_in_the_log(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    answer = failing(monkeypatch, error)

    shown = re.search(r'class="reference">([0-9A-F]{8})<', answer.content.decode())
    assert shown
    assert f"Reference {shown[1]}: {type(error).__name__} in service_state" in caplog.text


def test_given_a_form_without_its_token_then_the_page_has_expired(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/connexion/", {"username": "a"})

    assert (answer.status_code, heading_of(answer)) == (403, "Cette page a expiré")


def test_given_too_large_a_request_then_the_limit_is_said(db: None, settings: object) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_500_000  # type: ignore[attr-defined]

    answer = Client().post(
        "/connexion/", {"username": "x" * 1_600_000}, content_type="application/x-www-form-urlencoded"
    )

    assert (answer.status_code, heading_of(answer)) == (413, "Fichier trop volumineux")
    assert f"La taille maximale est de 1,5{SPACE}Mo" in answer.content.decode()


def test_given_anybody_anywhere_when_a_page_is_not_found_then_the_bytes_are_the_same(
    sign_in: SignIn, doctor: Practice
) -> None:
    client = sign_in(doctor)
    known = Client().get("/nulle-part/").content

    assert "Cette page est introuvable" in known.decode()
    assert client.get("/ailleurs/encore/?q=1").content == known
    assert client.get(f"/dossiers/{uuid4()}/documents/").content == known
    assert client.get("/patients/inconnu/").content == known
    assert client.get("/informations/inconnues/").content == known
    assert client.post(f"/dossiers/{uuid4()}/fermer/").content == known


def test_given_a_waiting_message_when_a_page_is_not_found_then_it_waits_for_the_next_page(
    sign_in: SignIn, doctor: Practice
) -> None:
    client = sign_in(doctor)
    client.post("/deconnexion/")

    assert "Vous êtes déconnecté." not in client.get("/nulle-part/").content.decode()
    assert "Vous êtes déconnecté." in client.get("/connexion/").content.decode()


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({}, "Réessayez dans un instant."),
        ({"resume_at": "14h"}, "Reprise prévue à"),
        (
            {"wording": {"sentence": "L’accès ne peut pas être tracé.", "next_step": "Réessayez."}},
            "ne peut pas être tracé",
        ),
    ],
    ids=["nothing known", "end known", "refusal"],
)
def test_given_what_is_known_of_an_outage_then_it_is_said_with_what_to_do_in_emergency(
    context: dict[str, object], words: str
) -> None:
    page = render_to_string("503.html", context)

    assert words in page
    assert "En urgence, appelez le patient, ses proches ou l’établissement d’origine." in page


def test_given_too_many_searches_then_the_page_says_to_wait() -> None:
    assert "Attendez une minute." in render_to_string("429.html", {"searches": True})
