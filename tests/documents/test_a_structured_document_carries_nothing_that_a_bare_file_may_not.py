"""A CDA is deposited as it is: what it holds and whom it names are examined as if they came alone."""

import pytest
from django.test import Client

from access.models import Practice
from access.oids import PS_IDNAT_OID
from documents.cda.model import Header
from documents.cda.values import Code, Identifier, Party, PersonName, Timestamp
from documents.cda.writing import write
from documents.deposit.incoming.files import accept
from documents.deposit.incoming.refusals import FileRefused
from documents.deposit.wrapping import cda_patient
from documents.models import Document
from patients.models import Patient
from tests.documents.depositing import PDF, begin_without_reading, give, image, upload
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory

pytestmark = pytest.mark.django_db
HOSTILE_RTF = rb"{\rtf1\ansi Bonjour {\object\objemb{\*\objclass Package}{\*\objdata 0105000002000000}}\par}"


@pytest.fixture
def patient() -> Patient:
    return PatientFactory()


def cda(patient: Patient, body: bytes = b"Bonjour, texte simple.", media_type: str = "text/plain", **header) -> bytes:
    known = {
        "id": Identifier("1.2.3.4.5", "1"),
        "type": Code("11488-4", "2.16.840.1.113883.6.1", "CR de consultation"),
        "title": "Compte rendu",
        "patient": cda_patient(patient),
        "effective_time": Timestamp("20260301120000+0100"),
        "confidentiality": Code("N", "2.16.840.1.113883.5.25", "Normal"),
    }
    return write(Header(**(known | header)), body, media_type)


def with_style_sheet(data: bytes, address: bytes) -> bytes:
    return data.replace(b"?>", b'?><?xml-stylesheet type="text/xsl" href="' + address + b'"?>', 1)


@pytest.mark.parametrize(
    ("held", "media_type"),
    [
        (HOSTILE_RTF, "text/rtf"),
        (b"MZ\x90\x00" + bytes(200), "application/octet-stream"),
        (b"PK\x03\x04" + bytes(200), "application/pdf"),
        (b"<html><script>alert(1)</script></html>", "application/pdf"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/png"),
        (image("PNG")[:50], "image/png"),
        (PDF[:200], "application/pdf"),
    ],
)
def test_a_file_that_would_be_refused_bare_is_refused_inside(patient: Patient, held: bytes, media_type: str) -> None:
    with pytest.raises(FileRefused):
        accept(cda(patient, held, media_type))


@pytest.mark.parametrize(
    ("held", "media_type"), [(PDF, "application/pdf"), (image("PNG"), "image/png"), (image("GIF"), "image/gif")]
)
def test_a_file_that_can_be_shown_is_taken_inside(patient: Patient, held: bytes, media_type: str) -> None:
    assert accept(cda(patient, held, media_type)).document


def test_a_compressed_file_cannot_be_examined(patient: Patient) -> None:
    data = cda(patient, PDF, "application/pdf")
    with pytest.raises(FileRefused):
        accept(data.replace(b'representation="B64"', b'representation="B64" compression="GZ"'))


@pytest.mark.parametrize(
    "address", [b"http://exemple.test/a.xsl", b"//exemple.test/a.xsl", b"file:///a.xsl", b"&#104;ttp://exemple.test/a"]
)
def test_a_style_sheet_elsewhere_is_refused(patient: Patient, address: bytes) -> None:
    with pytest.raises(FileRefused):
        accept(with_style_sheet(cda(patient), address))


def test_a_style_sheet_beside_the_document_is_taken(patient: Patient) -> None:
    assert accept(with_style_sheet(cda(patient), b"../FeuilleDeStyle/CDA-FO.xsl")).document


def author(practice: Practice) -> Party:
    number = Identifier(PS_IDNAT_OID, practice.professional.idnat)
    return Party(ids=(number,), name=PersonName(family_birth="AUTEUR", givens="Jean"))


def test_its_authors_are_colleagues(sign_in, doctor: Practice, patient: Patient) -> None:
    client: Client = sign_in(doctor)
    draft = begin_without_reading(client, patient.matricule)
    far = cda(patient, authors=(author(PracticeFactory(doctor=True)),))
    refused = give(client, draft, fichiers=upload(far, "a.xml"))
    assert refused.status_code == 422
    assert "exerce pas dans votre structure" in refused.content.decode()
    near = cda(patient, authors=(author(doctor),))
    assert give(client, draft, fichiers=upload(near, "a.xml")).status_code == 302
    assert not Document.objects.exists()
