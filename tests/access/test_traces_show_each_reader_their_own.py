"""S28: own actions for everyone, all for the confirmed médecin traitant in normal mode, and for nobody else (AR 13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from access.models import Practice, RecordAccess, TreatingDoctor
from access.reader import AuthorOfDeposits, Holder, Representative
from access.traces.selectors import traces_for
from documents.models import Document
from journal.models import Action, Line
from journal.services import Entry, record
from patients.models import Patient
from tests.access.tracing import MOTIVE, OTHER, SECRET_TYPE, become_treating_doctor, history, text_of, what_others_did
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.pages import without_tokens
from tests.queries import statements

pytestmark = pytest.mark.usefixtures("stopped_clock")


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def others(patient: Patient) -> None:
    what_others_did(patient)


LEAKS = ["BERTHOU", "Pharmacie du Port", SECRET_TYPE, MOTIVE, "=1+1", "Dosage erroné", "Dénonce"]


@pytest.mark.parametrize("role", ["none", "unconfirmed", "ended", "pharmacist"])
def test_given_no_confirmed_role_when_reading_or_exporting_the_history_then_only_own_lines_are_there(
    sign_in: SignIn, doctor: Practice, pharmacist: Practice, patient: Patient, others: None, role: str
) -> None:
    practice = pharmacist if role == "pharmacist" else doctor
    if role == "unconfirmed":
        become_treating_doctor(patient, doctor, confirmed=False)
    if role == "ended":
        become_treating_doctor(patient, doctor)
        TreatingDoctor.objects.update(ended_at=timezone.now())
    if role == "pharmacist":
        become_treating_doctor(patient, doctor)
    client = sign_in(practice)
    address = history(client, patient, practice)

    page, file = client.get(address), client.post(f"{address}export/")
    filtered = client.get(address, {"qui": "berthou"})

    for answer in (page, file, filtered):
        shown = text_of(answer)
        assert [word for word in LEAKS if word in shown] == []
        assert "Ouverture du dossier" in shown
    assert "Nom du professionnel" not in text_of(page)


def test_given_the_confirmed_treating_doctor_when_reading_the_history_then_everything_but_reports_is_there(
    sign_in: SignIn, doctor: Practice, patient: Patient, others: None
) -> None:
    become_treating_doctor(patient, doctor)
    client = sign_in(doctor)

    shown = text_of(client.get(history(client, patient, doctor)))

    for word in ("BERTHOU Éloïse", "Pharmacie du Port", SECRET_TYPE, MOTIVE, ">Urgence<", "Soins confidentiels"):
        assert word in shown, word
    assert "accès non autorisé par le patient" in shown
    assert "Dénonce" not in shown
    assert "Dosage erroné" not in shown
    assert "Signalement d’un accès anormal</td>" not in shown


def test_given_the_treating_doctor_in_an_emergency_when_reading_the_history_then_only_own_lines_are_there(
    sign_in: SignIn, doctor: Practice, patient: Patient, others: None
) -> None:
    become_treating_doctor(patient, doctor)
    client = sign_in(doctor)
    now = timezone.now()
    access = RecordAccess.objects.create(
        practice=doctor,
        record=patient.record,
        mode="bris_de_glace",
        motive=MOTIVE + " bis",
        opened_at=now,
        expires_at=now + timedelta(hours=1),
    )

    shown = text_of(client.get(f"/dossiers/{access.uuid}/acces/"))

    assert [word for word in LEAKS if word in shown] == []


def test_filters_keep_what_they_say(sign_in: SignIn, doctor: Practice, patient: Patient, others: None) -> None:
    become_treating_doctor(patient, doctor)
    client = sign_in(doctor)
    address = history(client, patient, doctor)
    today = timezone.localdate()

    def rows(**asked: str) -> int:
        return text_of(client.get(address, asked)).count('<th scope="row"')

    assert rows(mode="bris_de_glace") == 2
    assert rows(action="document_read") == 1
    assert rows(qui="berthou eloise") == 5
    assert rows(du=f"{today:%d/%m/%Y}", au=today.isoformat(), qui="berthou", action="record_opened") == 2
    assert "Aucun accès sur la période." in text_of(client.get(address, {"au": "2024-01-01"}))
    for bad in ({"du": "demain"}, {"au": "2999-01-01"}, {"mode": "x"}, {"du": today.isoformat(), "au": "2024-01-01"}):
        assert client.get(address, bad).status_code == 422
        assert client.post(f"{address}export/", bad).status_code == 422


def test_the_file_holds_what_the_page_shows_and_runs_nothing(
    sign_in: SignIn, doctor: Practice, patient: Patient, others: None
) -> None:
    become_treating_doctor(patient, doctor)
    client = sign_in(doctor)
    address = history(client, patient, doctor)

    answer = client.post(f"{address}export/", {"qui": "=1"})
    lines = text_of(answer).splitlines()
    everything = text_of(client.post(f"{address}export/"))

    assert lines[0].startswith("\ufeffDate et heure;Personne;")
    assert len(lines) == 2
    assert ";'=1+1;" in lines[1]
    assert ";'@x;" in lines[1]
    assert MOTIVE in everything
    for secret in (patient.matricule, patient.birth_name, "Dénonce"):
        assert secret not in everything + answer["Content-Disposition"]
    exported = Line.objects.filter(action=Action.TRACES_EXPORTED)
    assert [line.details for line in exported.order_by("pk")] == [{"qui": "=1"}, {}]
    assert client.get(f"{address}export/").status_code == 405


def test_the_holder_reads_all_and_a_representative_nothing_of_what_is_hidden_from_them(
    patient: Patient, others: None
) -> None:
    hidden = DocumentFactory(patient=patient, hidden_from_representatives=True)
    waiting = DocumentFactory(patient=patient, hidden=True)
    for document in (hidden, waiting):
        record(
            Entry(
                action=Action.DOCUMENT_READ,
                actor=OTHER,
                record=patient.record.uuid,
                document=document.uuid,
                details={"type_label": "Type"},
            )
        )
    holder, parent = Holder(patient_id=patient.pk), Representative(patient_id=patient.pk)
    total = Line.objects.filter(record=patient.record.uuid).count()

    of_holder = {
        line.document: line.knows_document  # type: ignore[attr-defined]
        for line in traces_for(holder, visible=Document.objects.visible_to(holder))
        if line.document
    }
    of_parent = list(traces_for(parent, visible=Document.objects.visible_to(parent)))

    assert traces_for(holder).count() == total - 1  # but the report
    assert of_holder[hidden.uuid]
    assert not of_holder[waiting.uuid]
    assert not any(line.confidential for line in of_parent)
    assert {line.document for line in of_parent}.isdisjoint({hidden.uuid, waiting.uuid})
    assert len(of_parent) == total - 4  # the report, the confidential line, both documents
    assert not traces_for(parent).filter(document__isnull=False).exists()  # told of no document: knows none
    assert not traces_for(Holder(patient_id=PatientFactory().pk)).exists()
    assert not traces_for(AuthorOfDeposits(professional_id=1, idnat=OTHER.professional)).exists()


@pytest.mark.parametrize("out_of_sight", [{"masked": True}, {"availability": "deleted"}])
def test_given_a_document_that_left_ones_sight_then_ones_own_lines_no_longer_name_it_as_if_it_had_never_been(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, out_of_sight: dict[str, Any]
) -> None:
    document = DocumentFactory(patient=patient)
    client = sign_in(pharmacist)
    address = history(client, patient, pharmacist)
    assert client.get(address.replace("acces/", f"documents/{document.uuid}/")).status_code == 200
    line = Line.objects.get(action=Action.DOCUMENT_READ)

    def said() -> list[str]:
        only = {"action": "document_read"}  # reading the history is written in it too
        shown = [client.get(address, only), client.get(f"{address}{line.pk}/signaler/")]
        pages = [without_tokens(text_of(one)) for one in shown]
        return [*pages, text_of(client.post(f"{address}export/", only))]

    named = said()
    Document.objects.update(**out_of_sight)
    unseen = said()
    Document.objects.all().delete()

    assert [document.type_label in one for one in named] == [True, False, True]
    assert "Lecture d’un document" in unseen[0]
    assert not [one for one in unseen if document.type_label in one]
    assert unseen == said()


def test_the_history_asks_as_much_for_one_line_as_for_a_thousand(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    become_treating_doctor(patient, doctor)
    client = sign_in(doctor)
    address = history(client, patient, doctor)
    client.get(address)
    few = statements(lambda: client.get(address))
    for document in [DocumentFactory(patient=patient).uuid for _ in range(3)] * 40:
        record(Entry(action=Action.DOCUMENT_READ, actor=OTHER, record=patient.record.uuid, document=document))

    many = statements(lambda: client.get(address))

    assert len(few) == len(many) <= 12, "\n".join(many)
