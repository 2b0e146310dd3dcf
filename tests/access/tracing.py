"""The history of a record, in which others wrote: always something that a reader may not see."""

from typing import Any

from django.test import Client
from django.utils import timezone

from access.models import Practice, TreatingDoctor
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.models import Patient
from tests.factories.documents import DocumentFactory
from tests.records import declare_and_open

OTHER = Actor(
    account="990",
    professional="8990000000",
    professional_name="BERTHOU Éloïse",
    profession="Pharmacien",
    structure_name="Pharmacie du Port",
)
SECRET_TYPE, MOTIVE = "Lettre de sortie zygomorphe", "Patient inconscient, antécédents inconnus"


def what_others_did(patient: Patient) -> None:
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
    return declare_and_open(client, patient.matricule).replace("documents/", "acces/")


def become_treating_doctor(patient: Patient, practice: Practice, *, confirmed: bool = True) -> None:
    TreatingDoctor.objects.create(
        patient=patient, professional=practice.professional, confirmed_at=timezone.now() if confirmed else None
    )


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())
