"""The timeline: the documents of the list along their dates, drawn and listed, and nothing of any other."""

import re
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice
from journal.models import Action, Line
from patients.models import Patient
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory, many
from tests.factories.patients import PatientFactory
from tests.queries import BUDGET, statements
from tests.records import open_record

PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()  # type: ignore[no-any-return]


def ago(days: int) -> Any:
    return timezone.localdate() - timedelta(days=days)


def base_of(client: Client, patient: Patient) -> str:
    return open_record(client, str(patient.matricule)).removesuffix("documents/")


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def drawing(text: str, name: str = "wide") -> str:
    start = text.index(f'class="frise {name}"')
    return text[start : text.index("\n</div>", start)]


def listed(text: str) -> list[str]:
    return re.findall(r'class="doc-title" href="[^"?]*/documents/([0-9a-f-]{36})/', text)


def test_each_document_is_drawn_once_in_the_lane_of_its_category_and_listed_once(
    client: Client, patient: Patient
) -> None:
    report = DocumentFactory(patient=patient, title="Consultation de suivi", author_label="Dr Le Bihan", act_on=ago(90))
    results = [DocumentFactory(patient=patient, type_code="11502-2", act_on=ago(300 + n)) for n in range(5)]
    base = base_of(client, patient)

    text = shown(client, f"{base}frise/")

    for name in ("wide", "narrow"):
        drawn = drawing(text, name)
        assert drawn.count("<title>") == 2
        assert f"<title>Consultation de suivi, le {ago(90):%d/%m/%Y}, Dr Le Bihan</title>" in drawn
        assert f"<title>5\u00a0documents du {ago(304):%d/%m/%Y} au {ago(300):%d/%m/%Y}</title>" in drawn
        assert "Comptes rendus (1)" in drawn
        assert "Biologie (5)" in drawn
    assert listed(text) == [str(d.uuid) for d in [report, *results]]


def test_a_number_leads_to_the_list_of_those_documents_alone(client: Client, patient: Patient) -> None:
    wanted = {str(DocumentFactory(patient=patient, type_code="11502-2", act_on=ago(300 + n)).uuid) for n in range(3)}
    DocumentFactory(patient=patient, act_on=ago(301))
    DocumentFactory(patient=patient, type_code="11502-2", act_on=ago(30))
    base = base_of(client, patient)
    drawn = drawing(shown(client, f"{base}frise/"))

    address = re.findall(r'href="([^"]+)" tabindex="-1"><title>3', drawn)[0].replace("&amp;", "&")

    assert set(listed(shown(client, address))) == wanted


def test_the_drawing_is_out_of_the_way_of_the_keyboard_and_of_assistive_tools(client: Client, patient: Patient) -> None:
    DocumentFactory(patient=patient)
    text = shown(client, f"{base_of(client, patient)}frise/")

    assert re.findall(r'<div class="frise (\w+)" aria-hidden="true">', text) == ["wide", "narrow"]
    links = re.findall(r"<a [^>]*>", drawing(text))
    assert links
    assert all('tabindex="-1"' in link for link in links)


def test_the_same_filters_keep_the_same_documents_in_both_views(client: Client, patient: Patient) -> None:
    kept = DocumentFactory(patient=patient, type_code="11502-2", title="Ionogramme", act_on=ago(1000))
    DocumentFactory(patient=patient, type_code="11502-2", title="Glycémie", act_on=ago(1000))
    DocumentFactory(patient=patient, act_on=ago(10))
    base = base_of(client, patient)
    sent = {"mots": "iono", "categorie": "biologie", "periode": "tout"}

    address = client.post(f"{base}frise/filtrer/?tri=titre&groupe=auteur", sent)["Location"]
    text = shown(client, address)
    back = re.findall(r'href="([^"]+)">Voir en liste', text)[0].replace("&amp;", "&")
    there = re.findall(r'href="([^"]+)">Voir en frise', shown(client, back))[0].replace("&amp;", "&")

    assert address.startswith(f"{base}frise/?")
    assert "iono" not in address
    assert listed(text) == listed(shown(client, back)) == [str(kept.uuid)]
    assert "tri=titre&groupe=auteur" in back
    assert there == address
    chips = re.findall(r'class="chip" href="([^"?]+)[^"]*">([^<]+)', text)
    assert {url for url, _ in chips} == {f"{base}frise/"}
    assert [words for _, words in chips if "titre\u00a0: iono" in words]
    assert not [words for _, words in chips if "titre, de" in words]


def test_a_day_that_cannot_be_read_is_said_on_the_timeline_itself(client: Client, patient: Patient) -> None:
    DocumentFactory(patient=patient)
    base = base_of(client, patient)

    answer = client.post(f"{base}frise/filtrer/", {"periode": "dates", "du": "le 3"})

    assert answer.status_code == 422
    assert "<h1>Frise</h1>" in answer.content.decode()


def test_zooms_and_neighbours_are_links_that_keep_the_filters(client: Client, patient: Patient) -> None:
    DocumentFactory(patient=patient, act_on=ago(10))
    base = base_of(client, patient)
    text = shown(client, f"{base}frise/?categorie=comptes_rendus")
    for label in ("10 ans", "6 mois"):
        address = re.findall(rf'href="([^"]+)">{label}</a>', text)[0].replace("&amp;", "&")
        zoomed = shown(client, address)
        assert "categorie=comptes_rendus" in address
        assert f'aria-current="true">{label}</a>' in zoomed
        assert "Période suivante" not in zoomed
        assert len(listed(zoomed)) == 1
    before = re.findall(r'href="([^"]+)">Période précédente', zoomed)[0].replace("&amp;", "&")

    empty = shown(client, before)

    assert re.search(r"Aucun document ne correspond à ces filtres entre le \d.* et le \d.*\.", empty)
    after = re.findall(r'href="([^"]+)">Période suivante', empty)[0].replace("&amp;", "&")
    assert len(listed(shown(client, after))) == 1


def test_an_empty_period_says_between_which_days(client: Client, patient: Patient) -> None:
    DocumentFactory(patient=patient)

    text = shown(client, f"{base_of(client, patient)}frise/?du=1990-01-01&au=1990-06-30")

    assert "Aucun document entre le 1er janvier 1990 et le 30 juin 1990." in text
    assert 'class="frise' not in text


def test_a_stay_is_a_bar_told_once_and_said_in_the_list(client: Client, patient: Patient) -> None:
    start, stop = (datetime(2026, 3, day, 10, tzinfo=PARIS) for day in (12, 18))
    stay = {"patient": patient, "act_on": start.date(), "act_start": start, "act_stop": stop}
    DocumentFactory(type_code="34112-3", **stay)
    DocumentFactory(type_code="11490-0", **stay)
    DocumentFactory(type_code="11502-2", **stay)  # that a laboratory took days tells no stay
    visit = stay | {"act_stop": start + timedelta(hours=5)}
    DocumentFactory(type_code="15507-7", **visit)

    text = shown(client, f"{base_of(client, patient)}frise/?periode=tout")

    for name in ("wide", "narrow"):
        assert drawing(text, name).count("<title>Séjour du 12/03/2026 au 18/03/2026</title>") == 1
        assert "Séjours (1)" in drawing(text, name)
    assert text.count("séjour du 12/03/2026 au 18/03/2026") == 2


def test_a_record_without_anything_to_read_says_so(sign_in: SignIn, pharmacist: Practice, patient: Patient) -> None:
    DocumentFactory(patient=patient, type_code="96349-6")

    text = shown(client := sign_in(pharmacist), f"{base_of(client, patient)}frise/")

    assert "Aucun document n’est disponible pour vous dans ce dossier." in text


def test_the_history_says_that_the_list_was_seen_as_a_timeline(client: Client, patient: Patient) -> None:
    DocumentFactory(patient=patient)
    base = base_of(client, patient)

    shown(client, f"{base}frise/")

    line = Line.objects.latest("pk")
    assert line.action == Action.DOCUMENTS_LISTED
    assert line.details == {"count": 1, "period": "2a", "view": "timeline"}


@pytest.mark.parametrize("hidden", [{"masked": True}, {"deleted": True}, {"type_code": "96349-6"}])
def test_what_is_out_of_reach_changes_neither_a_byte_nor_a_query(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, hidden: dict[str, Any]
) -> None:
    """Not even a day: a window goes as far as the documents that this reader sees."""
    DocumentFactory(patient=patient, type_code="60591-5", act_on=ago(60))
    client = sign_in(pharmacist)
    base = base_of(client, patient)
    addresses = [f"{base}frise/{query}" for query in ("", "?periode=tout", "?du=2020-01-01", "?au=2019-01-01")]
    before = [told(client, address) for address in addresses]

    stay = {"act_start": timezone.now() - timedelta(days=9), "act_stop": timezone.now()}
    for days in (60, 4000, -400):
        DocumentFactory(**{"patient": patient, "type_code": "34112-3", "act_on": ago(days)} | stay | hidden)

    assert [told(client, address) for address in addresses] == before


def told(client: Client, address: str) -> tuple[str, list[str]]:
    """Page and statements, but for what changes each time: tokens, hours, the line of the history."""
    answers: list[str] = []
    found = statements(lambda: answers.append(shown(client, address)))
    reads = [sql for sql in found if sql.startswith("SELECT") and "journal_" not in sql and "session" not in sql]
    changes = r'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|\d+\s?h\s?\d\d|\d\d:\d\d:\d\d(\.\d+)?'
    return re.sub(changes, "", answers[0]), [re.sub(changes, "", sql) for sql in reads]


def test_the_timeline_asks_as_much_for_twenty_documents_as_for_two_thousand_and_stays_light(client: Client) -> None:
    counts = []
    for count in (20, 2000):
        patient = PatientFactory()
        many(patient, count)
        address = f"{base_of(client, patient)}frise/?periode=tout"
        client.get(address)
        found = statements(lambda address=address: client.get(address))  # type: ignore[misc]
        counts.append(len(found))
        assert len(found) <= BUDGET, "\n".join(found)
        assert len(client.get(address).content) < 150_000

    assert counts[0] == counts[1]


def stay_of(patient: Patient, first: int, last: int, **values: Any) -> Any:
    """A report of a stay that began, and ended, so many days ago."""
    start, stop = (datetime.combine(ago(days), time(10), PARIS) for days in (first, last))
    kept = {"patient": patient, "type_code": "34112-3", "act_on": ago(first), "act_start": start, "act_stop": stop}
    return DocumentFactory(**kept | values)


def test_a_stay_begun_before_the_window_is_drawn_from_its_edge_and_said_in_the_list(
    client: Client, patient: Patient
) -> None:
    DocumentFactory(patient=patient, act_on=ago(5))
    begun = stay_of(patient, 110, 70, title="Long séjour", author_label="Dr MEVEL")
    stay_of(patient, 110, 70, title="Lettre de sortie", type_code="11490-0")
    stay_of(patient, 300, 200, title="Séjour achevé")
    stay_of(patient, 150, 20, title="Long examen", type_code="11502-2")

    text = shown(client, f"{base_of(client, patient)}frise/?periode=3m")

    words = f"du {ago(110):%d/%m/%Y} au {ago(70):%d/%m/%Y}, commencé avant cette période"
    for name in ("wide", "narrow"):
        bars = re.findall(r'<rect x="([\d.]+)%"[^>]*><title>([^<]+)', drawing(text, name))
        assert [title for _, title in bars] == [f"Séjour {words}"]
        assert float(bars[0][0]) < 1
    assert f'<span class="doc-meta">séjour {words} · Dr MEVEL</span>' in text
    assert "Séjours commencés avant le" in text
    assert "1\u00a0séjour commencé avant s’y poursuit." in text
    assert f"/documents/{begun.uuid}/" in text
    assert "Lettre de sortie" in text
    assert not {"Séjour achevé", "Long examen"} & set(re.findall(r">([^<]+)</a>", text))
    assert "<title>Frise (1)" in text


def test_a_period_that_holds_nothing_else_still_shows_its_stay(client: Client, patient: Patient) -> None:
    stay_of(patient, 110, 70)
    period = f"du={ago(100).isoformat()}&au={ago(90).isoformat()}"
    base = base_of(client, patient)

    assert "Séjours (1)" in drawing(shown(client, f"{base}frise/?{period}"))
    assert 'class="frise' not in shown(client, f"{base}frise/?{period}&categorie=imagerie")


@pytest.mark.parametrize("hidden", [{"masked": True}, {"deleted": True}, {"availability": "deprecated"}])
def test_a_stay_out_of_reach_is_not_told(client: Client, patient: Patient, hidden: dict[str, Any]) -> None:
    DocumentFactory(patient=patient, act_on=ago(5))
    address = f"{base_of(client, patient)}frise/?periode=3m"
    before = told(client, address)

    stay_of(patient, 110, 70, **hidden)

    assert told(client, address) == before


def test_stays_begun_before_cost_no_statement(client: Client, patient: Patient) -> None:
    DocumentFactory(patient=patient, act_on=ago(5))
    base = base_of(client, patient)
    cut, whole = f"{base}frise/?periode=3m", f"{base}frise/?periode=tout"
    counts = {len(statements(lambda: client.get(whole))), len(statements(lambda: client.get(cut)))}
    for _ in range(25):
        stay_of(patient, 110, 70)
    counts.add(len(statements(lambda: client.get(cut))))

    assert len(counts) == 1
    assert shown(client, cut).count('class="begun"') == 20
