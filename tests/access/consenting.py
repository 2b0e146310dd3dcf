"""What tests of consent and roles share: a patient's hand, an opened record, today's verdict."""

from django.test import Client
from django.utils import timezone

from access.facts import patient_facts
from access.models import Block, Practice, RecordAccess, User
from access.rules import Basis, Reason, decide_record
from access.services import Declaration, actor, record_open
from journal.models import Action, Line
from journal.services import Actor
from patients.models import Patient
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.people import UserFactory
from tests.records import opened as opened_at

PATIENT = Actor(account="patient")


def acting(practice: Practice) -> Actor:
    account = User.objects.filter(professional=practice.professional).first()
    return actor(account or UserFactory(professional=practice.professional), practice)


def opened(patient: Patient, practice: Practice, basis: Basis = Basis.TEAM) -> RecordAccess:
    return record_open(
        patient=patient,
        practice=practice,
        by=acting(practice),
        now=timezone.now(),
        declaration=Declaration(basis=basis),
    )


def reason(patient: Patient, practice: Practice) -> Reason:
    facts = patient_facts(patient, practice, types=frozenset(), now=timezone.now())
    return decide_record(facts).reason


def lines(patient: Patient, *actions: Action) -> list[Line]:
    return list(effects().filter(record=patient.record.uuid, action__in=actions).order_by("position"))


def main(page: str) -> str:
    """What a page says, without its frame."""
    return page.partition("<main")[2].partition("</main>")[0]


def block(patient: Patient, practice: Practice) -> None:
    Block.objects.create(patient=patient, professional=practice.professional)


def enter(sign_in: SignIn, practice: Practice, patient: Patient) -> tuple[Client, str]:
    """A client in an opened record, and where its pages live."""
    client = sign_in(practice)
    return client, opened_at(client, patient)


def access_list(client: Client, base: str) -> str:
    answer = client.get(f"{base}autorisations/")
    assert answer.status_code == 200
    return answer.content.decode()
