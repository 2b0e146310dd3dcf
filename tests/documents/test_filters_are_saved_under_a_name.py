"""Saved filters (PS S12): of one account, in every record, bounded; and nothing of a patient in them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from access.models import Practice, RecordAccess, SavedFilters, User
from access.models.saved import MOST_SAVED, SAVED_PARAMETERS
from documents.listing.facets import author_key
from documents.listing.filters import PARAMETERS
from journal.models import Line
from patients.models import Patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.queries import BUDGET, statements
from tests.records import open_record

QUERY = "?categorie=biologie&periode=1a&groupe=aucun"


@pytest.fixture
def patient(db: None) -> Patient:
    patient = PatientFactory(birth_name="Le Goff", used_name="Martin")
    DocumentFactory(patient=patient, type_code="11502-2", author_label="Dr PETIT, biologie")
    return patient  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def address(client: Client, patient: Patient) -> str:
    return open_record(client, patient.matricule)


def save(client: Client, address: str, name: str, query: str = QUERY) -> Any:
    return client.post(f"{address}filtres/{query}", {"filtres-nom": name})


def delete(client: Client, address: str, uuid: object) -> Any:
    return client.post(f"{address}filtres/supprimer/", {"filtre": str(uuid)})


def links(page: str) -> str:
    return page.split('<nav aria-labelledby="filtres-enregistres">')[1].split("</nav>")[0]


def test_given_filters_when_saved_then_they_stand_above_the_list_of_every_record(client: Client, address: str) -> None:
    answer = save(client, address, "  Biologie   de l’année ")
    said = text(client.get(address))
    other = open_record(client, DocumentFactory().patient.matricule)
    page, timeline = text(client.get(other)), text(client.get(other.replace("documents/", "frise/")))

    assert answer["Location"] == address + QUERY
    assert "Filtres enregistrés sous le nom «\u00a0Biologie de l’année\u00a0»." in said
    assert f'<a href="{other}{QUERY.replace("&", "&amp;")}">Biologie de l’année</a>' in links(page)
    assert f'href="{other.replace("documents/", "frise/")}{QUERY.replace("&", "&amp;")}"' in links(timeline)
    assert 'aria-current="true">Biologie' in links(text(client.get(other + QUERY)))


def test_the_same_sent_twice_is_kept_once_and_no_line_tells_of_it(client: Client, address: str) -> None:
    lines = Line.objects.count()
    answers = [save(client, address, name).status_code for name in ("Biologie", "Biologie", "BIOLOGIE")]

    assert answers == [302] * 3
    assert SavedFilters.objects.count() == 1
    assert Line.objects.count() == lines


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "Donnez un nom à ces filtres."),
        ("x" * 41, "Ce nom dépasse 40 caractères."),
        ("Bilan 2 55 08 14", "Ce nom ressemble à un numéro ou à une date\u00a0: choisissez-en un autre."),
        ("né le 03/04/52", "Ce nom ressemble à un numéro ou à une date\u00a0: choisissez-en un autre."),
        ("Suivi de Mme LE-GOFF", "Ce nom contient celui du patient\u00a0: choisissez-en un autre."),
        ("bilans martin", "Ce nom contient celui du patient\u00a0: choisissez-en un autre."),
        ("Déjà pris", "D’autres filtres portent déjà ce nom\u00a0: choisissez-en un autre."),
    ],
)
def test_a_name_that_cannot_be_kept_is_said_and_nothing_is_lost(
    client: Client, address: str, name: str, error: str
) -> None:
    save(client, address, "déjà PRIS", "?categorie=imagerie")
    answer = save(client, address, name)
    page = text(answer)

    assert answer.status_code == 422
    assert SavedFilters.objects.count() == 1
    assert page.count(error) == 2  # in the summary, which leads to the field
    assert "<title>Erreur : Documents (1)" in page
    assert f'value="{name}"' in page
    assert '<details class="saved-fold" open>' in page


def test_nothing_of_a_patient_is_kept(client: Client, address: str, patient: Patient) -> None:
    DocumentFactory(patient=patient, author_profession="Marraine de Zoé", type_code="11502-2")
    client.post(f"{address}filtrer/", {"mots": "secret", "categorie": "biologie"})
    query = "?categorie=biologie&mots=1&du=2026-01-01&au=2026-02-01&profession=Marraine+de+Zo%C3%A9&type=ZZZ-1"
    author = f"&auteur={author_key('Dr PETIT, biologie')}"
    page = text(client.get(address + query + author))

    save(client, address, "Tout", query + author)

    assert SavedFilters.objects.get().query == "categorie=biologie"
    said = "Ne sera pas enregistré, car propre à ce dossier\u00a0: le titre cherché, l’auteur ou la structure, "
    assert f"{said}les dates choisies." in page


def test_what_nomenclatures_know_is_kept(client: Client, address: str) -> None:
    save(client, address, "Médecins", "?type=11502-2&profession=M%C3%A9decin&visibilite=masques&versions=1")

    assert parse_qs(SavedFilters.objects.get().query) == {
        "type": ["11502-2"],
        "profession": ["Médecin"],
        "visibilite": ["masques"],
        "versions": ["1"],
    }


@pytest.mark.parametrize("query", ["", "?mots=1", "?du=2026-01-01", "?auteur=a-0123456789ab"])
def test_filters_that_belong_to_one_record_alone_are_not_offered(client: Client, address: str, query: str) -> None:
    assert "Enregistrer ces filtres" not in text(client.get(address + query))
    assert save(client, address, "Rien", query).status_code == 302
    assert not SavedFilters.objects.exists()


@pytest.mark.parametrize(
    "query", ["mots=1", "auteur=a-1", "du=2026-01-01", "categorie=biologie&document=1", "", "categorie=", "?tri=titre"]
)
def test_the_database_refuses_what_belongs_to_one_record(client: Client, address: str, query: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilters.objects.create(account=User.objects.get(), place=1, name="Forcé", query=query)


def test_the_parameters_that_fit_every_record_are_those_of_the_list() -> None:
    assert set(SAVED_PARAMETERS) | {"mots", "auteur", "du", "au"} == set(PARAMETERS.values())


def test_there_are_twelve_at_most_and_a_place_is_free_again(client: Client, address: str) -> None:
    sorts = ("ancien", "depot", "depot_ancien", "titre", "titre_z", "auteur", "auteur_z", "type", "type_z")
    queries = [*(f"?tri={sort}" for sort in sorts), "?groupe=aucun", "?groupe=auteur", "?groupe=episode"]
    names = "abcdefghijkl"
    for name, query in zip(names, queries, strict=True):
        assert save(client, address, name, query).status_code == 302
    refused = save(client, address, "De trop")

    assert refused.status_code == 422
    assert text(refused).count("supprimez-en un d’abord") == 2
    assert SavedFilters.objects.count() == MOST_SAVED == len(names)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilters.objects.create(account=User.objects.get(), place=13, name="Forcé", query="tri=titre")
    delete(client, address, SavedFilters.objects.get(name="c").uuid)
    save(client, address, "De trop")
    assert SavedFilters.objects.get(name="De trop").place == 3


def test_one_takes_away_ones_own_alone_and_every_other_answer_is_the_same(
    client: Client, address: str, sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    save(client, address, "Biologie")
    mine = SavedFilters.objects.get().uuid
    other = sign_in(pharmacist)
    theirs = open_record(other, patient.matricule)

    answers = [delete(other, theirs, uuid) for uuid in (mine, uuid4())]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, theirs)] * 2
    assert "filtres-enregistres" not in text(other.get(theirs))
    assert SavedFilters.objects.exists()
    assert [delete(client, address, mine).status_code for _ in range(2)] == [302, 302]
    assert not SavedFilters.objects.exists()


def test_a_record_that_is_not_open_is_not_found(client: Client, address: str) -> None:
    unknown = address.replace(urlsplit(address).path.split("/")[2], str(uuid4()))

    assert save(client, unknown, "Biologie").status_code == 404
    assert delete(client, unknown, uuid4()).status_code == 404
    assert not SavedFilters.objects.exists()


def test_an_emergency_applies_filters_and_keeps_none(client: Client, address: str) -> None:
    save(client, address, "Biologie")
    RecordAccess.objects.filter(ended_at=None).update(mode="bris_de_glace", motive="Urgence", authorisation=None)
    page = text(client.get(address + "?categorie=imagerie"))

    assert "Biologie</a>" in links(page)
    assert "saved-fold" not in page
    assert save(client, address, "Imagerie", "?categorie=imagerie").status_code == 404
    assert delete(client, address, SavedFilters.objects.get().uuid).status_code == 404
    assert SavedFilters.objects.count() == 1


def test_they_cost_the_list_no_statement(client: Client, address: str) -> None:
    client.get(address)
    before = len(statements(lambda: client.get(address)))
    save(client, address, "Biologie")
    client.get(address)

    assert len(statements(lambda: client.get(address))) == before < BUDGET
