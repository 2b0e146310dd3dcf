"""What an account prefers of the list (PS S30) holds when the address says nothing else, and is not repeated in it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.account import Preferences
from access.account.preferences import preferences_save
from access.models import Practice
from documents.listing.filters import ListFilters, Usual, filters_of, list_query
from patients.models import Patient
from tests.access.signing import text
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.records import open_record


def days_ago(count: int) -> date:
    return timezone.localdate() - timedelta(days=count)


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


def preferring(sign_in: SignIn, doctor: Practice, **wanted: Any) -> Client:
    client = sign_in(doctor)
    preferences_save(client.user, Preferences(**wanted))  # type: ignore[attr-defined]
    return client


def test_given_a_preferred_period_then_the_list_opens_on_it_and_a_chosen_one_holds(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    DocumentFactory(patient=patient, title="De la semaine", act_on=days_ago(5))
    DocumentFactory(patient=patient, title="De l’an dernier", act_on=days_ago(400))
    client = preferring(sign_in, doctor, period="3m")
    listing = open_record(client, patient.matricule)

    assert "De l’an dernier" not in text(client.get(listing))
    assert "De l’an dernier" in text(client.get(listing, {"periode": "2a"}))


def test_given_nothing_in_the_preferred_period_then_it_widens_and_says_so(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    DocumentFactory(patient=patient, title="De l’an dernier", act_on=days_ago(400))
    client = preferring(sign_in, doctor, period="3m")

    page = text(client.get(open_record(client, patient.matricule)))

    assert "De l’an dernier" in page
    assert "Aucun document sur 3 mois\u00a0: tout l’historique est affiché." in page


def test_given_a_preferred_grouping_then_the_list_has_it_and_another_may_be_chosen(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    DocumentFactory(patient=patient)
    client = preferring(sign_in, doctor, grouping="aucun")
    listing = open_record(client, patient.matricule)

    usual = client.get(listing).context["page"]
    answer = client.post(f"{listing}filtrer/", {"groupe": "categorie"})
    chosen = client.get(answer["Location"]).context["page"]

    assert (usual.filters.group, usual.chips) == ("aucun", [])
    assert "groupe=categorie" in answer["Location"]
    assert chosen.filters.group == "categorie"
    assert [label for label, _ in chosen.chips] == ["groupe\u00a0: par catégorie"]


def test_given_a_preferred_page_size_then_pages_and_the_way_back_follow_it(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    for day in range(30):
        DocumentFactory(patient=patient, title=f"Du jour {day}", act_on=days_ago(day + 1))
    client = preferring(sign_in, doctor, page_size=25)
    listing = open_record(client, patient.matricule)

    apart = {"separes": "1"}  # they are copies of one file

    first, second = (client.get(listing, apart | {"page": number}).context["page"] for number in (1, 2))
    last = second.found.documents[-1]
    read = text(client.get(f"{listing}{last.uuid}/", apart))

    assert (len(first.found.rows), len(second.found.rows)) == (25, 5)
    assert (first.first_row, first.last_row, second.first_row, second.last_row) == (1, 25, 26, 30)
    back = re.search(rf'href="([^"]+)#doc-{last.uuid}"', read)
    assert back
    assert client.get(back[1].replace("&amp;", "&")).context["page"].found.page == 2


@pytest.mark.parametrize("usual", ["categorie", "periode", "aucun"])
@pytest.mark.parametrize("chosen", ["", "categorie", "auteur", "aucun"])
def test_an_address_says_what_is_not_usual_and_is_read_back_the_same(usual: str, chosen: str) -> None:
    mine = Usual(group=usual)
    filters = filters_of({"groupe": chosen}, usual=mine)

    assert filters.group == (chosen or usual)
    query = list_query(filters)
    assert ("groupe" in query) is (filters.group != usual)
    assert filters_of(dict([query[1:].split("=")]) if query else {}, usual=mine) == filters


def test_without_preferences_nothing_changes() -> None:
    assert filters_of({}) == ListFilters()
    assert Usual.of(Preferences()) == Usual()
    assert list_query(ListFilters()) == ""
