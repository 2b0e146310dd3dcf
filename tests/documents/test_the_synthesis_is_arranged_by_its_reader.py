"""Blocks of the synthesis are moved and hidden by buttons, per account and profession; allergies never are (PS S11)."""

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from access.models import AccountPreferences, Practice
from documents.record.arrangement import ACTS, BLOCKS, URGENT, Arrangement
from journal.models import Action, Line
from patients.models import Patient
from tests.access.emergencies import open_emergency
from tests.access.signing import PRACTICE, text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory, StatementFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import opened

ADDRESS = "/compte/synthese/"
USUAL = ["À savoir d’abord", *list(BLOCKS.values())[1:]]  # on a first visit, nothing is new


@pytest.fixture
def patient(db: None) -> Patient:
    patient: Patient = PatientFactory()
    for kind in ("allergy", "treatment"):
        StatementFactory(document=DocumentFactory(patient=patient, type_code="60591-5"), kind=kind, label=f"Une {kind}")
    return patient


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def act(client: Client, words: str) -> str:
    answer = client.post(ADDRESS, {"act": words})
    assert answer.status_code == 302, words
    return str(answer["Location"])


def blocks(client: Client, patient: Patient) -> list[str]:
    return headings(text(client.get(f"{opened(client, patient)}synthese/")))


def headings(page: str) -> list[str]:
    """Of the blocks, in their order."""
    return re.findall(r'<h2 id="bloc-[^>]*>([^<]*)</h2>', page)


def rows(client: Client) -> list[str]:
    return re.findall(r'class="arrange-title">\s*([^<]*?)\s*<', text(client.get(ADDRESS)))


@given(st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.sampled_from(sorted(BLOCKS)))))
def test_whatever_is_pressed_every_block_stays_once_and_what_is_kept_is_read_back(
    pressed: list[tuple[str, str]],
) -> None:
    found = Arrangement()
    for name, block in pressed:
        found = ACTS[name](found, block)

    assert sorted(found.order) == sorted(BLOCKS)
    assert Arrangement.of(found.kept) == found
    assert set(found.shown) | found.hidden == set(BLOCKS)


@given(st.dictionaries(st.sampled_from(["order", "hidden"]), st.lists(st.sampled_from([*BLOCKS, "ancien", "first"]))))
def test_whatever_an_account_kept_every_block_is_there(kept: dict[str, list[str]]) -> None:
    found = Arrangement.of(kept)

    assert sorted(found.order) == sorted(BLOCKS)
    assert found.hidden <= set(BLOCKS)


def test_the_blocks_of_an_emergency_are_all_of_them_but_what_is_new() -> None:
    assert {*URGENT, "new"} == set(BLOCKS)


def test_a_block_goes_up_down_away_and_comes_back(client: Client, patient: Patient) -> None:
    assert blocks(client, patient) == USUAL
    assert rows(client) == ["À savoir d’abord", *BLOCKS.values()]

    assert act(client, "monter vaccinations") == f"{ADDRESS}#monter-vaccinations"
    act(client, "masquer treatments")

    moved = [*USUAL[2:-2], "Vaccinations", USUAL[-2]]
    assert blocks(client, patient) == [USUAL[0], *moved]
    page = text(client.get(f"{opened(client, patient)}synthese/"))
    assert "Blocs que vous avez masqués\u00a0: Traitements." in page
    assert "Une allergy" in page
    assert "Une treatment" not in page

    act(client, "afficher treatments")
    act(client, "descendre vaccinations")

    assert blocks(client, patient) == USUAL
    assert "Blocs que vous avez masqués" not in text(client.get(f"{opened(client, patient)}synthese/"))


def test_what_is_hidden_is_not_said_to_have_been_read(client: Client, patient: Patient) -> None:
    treatment = patient.documents.get(statements__kind="treatment")
    address = f"{opened(client, patient)}synthese/"

    read = []
    for _ in range(2):
        client.get(address)
        read.append(Line.objects.filter(action=Action.SYNTHESIS_READ).latest("pk").details["documents"])
        act(client, "masquer treatments")

    assert [str(treatment.uuid) in documents for documents in read] == [True, False]


@pytest.mark.parametrize(
    ("pressed", "focus"),
    [
        ("monter stays", "monter-stays"),
        ("monter treatments", "descendre-treatments"),  # at the top, it goes no higher
        ("descendre wishes", "monter-wishes"),
        ("masquer results", "afficher-results"),
        ("afficher results", "masquer-results"),
        ("retablir", "blocs"),
    ],
)
def test_the_focus_comes_back_to_the_button_or_to_the_one_beside_it(client: Client, pressed: str, focus: str) -> None:
    assert act(client, pressed) == f"{ADDRESS}#{focus}"
    assert f'id="{focus}"' in text(client.get(ADDRESS))


def test_what_was_done_is_said(client: Client) -> None:
    act(client, "monter results")
    assert "«\u00a0Derniers résultats\u00a0» est à la place 2 sur 9." in text(client.get(ADDRESS))
    act(client, "masquer results")
    page = text(client.get(ADDRESS))
    assert "«\u00a0Derniers résultats\u00a0» est masqué." in page
    assert page.count('class="is-hidden"') == 1
    act(client, "retablir")
    page = text(client.get(ADDRESS))
    assert "L’ordre d’origine est rétabli." in page
    assert "Rétablir" not in page
    assert 'class="is-hidden"' not in page


def test_an_arrangement_is_of_one_account_and_of_one_profession(
    client: Client, sign_in: SignIn, doctor: Practice, pharmacist: Practice, patient: Patient
) -> None:
    other = PracticeFactory(professional=doctor.professional, profession=pharmacist.profession)
    act(client, "masquer treatments")

    assert "Traitements" not in blocks(client, patient)
    assert "Traitements" in blocks(sign_in(pharmacist), patient)
    client.post(PRACTICE, {"practice": str(other.uuid)})
    act(client, "masquer latest")
    assert not {"Dernière synthèse"} & set(blocks(client, patient))
    assert "Traitements" in blocks(client, patient)
    assert len(AccountPreferences.objects.get(account=client.user).blocks) == 2  # type: ignore[attr-defined]


def test_the_other_preferences_and_the_arrangement_leave_each_other_as_they_are(client: Client) -> None:
    act(client, "masquer treatments")
    sent = {"first_screen": "synthesis", "grouping": "periode", "period": "tout", "page_size": "25"}
    client.post("/compte/", sent | {"theme": "dark", "density": "compact"})
    act(client, "monter stays")

    kept = AccountPreferences.objects.get()
    assert (kept.theme, kept.page_size) == ("dark", 25)
    (found,) = map(Arrangement.of, kept.blocks.values())
    assert (found.hidden, found.place("stays")) == ({"treatments"}, 4)


def test_in_an_emergency_nothing_is_hidden_nor_moved(client: Client, patient: Patient) -> None:
    act(client, "masquer treatments")
    act(client, "masquer vaccinations")

    page = text(client.get(f"{open_emergency(client, str(patient.matricule))}synthese/"))

    assert headings(page) == ["À savoir d’abord", *(BLOCKS[name] for name in URGENT)]
    assert "Organiser" not in page


@pytest.mark.parametrize(
    "pressed", ["", "masquer", "masquer first", "masquer abord", "effacer treatments", "monter \x00"]
)
def test_what_is_no_act_changes_nothing_and_says_so(client: Client, pressed: str) -> None:
    answer = client.post(ADDRESS, {"act": pressed})

    assert answer.status_code == 422
    assert "Ce choix n’existe pas. Rien n’a changé." in text(answer)
    assert not AccountPreferences.objects.exists()


def test_one_comes_from_the_record_or_from_the_account_and_goes_back_there(client: Client, patient: Patient) -> None:
    base = opened(client, patient)
    record = base.split("/")[2]

    assert f'href="{ADDRESS}?dossier={record}"' in text(client.get(f"{base}synthese/"))
    assert f'href="{base}synthese/"' in text(client.get(f"{ADDRESS}?dossier={record}"))
    answer = client.post(f"{ADDRESS}?dossier={record}", {"act": "masquer stays"})
    assert answer["Location"] == f"{ADDRESS}?dossier={record}#afficher-stays"
    assert f'href="{ADDRESS}"' in text(client.get("/compte/"))
    assert 'href="/compte/"' in text(client.get(f"{ADDRESS}?dossier=nulle-part"))
