"""First factor: one answer for every failure, a lock after five, and no way out to another site."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from access.models import Practice, User
from journal.models import Action, Line
from tests.access.signing import CODE, HOME, NOW, SIGN_IN, code_of, give_password, text, with_totp
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def user(doctor: Practice) -> User:
    return UserFactory(professional=doctor.professional)


def test_the_fields_carry_their_contract_names(client: Client) -> None:
    page = text(client.get(SIGN_IN))
    assert ">Identifiant</label>" in page
    assert ">Mot de passe</label>" in page
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page


def test_a_right_password_leads_to_the_code_and_opens_nothing_else(client: Client, user: User) -> None:
    with_totp(user)
    response = give_password(client, user)
    assert (response.status_code, response["Location"]) == (302, CODE)
    assert client.get(HOME)["Location"] == CODE


def test_unknown_account_wrong_password_and_closed_account_get_one_answer(client: Client, user: User) -> None:
    closed = UserFactory(is_active=False)
    typed = [(user.username, "faux"), ("personne", "faux"), (closed.username, PASSWORD)]
    pages = []
    for username, password in typed:
        response = Client(REMOTE_ADDR=f"10.0.0.{len(pages)}").post(
            SIGN_IN, {"username": username, "password": password}
        )
        assert response.status_code == 422
        pages.append(_without_what_varies(text(response), username))
    assert pages[0] == pages[1] == pages[2]
    assert "Identifiant ou mot de passe incorrect" in pages[0]


def _without_what_varies(page: str, username: str) -> str:
    start = page.index('name="csrfmiddlewaretoken"')
    return (page[:start] + page[page.index(">", start) :]).replace(f'value="{username}"', "")


def test_the_password_is_never_sent_back(client: Client, user: User) -> None:
    assert "secret-mal-tapé" not in text(give_password(client, user, password="secret-mal-tapé"))


def test_five_failures_lock_the_account_and_say_what_to_do(client: Client, user: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        answers = [give_password(client, user, password="faux") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
        locked = give_password(client, user)
        assert locked.status_code == 429
        assert "15 minutes" in text(locked)
        assert "_auth_user_id" not in client.session
        clock.shift(timedelta(minutes=16))
        assert give_password(client, user).status_code == 302


def test_the_lock_says_the_same_of_an_account_that_does_not_exist(client: Client) -> None:
    for _ in range(5):
        response = client.post(SIGN_IN, {"username": "personne", "password": "faux"})
    assert response.status_code == 429


def test_a_lock_from_one_address_leaves_the_owner_in_at_another(user: User) -> None:
    attacker, owner = Client(REMOTE_ADDR="10.9.9.9"), Client(REMOTE_ADDR="10.1.1.1")
    for _ in range(6):
        give_password(attacker, user, password="faux")
    assert give_password(owner, user).status_code == 302


def test_the_owner_is_told_of_failures_spread_over_addresses(
    user: User, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        for n in range(12):
            give_password(Client(REMOTE_ADDR=f"10.0.1.{n}"), user, password="faux")
    assert [message.to for message in mail.outbox] == [[user.registered_address]]
    assert "faux" not in mail.outbox[0].body


@pytest.mark.parametrize(
    "address",
    [
        "https://ailleurs.example/",
        "//ailleurs.example/",
        "/\\ailleurs.example/",
        "\\\\ailleurs.example",
        "javascript:alert(1)",
        "http:///ailleurs.example",
        "/deconnexion/",
        "/connexion/",
        "/session/prolonger/\x00",
        "/" + "a" * 10_000,
    ],
)
def test_next_never_leads_out_nor_in_circles(client: Client, user: User, address: str) -> None:
    device = with_totp(user)
    give_password(client, user, address=address)
    assert client.post(CODE, {"code": code_of(device)})["Location"] == HOME


def test_next_leads_back_to_the_page_asked_for(client: Client, user: User) -> None:
    device = with_totp(user)
    asked = client.get("/patients/abc/?page=2")
    assert asked["Location"].startswith(SIGN_IN + "?next=")
    page = client.get(asked["Location"])
    assert page.context["next"] == "/patients/abc/?page=2"
    give_password(client, user, address="/patients/abc/?page=2")
    assert client.post(CODE, {"code": code_of(device)})["Location"] == "/patients/abc/?page=2"


def test_a_page_that_was_posted_is_not_gone_back_to(client: Client) -> None:
    assert client.post(reverse("access:patient_search"), {"matricule": "x"})["Location"] == SIGN_IN


def test_a_fragment_asked_for_by_a_script_moves_the_whole_page(client: Client) -> None:
    response = client.get(HOME, headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/patients/abc/"})
    assert response.status_code == 204
    assert response["HX-Redirect"] == f"{SIGN_IN}?next=/patients/abc/"


def test_the_session_key_changes_with_the_password_and_with_the_code(client: Client, user: User) -> None:
    device = with_totp(user)
    session = client.session
    session["planted"] = True
    session.save()
    keys = [session.session_key]
    give_password(client, user)
    keys.append(client.session.session_key)
    client.post(CODE, {"code": code_of(device)})
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


def test_another_account_signing_in_starts_an_empty_session(client: Client, user: User) -> None:
    give_password(client, user)
    session = client.session
    session["practice"] = 42
    session.save()
    other = UserFactory()
    give_password(client, other)
    assert "practice" not in client.session


def test_the_forms_are_refused_without_their_token(user: User) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(SIGN_IN, {"username": user.username, "password": PASSWORD}).status_code == 403
    assert client.post(reverse("access:sign_out")).status_code == 403


@pytest.mark.parametrize("value", ["\x00", "a\x00b", "é" * 10_000, "' OR 1=1 --", "😀", " "])
def test_strange_values_are_refused_and_never_break(client: Client, value: str) -> None:
    for username, password in ((value, "faux"), ("personne", value), (value, value)):
        response = client.post(SIGN_IN, {"username": username, "password": password, "next": value})
        assert response.status_code in (422, 429)


def test_the_journal_tells_each_outcome_without_what_was_typed(client: Client, user: User) -> None:
    give_password(client, user, password="faux")
    client.post(SIGN_IN, {"username": "mot-de-passe-tapé-ici", "password": "faux"})
    give_password(client, user)
    lines = list(Line.objects.filter(action=Action.SIGN_IN).order_by("pk"))
    assert [(line.account, line.granted, line.decision) for line in lines] == [
        (str(user.pk), False, "PASSWORD_REFUSED"),
        ("", False, "PASSWORD_REFUSED"),
        (str(user.pk), True, "PASSWORD"),
    ]
    assert "tapé" not in str([vars(line) for line in lines])


def test_the_journal_tells_a_lock_from_a_wrong_password(client: Client, user: User) -> None:
    for _ in range(6):
        give_password(client, user, password="faux")
    decisions = Line.objects.filter(action=Action.SIGN_IN).order_by("pk").values_list("decision", flat=True)
    assert list(decisions)[3:] == ["PASSWORD_REFUSED", "PASSWORD_REFUSED", "LOCKED_OUT"]
