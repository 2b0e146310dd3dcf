"""Every address of the portal, one by one: nothing answers without two factors but what carries a mark."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from access.marks import is_open, needs_second_factor
from access.models import Practice
from tests.access.signing import CODE, HOME, PRACTICE, SIGN_IN, give_password, with_totp
from tests.addresses import every_address
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

SAMPLES = {
    "uuid": "7b0a3c1e-3c0b-4f0e-9d59-0d9b9f5b7a11",
    "int": "1",
    "str": "abc",
    "slug": "accessibilite",
    "path": "1/change/",
}
# Whoever adds an open page adds it here, and says why in the review.
OPEN = {
    "access:sign_in",
    "access:sign_out",
    "access:enrol",
    "access:enrol_form",
    "health",
    "service_state",
    "statement",
    "components",  # made-up words, in demonstration only
}
WINDOW = "/mon-dossier/"
PASSWORD_ONLY = {"access:second_factor", "access:recovery"}


def _sample(route: str) -> str:
    """A path that the route takes: values for its converters, anything for the catch-all of Django's admin."""
    path = re.sub(r"<(\w+):\w+>", lambda found: SAMPLES[found[1]], route)
    return "/" + re.sub(r"\^?\(\?P.*", "rien-de-tel/", path)


ALL = [(address.name, _sample(address.route), address.view) for address in every_address()]
CLOSED = [(name, path) for name, path, view in ALL if name not in OPEN | PASSWORD_ONLY]


def test_the_sweep_sees_the_portal() -> None:
    names = {name for name, _, _ in ALL}
    assert {"access:home", "access:patient_search", "admin:index", "admin:login"} <= names
    assert names >= OPEN | PASSWORD_ONLY
    assert len(CLOSED) > 15


def test_only_the_pages_listed_here_carry_a_mark() -> None:
    assert {name for name, _, view in ALL if is_open(view)} == OPEN
    assert {name for name, _, view in ALL if not is_open(view) and not needs_second_factor(view)} == PASSWORD_ONLY


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head", "options"])
def test_nobody_without_an_account_gets_an_answer(client: Client, method: str) -> None:
    answers = {name: getattr(client, method)(path) for name, path in CLOSED}

    told = {n: (a.status_code, a.get("Location", "").partition("?")[0]) for n, a in answers.items()}
    assert {name: one for name, one in told.items() if one != (302, SIGN_IN)} == {}


@pytest.fixture
def password_only(doctor: Practice) -> Client:
    user = UserFactory(professional=doctor.professional)
    with_totp(user)
    client = Client()
    give_password(client, user)
    return client


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_alone_opens_nothing(password_only: Client, method: str) -> None:
    for name, path in CLOSED:
        response = getattr(password_only, method)(path)
        assert (response.status_code, response["Location"]) == (302, CODE), name


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_administrator_with_a_password_alone_has_no_page_of_administration(method: str) -> None:
    administrator = UserFactory(administrator=True)
    with_totp(administrator)
    client = Client()
    give_password(client, administrator)
    for name, path in CLOSED:
        response = getattr(client, method)(path)
        assert (response.status_code, response["Location"]) == (302, CODE), name


def test_no_page_of_administration_answers_a_professional(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    for name, path in CLOSED:
        if name.startswith("admin"):
            assert client.get(path).status_code == 404, name


def test_no_page_of_a_professional_answers_an_administrator(sign_in: SignIn) -> None:
    client = sign_in(user=UserFactory(administrator=True))
    for name, path in CLOSED:
        if name.startswith(("access", "documents")) and name != "access:stay":
            response = client.get(path)
            if response.status_code != 405:
                assert (response.status_code, response["Location"]) == (302, reverse("admin:index")), name


def test_no_page_of_a_professional_answers_without_a_practice(sign_in: SignIn, doctor: Practice) -> None:
    PracticeFactory(doctor=True, professional=doctor.professional)
    client = sign_in(doctor)
    session = client.session
    del session["practice"]
    session.save()
    for name, path in CLOSED:
        if name.startswith(("access", "documents")) and name not in ("access:stay", "access:practice"):
            response = client.get(path)
            if response.status_code != 405:
                sent_to = HOME if path.startswith(WINDOW) else PRACTICE
                assert (response.status_code, response["Location"]) == (302, sent_to), name


def test_no_page_of_a_professional_answers_a_patient(sign_in: SignIn) -> None:
    client = sign_in(user=UserFactory(professional=None, patient=PatientFactory(no_record=True)))
    for name, path in CLOSED:
        if name.startswith(("access", "documents")) and name != "access:stay":
            response = client.get(path)
            if response.status_code == 302:
                assert response["Location"] == (reverse("documents:own_list") if path == WINDOW else WINDOW), name
            elif name != "access:own_account":
                # Of the window itself, nothing opens without a record, but one's own account.
                assert response.status_code == 405 or (response.status_code, path[:13]) == (403, WINDOW), name


def test_the_page_of_components_is_not_there_for_real(client: Client, settings: Any) -> None:
    settings.DEMO = False
    assert client.get(reverse("components")).status_code == 404


def test_what_lies_outside_the_portal_is_an_ordinary_404(client: Client) -> None:
    assert client.get("/rien-de-tel/").status_code == 404


def test_every_answer_forbids_caches(client: Client, sign_in: SignIn, doctor: Practice) -> None:
    for response in (client.get(SIGN_IN), client.get(HOME), sign_in(doctor).get(HOME)):
        assert "no-store" in response["Cache-Control"]


def test_the_order_of_the_locks() -> None:
    """Limits, then sign-in, then second factor, then practice: each relies on the one before."""
    ours = [name.rsplit(".", 1)[1] for name in settings.MIDDLEWARE]
    order = ["OTPMiddleware", "SessionLimitsMiddleware", "LoginRequiredMiddleware", "SecondFactorMiddleware"]
    order += ["PracticeMiddleware", "RefusalMiddleware"]
    assert [name for name in ours if name in order] == order
