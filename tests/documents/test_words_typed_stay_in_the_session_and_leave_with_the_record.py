"""Words that are typed stand in the session alone, and leave it with the record, the access or the practice."""

import logging
import re

import pytest
from django.utils import timezone

from access.models import Practice, RecordAccess
from documents.search.indexing import documents_index
from journal.models import Line
from patients.models import Patient
from tests.access.signing import PRACTICE
from tests.conftest import SignIn
from tests.documents.searching import opened
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def patient(db: None) -> Patient:
    patient: Patient = PatientFactory(birth_name="Lecoq")
    for _ in range(2):
        DocumentFactory(patient=patient)
    documents_index()
    return patient


def test_the_words_stand_in_no_address_no_title_no_log_and_no_line(
    sign_in: SignIn, doctor: Practice, patient: Patient, caplog: pytest.LogCaptureFixture
) -> None:
    client = sign_in(doctor)
    address = opened(client, patient)

    with caplog.at_level(logging.DEBUG):
        answer = client.post(f"{address}?periode=1a", {"mots": "morphologie"})
        page = client.get(answer["Location"])

    assert answer["Location"] == f"{address}?periode=1a"
    text = page.content.decode()
    assert "morphologie" not in re.search("<title>.*?</title>", text, re.DOTALL)[0]  # type: ignore[index]
    assert not re.findall(r'(?:href|action|src)="[^"]*morpho', text)
    assert 'value="morphologie"' in text
    messages = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert not [message for message in messages if "morpho" in message]
    assert not [line for line in Line.objects.values() if "morpho" in str(line)]


def test_words_typed_in_a_record_leave_the_session_with_it(sign_in: SignIn, doctor: Practice, patient: Patient) -> None:
    client = sign_in(doctor)
    addresses = [opened(client, patient), opened(client, PatientFactory())]
    listing = addresses[0].replace("rechercher/", "documents/")
    for address in addresses:
        client.post(address, {"mots": "cherché"})
    client.post(f"{listing}filtrer/", {"mots": "titré"})
    client.post(f"{listing}{patient.documents.first().uuid}/chercher/", {"mots": "trouvé"})
    kept = [value for key, value in client.session.items() if ":" in key]
    assert sorted(kept) == ["cherché", "cherché", "titré", "trouvé"]

    client.post(addresses[0].replace("rechercher/", "fermer/"))

    assert [value for key, value in client.session.items() if ":" in key] == ["cherché"]


def test_words_typed_leave_the_session_when_the_access_ends(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    client = sign_in(doctor)
    address = opened(client, patient)
    client.post(address, {"mots": "cherché"})
    RecordAccess.objects.update(ended_at=timezone.now(), end_cause=RecordAccess.EndCause.EXPIRED)

    assert client.get(address).status_code == 410

    assert "cherché" not in client.session.values()


def test_words_typed_leave_the_session_when_the_practice_changes(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    second = PracticeFactory(doctor=True, professional=doctor.professional)
    client = sign_in(doctor)
    address = opened(client, patient)
    client.post(address, {"mots": "cherché"})
    client.post(f"{address.replace('rechercher/', 'biologie/')}filtrer/", {"mots": "fer"})

    client.post(PRACTICE, {"practice": str(second.uuid)})

    assert client.session["practice"] == second.pk
    assert not [word for word in ("cherché", "'fer'") if word in str(dict(client.session))]


@pytest.mark.parametrize(
    ("where", "typed"),
    [("documents/filtrer/", {"mots": "titré"}), ("biologie/filtrer/", {"mots": "fer"})],
)
def test_an_emptied_field_forgets_the_words(
    sign_in: SignIn, doctor: Practice, patient: Patient, where: str, typed: dict[str, str]
) -> None:
    client = sign_in(doctor)
    address = opened(client, patient).replace("rechercher/", where)
    client.post(address, typed)
    assert typed["mots"] in str(dict(client.session))

    client.post(address, {"mots": ""})

    assert typed["mots"] not in str(dict(client.session))
