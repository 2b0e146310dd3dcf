"""S28: own actions for everyone, all for the confirmed médecin traitant in normal mode, and for nobody else (AR 13)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import AccessReport, Notice, Practice, RecordAccess, TreatingDoctor
from access.reader import AuthorOfDeposits, Holder, Representative
from access.traces.selectors import traces_for
from documents.models import Document
from journal.models import Action, Line
from journal.services import Actor, Entry, record, verify
from patients.models import Patient
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import UserFactory
from tests.pages import without_tokens
from tests.queries import statements
from tests.records import open_record

pytestmark = pytest.mark.usefixtures("stopped_clock")

OTHER = Actor(
    account="990",
    professional="8990000000",
    professional_name="BERTHOU Éloïse",
    profession="Pharmacien",
    structure_name="Pharmacie du Port",
)
SECRET_TYPE, MOTIVE = "Lettre de sortie zygomorphe", "Patient inconscient, antécédents inconnus"


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory()


@pytest.fixture
def others(patient: Patient) -> None:
    """What others did: a reading, an emergency, a confidential reading, a formula in a name, a refusal, a report."""
    told: dict[str, Any] = {"record": patient.record.uuid}
    document = DocumentFactory(patient=patient)
    record(
        Entry(
            action=Action.DOCUMENT_READ,
            actor=OTHER,
            document=document.uuid,
            details={"type_label": SECRET_TYPE},
            mode="normal",
            **told,
        )
    )
    record(Entry(action=Action.RECORD_OPENED, actor=OTHER, mode="bris_de_glace", motive=MOTIVE, **told))
    record(Entry(action=Action.DOCUMENTS_LISTED, actor=OTHER, mode="normal", confidential=True, **told))
    record(
        Entry(
            action=Action.SYNTHESIS_READ,
            actor=Actor(account="991", professional="8991", professional_name="=1+1", structure_name="@x"),
            **told,
        )
    )
    record(
        Entry(action=Action.RECORD_OPENED, actor=OTHER, mode="normal", granted=False, decision="PRO_BLOCKED", **told)
    )
    record(Entry(action=Action.ACCESS_REPORTED, actor=OTHER, motive="Dénonce son confrère", **told))
    record(Entry(action=Action.DOCUMENT_REPLACED, actor=OTHER, mode="bris_de_glace", motive="Dosage erroné", **told))


def history(client: Client, patient: Patient, practice: Practice) -> str:
    """Open the record, as médecin traitant when there is one in office; the address of its history."""
    return open_record(client, patient.matricule).replace("documents/", "acces/")


def become_treating_doctor(patient: Patient, practice: Practice, *, confirmed: bool = True) -> None:
    TreatingDoctor.objects.create(
        patient=patient, professional=practice.professional, confirmed_at=timezone.now() if confirmed else None
    )


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


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


def test_a_report_reaches_the_administrators_and_the_patient_once(
    sign_in: SignIn, doctor: Practice, patient: Patient, others: None
) -> None:
    become_treating_doctor(patient, doctor)
    client = sign_in(doctor)
    address = history(client, patient, doctor)
    line = Line.objects.get(record=patient.record.uuid, mode="bris_de_glace", action=Action.RECORD_OPENED)
    form = f"{address}{line.pk}/signaler/"

    assert "BERTHOU" in text_of(client.get(form))
    assert client.post(form, {"motif": "court"}).status_code == 422
    assert not AccessReport.objects.exists()
    for _ in range(2):
        assert client.post(form, {"motif": "Je ne connais pas cette personne."}).status_code == 302

    report = AccessReport.objects.get()
    assert (report.professional, report.mode, report.reporter) == (
        OTHER.professional,
        "bris_de_glace",
        doctor.professional.idnat,
    )
    assert Notice.objects.filter(kind="access_reported", patient=patient).count() == 1
    own = effects().filter(action=Action.ACCESS_REPORTED, professional=doctor.professional.idnat, granted=True)
    assert own.get().details["position"] == line.position
    administrator = sign_in(user=UserFactory(administrator=True))
    listed = text_of(administrator.get("/admin/access/accessreport/?suite=a-traiter"))
    assert OTHER.professional in listed
    for secret in ("Je ne connais pas", MOTIVE, "BERTHOU", patient.birth_name, str(patient.record.uuid)):
        assert secret not in listed
    administrator.post(
        "/admin/access/accessreport/", {"action": "handle", "_selected_action": [report.pk]}, follow=True
    )
    report.refresh_from_db()
    assert report.handled_at
    assert not list(verify())


def test_a_line_of_somebody_else_cannot_be_reported_nor_told_from_one_that_does_not_exist(
    sign_in: SignIn, pharmacist: Practice, patient: Patient, others: None
) -> None:
    client = sign_in(pharmacist)
    address = history(client, patient, pharmacist)
    line = Line.objects.get(record=patient.record.uuid, mode="bris_de_glace", action=Action.RECORD_OPENED)

    theirs = client.get(f"{address}{line.pk}/signaler/")
    nothing = client.get(f"{address}999999999/signaler/")

    assert (theirs.status_code, nothing.status_code) == (404, 404)
    assert theirs.content == nothing.content
    assert client.get(f"/dossiers/{uuid4()}/acces/").status_code == 404


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
