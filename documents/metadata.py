"""From a CDA header to the document entry (XDS metadata)."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from django.utils import timezone

from access.models import DocumentType
from access.models.vocabulary import Category
from documents import media
from documents.cda.model import ClinicalDocument, Header
from documents.cda.statements.model import ResultState
from documents.cda.statements.results import report_state
from documents.cda.values import Organisation, Party
from documents.models import Confidentiality, Document, DocumentAuthor
from documents.nomenclatures import IMAGING_CLASS, deciding_type, format_code
from documents.words import in_order
from patients.identity import Traits

_IMAGING_FORMATS = ("urn:ihe:rad:CDA:ImagingReportStructuredHeadings:2013",)


def traits_of(header: Header) -> Traits:
    """The traits that the document bears."""
    patient = header.patient
    return Traits(
        birth_name=patient.name.family_birth or patient.name.family_used,
        first_given_name=patient.name.given_birth,
        given_names=patient.name.givens,
        birth_date=patient.birth.day if patient.birth and not patient.birth.is_partial else None,
        birth=patient.birth.text[:8] if patient.birth else "",
        sex=patient.sex if patient.sex in ("M", "F") else "",
        birth_place_code=patient.birth_place_code[:5],
    )


def entry_values(document: ClinicalDocument, *, birth_date: date, now: datetime) -> dict[str, Any]:
    """Values of Document fields that the file itself gives."""
    header, kind = document.header, _kind_values(document)
    return (
        {
            "unique_id": header.id.unique_id,
            "set_id": header.set_id.unique_id if header.set_id else "",
            "version_number": header.version_number,
            "title": _cut(header.title, 300),
            "language": _cut(header.language, 20),
            "confidentiality": _level(header),
            "page_count": _pages(document),
            "source_digest": _source_digest(document),
            "is_partial": is_partial(header, kind["category"]),
        }
        | kind
        | _date_values(header, birth_date, now)
        | _party_values(header)
    )


def is_partial(header: Header, category: str) -> bool:
    """Said by the header of a laboratory report: no other kind of document says it in that way."""
    return category == Category.LABORATORY and report_state(header) is ResultState.PARTIAL


def _level(header: Header) -> str:
    level = header.confidentiality.code
    return level if level in Confidentiality.values else Confidentiality.NORMAL


def _kind_values(document: ClinicalDocument) -> dict[str, Any]:
    """Type, class, category and format. The file keeps its own code and points to the type that decides."""
    code, label = document.header.type, document.header.type.label
    format_ = format_code(template_ids=document.header.template_ids, media_type=_body_media_type(document))
    is_imaging = format_ in _IMAGING_FORMATS
    kind = deciding_type(code.code, code.system, class_code=IMAGING_CLASS if is_imaging else "")
    known = kind.code == code.code
    return {
        "document_type": kind,
        "type_code": _cut(code.code or DocumentType.UNRULED, 100),
        "type_oid": _cut(code.system, 64),
        "type_label": _cut(kind.label if known else label, 300),
        "class_code": kind.document_class.code if known and kind.document_class else "",
        "category": kind.category if known or kind.code == DocumentType.IMAGING_PROCEDURE else Category.OTHER,
        "format_code": format_,
        "origin": _origin(kind),
    }


def _body_media_type(document: ClinicalDocument) -> str | None:
    """Of a level 1 document; a structured one has none."""
    if document.level != 1:
        return None
    return document.attachments[0].media_type if document.attachments else "text/plain"


def _date_values(header: Header, birth_date: date, now: datetime) -> dict[str, Any]:
    created = _aware(header.effective_time.moment if header.effective_time else None) or now
    start, stop = header.act.period.low, header.act.period.high
    act_on = (start.day if start else None) or timezone.localdate(created)
    return {
        "act_on": act_on,
        "act_start": _aware(start.moment if start else None),
        "act_stop": _aware(stop.moment if stop else None),
        "created_at": created,
        "doubtful_date": is_doubtful(act_on, start is not None and not start.is_partial, birth_date, now),
    }


def _party_values(header: Header) -> dict[str, Any]:
    """Who and where; the first author and institution as lists show them."""
    return {
        "author_label": _author_label(header.authors),
        "author_profession": _author_profession(header.authors),
        "institution_label": _cut(_institution(header), 300),
        "facility_code": _cut(header.encounter.facility.code, 40),
        "practice_setting_code": _cut(header.act.performer.organisation.setting.code, 40),
        "event_codes": [_code(c) for s in header.services for c in (s.code, *s.code.translations) if c],
        "legal_authenticator": _party(header.legal_authenticator),
        "custodian": _organisation(header.custodian),
        "source_patient_id": _cut(header.patient.local_ids[0].unique_id if header.patient.local_ids else "", 200),
        "source_patient_info": _source_patient(header),
        "reference_ids": [i.unique_id for i in (*header.orders, *header.encounter.ids)],
    }


def is_doubtful(act_on: date, precise: bool, birth_date: date, now: datetime) -> bool:
    """An act after its deposit, on the first of January, before birth, or known to the month only (PS S12)."""
    first_of_january = (act_on.month, act_on.day) == (1, 1)
    return not precise or first_of_january or act_on < birth_date or act_on > timezone.localdate(now)


def authors_of(header: Header) -> list[DocumentAuthor]:
    """Authors in their order, not saved."""
    return [
        DocumentAuthor(
            rank=rank,
            family_name=_cut(author.name.family, 100),
            given_name=_cut(author.name.given, 100),
            title=_cut(author.name.suffix or author.name.prefix, 40),
            device=_cut(author.device, 200),
            identifier=_cut(author.ids[0].extension if author.ids else "", 100),
            identifier_oid=_cut(author.ids[0].root if author.ids else "", 64),
            role=_cut(author.role.words, 200),
            specialty_code=_cut(author.specialty.code, 60),
            specialty_label=_cut(author.specialty.label, 300),
            institution=_cut(author.organisation.name, 300),
            institution_id=_cut(author.organisation.id, 100),
        )
        for rank, author in enumerate(header.authors, start=1)
    ]


def _origin(kind: DocumentType) -> str:
    if kind.category == Category.REIMBURSEMENTS:
        return Document.Origin.INSURANCE
    return Document.Origin.PATIENT if kind.deposited_by == "patient" else Document.Origin.PROFESSIONAL


def _first_author(authors: tuple[Party, ...]) -> tuple[Party, str]:
    """A person before a device; with profession and speciality, less the note that ends them in brackets."""
    first = next((a for a in authors if a.name), authors[0] if authors else Party())
    return first, first.specialty.label.rpartition(" (")[0] or first.specialty.label


def _author_profession(authors: tuple[Party, ...]) -> str:
    """« Médecin », from « Médecin - Médecine générale (SM) »."""
    return _cut(_first_author(authors)[1].partition(" - ")[0].strip(), 300)


def _author_label(authors: tuple[Party, ...]) -> str:
    """First author and speciality: « Dr CAMPARINI Marcel, biologie médicale »."""
    first, specialty = _first_author(authors)
    specialty = specialty.rpartition(" - ")[2]
    words = [first.words, specialty[:1].lower() + specialty[1:] if first.name else ""]
    return _cut(", ".join(word for word in words if word), 300)


def _institution(header: Header) -> str:
    names = (author.organisation.name for author in header.authors)
    return next((name for name in names if name), header.custodian.name)


def _source_patient(header: Header) -> dict[str, str]:
    """Traits as the producer knew them: never updated afterwards. The matricule stays with the patient's row."""
    name = header.patient.name
    return {
        "birth_name": name.family_birth,
        "used_name": name.family_used,
        "first_given_name": name.given_birth,
        "given_names": name.givens,
        "birth": header.patient.birth.text if header.patient.birth else "",
        "sex": header.patient.sex,
        "birth_place_code": header.patient.birth_place_code,
    }


def _source_digest(document: ClinicalDocument) -> str:
    """SHA-256 of the one file of a level 1 document: so the file is known again when it comes by itself."""
    data = document.attachments[0].data if document.level == 1 and document.attachments else None
    return sha256(data).hexdigest() if data else ""


def _pages(document: ClinicalDocument) -> int | None:
    main = document.attachments[0] if document.level == 1 and document.attachments else document.pdf_copy
    return media.pdf_page_count(main.data) if main and main.is_pdf and main.data else None


def _party(party: Party) -> dict[str, str]:
    identifier = party.ids[0] if party.ids else None
    return {
        "words": party.words,
        "identifier": identifier.extension if identifier else "",
        "identifier_oid": identifier.root if identifier else "",
        "time": party.time.text if party.time else "",
    }


def _organisation(organisation: Organisation) -> dict[str, str]:
    return {"name": organisation.name, "id": organisation.id}


def _code(code: Any) -> dict[str, str]:
    return {"code": code.code, "system": code.system, "label": code.label}


def _aware(moment: datetime | None) -> datetime | None:
    """In UTC, or None for a moment that no document can speak of: some years exist in one zone and not in another."""
    if moment is None or not 1850 <= moment.year <= 2200:
        return None
    return (moment if moment.tzinfo else timezone.make_aware(moment)).astimezone(UTC)


def _cut(text: str, length: int) -> str:
    return in_order(text.replace("\x00", ""))[:length]
