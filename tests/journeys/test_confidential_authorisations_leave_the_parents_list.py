"""What a minor grants, renews or ends in confidence changes nothing of what the parents read (AR 11.4)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Authorisation, Practice, RecordAccess, TreatingDoctor
from journal.models import Action, Line
from patients.models import Patient
from tests.access.emergencies import open_confidential
from tests.access.holders import as_representative, everything_read
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.records import declare_and_open

pytestmark = pytest.mark.usefixtures("stopped_clock")

CERTIFIED = {"certified": "on"}


@pytest.fixture
def child(db: None) -> Patient:
    found: Patient = PatientFactory(birth_date=date(timezone.localdate().year - 16, 12, 31))
    return found


@pytest.fixture
def mother(sign_in: SignIn, child: Patient) -> Client:
    return as_representative(sign_in, RepresentativeFactory(patient=child, email="parent@exemple.test"))


@pytest.fixture
def carer(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def seen(mother: Client) -> str:
    mother.get("/mon-dossier/avis/")
    return str(everything_read(mother)["acces/"])


def ended_lines(mother: Client) -> int:
    return int(everything_read(mother)["historique/"].count("Fin d"))


def test_an_authorisation_renewed_then_first_used_in_confidence_stays_in_the_list(
    mother: Client, carer: Client, child: Patient
) -> None:
    listing = declare_and_open(carer, child.matricule)
    Authorisation.objects.update(until=timezone.now() + timedelta(days=2))
    assert carer.post(listing.replace("documents/", "autorisations/renouveler/"), CERTIFIED).status_code == 302
    carer.post(listing.replace("documents/", "fermer/"))
    before = seen(mother)

    open_confidential(carer, child.matricule)

    assert seen(mother) == before


def test_a_renewal_in_confidence_changes_no_date(mother: Client, carer: Client, child: Patient) -> None:
    listing = declare_and_open(carer, child.matricule)
    carer.post(listing.replace("documents/", "fermer/"))
    past = timezone.now() - timedelta(days=360)
    Authorisation.objects.update(until=timezone.now() + timedelta(days=2), given_at=past)
    RecordAccess.objects.update(opened_at=past, expires_at=past + timedelta(hours=12), ended_at=past)
    before = seen(mother)

    session = open_confidential(carer, child.matricule)
    assert carer.post(f"{session}autorisations/renouveler/", CERTIFIED).status_code == 302

    assert seen(mother) == before
    live = Authorisation.objects.filter(ended_at__isnull=True)
    assert sorted(live.values_list("confidential", flat=True)) == [False, True]


def test_an_ordinary_consultation_goes_on_beside_a_confidential_one(
    mother: Client, carer: Client, child: Patient
) -> None:
    listing = declare_and_open(carer, child.matricule, "EXPLICIT")
    before = seen(mother)

    session = open_confidential(carer, child.matricule, basis="EXPLICIT")

    assert seen(mother) == before
    assert carer.get(listing).status_code == carer.get(f"{session}documents/").status_code == 200


def test_what_was_given_in_confidence_opens_no_ordinary_access(carer: Client, child: Patient) -> None:
    open_confidential(carer, child.matricule, basis="TEAM")

    state = carer.post("/patients/recherche/", {"matricule": child.matricule})["Location"]

    assert carer.post(f"{state}ouvrir/", {}).status_code == 422


def test_ended_from_an_older_ordinary_page_it_leaves_no_line_for_the_parents(
    mother: Client, carer: Client, child: Patient
) -> None:
    listing = declare_and_open(carer, child.matricule)
    end = listing.replace("documents/", "autorisations/fin/")
    carer.post(end)
    before, lines = seen(mother), ended_lines(mother)
    open_confidential(carer, child.matricule, basis="TEAM")

    carer.post(end)

    assert (seen(mother), ended_lines(mother)) == (before, lines)
    found = Line.objects.filter(action=Action.AUTHORISATION_ENDED).order_by("pk")
    assert list(found.values_list("confidential", flat=True)) == [False, True]
    assert not Authorisation.objects.filter(ended_at__isnull=True).exists()


def test_a_role_that_the_parents_see_never_stands_on_what_was_given_in_confidence(
    carer: Client, child: Patient
) -> None:
    """Member of the team in confidence alone, and there for one ordinary consultation beside it."""
    base = declare_and_open(carer, child.matricule, basis="EXPLICIT").replace("documents/", "")
    open_confidential(carer, child.matricule, basis="TEAM")
    assert carer.get(f"{base}autorisations/").status_code == 200

    carer.post(f"{base}medecin-traitant/declarer/", CERTIFIED)

    assert not TreatingDoctor.objects.exists()
    line = Line.objects.filter(action=Action.TREATING_DOCTOR_DECLARED).latest("pk")
    assert (line.granted, line.decision) == (False, "NOT_IN_TEAM")
