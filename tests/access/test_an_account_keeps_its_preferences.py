"""« Mon compte » (PS S30): what an account prefers is kept from one sign-in to the next, and is nobody else's."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from access.account import Preferences
from access.models import AccountPreferences, Practice, User
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import PracticeFactory
from tests.queries import asked
from tests.records import declare_and_open

pytestmark = pytest.mark.django_db

ACCOUNT, OWN = "/compte/", "/mon-dossier/compte/"
ALL = {
    "first_screen": "synthesis",
    "grouping": "periode",
    "period": "tout",
    "page_size": "25",
    "theme": "dark",
    "density": "compact",
}


def root(client: Client, path: str = "/") -> str:
    """The first tag of a page, which says how it looks."""
    return text(client.get(path)).split("<html", 1)[1].split(">", 1)[0]


def saved(user: User) -> dict[str, Any]:
    return dict(AccountPreferences.objects.filter(account=user).values().get())


def test_given_no_choice_when_a_page_is_read_then_it_follows_the_system(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)

    page = text(client.get("/"))

    assert '<html lang="fr">' in page
    assert '<meta name="color-scheme" content="light dark">' in page
    assert " data-keys " in page
    assert not AccountPreferences.objects.exists()


def test_given_choices_when_signing_in_again_then_every_page_bears_them(sign_in: SignIn, doctor: Practice) -> None:
    assert sign_in(doctor).post(ACCOUNT, ALL)["Location"] == ACCOUNT

    again = sign_in(doctor)
    page = text(again.get("/"))

    assert root(again) == ' lang="fr" data-theme="dark" data-density="compact"'
    assert '<meta name="color-scheme" content="dark">' in page
    assert "data-keys" not in page
    for path in (
        "/nulle-part/",
        "/informations/accessibilite/",
        "/dossiers/00000000-0000-0000-0000-000000000000/acces/",
    ):
        assert 'data-theme="dark"' in root(again, path), path


def test_given_choices_when_the_form_is_shown_then_they_are_chosen(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    client.post(ACCOUNT, ALL)

    form = client.get(ACCOUNT).context["form"]

    assert {name: str(form[name].value()) for name in ALL} == ALL
    assert form["shortcuts"].value() is False


def test_given_one_account_when_it_chooses_then_no_other_account_changes(
    sign_in: SignIn, doctor: Practice, pharmacist: Practice
) -> None:
    before = text(sign_in(pharmacist).get("/informations/accessibilite/"))
    sign_in(doctor).post(ACCOUNT, ALL)

    assert text(sign_in(pharmacist).get("/informations/accessibilite/")) == before
    assert text(Client().get("/connexion/")).count("data-theme") == 0


def test_given_a_sign_out_then_the_browser_keeps_nothing_of_a_preference(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    client.post(ACCOUNT, ALL)

    client.post("/deconnexion/")

    assert "data-theme" not in root(client, "/connexion/")
    assert all("dark" not in cookie.value for cookie in client.cookies.values())


def test_given_a_password_alone_then_nothing_of_the_preferences_is_shown(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    client.post(ACCOUNT, ALL)
    half = Client()
    half.force_login(client.user, backend="access.sign_in.backends.AccountBackend")  # type: ignore[attr-defined]

    assert root(half, "/connexion/code/") == ' lang="fr"'


@pytest.mark.parametrize("kind", ["patient", "representative"])
def test_given_a_holder_when_choosing_then_what_is_theirs_is_kept_and_the_rest_is_not_offered(
    sign_in: SignIn, kind: str
) -> None:
    representative = RepresentativeFactory()
    client = as_patient(sign_in, PatientFactory()) if kind == "patient" else as_representative(sign_in, representative)

    assert client.post(OWN, {"theme": "light", "density": "compact", "page_size": "100"})["Location"] == OWN

    assert root(client, "/mon-dossier/documents/") == ' lang="fr" data-theme="light" data-density="compact"'
    assert saved(client.user)["page_size"] == 50  # type: ignore[attr-defined]
    assert 'name="page_size"' not in text(client.get(OWN))


@pytest.mark.parametrize("field", sorted(ALL))
@pytest.mark.parametrize("value", ["", "autre", "x" * 5000, "dark\x00"])
def test_given_a_value_out_of_the_list_when_sent_then_it_is_said_and_nothing_changes(
    sign_in: SignIn, doctor: Practice, field: str, value: str
) -> None:
    client = sign_in(doctor)
    client.post(ACCOUNT, ALL)
    before = saved(client.user)  # type: ignore[attr-defined]

    answer = client.post(ACCOUNT, ALL | {field: value})

    assert answer.status_code == 422
    assert "Le formulaire comporte une erreur" in text(answer)
    assert "Erreur\u00a0: Mon compte" in text(answer)
    assert saved(client.user) == before  # type: ignore[attr-defined]


@pytest.mark.parametrize("field", sorted(ALL))
def test_given_a_value_out_of_the_list_then_the_database_refuses_it(doctor: Practice, field: str) -> None:
    user = User.objects.create(username="compte", professional=doctor.professional)
    wrong = 51 if field == "page_size" else "5a"

    with pytest.raises(IntegrityError), transaction.atomic():
        AccountPreferences.objects.create(account=user, **{field: wrong})


def test_the_row_and_the_value_have_the_same_defaults(doctor: Practice) -> None:
    user = User.objects.create(username="compte", professional=doctor.professional)
    row = AccountPreferences.objects.create(account=user)
    row.refresh_from_db()

    assert Preferences(**{name: getattr(row, name) for name in Preferences.__slots__}) == Preferences()


def test_given_preferences_then_no_page_asks_one_query_more(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    counts = []
    for _ in range(2):
        with asked() as found:
            client.get("/")
        counts.append(len(found))
        client.post(ACCOUNT, ALL)
        client.get("/")  # the message

    assert counts[0] == counts[1]


@pytest.mark.parametrize(("screen", "page"), [("synthesis", "synthese/"), ("documents", "documents/")])
def test_given_a_first_screen_when_a_record_is_opened_then_it_opens_there(
    sign_in: SignIn, doctor: Practice, screen: str, page: str
) -> None:
    client = sign_in(doctor)
    client.post(ACCOUNT, ALL | {"first_screen": screen})

    opened = declare_and_open(client, PatientFactory().matricule)
    access = opened.split("/")[2]
    client.post(f"/dossiers/{access}/fermer/")

    assert opened.endswith(page)
    assert client.post(f"/dossiers/{access}/rouvrir/")["Location"].endswith(page)


def test_each_kind_of_account_has_its_own_page(sign_in: SignIn, doctor: Practice) -> None:
    patient = as_patient(sign_in, PatientFactory())

    assert patient.get(ACCOUNT)["Location"] == "/mon-dossier/"
    assert sign_in(doctor).get(OWN)["Location"] == "/"
    assert Client().get(ACCOUNT)["Location"] == "/connexion/?next=/compte/"


def test_the_page_says_who_where_and_from_what_source(sign_in: SignIn, doctor: Practice) -> None:
    other = PracticeFactory(professional=doctor.professional, nurse=True)
    page = text(sign_in(doctor).get(ACCOUNT))

    for words in (
        doctor.professional.full_name,
        doctor.professional.idnat,
        doctor.structure.name,
        other.structure.name,
    ):
        assert words in page
    assert "Source\u00a0: annuaire des professionnels du portail" in page
    assert "Relire le rappel des obligations" in page


@pytest.mark.parametrize("who", ["professional", "patient", "representative"])
def test_an_error_of_identity_is_reported_to_who_may_correct_it(sign_in: SignIn, doctor: Practice, who: str) -> None:
    accounts = {
        "professional": lambda: (sign_in(doctor), ACCOUNT),
        "patient": lambda: (as_patient(sign_in, PatientFactory()), OWN),
        "representative": lambda: (as_representative(sign_in, RepresentativeFactory()), OWN),
    }
    client, address = accounts[who]()
    page = text(client.get(address)).split('id="identite"')[1].split("</section>")[0]

    link = page.split('<a href="')[1].split('">Signaler une erreur')[0]

    assert f'id="{link.partition("#")[2]}"' in text(client.get(link))
