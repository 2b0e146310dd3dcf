"""AR 10.9: the banner of an emergency, or of a confidential session, is on every page of the mode, and on paper."""

from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import Practice
from journal.models import Line
from patients.models import Patient
from tests.access.emergencies import open_confidential, open_emergency, open_regulation
from tests.addresses import every_address
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory, StatementFactory, many
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.queries import BUDGET, statements

WORDS = {
    open_emergency: "Accès en urgence (bris de glace). Le patient et son médecin traitant en sont informés.",
    open_regulation: "Accès de régulation médicale (centre 15).",
    open_confidential: "Soins confidentiels : les représentants légaux ne voient",
}


@pytest.fixture
def regulator(db: None) -> Practice:
    return PracticeFactory(doctor=True, samu_entitled=True)


@pytest.fixture
def client(sign_in: SignIn, regulator: Practice) -> Client:
    return sign_in(regulator)


@pytest.fixture
def minor(db: None) -> Patient:
    return PatientFactory(birth_date=date(timezone.localdate().year - 16, 12, 31))


@pytest.mark.parametrize("open_it", WORDS)
def test_every_page_of_the_record_bears_the_banner(
    client: Client, regulator: Practice, minor: Patient, open_it: Any
) -> None:
    document = DocumentFactory(patient=minor, depositor=regulator.professional)
    values: dict[str, Any] = {
        "access_uuid": open_it(client, minor.matricule).split("/")[2],
        "uuid": document.uuid,
        "index": 0,
        "number": 1,
        "analysis": StatementFactory(document=document, kind="result", code="2823-3", value="4,1").analysis,
        "practice_uuid": regulator.uuid,
    }
    values["pk"] = Line.objects.filter(record=minor.record.uuid, record_access=values["access_uuid"]).latest("pk").pk
    checked, bare = [], []
    for address in every_address():
        if not address.route.startswith("dossiers/<uuid:access_uuid>/"):
            continue
        assert address.wanted <= set(values), f"{address.route}: say here what to put in it"
        answer = client.get(reverse(address.name, kwargs={key: values[key] for key in address.wanted}))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            checked.append(address.name)
            page = answer.content.decode()
            head = page.split('<div class="page-head">')[1].split("<main")[0]  # printed at the head of each page
            if WORDS[open_it] not in head:
                bare.append(address.name)

    assert bare == []
    assert {"documents:list", "documents:read", "documents:traces", "access:accesses"} <= set(checked)
    assert ("access:emergency_extend" in checked) is (open_it is open_emergency)


PAPER = {
    open_emergency: "Accès en urgence (bris de glace)",
    open_regulation: "Accès de régulation médicale (centre 15)",
    open_confidential: "Soins confidentiels",
}


@pytest.mark.parametrize("open_it", PAPER)
def test_what_is_taken_away_for_printing_bears_the_mode_on_each_page(
    client: Client, minor: Patient, open_it: Any
) -> None:
    document = DocumentFactory(patient=minor)
    address = open_it(client, minor.matricule)

    answer = client.post(f"{address}selection/telecharger/", {"document": [str(document.uuid)], "format": "pdf"})

    pages = pypdfium2.PdfDocument(b"".join(answer.streaming_content))
    words = [page.get_textpage().get_text_range() for page in pages]
    pages.close()
    assert len(words) >= 2
    assert all(PAPER[open_it] in text for text in words)


def test_the_banner_stays_on_paper_without_its_buttons(client: Client, minor: Patient) -> None:
    paper = (Path(settings.BASE_DIR) / "static" / "portal.css").read_text().split("@media print")
    hidden = [part.split("display: none")[0] for part in paper[1:] if "display: none" in part]

    assert any(".mode form" in part for part in hidden)
    assert not any(rule.strip() == ".mode" for part in hidden for rule in part.split(","))


@pytest.mark.parametrize("open_it", [open_emergency, open_regulation])
def test_the_list_of_an_emergency_asks_as_much_for_twenty_documents_as_for_two_hundred(
    client: Client, open_it: Any
) -> None:
    counts = []
    for count in (20, 200):
        patient = PatientFactory(record__shows_masked_in_emergency=True)
        many(patient, count)
        address = f"{open_it(client, patient.matricule)}documents/"
        client.get(address)
        counts.append(len(found := statements(lambda address=address: client.get(address))))  # type: ignore[misc]
        assert len(found) <= BUDGET, "\n".join(found)

    assert counts[0] == counts[1]


@pytest.mark.parametrize("open_it", [open_emergency, open_regulation])
def test_an_emergency_changes_nothing_of_the_record(
    client: Client, regulator: Practice, minor: Patient, open_it: Any
) -> None:
    """Read-only, but for one's own deposit (AR 10.11)."""
    address = open_it(client, minor.matricule)

    for act in ("medecin-traitant/declarer/", f"professionnels/{regulator.uuid}/bloquer/", "autorisations/renouveler/"):
        assert client.get(address + act).status_code == 404
        assert client.post(address + act, {"certified": "on"}).status_code == 404
