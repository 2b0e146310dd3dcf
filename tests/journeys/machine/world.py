"""The small world of the machine: people with their sessions, patients, and the documents that they begin with."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from access.models import AlertPreference, Block
from access.oids import PS_IDNAT_OID
from documents.models import Document
from documents.search.indexing import documents_index
from patients.models import Patient
from tests.access.holders import as_patient, as_representative
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import PracticeFactory
from tests.journeys.actors import Caregiver, Family
from tests.journeys.machine.facts import PREFERENCES, Doc
from tests.journeys.machine.facts import Patient as KnownPatient
from tests.journeys.machine.model import Model

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
TRAITS: dict[str, dict[str, Any]] = {
    "generalist": {"doctor": True},
    "specialist": {"doctor": True},
    "regulator": {"doctor": True, "samu_entitled": True},
    "pharmacist": {"pharmacist": True},
    "optician": {"optician": True},
    "occupational": {"occupational_doctor": True},
}
BLOCKED = {"adult": "pharmacist", "minor": "generalist"}
BORN = {"adult": date(1955, 3, 12), "minor": date(2011, 1, 15)}


@dataclass
class World:
    """Rows that every example starts from, and the model that describes them."""

    caregivers: dict[str, Caregiver]
    patients: dict[str, Patient]
    family: dict[str, Family]
    beginning: Model

    def model(self) -> Model:
        return deepcopy(self.beginning)

    @property
    def addresses(self) -> dict[str, str]:
        """Who reads each e-mail address."""
        found = {c.practice.professional.email: key for key, c in self.caregivers.items()}
        return found | {f"{key}@exemple.test": key for key in self.family}


def build(sign_in: Callable[..., Any]) -> World:
    """Inside the time of START."""
    practices = {key: PracticeFactory(**traits) for key, traits in TRAITS.items()}
    patients = {key: PatientFactory(birth_date=born, email=f"{key}@exemple.test") for key, born in BORN.items()}
    parent = RepresentativeFactory(patient=patients["minor"], email="parent@exemple.test")
    family = {key: Family(as_patient(sign_in, patient)) for key, patient in patients.items()}
    family["parent"] = Family(as_representative(sign_in, parent))
    for kind, frequency in PREFERENCES["generalist"].items():
        generalist = practices["generalist"].professional
        AlertPreference.objects.create(professional=generalist, kind=kind, frequency=frequency)
    caregivers = {key: Caregiver(sign_in(practice), practice) for key, practice in practices.items()}
    beginning = Model(START, {key: KnownPatient(key, born) for key, born in BORN.items()})
    for patient, who in BLOCKED.items():
        Block.objects.create(patient=patients[patient], professional=practices[who].professional, placed_at=START)
        beginning.patients[patient].blocked.add(who)
    world = World(caregivers, patients, family, beginning)
    for patient in patients:
        for values in _first_documents():
            beginning.documents.append(_document(world, patient, **values))
    documents_index()
    return world


def _first_documents() -> list[dict[str, Any]]:
    return [
        {"type_code": "11488-4"},
        {"type_code": "REMB"},
        {"type_code": "68599-0", "masked": True},
        {"type_code": "11488-4", "author": "optician"},
        {"type_code": "11502-2", "structure": "pharmacist", "masked": True},
        {"type_code": "11502-2", "hidden_from_representatives": True},
        {"type_code": "11502-2", "depositor": "generalist"},
        {"type_code": "11488-4", "depositor": "specialist", "hidden_from_patient_since": START},
    ]


def _document(
    world: World, patient: str, *, author: str = "", structure: str = "", depositor: str = "", **values: Any
) -> Doc:
    practices = {key: found.practice for key, found in world.caregivers.items()}
    document: Document = DocumentFactory(
        patient=world.patients[patient],
        act_on=START.date(),
        depositing_structure=practices[structure].structure if structure else None,
        depositor=practices[depositor].professional if depositor else None,
        **values,
    )
    if author:
        document.authors.create(rank=1, identifier=practices[author].professional.idnat, identifier_oid=PS_IDNAT_OID)
    code = values.pop("type_code")
    return Doc(
        document.uuid,
        document.title,
        patient,
        code,
        depositing_structure_id=structure or None,
        depositor_id=depositor or None,
        authors=frozenset({author} - {""}),
        **values,
    )
