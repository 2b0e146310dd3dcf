"""Synthesis, pathway, vaccinations, wishes, identity: nothing that this reader may not see, nor that it exists."""

import re

import pytest

from access.models import Practice
from access.services import Mode
from journal.models import Action, Line
from patients.models import Contact, Patient, Wish
from tests.conftest import SignIn
from tests.factories.documents import KINDS, DocumentFactory, StatementFactory, everything_said
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import opened, page

pytestmark = pytest.mark.usefixtures("stopped_clock")

PAGES = ("synthese", "biologie", "parcours", "vaccinations", "volontes", "identite", "documents", "frise")


@pytest.fixture
def patient(db: None) -> Patient:
    patient = PatientFactory()
    visible = DocumentFactory(patient=patient, type_code="60591-5")
    StatementFactory(document=visible, kind="allergy", label="Pénicilline")
    return patient


def test_given_a_type_that_the_matrix_closes_then_its_statements_are_nowhere(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    everything_said(DocumentFactory(patient=patient, type_code="96349-6"))  # for doctors only
    client = sign_in(pharmacist)
    base = opened(client, patient)

    for name in PAGES:
        assert "secret-" not in page(client, base, name), name


def test_given_another_patient_then_their_statements_are_nowhere(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    everything_said(DocumentFactory(type_code="60591-5"))
    client = sign_in(doctor)
    base = opened(client, patient)

    for name in PAGES:
        assert "secret-" not in page(client, base, name), name


@pytest.mark.parametrize("availability", ["deprecated", "archived"])
def test_given_an_old_version_then_what_it_said_is_not_repeated(
    sign_in: SignIn, doctor: Practice, patient: Patient, availability: str
) -> None:
    everything_said(DocumentFactory(patient=patient, type_code="60591-5", availability=availability))
    client = sign_in(doctor)

    assert "secret-" not in page(client, opened(client, patient), "synthese")


def test_given_a_visible_document_then_the_synthesis_says_every_kind_and_links_its_source(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    document = DocumentFactory(patient=patient, type_code="60591-5")
    everything_said(document)
    client = sign_in(doctor)
    base = opened(client, patient)

    text = page(client, base, "synthese")

    assert set(re.findall(r"secret-(\w+)", text)) == set(KINDS) - {"reimbursement"}
    assert f"{base}documents/{document.uuid}/" in text
    assert "secret-reimbursement" in page(client, base, "parcours")
    line = Line.objects.filter(action=Action.SYNTHESIS_READ).latest("pk")
    assert str(document.uuid) in line.details["documents"]
    assert "secret" not in str(line.details)


def test_given_an_optician_then_pathway_and_vaccinations_are_absent_and_not_found(
    sign_in: SignIn, optician: Practice, patient: Patient
) -> None:
    everything_said(DocumentFactory(patient=patient, type_code="REMB"))
    client = sign_in(optician)
    base = opened(client, patient)
    listing = page(client, base, "documents")

    for name in ("parcours", "vaccinations"):
        assert f"{base}{name}/" not in listing
        answer = client.get(f"{base}{name}/")
        assert (answer.status_code, answer.content) == (404, client.get(f"{base}nulle-part/").content)
    line = Line.objects.filter(action=Action.PATHWAY_READ).latest("pk")
    assert (line.granted, line.decision) == (False, "DOC_TYPE_NOT_ALLOWED")


def test_given_a_pharmacist_then_the_pathway_is_there_and_directives_are_not(
    sign_in: SignIn, pharmacist: Practice, patient: Patient
) -> None:
    Wish.objects.create(patient=patient, kind="directives", statement="secret-directives")
    Wish.objects.create(patient=patient, kind="organ_donation", statement="Accepte le don")
    Contact.objects.create(patient=patient, kind="trusted", family_name="Le Goff", given_name="Anne", telephone="02 99")
    everything_said(DocumentFactory(patient=patient, type_code="REMB"))
    client = sign_in(pharmacist)
    base = opened(client, patient)

    assert "secret-reimbursement" in page(client, base, "parcours")
    wishes = page(client, base, "volontes")
    assert "Accepte le don" in wishes
    assert 'href="tel:0299"' in wishes
    for name in PAGES:
        text = page(client, base, name)
        assert "secret-directives" not in text
        assert "Directives anticipées" not in text, name
        assert "Personne de confiance désignée" in text


def test_given_a_profession_without_any_type_then_wishes_are_not_found(sign_in: SignIn, patient: Patient) -> None:
    Wish.objects.create(patient=patient, kind="organ_donation", statement="secret-don")
    Contact.objects.create(patient=patient, kind="trusted", family_name="secret-personne", given_name="Anne")
    client = sign_in(PracticeFactory(care_assistant=True))
    base = opened(client, patient)

    assert client.get(f"{base}volontes/").status_code == 404
    for name in ("synthese", "identite", "documents"):
        text = page(client, base, name)
        assert "secret-" not in text
        assert "Personne de confiance" not in text


def test_given_somebody_else_s_record_then_no_page_answers(
    sign_in: SignIn, doctor: Practice, pharmacist: Practice, patient: Patient
) -> None:
    base = opened(sign_in(doctor), patient)

    for name in PAGES:
        assert sign_in(pharmacist).get(f"{base}{name}/").status_code == 404, name


def test_given_a_doctor_then_the_banner_flags_what_they_may_read_and_links_it(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    directives = DocumentFactory(patient=patient, type_code="EXPPAT_3")
    Contact.objects.create(patient=patient, kind="trusted", family_name="Le Goff", given_name="Anne")
    client = sign_in(doctor)
    base = opened(client, patient)

    text = page(client, base, "identite")

    assert "Allergies signalées" in text
    assert f'href="{base}documents/{directives.uuid}/">Directives anticipées présentes' in text
    assert f'href="{base}volontes/">Personne de confiance désignée' in text


def test_given_only_denied_allergies_then_no_flag_is_raised_but_the_page_says_it(
    sign_in: SignIn, doctor: Practice
) -> None:
    patient = PatientFactory()
    StatementFactory(
        document=DocumentFactory(patient=patient), kind="allergy", label="Aucune allergie connue", negated=True
    )
    client = sign_in(doctor)
    base = opened(client, patient)

    text = page(client, base, "synthese")

    assert "Aucune allergie connue" in text
    assert "Allergies signalées" not in text


def test_given_an_emergency_then_the_page_is_its_form(sign_in: SignIn, doctor: Practice, patient: Patient) -> None:
    from access.models import RecordAccess

    client = sign_in(doctor)
    base = opened(client, patient)
    RecordAccess.objects.update(mode=Mode.BRIS_DE_GLACE, motive="Personne inconsciente", authorisation=None)

    text = page(client, base, "synthese")

    assert "Synthèse pour l’urgence" in text
    assert text.index("Traitements</h2>") < text.index("Dernière synthèse") < text.index("Derniers résultats")


def test_given_many_results_of_one_day_then_those_out_of_range_are_shown_in_words(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    report = DocumentFactory(patient=patient, type_code="11502-2")
    for rank in range(40):
        code = "H" if rank == 39 else "N"
        StatementFactory(document=report, kind="result", code=f"c{rank}", value="1", interpretation=code)
    client = sign_in(doctor)

    text = page(client, opened(client, patient), "synthese")

    assert text.count(">élevé<") == 1


def test_given_lines_that_say_the_same_then_they_are_one_with_what_each_adds(
    sign_in: SignIn, doctor: Practice, patient: Patient
) -> None:
    letter = DocumentFactory(patient=patient, title="Lettre de sortie")
    StatementFactory(document=letter, kind="allergy", label="PÉNICILLINE", details=[["Réaction", "urticaire"]])
    client = sign_in(doctor)

    text = page(client, opened(client, patient), "synthese")

    assert "Cité par 2 documents" in text
    assert "urticaire" in text
    assert "Lettre de sortie</a>" in text
