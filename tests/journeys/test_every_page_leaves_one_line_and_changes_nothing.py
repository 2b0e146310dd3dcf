"""Asking for a page, any page: one line tells of it when it shows somebody or something, and nothing else happens.

Addresses are read from the portal itself: one that is added tomorrow is walked too, or this module says what it lacks.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import RecordAccess, TreatingDoctor
from access.opening import FORM_SHOWN
from documents.models import DepositDraft, Document
from journal.models import Line
from tests.access.emergencies import newest, open_confidential, open_emergency
from tests.access.holders import as_patient
from tests.addresses import Address, every_address
from tests.conftest import SignIn
from tests.documents.depositing import begin, begin_without_reading, deposit, give
from tests.factories.documents import DocumentFactory, StatementFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open, search

# They show no patient and no document but those that a line of the same session told of already.
SILENT = {
    "access:home": "whom one opened lately",
    "access:practice": "one's own practices",
    "access:duties": "the reminder",
    "access:sign_in": "before anybody is known",
    "access:second_factor": "before anybody is known",
    "access:recovery": "before anybody is known",
    "access:enrol_form": "before anybody is known",
    "access:enrol": "before anybody is known",
    "access:own_home": "leads to the documents",
    "access:account": "one's own account",
    "access:own_account": "one's own account",
    "documents:arrangement": "one's own account",
    "documents:selection": "leads to the list: a choice is posted",
    "documents:selection_read": "leads to the list: a choice is posted",
    "documents:prepare": "drawn beforehand, and not shown",
    "documents:page": "of a document just read: the line of its reading says it",
    "documents:own_page": "of a document just read: the line of its reading says it",
    "health": "the portal",
    "service_state": "the portal",
    "statement": "the portal",
    "components": "nobody real",
}
NOWHERE = {"documents:deposited"}  # of a file that was not cleaned
UNCHANGING = {"journal.Line", "journal.Chain", "sessions.Session", "documents.ReadMark"}  # what was read is so marked
RESULTS = {"documents:search", "documents:own_search"}  # words are posted to it, and it shows what they find
# What it shows is read from then on (PS S29): no row more, and the line says so.
MARKS_READ = {"access.Notice"}


# The administration's pages have their own tests.
WALKED = [address for address in every_address() if not address.name.startswith("admin:")]


@dataclass
class World:
    """Somebody who may ask for everything: médecin traitant, référent, regulator; and a patient of theirs."""

    professional: Client
    holder: Client
    values: dict[str, Any]
    others: dict[str, dict[str, Any]]

    def ask(self, page: Address) -> tuple[Client, str]:
        known = self.values | self.others.get(page.name, {})
        assert page.wanted <= set(known), f"{page.route}: say here what to put in it"
        client = self.holder if page.route.startswith("mon-dossier/") else self.professional
        return client, reverse(page.name, kwargs={key: known[key] for key in page.wanted})


@pytest.fixture
def world(sign_in: SignIn) -> World:
    doctor = PracticeFactory(doctor=True, samu_entitled=True, reviews_emergencies=True)
    colleague = PracticeFactory(doctor=True, structure=doctor.structure)
    patient = PatientFactory()
    minor = PatientFactory(birth_date=date(timezone.localdate().year - 16, 12, 31))
    client, other = sign_in(doctor), sign_in(colleague)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())
    deposit(client, begin_without_reading(client, patient.matricule), titre="Compte rendu déposé")
    declare_and_open(other, patient.matricule)
    open_emergency(other, patient.matricule)
    reviewed = newest().uuid
    open_emergency(client, patient.matricule)
    extended = newest().uuid
    listing = declare_and_open(client, patient.matricule)
    access = RecordAccess.objects.get(uuid=listing.split("/")[2])
    document = Document.objects.get()
    draft = begin(client, listing)
    values = {
        "access_uuid": access.uuid,
        "record_uuid": patient.record.uuid,
        "token": search(client, patient.matricule).split("/")[2],
        "practice_uuid": colleague.uuid,
        "practice": colleague.uuid,
        "uuid": document.uuid,
        "index": 0,
        "number": 1,
        "analysis": StatementFactory(document=document, kind="result", code="2823-3", value="4,1").analysis,
        "pk": Line.objects.filter(record=patient.record.uuid, record_access=access.uuid).latest("pk").pk,
        "name": "bloquer",
        "uidb64": "MQ",
    }
    others = {
        "access:emergency_review": {"access_uuid": reviewed},
        "access:emergency_extend": {"access_uuid": extended},
        "access:confidential": {"token": search(client, str(minor.matricule)).split("/")[2]},
        "documents:draft": {"uuid": draft.split("/")[2]},
        "statement": {"name": "accessibilite"},
    }
    return World(client, as_patient(sign_in, patient), values, others)


def of_each_table(asked: str, *, but: set[str]) -> dict[str, Any]:
    """The answer of each table to one question, asked of all of them at once."""
    tables = {m._meta.label: connection.ops.quote_name(m._meta.db_table) for m in apps.get_models()}
    each = (f"SELECT '{name}', {asked} FROM {table} t" for name, table in tables.items() if name not in but)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())


def rows() -> dict[str, int]:
    """How many in each table, but the journal's and the sessions'."""
    return of_each_table("count(*)", but=UNCHANGING)


def contents() -> dict[str, str]:
    """A digest of each table, but the journal's, the sessions', and what is read once it is shown."""
    return of_each_table("md5(string_agg(t::text, '|' ORDER BY t::text))", but=UNCHANGING | MARKS_READ)


@pytest.mark.parametrize("method", ["get", "head"])
def test_every_page_leaves_one_line_and_changes_nothing(world: World, method: str) -> None:
    faults: list[str] = []
    whole, walked = contents(), 0
    for page in WALKED:
        name, (client, address) = page.name, world.ask(page)
        before, newest_line = rows(), Line.objects.latest("pk").pk
        answer = getattr(client, method)(address)
        lines = list(Line.objects.filter(pk__gt=newest_line))
        if rows() != before:
            faults.append(f"{name}: rows came or went")
        if answer.status_code == 405 or name in SILENT:
            if lines:
                faults.append(f"{name}: a line for nothing")
            continue
        walked += 1
        if answer.status_code != (404 if name in NOWHERE else 200):
            faults.append(f"{name}: {answer.status_code}, so that nothing is proved")
        if len(lines) != 1:
            faults.append(f"{name}: {len(lines)} lines")
        elif (
            name not in RESULTS
            and asks(client, address)
            and (lines[0].decision, lines[0].granted) != (FORM_SHOWN, True)
        ):
            faults.append(f"{name}: its line does not say that a form was shown")

    assert faults == [], "\n".join(faults)
    assert contents() == whole
    assert walked > 40


def asks(client: Client, address: str) -> bool:
    """The page is a form: it is read, and posted to."""
    return "POST" in client.delete(address).get("Allow", "")


def test_the_names_that_are_left_out_are_still_those_of_pages() -> None:
    assert set(SILENT) | NOWHERE | RESULTS <= {page.name for page in WALKED}


def test_each_page_of_a_draft_leaves_its_line(world: World) -> None:
    """The form, the review, the result: none tells the parents of a deposit that was perhaps to stay unknown."""
    client, draft = world.professional, f"/depots/{world.others['documents:draft']['uuid']}/"
    give(client, draft, titre="Deuxième compte rendu")
    shown = []
    for step in (lambda: client.get(draft), lambda: client.get(draft + "?modifier=1")):
        step()
        shown.append(Line.objects.latest("pk"))
    DepositDraft.objects.filter(submission_set=None).exclude(uuid=draft.split("/")[2]).delete()
    client.post(f"{draft}deposer/", {"informe": "on"})
    client.get(draft)
    shown.append(Line.objects.latest("pk"))

    assert {(line.action, line.decision) for line in shown} == {("deposit_started", FORM_SHOWN)}
    assert len({line.pk for line in shown}) == 3


def test_a_form_shown_again_with_its_errors_is_not_shown_twice(world: World) -> None:
    client, draft = world.professional, f"/depots/{world.others['documents:draft']['uuid']}/"
    count = Line.objects.filter(decision=FORM_SHOWN).count()

    refused = [
        client.post(draft, {}),
        client.post(f"/depots/documents/{world.values['uuid']}/proprietes/", {}),
        client.post(f"/dossiers/{world.values['access_uuid']}/medecin-traitant/declarer/", {}),
        world.holder.post(f"/mon-dossier/documents/{world.values['uuid']}/visibilite/", {}),
    ]

    assert [answer.status_code for answer in refused] == [422] * 4
    assert Line.objects.filter(decision=FORM_SHOWN).count() == count


def test_a_form_shown_in_a_confidential_session_is_told_to_no_parent(sign_in: SignIn) -> None:
    doctor = PracticeFactory(doctor=True)
    minor = PatientFactory(birth_date=date(timezone.localdate().year - 16, 12, 31))
    document = DocumentFactory(patient=minor, depositor=doctor.professional)
    client = sign_in(doctor)
    address = open_confidential(client, str(minor.matricule))
    for page in ("proprietes/", "supprimer/"):
        assert client.get(f"{address}documents/{document.uuid}/{page}").status_code == 200
    client.get(begin(client, f"{address}documents/"))

    shown = Line.objects.filter(decision=FORM_SHOWN)
    assert shown.count() == 3
    assert all(line.confidential for line in shown)
