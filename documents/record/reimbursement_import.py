"""Trusted import of the insurance's exports: one document per patient, all or nothing, the same bytes only once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import NAMESPACE_OID, uuid5

from django.conf import settings
from django.utils import timezone

from documents.cda.model import Header, Service
from documents.cda.values import Identifier, Organisation, Party, Period, Timestamp
from documents.deposit.wrapping import cda_patient
from documents.importing import IMPORT_ACTOR, refusal_journal
from documents.models import Document
from documents.record.reimbursements import (
    TYPE,
    CareRow,
    UnreadableRows,
    export_of,
    imported_row,
    parse_export,
    rows_of,
)
from documents.services import AlreadyDeposited, Deposit, DepositRefused, document_deposit
from patients.ins import InvalidMatricule, Matricule
from patients.models import Patient

INSURANCE = "Assurance maladie"
NumberedRows = list[tuple[int, dict[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReimbursementOutcome:
    """What became of one patient's rows. `patient` is an opaque reference; the matricule is never told."""

    path: str
    lines: int
    first_line: int
    outcome: str
    reason: str = ""
    document: str = ""
    patient: str = ""


def groups_of(data: bytes) -> list[NumberedRows]:
    """Rows of each matricule, in the order of the file. Raises UnreadableRows."""
    groups: dict[str, NumberedRows] = {}
    rows = rows_of(data)
    if rows and "matricule" not in rows[0][1]:
        raise UnreadableRows("Colonnes absentes de la première ligne : matricule.")
    for number, cells in rows:
        groups.setdefault(cells.get("matricule", "").replace(" ", "").upper(), []).append((number, cells))
    return list(groups.values())


def import_groups(path: str, groups: list[NumberedRows]) -> Iterator[ReimbursementOutcome]:
    for rows in groups:
        yield _import(path, rows)


def refused(path: str, reason: str) -> ReimbursementOutcome:
    """A file that cannot be read at all."""
    refusal_journal()
    return ReimbursementOutcome(path=path, lines=0, first_line=0, outcome="refused", reason=reason)


def _import(path: str, rows: NumberedRows) -> ReimbursementOutcome:
    outcome, reason, document, patient = "imported", "", None, None
    try:
        patient = _patient(rows[0][1].get("matricule", ""))
        document = reimbursements_deposit(patient, [imported_row(*row) for row in rows], at=timezone.now())
    except AlreadyDeposited as duplicate:
        outcome, reason, document = "duplicate", "Ces lignes sont déjà dans le dossier.", duplicate.document
    except (UnreadableRows, DepositRefused) as error:
        refusal_journal()
        outcome, reason = "refused", str(error)
    return ReimbursementOutcome(
        path=path,
        lines=len(rows),
        first_line=rows[0][0],
        outcome=outcome,
        reason=reason,
        document=str(document.uuid) if document else "",
        patient=str(patient.uuid) if patient else "",
    )


def _patient(text: str) -> Patient:
    """Whom a matricule designates, among the authorities of this environment."""
    try:
        matricule = Matricule.parse(text, imported=True)
    except InvalidMatricule:
        raise DepositRefused("Le matricule de ces lignes n’a pas la forme d’un matricule.") from None
    found = Patient.objects.filter(matricule=matricule.value, ins_oid__in=settings.INS_OIDS)
    patient = min(found, key=lambda p: settings.INS_OIDS.index(p.ins_oid or ""), default=None)
    if patient is None:
        raise DepositRefused("Aucun patient ne correspond au matricule de ces lignes.")
    return patient


def reimbursements_deposit(patient: Patient, rows: list[CareRow], *, at: datetime) -> Document:
    """One document of type REMB that holds these rows. Raises AlreadyDeposited, DepositRefused or UnreadableRows."""
    data = export_of(rows)
    document = parse_export(data, _header(patient, data, [row.on for row in rows], at))
    return document_deposit(Deposit(data=data, document=document, patient=patient, at=at), by=IMPORT_ACTOR)


def _header(patient: Patient, data: bytes, days: list[date], at: datetime) -> Header:
    """Identified by its patient and its bytes. The act is the last one told: what the list sorts by."""
    key = uuid5(NAMESPACE_OID, f"{patient.uuid} {sha256(data).hexdigest()}")
    insurance = Organisation(name=INSURANCE)
    author = Party(part="Auteur", organisation=insurance)
    return Header(
        id=Identifier(f"2.25.{key.int}"),
        type=TYPE,
        title=f"Remboursements du {min(days):%d/%m/%Y} au {max(days):%d/%m/%Y}",
        patient=cda_patient(patient),
        effective_time=Timestamp(f"{timezone.localtime(at):%Y%m%d%H%M%S%z}"),
        authors=(author,),
        custodian=insurance,
        services=(Service(TYPE, Period(Timestamp(f"{max(days):%Y%m%d}"))),),
    )
