"""Biology: what a reader may not read changes neither bytes nor statements, and no value stands in the journal."""

from typing import Any

import pytest
from django.test import Client

from access.models import Practice
from journal.models import Action, Line
from patients.models import Patient
from tests.conftest import SignIn
from tests.documents.biology import report, result, table
from tests.factories.patients import PatientFactory
from tests.queries import statements
from tests.records import opened, page

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


HIDDEN: dict[str, dict[str, Any]] = {
    "masked": {"masked": True},
    "deleted": {"deleted": True},
    "of a closed type": {"type_code": "96349-6"},
    "an old version": {"availability": "deprecated", "masked": True, "set_id": "s"},
}


def test_the_journal_names_the_documents_and_no_value(client: Client, patient: Patient) -> None:
    document = report(patient)
    result(document)

    table(client, opened(client, patient))

    line = Line.objects.filter(action=Action.BIOLOGY_READ).latest("pk")
    assert line.granted
    assert line.details == {"documents": [str(document.uuid)]}


def test_an_old_version_that_nothing_seen_replaces_says_nothing(client: Client, patient: Patient) -> None:
    """Its correction is out of reach: nothing tells that there is one."""
    old = report(patient, 3, availability="deprecated", set_id="s")
    result(old, "6,9")
    result(report(patient, 2, set_id="s", version_number=2, replaces=old, masked=True), "4,6")

    text = table(client, opened(client, patient))

    assert "6,9" not in text
    assert "4,6" not in text
    assert "Aucune valeur structurée." in text


def test_a_profession_without_laboratory_types_has_no_tab_and_its_address_leads_nowhere(
    sign_in: SignIn, optician: Practice, patient: Patient
) -> None:
    key = result(report(patient)).analysis
    client = sign_in(optician)
    base = opened(client, patient)

    assert ">Biologie<" not in client.get(f"{base}synthese/").content.decode()
    nowhere = client.get(f"{base}nulle-part/").content
    for address in ("biologie/", f"biologie/{key}/"):
        answer = client.get(f"{base}{address}")
        assert (answer.status_code, answer.content) == (404, nowhere)
    line = Line.objects.filter(action=Action.BIOLOGY_READ).latest("pk")
    assert (line.granted, line.decision) == (False, "DOC_TYPE_NOT_ALLOWED")


@pytest.mark.parametrize("why", HIDDEN)
def test_what_is_out_of_reach_changes_no_byte_and_no_query(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, why: str
) -> None:
    client = sign_in(pharmacist)
    key = result(report(patient, set_id="s", version_number=2), "4,1").analysis
    base = opened(client, patient)
    addresses = ("biologie", f"biologie/{key}", "synthese")
    before = {name: (page(client, base, name), asked(client, f"{base}{name}/")) for name in addresses}

    hidden = report(patient, 0, **HIDDEN[why])
    result(hidden, "9,9", interpretation="H", laboratory="Laboratoire secret")
    other = result(hidden, "1,1", label="secret-analyse", code="9999-9", family="secret-famille")
    report(patient, 0, title="secret-scan", **HIDDEN[why])

    for name in addresses:
        assert (page(client, base, name), asked(client, f"{base}{name}/")) == before[name], name
    nowhere = client.get(f"{base}biologie/0123456789/")
    answer = client.get(f"{base}biologie/{other.analysis}/")
    assert (answer.status_code, answer.content) == (404, nowhere.content)


def asked(client: Client, address: str) -> list[str]:
    """Statements of a page, without the figures that every page changes: numbers of lines, digests, moments."""
    found = statements(lambda: client.get(address))
    return [sql for sql in found if "journal_" not in sql and "django_session" not in sql]
