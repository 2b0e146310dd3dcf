"""The filters of the list apply to the search, with the same choices; their numbers count what is found (PS S14)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice, RecordAccess
from documents.search.indexing import documents_index
from patients.models import Patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.searching import opened, searched, titles
from tests.factories.documents import DocumentFactory, StatementFactory
from tests.factories.patients import PatientFactory

WITH = {"author_label": "Dr Énora LE GALL", "author_profession": "Médecin", "institution_label": "CHU de Ville"}
# Each of them, and what the search finds with it.
FILTERS = {
    "categorie=biologie": "biologie",
    "type=11502-2": "biologie",
    "origine=patient": "patient",
    "profession=Médecin": "médecin",
    "auteur={author}": "médecin",
    "auteur={structure}": "médecin",
    "valeurs=1": "biologie",
    "periode=3m": "biologie médecin patient pharmacien récent",
    "du=2020-01-01&au=2020-12-31": "ancien",
    "versions=1": "ancien biologie médecin patient pharmacien récent remplacé",
    "archives=1": "ancien archivé biologie médecin patient pharmacien récent",
    "visibilite=patient": "pharmacien",
    "nouveaux=1": "récent",
    "non_lus=1": "ancien biologie médecin patient pharmacien récent",
    "": "ancien biologie médecin patient pharmacien récent",
}


@pytest.fixture
def patient(db: None) -> Patient:
    """Documents whose title has two words: the one that is searched, and another that tells what they are."""
    patient: Patient = PatientFactory()
    before = {"patient": patient, "deposited_at": timezone.now() - timedelta(days=9)}
    report = DocumentFactory(title="Bilan biologie", type_code="11502-2", **before)
    StatementFactory(document=report, kind="result", label="Fer")
    for name, values in {
        "patient": {"origin": "patient", "author_label": "Mme Yvonne RICHARD"},
        "médecin": WITH,
        "pharmacien": {"author_label": "Dr Paul PICARD", "author_profession": "Pharmacien", "hidden": True},
        "ancien": {"act_on": "2020-05-02"},
        "remplacé": {"availability": "deprecated"},
        "archivé": {"availability": "archived"},
    }.items():
        DocumentFactory(title=f"Bilan {name}", **before, **values)
    return patient


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def address(client: Client, patient: Patient) -> str:
    """Of a record that was opened a first time five days ago; one document came since."""
    opened(client, patient)
    at = timezone.now() - timedelta(days=5)
    RecordAccess.objects.update(opened_at=at, ended_at=at, end_cause="left")
    DocumentFactory(patient=patient, title="Bilan récent")
    documents_index()
    return opened(client, patient)


def listing(address: str) -> str:
    return address.replace("rechercher/", "documents/")


def authors(page: str) -> dict[str, str]:
    """What stands in an address for each author and structure that the filters offer."""
    found = re.findall(r'<option value="([as]-\w+)"[^>]*>([^<]*) \(\d+\)</option>', page)
    return {label: key for key, label in found}


@pytest.mark.parametrize(("query", "wanted"), FILTERS.items())
def test_the_search_finds_what_the_list_shows_under_the_same_filter(
    client: Client, address: str, query: str, wanted: str
) -> None:
    named = authors(text(client.get(address)))
    query = query.format(author=named["Dr Énora LE GALL"], structure=named["CHU de Ville"])

    page = searched(client, address, "bilan", f"?{query}")

    assert {title.split()[1] for title in titles(page)} == set(wanted.split())
    whole = "" if re.search("periode|du=", query) else "&periode=tout"
    shown = text(client.get(f"{listing(address)}?{query}{whole}&separes=1"))
    assert set(re.findall(r">(Bilan \w+)</a>", shown)) == set(titles(page))


def offered(page: str) -> list[str]:
    """Choices with their numbers."""
    return re.findall(r">([^<]+ \(\d+\))</option>", page)


def test_until_words_are_searched_the_choices_and_their_numbers_are_those_of_the_list(
    client: Client, address: str
) -> None:
    pages = [text(client.get(address)), text(client.get(f"{listing(address)}?periode=tout"))]
    offers = [offered(page) for page in pages]

    assert offers[0] == offers[1]
    assert {"Biologie (1)", "Dr Énora LE GALL (1)", "CHU de Ville (1)", "Médecin (1)", "Patient (1)"} < set(offers[0])
    assert "RICHARD" not in " ".join(offers[0])
    for page in pages:
        assert "> Nouveaux (1)</label>" in page
        assert "> Non lus (6)</label>" in page


def test_each_number_is_that_of_the_documents_found_which_its_choice_leaves(client: Client, address: str) -> None:
    page = searched(client, address, "bilan -ancien")
    numbers = {
        f"{name}={value}": int(number)
        for name, options in re.findall(r'<select name="(\w+)"(.*?)</select>', page, re.DOTALL)
        for value, number in re.findall(r'value="([^"]+)"[^>]*>[^<]+ \((\d+)\)</option>', options)
    }

    assert {"categorie=biologie", "type=11502-2", "profession=Pharmacien", "origine=patient"} < numbers.keys()
    assert sum(name.startswith("auteur=") for name in numbers) == 3
    for choice, number in numbers.items():
        narrowed = text(client.get(f"{address}?{choice}"))
        assert len(titles(narrowed)) == number, choice
        assert set(offered(narrowed)) <= set(offered(page)), choice
    for box, name in (("Nouveaux", "nouveaux"), ("Non lus", "non_lus")):
        number = len(titles(text(client.get(f"{address}?{name}=1"))))
        assert f"> {box} ({number})</label>" in page


def test_a_choice_that_counts_nothing_is_left_out_unless_it_is_chosen(client: Client, address: str) -> None:
    named = authors(text(client.get(address)))
    chosen = f"?categorie=biologie&type=11502-2&profession=Médecin&origine=patient&auteur={named['CHU de Ville']}"

    page = searched(client, address, "pharmacien", chosen)

    assert titles(page) == []
    assert "Aucun résultat pour « pharmacien » avec ces filtres." in page
    for label in ("Biologie", "CHU de Ville", "Médecin", "Patient"):
        assert f"selected>{label} (0)</option>" in page
    assert "LE GALL" not in page
    assert "Dr Paul PICARD (1)" in page


def test_the_numbers_count_old_versions_when_nothing_else_is_found(client: Client, address: str) -> None:
    page = searched(client, address, "remplacé")

    assert titles(page) == ["Bilan remplacé"]
    assert "Comptes rendus (1)" in page


def test_an_active_filter_is_a_chip_that_takes_it_away(client: Client, address: str) -> None:
    key = authors(text(client.get(address)))["Dr Énora LE GALL"]

    page = searched(client, address, "bilan", f"?auteur={key}&origine=professional&non_lus=1")

    assert "<summary>Filtres (3 actifs)</summary>" in page
    without = f"{address}?origine=professional&amp;non_lus=1"
    assert f'<a class="chip" href="{without}">Retirer le filtre «\u00a0Dr Énora LE GALL\u00a0»</a>' in page
    assert page.count('class="chip"') == 3
    assert page.count("LE GALL") == page.count("LE GALL", page.index("<main"))


def test_the_form_keeps_the_words_and_sends_each_filter(client: Client, address: str) -> None:
    key = authors(text(client.get(address)))["CHU de Ville"]
    searched(client, address, "bilan")

    answer = client.post(address, {"auteur": key, "profession": "Médecin", "non_lus": "on", "periode": "2a"})

    assert answer["Location"] == f"{address}?periode=2a&auteur={key}&profession=M%C3%A9decin&non_lus=1"
    page = text(client.get(answer["Location"]))
    assert titles(page) == ["Bilan médecin"]
    assert "24 derniers mois" in page
    assert "Chercher dans tout l’historique</a>" in page


def test_nothing_is_new_on_a_first_visit(client: Client, patient: Patient) -> None:
    assert "Nouveaux" not in text(client.get(opened(client, patient)))
