"""What may be inferred of a version out of sight: that the one that is read is old, and who deposited (ADR 17)."""

from typing import Any

import pytest
from django.test import Client

from access.models import Practice
from documents.models import Document
from patients.models import Patient, Representative
from tests.access.holders import as_patient, as_representative
from tests.access.signing import text
from tests.conftest import SignIn
from tests.documents.depositing import begin, deposit
from tests.factories.documents import DocumentFactory
from tests.factories.patients import RepresentativeFactory
from tests.pages import without_tokens
from tests.records import open_record

pytestmark = pytest.mark.usefixtures("stopped_clock")

HIDDEN: dict[str, dict[str, Any]] = {
    "pharmacist": {"masked": True},
    "patient": {"hidden": True},
    "representative": {"hidden_from_representatives": True},
}
MARK, LINK = "Ancienne version", "Ouvrir la version actuelle"


@pytest.fixture
def mother(db: None) -> Representative:
    representative: Representative = RepresentativeFactory()
    return representative


@pytest.fixture
def patient(mother: Representative) -> Patient:
    return mother.patient


def window_of(who: str, sign_in: SignIn, pharmacist: Practice, mother: Representative) -> tuple[Client, str]:
    """The client, and the address of the list of documents."""
    if who == "pharmacist":
        client = sign_in(pharmacist)
        return client, open_record(client, mother.patient.matricule)
    client = as_patient(sign_in, mother.patient) if who == "patient" else as_representative(sign_in, mother)
    return client, "/mon-dossier/documents/"


@pytest.mark.parametrize("who", HIDDEN)
def test_given_a_new_version_out_of_sight_then_the_old_one_is_marked_and_its_pages_are_those_of_a_deleted_one(
    sign_in: SignIn, pharmacist: Practice, mother: Representative, patient: Patient, who: str
) -> None:
    old = DocumentFactory(patient=patient, availability="deprecated", title="Premier texte")
    new = DocumentFactory(patient=patient, replaces=old, title="Second texte", version_number=2)
    client, listing = window_of(who, sign_in, pharmacist, mother)

    def pages() -> list[str]:
        found = [client.get(f"{listing}{old.uuid}/"), client.get(listing, {"versions": "1"})]
        return [without_tokens(text(one)) for one in found]

    assert LINK in pages()[0]  # there is something to hide
    new.delete()
    new = DocumentFactory(patient=patient, replaces=old, title="Second texte", version_number=2, **HIDDEN[who])
    unseen = pages()
    Document.objects.filter(pk=new.pk).update(availability="deleted")

    assert [MARK in page for page in unseen] == [True, True]
    assert not [page for page in unseen if LINK in page or new.title in page or str(new.uuid) in page]
    assert unseen == pages()


def test_given_a_deposit_before_its_announcement_then_the_patient_reads_who_deposited_and_a_representative_nothing(
    sign_in: SignIn, doctor: Practice, mother: Representative, patient: Patient
) -> None:
    """The holder reads every trace (AR 13.2): a deposit is told, what it holds is not."""
    client = sign_in(doctor)
    deposit(client, begin(client, open_record(client, patient.matricule)), titre="Annonce", patient="annonce")
    label, only = Document.objects.get().type_label, {"action": "document_deposited"}

    holder = as_patient(sign_in, patient)
    told = text(holder.get("/mon-dossier/historique/", only)).partition("<tbody>")[2]
    kept = text(as_representative(sign_in, mother).get("/mon-dossier/historique/", only))

    assert doctor.professional.full_name in told
    assert label not in told
    assert "Annonce" not in told
    assert doctor.professional.full_name not in kept
    assert "Aucun accès sur la période" in kept
    Document.objects.update(hidden_from_patient_since=None)
    assert label in text(holder.get("/mon-dossier/historique/", only)).partition("<tbody>")[2]
