"""The pages of a record ask as much for twenty documents as for five hundred; those of laboratory values, which have
filters of their own, as for two thousand.
"""

from datetime import date, timedelta

import pytest
from django.test import Client

from access.models import Practice
from documents.importing import let_the_planner_know
from documents.models import Document, Statement
from patients.models import Contact, Patient, Wish
from tests.conftest import SignIn
from tests.factories.documents import KINDS, DocumentFactory, many
from tests.factories.patients import PatientFactory
from tests.queries import statements
from tests.records import opened

BUDGETS = {
    "synthese": 20,
    "biologie": 16,
    "biologie/potassium": 14,
    "parcours": 12,
    "vaccinations": 13,
    "volontes": 14,
    "identite": 14,
}


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def with_statements(count: int) -> Patient:
    patient: Patient = PatientFactory()
    many(patient, count)
    DocumentFactory(patient=patient, type_code="60591-5")
    rows = [
        Statement(
            document_id=pk,
            position=position,
            kind=kind,
            label=f"{kind} {pk % 40}",
            code=f"c{pk % 30}",
            value="1",
            analysis=("potassium" if pk % 5 else f"c{pk % 30}") if kind == "result" else "",
            number=1,
            started_on=date(2026, 1, 1) - timedelta(days=pk % 400),
        )
        for pk in Document.objects.filter(patient=patient).values_list("pk", flat=True)
        for position, kind in enumerate(KINDS)
    ]
    Statement.objects.bulk_create(rows)
    let_the_planner_know()
    Wish.objects.create(patient=patient, kind="directives", statement="Mes souhaits")
    Contact.objects.create(patient=patient, kind="trusted", family_name="Le Goff", given_name="Anne")
    return patient


def test_every_page_asks_as_much_for_twenty_documents_as_for_five_hundred(client: Client) -> None:
    counts: dict[str, list[int]] = {name: [] for name in BUDGETS}
    for count in (20, 500):
        base = opened(client, with_statements(count))
        for name, budget in BUDGETS.items():
            client.get(f"{base}{name}/")
            found = statements(lambda address=f"{base}{name}/": client.get(address))  # type: ignore[misc]
            counts[name].append(len(found))
            assert len(found) <= budget, (name, len(found), "\n".join(found))

    assert all(few == many_ for few, many_ in counts.values()), counts


def with_values(count: int) -> Patient:
    """One value in each document, of three analyses."""
    patient: Patient = PatientFactory()
    many(patient, count)
    rows = [
        Statement(
            document_id=pk,
            position=0,
            kind="result",
            label=f"Analyse {pk % 3}",
            family=f"Famille {pk % 2}",
            value="1",
            number=1,
            analysis=f"c{pk % 3}",
            started_on=date(2026, 1, 1) - timedelta(days=pk % 400),
        )
        for pk in Document.objects.filter(patient=patient).values_list("pk", flat=True)
    ]
    Statement.objects.bulk_create(rows)
    let_the_planner_know()
    return patient


def test_laboratory_values_ask_as_much_for_twenty_documents_as_for_two_thousand(client: Client) -> None:
    pages = ("biologie/", "biologie/?periode=1a&hors=1", "biologie/?page=2&famille=1&mots=1", "biologie/c0/")
    counts: dict[str, list[int]] = {name: [] for name in pages}
    for count in (20, 2000):
        base = opened(client, with_values(count))
        client.post(f"{base}biologie/filtrer/", {"mots": "analyse", "famille": "Famille 0"})
        for name in pages:
            client.get(base + name)
            counts[name].append(len(statements(lambda address=base + name: client.get(address))))  # type: ignore[misc]

    assert all(few == many_ <= BUDGETS["biologie"] for few, many_ in counts.values()), counts
