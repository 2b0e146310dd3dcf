"""Trusted import of CDA files: one outcome per file, each file all or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone

from documents.cda.model import ClinicalDocument, Header, UnreadableDocument
from documents.cda.parser import MAX_BYTES, parse
from documents.cda.values import Identifier
from documents.metadata import traits_of
from documents.models import Document
from documents.services import AlreadyDeposited, Deposit, DepositRefused, document_deposit
from journal.models import Action
from journal.services import Actor, Entry, JournalUnavailable, record
from patients.identity import Traits
from patients.ins import PRODUCTION_OIDS, InvalidMatricule, Matricule
from patients.models import InsStatus, Patient
from patients.services import patient_create

IMPORT_ACTOR = Actor(account="import", professional_name="Import de documents")


def let_the_planner_know() -> None:
    """After documents in numbers, so that the first pages need not wait for autovacuum: a minute, or several."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE documents_document, documents_documentauthor, documents_statement, documents_passage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file. `patient` is an opaque reference."""

    path: str
    outcome: str
    reason: str = ""
    document: str = ""
    patient: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    create_patients: bool = False
    accept_mismatch: bool = False


def files_in(paths: list[Path]) -> Iterator[Path]:
    """Files as named, and the XML files of folders, in a stable order."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() == ".xml")
        else:
            yield path


def import_file(path: Path, options: Options) -> Outcome:
    """Import one file. Never raises for what the file holds: the outcome says why it was refused."""
    try:
        return _import(path, options)
    except (UnreadableDocument, DepositRefused) as error:
        reason = str(error)
    except OSError as error:
        reason = f"Fichier illisible : {error.strerror or 'erreur'}."
    except (OperationalError, JournalUnavailable):
        reason = (
            "La base de données n’a pas pu l’enregistrer maintenant ; rien n’a été enregistré. Importez-le à nouveau."
        )
    except (DatabaseError, ValueError, OverflowError, RecursionError):
        # What no reader of the format foresaw stops this file, and never the ones that follow.
        reason = "Ce document contient une valeur qui ne peut pas être enregistrée ; rien n’a été enregistré."
    refusal_journal()
    return Outcome(path=str(path), outcome="refused", reason=reason)


def refusal_journal() -> None:
    """The journal line of what an import refused: it names nothing of a file that may concern anybody."""
    record(Entry(action=Action.DOCUMENT_DEPOSITED, actor=IMPORT_ACTOR, granted=False, decision="REFUSED"))


def _import(path: Path, options: Options) -> Outcome:
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableDocument(f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.")
    data = path.read_bytes()
    document = parse(data)
    with transaction.atomic():  # a patient made for a document that is then refused goes with it
        patient, said = _patient(document.header.patient.ins, document, options)
        deposit = Deposit(
            data=data, document=document, patient=patient, at=timezone.now(), accept_mismatch=options.accept_mismatch
        )
        try:
            stored = document_deposit(deposit, by=IMPORT_ACTOR)
        except AlreadyDeposited as duplicate:
            return _outcome(path, "duplicate", "Ce fichier est déjà dans le dossier.", duplicate.document, patient)
    traits = ", ".join(d["trait"].lower() for d in stored.identity_differences)
    notes = [said, f"identité différente acceptée : {traits}" if traits else ""]
    return _outcome(path, "imported", " ; ".join(note for note in notes if note), stored, patient)


def _outcome(path: Path, outcome: str, reason: str, document: Document, patient: Patient) -> Outcome:
    return Outcome(
        path=str(path), outcome=outcome, reason=reason, document=str(document.uuid), patient=str(patient.uuid)
    )


def _patient(ins: tuple[Identifier, ...], document: ClinicalDocument, options: Options) -> tuple[Patient, str]:
    """The patient of the header's INS, made from the header when asked."""
    distinct = sorted({(i.root, i.extension) for i in ins})
    if not distinct:
        raise DepositRefused("Le document ne porte pas d’INS ; il ne peut pas être rattaché à un dossier.")
    if len(distinct) > 1:
        raise DepositRefused("Le document porte plusieurs INS ; il ne peut pas être rattaché à un dossier.")
    oid, text = distinct[0]
    if oid not in settings.INS_OIDS:
        raise DepositRefused("L’INS du document n’est pas admise dans cet environnement.")
    matricule = _matricule(text, oid)
    patient = Patient.objects.filter(ins_oid=oid, matricule=matricule.value).first()
    if patient:
        return patient, ""
    if not options.create_patients:
        raise DepositRefused("Aucun patient ne correspond à l’INS du document.")
    return _create(matricule, oid, document)


def _matricule(text: str, oid: str) -> Matricule:
    try:
        matricule = Matricule.parse(text, imported=True)
    except InvalidMatricule:
        raise DepositRefused("L’INS du document n’a pas la forme d’un matricule.") from None
    if not matricule.fits(oid):
        raise DepositRefused("L’INS du document est provisoire, mais portée par une autorité qui n’en donne pas.")
    if oid in PRODUCTION_OIDS and not matricule.key_is_valid:
        raise DepositRefused("L’INS du document n’est pas valide : la clé de contrôle ne correspond pas.")
    return matricule


def _create(matricule: Matricule, oid: str, document: ClinicalDocument) -> tuple[Patient, str]:
    header = document.header
    status = InsStatus.QUALIFIED if settings.DEMO else InsStatus.RECOVERED
    name = header.patient.name
    try:
        patient = patient_create(
            matricule=matricule,
            oid=oid,
            traits=_whole_traits(header),
            status=status,
            evidence="Créée depuis l’en-tête d’un document importé",
            by=IMPORT_ACTOR,
            opened_on=timezone.localdate(),
            used_name=name.family_used[:100],
            used_given_name=name.given_used[:100],
            birth_place_name=header.patient.birth_place_name[:100],
        )
    except ValueError:
        raise DepositRefused("Il manque un trait d’identité au document ; le patient n’a pas été créé.") from None
    return patient, f"patient créé, {InsStatus(status).label}"


def _whole_traits(header: Header) -> Traits:
    """Traits to make a patient from. A partial date of birth gives its first day, the lack of better."""
    traits = traits_of(header)
    birth = header.patient.birth
    return replace(traits, birth_date=traits.birth_date or (birth.day if birth else None))
