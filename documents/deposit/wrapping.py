"""The header of a file that a professional deposits: complete metadata of a CDA of level 1 (document_metadata, 2)."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from access.columns import G15
from access.models import DocumentType, Practice
from access.oids import PS_IDNAT_OID, STRUCT_IDNAT_OID
from documents.cda.model import CdaPatient, Encounter, Header, Service
from documents.cda.values import Code, Identifier, Organisation, Party, Period, PersonName, Timestamp
from documents.cda.writing import LEVEL_1
from documents.models import Concept, Document
from patients.models import Patient

_NORMAL = Code("N", "2.16.840.1.113883.5.25", "Normal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapping:
    """What the header is made of. `uuid` gives the identifier; `by` deposits for `author`, who may be the same."""

    uuid: UUID
    patient: Patient
    type: DocumentType
    title: str
    act_on: date
    act_end: date | None
    author: Practice
    by: Practice
    setting: str  # code of the care setting
    at: datetime
    replaces: Document | None = None


def own_identifier(uuid: UUID) -> str:
    """An OID that nobody else draws (ITU-T X.667)."""
    return f"2.25.{uuid.int}"


def header_of(wrapping: Wrapping) -> Header:
    """Every element that the standard wants, in the parser's own values: written and read back, they are the same."""
    identifier = Identifier(own_identifier(wrapping.uuid))
    replaced = wrapping.replaces
    author = _party(wrapping.author, wrapping.at)
    period = Period(_day(wrapping.act_on), _day(wrapping.act_end) if wrapping.act_end else None)
    kind = Code(wrapping.type.code, wrapping.type.oid, wrapping.type.label)
    performer = _party(wrapping.author, None, setting=_concept(Concept.Kind.PRACTICE_SETTING, wrapping.setting))
    return Header(
        id=identifier,
        type=kind,
        title=wrapping.title,
        patient=cda_patient(wrapping.patient),
        effective_time=_moment(wrapping.at),
        confidentiality=_NORMAL,
        set_id=_identifier(replaced.set_id or replaced.unique_id) if replaced else identifier,
        version_number=replaced.version_number + 1 if replaced else 1,
        template_ids=LEVEL_1,
        authors=(author,),
        custodian=_organisation(wrapping.author),
        legal_authenticator=author,
        others=() if wrapping.by.pk == wrapping.author.pk else (_party(wrapping.by, wrapping.at),),
        services=(Service(kind, period, performer),),
        replaces=(_identifier(replaced.unique_id),) if replaced else (),
        encounter=Encounter(
            period=period,
            facility=_concept(Concept.Kind.FACILITY, wrapping.author.structure.sector_code),
            place=wrapping.author.structure.name,
        ),
    )


def speciality_of(practice: Practice) -> Code:
    """Profession and know-how of an author (JDV_J01), as precisely as the nomenclature goes."""
    profession = practice.profession
    code = f"G15_{profession.code}" if profession.oid == G15 else profession.code
    precise = f"{code}/{practice.know_how.code}" if practice.know_how else code
    known = {c.code: c for c in Concept.objects.filter(kind=Concept.Kind.SPECIALTY, code__in=(code, precise))}
    found = known.get(precise) or known.get(code)
    return (
        Code(found.code, found.oid, found.label) if found else Code(profession.code, profession.oid, profession.label)
    )


def cda_patient(patient: Patient) -> CdaPatient:
    return CdaPatient(
        ins=(Identifier(patient.ins_oid or "", patient.matricule or ""),),
        name=PersonName(
            family_birth=patient.birth_name,
            given_birth=patient.first_given_name,
            givens=patient.birth_given_names,
            family_used=patient.used_name,
            given_used=patient.used_given_name,
        ),
        sex=patient.sex,
        birth=_day(patient.birth_date),
        birth_place_code=patient.birth_place_code,
        birth_place_name=patient.birth_place_name,
    )


def _party(practice: Practice, at: datetime | None, *, setting: Code | None = None) -> Party:
    professional = practice.professional
    return Party(
        ids=(Identifier(PS_IDNAT_OID, professional.idnat),),
        name=PersonName(
            family_birth=professional.family_name,
            givens=professional.given_name,
            suffix=_title(practice),
        ),
        specialty=speciality_of(practice),
        organisation=_organisation(practice, setting),
        time=_moment(at) if at else None,
    )


def _title(practice: Practice) -> str:
    """DR or PR, as it is registered; a doctor and a dentist bear the first one."""
    registered = practice.professional.civility.strip(". ").upper()
    is_doctor = (practice.profession.oid, practice.profession.code) in ((G15, "10"), (G15, "40"))
    return registered if registered in ("DR", "PR") else "DR" if is_doctor else ""


def _organisation(practice: Practice, setting: Code | None = None) -> Organisation:
    structure = practice.structure
    return Organisation(structure.name, (Identifier(STRUCT_IDNAT_OID, structure.idnat),), setting or Code())


def _concept(kind: Concept.Kind, code: str) -> Code:
    found = Concept.objects.filter(kind=kind, code=code).first()
    return Code(found.code, found.oid, found.label) if found else Code()


def _identifier(unique_id: str) -> Identifier:
    root, _, extension = unique_id.partition("^")
    return Identifier(root, extension)


def _day(day: date) -> Timestamp:
    return Timestamp(f"{day:%Y%m%d}")


def _moment(at: datetime) -> Timestamp:
    return Timestamp(f"{timezone.localtime(at):%Y%m%d%H%M%S%z}")
