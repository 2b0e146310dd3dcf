"""All that a representative can read, before and after confidential care: the same bytes (AR 11.4, 13.3, case 21)."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice
from documents.models import Document
from journal.models import Action
from tests.access.emergencies import open_confidential
from tests.access.holders import WINDOW, as_patient, as_representative, everything_read
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.depositing import begin, give, send
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory, RepresentativeFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open

pytestmark = pytest.mark.usefixtures("stopped_clock")


def own_lines(mother: Client) -> list[str]:
    """What the history tells of the holder's own activity."""
    rows = text(mother.get(f"{WINDOW}historique/?liste=mon-activite")).partition("<tbody>")[2].split("<tr>")
    return [row for row in rows if "Titulaire du dossier" in row]


@pytest.mark.edge_case(21)
@pytest.mark.edge_case(22)
def test_given_confidential_care_and_a_minor_who_acts_on_it_then_the_mothers_pages_are_the_same_bytes(
    sign_in: SignIn, doctor: Practice
) -> None:
    child = PatientFactory(birth_date=date(timezone.localdate().year - 16, 12, 31))
    parent = RepresentativeFactory(patient=child, email="parent@exemple.test")
    DocumentFactory(patient=child)
    midwife = PracticeFactory(midwife=True)
    declare_and_open(sign_in(doctor), child.matricule)
    minor, mother = as_patient(sign_in, child), as_representative(sign_in, parent)
    mother.get(f"{WINDOW}avis/")  # what was new is read
    before = everything_read(mother)

    carer = sign_in(midwife)
    session = open_confidential(carer, child.matricule)
    listing = f"{session}documents/"
    carer.get(listing)
    draft = begin(carer, listing)
    give(carer, draft, titre="Entretien confidentiel")
    send(carer, draft)
    secret = Document.objects.get(patient=child, hidden_from_representatives=True)
    carer.get(f"{listing}{secret.uuid}/")
    carer.post(f"{session}fermer/")
    read = f"{WINDOW}documents/{secret.uuid}/"
    minor.get(read)
    minor.get(f"{read}original/")
    form = minor.get(f"{read}visibilite/").context["form"]
    minor.post(f"{read}visibilite/", {name: form[name].value() for name in form.fields})
    for act in ("nommer-administrateur", "bloquer", "debloquer", "bloquer"):
        minor.post(f"{WINDOW}acces/{midwife.uuid}/{act}/")

    assert Document.objects.get(pk=secret.pk).masked
    assert effects().filter(action=Action.PROFESSIONAL_BLOCKED).count() == 2
    assert everything_read(mother) == before
    assert own_lines(mother) == []
    seen = text(minor.get(f"{WINDOW}historique/")) + text(minor.get(f"{WINDOW}acces/"))
    assert midwife.professional.full_name in seen


def test_given_a_professional_of_confidential_care_when_the_minor_would_give_a_role_then_it_is_said_why_not(
    sign_in: SignIn,
) -> None:
    child = PatientFactory(birth_date=date(timezone.localdate().year - 16, 12, 31))
    midwife = PracticeFactory(midwife=True)
    open_confidential(sign_in(midwife), child.matricule)
    minor = as_patient(sign_in, child)

    said = text(minor.post(f"{WINDOW}acces/{midwife.uuid}/nommer-administrateur/", follow=True))

    assert "Vos représentants légaux verraient ce rôle" in said
    assert "Nommer administrateur" not in said
    assert not effects().filter(action=Action.ADMINISTRATOR_NAMED).exists()
