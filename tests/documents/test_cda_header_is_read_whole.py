"""The header: names whatever their order, times with their precision, everyone with their part; nothing raises."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from documents.cda.facts import header_facts
from documents.cda.header import read_header
from documents.cda.model import Header, UnreadableDocument
from documents.cda.nodes import HL7, person_name
from documents.cda.parser import parse
from documents.cda.values import Identifier, Timestamp
from tests.documents.fixtures import cda

MATRICULE = "255031234500188"
PATIENT = (
    f'<recordTarget><patientRole><id root="1.2.250.1.213.1.4.10" extension="{MATRICULE}"/>'
    '<id root="1.2.250.1.999.3" extension="IPP7"/><id nullFlavor="UNK"/>'
    "<addr><postalCode>35000</postalCode><city>Rennes</city></addr><addr nullFlavor='NAV'/>"
    '<telecom value="tel:0199000000"/><telecom nullFlavor="UNK"/>'
    "<patient><name><given qualifier='BR'>Solène</given><prefix>MME</prefix><given>Solène Marie</given>"
    "<family qualifier='CL'>Morvan</family><family qualifier='BR'>Lecoq</family>"
    "<given qualifier='CL'>Sol</given></name>"
    "<administrativeGenderCode code='F'/><birthTime value='195503'/><sdtc:deceasedInd value='true'/>"
    "<guardian><guardianPerson><name><family>Lecoq</family><given>Yann</given></name></guardianPerson></guardian>"
    "<birthplace><place><addr><county>35238</county><city>Rennes</city></addr></place></birthplace>"
    "</patient></patientRole></recordTarget>"
)
ENTITY = (
    "<assignedEntity><id root='1.2'/><assignedPerson><name><family>{}</family></name></assignedPerson></assignedEntity>"
)
PEOPLE = (
    "<author><functionCode displayName='Médecin traitant'/><time value='20260301101500+0100'/><assignedAuthor>"
    "<id root='1.2.250.1.71.4.2.1' extension='899000000777'/><code code='G15_10/SM26' displayName='Généraliste'/>"
    "<assignedPerson><name><family>Auteur</family><given>Anne</given><suffix>DR</suffix></name></assignedPerson>"
    "<representedOrganization><id root='1.2.250.1.71.4.2.2' extension='1990000001'/><name>Cabinet A</name>"
    "</representedOrganization></assignedAuthor></author>"
    "<author><assignedAuthor><id root='1.3'/><assignedAuthoringDevice><manufacturerModelName>.</manufacturerModelName>"
    "<softwareName>Logiciel L</softwareName></assignedAuthoringDevice></assignedAuthor></author>"
    f"<dataEnterer>{ENTITY.format('Saisie')}</dataEnterer>"
    "<informant><relatedEntity classCode='NOK'><relatedPerson><name><family>Confiance</family></name></relatedPerson>"
    f"</relatedEntity></informant><informant>{ENTITY.format('Soignant')}</informant>"
    "<custodian><assignedCustodian><representedCustodianOrganization><name>Hôpital H</name>"
    "</representedCustodianOrganization></assignedCustodian></custodian>"
    "<informationRecipient><intendedRecipient><informationRecipient><name><family>Destin</family></name>"
    "</informationRecipient></intendedRecipient></informationRecipient>"
    f"<legalAuthenticator><time value='20260301'/>{ENTITY.format('Signe')}</legalAuthenticator>"
    f"<authenticator>{ENTITY.format('Valide')}</authenticator>"
    "<participant typeCode='INF'><functionCode code='PCP'/><time><low value='20260101'/></time><associatedEntity>"
    "<associatedPerson><name><family>Traitant</family></name></associatedPerson></associatedEntity></participant>"
    "<inFulfillmentOf><order><id root='1.4' extension='D1'/>"
    "<a:accessionNumber xmlns:a='urn:dicom-org:ps3-20' root='1.4' "
    "extension='A1'/></order></inFulfillmentOf>"
    "<documentationOf><serviceEvent><code code='c1' displayName='Acte un'/><effectiveTime><low value='20260228'/>"
    f"<high value='20260301'/></effectiveTime><performer>{ENTITY.format('Premier')}</performer>"
    f"<performer>{ENTITY.format('Second')}</performer></serviceEvent></documentationOf>"
    "<documentationOf><serviceEvent><code code='c2' displayName='Acte deux'/></serviceEvent></documentationOf>"
    "<relatedDocument typeCode='RPLC'>"
    "<parentDocument><id root='1.5' extension='V1'/></parentDocument></relatedDocument>"
    "<relatedDocument typeCode='APND'>"
    "<parentDocument><id root='1.5' extension='V0'/></parentDocument></relatedDocument>"
    "<authorization><consent><code displayName='Accord donné'/></consent></authorization>"
    "<componentOf><encompassingEncounter><id root='1.6'/><code code='IMP' displayName='Hospitalisation'/>"
    f"<effectiveTime><low value='20260227'/></effectiveTime><responsibleParty>{ENTITY.format('Responsable')}"
    f"</responsibleParty><encounterParticipant typeCode='ATND'>{ENTITY.format('Présent')}</encounterParticipant>"
    "<location><healthCareFacility><code code='SA01' displayName='Établissement public'/>"
    "<location><name>Service S</name>"
    "</location></healthCareFacility></location></encompassingEncounter></componentOf>"
)


@pytest.fixture(scope="module")
def header() -> Header:
    return parse(cda(header=PATIENT + PEOPLE)).header


def test_the_patient_is_read_with_what_distinguishes_identifiers(header: Header) -> None:
    patient = header.patient
    assert patient.ins == (Identifier("1.2.250.1.213.1.4.10", MATRICULE),)
    assert patient.local_ids == (Identifier("1.2.250.1.999.3", "IPP7"),)
    assert (patient.birth_place_code, patient.sex, patient.deceased) == ("35238", "F", "oui")
    assert patient.birth
    assert patient.birth.is_partial
    assert str(patient.birth) == "mars 1955"
    assert patient.contacts == ("35000 Rennes", "0199000000")
    assert patient.guardians == ("LECOQ Yann",)


def test_parts_of_a_name_are_told_apart_whatever_their_order(header: Header) -> None:
    name = header.patient.name
    assert (name.family_birth, name.family_used, name.given_birth) == ("Lecoq", "Morvan", "Solène")
    assert (name.givens, name.given_used, name.prefix) == ("Solène Marie", "Sol", "MME")


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ("<family>Lecoq</family><given>Anne</given><suffix>DR</suffix>", "Dr LECOQ Anne"),
        ("<suffix>PR</suffix><given>Anne</given><family qualifier='SP'>Morvan</family>", "Pr MORVAN Anne"),
        ("<family qualifier='CL BR'>Lecoq</family>", "LECOQ"),
        ("<given>A</given><given>B</given><family>Lecoq</family>", "LECOQ A B"),
        ("Anne Lecoq", "Anne Lecoq"),
        ("", ""),
    ],
)
def test_names_are_shown_as_the_portal_shows_them(parts: str, shown: str) -> None:
    assert person_name(etree.fromstring(f'<name xmlns="{HL7}">{parts}</name>')).words == shown


def test_authors_are_people_or_devices_with_their_identifier_and_its_authority(header: Header) -> None:
    person, device = header.authors
    assert person.ids[0].unique_id == "1.2.250.1.71.4.2.1^899000000777"
    assert (person.words, person.role.words, person.specialty.code) == (
        "Dr AUTEUR Anne",
        "Médecin traitant",
        "G15_10/SM26",
    )
    assert (person.organisation.name, person.organisation.id) == ("Cabinet A", "1990000001")
    assert device.words == "Logiciel L"


def test_documents_replaced_and_completed_are_told_apart(header: Header) -> None:
    assert [i.unique_id for i in header.replaces] == ["1.5^V1"]
    assert [i.unique_id for i in header.related] == ["1.5^V0"]
    assert [i.unique_id for i in header.orders] == ["1.4^D1", "1.4^A1"]


def test_the_first_act_is_the_main_one(header: Header) -> None:
    assert (header.act.code.words, header.act.period.words) == ("Acte un", "du 28/02/2026 au 01/03/2026")
    assert header.act.performer.words == "PREMIER"


def test_everything_that_the_header_says_is_shown_and_the_matricule_is_not(header: Header) -> None:
    shown = {label: " | ".join(values) for label, values in header_facts(header)}

    expected = {
        "Actes documentés": "PREMIER",
        "Autres exécutants": "SECOND",
        "Remplace": "1.5^V1",
        "Complète": "1.5^V0",
        "Saisie": "SAISIE",
        "Personne de confiance": "CONFIANCE",
        "Informateur": "SOIGNANT",
        "Responsable de la conservation": "Hôpital H",
        "Destinataire": "DESTIN",
        "Signataire légal": "SIGNE",
        "Valideur": "VALIDE",
        "Médecin traitant": "TRAITANT · 01/01/2026",
        "Participant à la prise en charge": "PRÉSENT",
        "Consentements": "Accord donné",
        "Représentants": "LECOQ Yann",
        "Demandes": "1.4^D1 | 1.4^A1",
        "Identifiant": "1.2.250.1.999.7",
    }
    assert {label: shown.get(label) for label in expected if expected[label] not in shown.get(label, "")} == {}
    for words in ("Hospitalisation · 27/02/2026 · Service S", "Établissement public", "RESPONSABLE"):
        assert words in shown["Prise en charge"]
    for words in ("LECOQ Solène Marie", "MORVAN · Sol", "mars 1955", "Rennes · 35238", "oui", "0199000000"):
        assert words in shown["Patient porté par le document"]
    assert MATRICULE not in "".join(shown.values())


def test_empty_and_null_elements_are_no_error() -> None:
    names = ["author", "custodian", "legalAuthenticator", "informant", "participant", "documentationOf", "componentOf"]
    nulls = "".join(f"<{name} nullFlavor='UNK'/>" for name in [*names, "effectiveTime", "setId", "relatedDocument"])

    header = parse(cda(header=nulls + "<recordTarget><patientRole/></recordTarget><languageCode/>")).header

    assert header.effective_time is None
    assert header.act.code.words == ""
    assert header_facts(header)


def test_a_null_flavour_has_its_french_word() -> None:
    act = "<documentationOf><serviceEvent><code nullFlavor='MSK'/></serviceEvent></documentationOf>"

    assert parse(cda(header=act)).header.act.code.words == "masqué"


@pytest.mark.parametrize(("version", "expected"), [("3", 3), ("0", 1), ("-1", 1), ("9" * 5000, 1), ("", 1), ("x", 1)])
def test_absurd_version_numbers_read_as_one(version: str, expected: int) -> None:
    assert parse(cda(header=f"<versionNumber value='{version}'/>")).header.version_number == expected


def test_a_document_without_identifier_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="identifiant"):
        read_header(etree.fromstring(f'<ClinicalDocument xmlns="{HL7}"><id nullFlavor="NA"/></ClinicalDocument>'))


CET = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "shown", "moment"),
    [
        ("2026", "2026", datetime(2026, 1, 1)),
        ("202603", "mars 2026", datetime(2026, 3, 1)),
        ("20260312", "12/03/2026", datetime(2026, 3, 12)),
        ("2026031214", "12/03/2026", datetime(2026, 3, 12, 14)),
        ("202603121432", "12/03/2026 à 14 h 32", datetime(2026, 3, 12, 14, 32)),
        ("20260312143205+0100", "12/03/2026 à 14 h 32", datetime(2026, 3, 12, 14, 32, 5, tzinfo=CET)),
        ("20260312143205.123-0330", "12/03/2026 à 14 h 32", None),
        ("00000000", "00000000", None),
        ("20261345", "20261345", None),
        ("20260229", "20260229", None),
        ("hier", "hier", None),
        ("2026-03-12", "2026-03-12", None),
    ],
)
def test_times_keep_the_precision_that_they_were_given(text: str, shown: str, moment: datetime | None) -> None:
    value = Timestamp(text)

    assert str(value).replace("\N{NO-BREAK SPACE}", " ") == shown
    if moment:
        assert value.moment == moment
        assert value.day == date(moment.year, moment.month, moment.day)


@given(st.one_of(st.text(max_size=20), st.text(alphabet="0123456789+-.", max_size=24)))
def test_no_time_ever_raises(text: str) -> None:
    value = Timestamp(text)

    assert isinstance(str(value), str)
    assert value.moment is None or value.day
    assert value.is_partial in (True, False)
