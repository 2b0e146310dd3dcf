"""Whatever a professional may deposit is stored once, with complete metadata, and read back in the viewer."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Notice, Practice
from access.oids import PS_IDNAT_OID, STRUCT_IDNAT_OID
from documents import storage
from documents.cda.parser import parse
from documents.models import Document
from journal.models import Action, Line
from tests.conftest import SignIn
from tests.documents.depositing import PDF, RTF, begin, deposit, give, image, kind, send, upload
from tests.effects import effects
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import open_record

FORMATS = {
    "pdf": (PDF, "application/pdf", "urn:ihe:iti:xds-sd:pdf:2008", "Auscultation"),
    "jpeg": (image("JPEG"), "image/jpeg", "urn:ihe:iti-fr:xds-sd:jpeg:2010", "<img"),
    "png": (image("PNG"), "image/png", "urn:asipSante:modelesHorsProfils:2011", "<img"),
    "tiff": (image("TIFF"), "image/tiff", "urn:ihe:iti-fr:xds-sd:tiff:2010", "<img"),
    "rtf": (RTF, "text/rtf", "urn:ihe:iti-fr:xds-sd:rtf:2010", "Ordonnance de repos"),
    "utf8": ("Tension à surveiller".encode(), "text/plain", "urn:ihe:iti:xds-sd:text:2008", "Tension à surveiller"),
    "cp1252": (
        "L’œdème a régressé".encode("cp1252"),
        "text/plain",
        "urn:ihe:iti:xds-sd:text:2008",
        "L’œdème a régressé",
    ),
}


@pytest.fixture
def patient(db: None) -> Any:
    return PatientFactory(used_name="Le Bihan", email="patient@exemple.test")


@pytest.fixture
def practice(db: None) -> Practice:
    return PracticeFactory(doctor=True, professional__civility="Dr", structure__sector_code="SA07")


@pytest.fixture
def client(sign_in: SignIn, practice: Practice) -> Client:
    return sign_in(practice)


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_is_deposited_whole_and_read_back(client: Client, patient: Any, name: str) -> None:
    data, media_type, format_code, shown = FORMATS[name]
    listing = open_record(client, patient.matricule)

    page = deposit(client, begin(client, listing), fichiers=upload(data, "sans-extension"), titre="Mon document")
    document = Document.objects.get()
    read = client.get(f"{listing}{document.uuid}/").content.decode()

    assert "Document déposé." in page.content.decode()
    assert f"{listing}{document.uuid}/" in page.content.decode()
    assert (document.format_code, document.title) == (format_code, "Mon document")
    wrapped = parse(storage.read(document.content_id))
    assert (wrapped.body_type, wrapped.attachments[0].media_type) == (media_type, media_type)
    expected = data.decode("cp1252").encode() if name == "cp1252" else data
    assert wrapped.attachments[0].data == expected
    assert shown in read


def test_metadata_are_complete(client: Client, patient: Any, practice: Practice) -> None:
    listing = open_record(client, patient.matricule)
    deposit(
        client,
        begin(client, listing),
        type=kind("11488-4").pk,
        titre="  Avis   cardiologique ",
        date_acte="3/11/2026" if timezone.localdate().year > 2026 else "3/1/2026",
        fin_acte="05012026",
        cadre="SAD",
        commentaire="À relire",
    )
    document = Document.objects.get()
    header = parse(storage.read(document.content_id)).header
    professional, structure = practice.professional, practice.structure

    assert document.title == header.title == "Avis cardiologique"
    assert (document.type_code, document.class_code, document.category) == ("11488-4", "10", "comptes_rendus")
    assert (document.act_on.isoformat(), document.act_stop is not None) == ("2026-01-03", True)
    assert [(i.root, i.extension) for i in header.patient.ins] == [(patient.ins_oid, patient.matricule)]
    assert header.patient.name.family_used == "Le Bihan"
    assert (header.authors[0].ids[0].root, header.authors[0].ids[0].extension) == (PS_IDNAT_OID, professional.idnat)
    assert header.authors[0].specialty.code == "G15_10"
    assert header.authors[0].name.words == f"Dr {professional.full_name}"
    assert (header.custodian.ids[0].root, header.custodian.id) == (STRUCT_IDNAT_OID, structure.idnat)
    assert header.legal_authenticator.words == header.authors[0].words
    assert (document.facility_code, document.practice_setting_code) == ("SA07", "SAD")
    assert document.comments == "À relire"
    assert "À relire" in client.get(f"{listing}{document.uuid}/").content.decode()
    assert (document.depositor, document.depositing_structure) == (professional, structure)
    assert document.set_id == document.unique_id == document.submission_set.documents.get().unique_id
    assert document.authors.get().identifier == professional.idnat
    assert document.identity_differences == []


def test_one_line_and_one_notice_tell_of_it(client: Client, patient: Any) -> None:
    listing = open_record(client, patient.matricule)
    deposit(client, begin(client, listing))
    document = Document.objects.get()

    lines = effects().filter(record=patient.record.uuid).order_by("position").values_list("action", "decision")
    notice = Notice.objects.exclude(kind=Notice.Kind.FIRST_ACCESS).get()

    assert list(lines)[-2:] == [
        (Action.DEPOSIT_STARTED, ""),
        (Action.DOCUMENT_DEPOSITED, "DEPOSITED"),
    ]
    assert Line.objects.get(action=Action.DOCUMENT_DEPOSITED).document == document.uuid
    assert (notice.kind, notice.patient, notice.due_at is not None) == (Notice.Kind.DOCUMENT_ADDED, patient, True)
    assert document.title not in notice.actor_words + str(notice.details)


def test_several_files_are_one_submission_and_one_notice(client: Client, patient: Any) -> None:
    listing = open_record(client, patient.matricule)
    files = [upload(), upload(image("PNG"), "photo.png"), upload(b"Suite du texte", "suite.txt")]
    page = deposit(client, begin(client, listing), fichiers=files, titre="Lot")

    assert "Documents déposés." in page.content.decode()
    titles = list(Document.objects.order_by("pk").values_list("title", flat=True))
    assert titles == ["Lot (1 sur 3)", "Lot (2 sur 3)", "Lot (3 sur 3)"]
    assert Document.objects.values("submission_set").distinct().count() == 1
    assert Notice.objects.filter(kind=Notice.Kind.DOCUMENT_ADDED).count() == 1


def test_a_colleague_may_be_the_author_and_the_depositor_is_said(
    client: Client, patient: Any, practice: Practice
) -> None:
    colleague = PracticeFactory(doctor=True, structure=practice.structure)
    stranger = PracticeFactory(doctor=True)
    draft = begin(client, open_record(client, patient.matricule))

    refused = give(client, draft, auteur=str(stranger.uuid))
    deposit(client, draft, auteur=str(colleague.uuid))
    document = Document.objects.get()
    header = parse(storage.read(document.content_id)).header

    assert refused.status_code == 422
    assert document.depositor == practice.professional
    assert header.authors[0].ids[0].extension == colleague.professional.idnat
    assert [(p.part, p.ids[0].extension) for p in header.others] == [("Saisie", practice.professional.idnat)]


def test_the_title_is_proposed_from_type_and_date(client: Client, patient: Any) -> None:
    draft = begin(client, open_record(client, patient.matricule))
    deposit(client, draft, titre="", date_acte="03-01-2026")

    assert Document.objects.get().title == f"{kind().label} du 03/01/2026"


def test_the_types_used_last_come_first(client: Client, patient: Any) -> None:
    listing = open_record(client, patient.matricule)
    deposit(client, begin(client, listing), type=kind("11502-2").pk)
    choices = client.get(begin(client, listing)).context["form"].fields["type"].choices

    assert choices[1] == ("Derniers types utilisés", [(kind("11502-2").pk, kind("11502-2").label)])


def test_the_list_offers_to_replace_ones_own_document_only(client: Client, patient: Any, sign_in: SignIn) -> None:
    listing = open_record(client, patient.matricule)
    deposit(client, begin(client, listing))
    other = sign_in(PracticeFactory(doctor=True))
    theirs = open_record(other, patient.matricule)
    document = Document.objects.get()

    assert "/remplacer/" in client.get(listing).content.decode()
    assert "/remplacer/" in client.get(f"{listing}{document.uuid}/").content.decode()
    assert "/remplacer/" not in other.get(theirs).content.decode()
    assert "/remplacer/" not in other.get(f"{theirs}{document.uuid}/").content.decode()


def test_nothing_is_deposited_before_the_patient_is_said_to_be_informed(client: Client, patient: Any) -> None:
    draft = begin(client, open_record(client, patient.matricule))
    assert give(client, draft).status_code == 302

    assert send(client, draft, informe="").status_code == 422
    assert not Document.objects.exists()
