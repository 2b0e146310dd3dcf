"""Who may open one patient's record, who could once, and who is blocked (PS S27). Selectors never write.

For the holder, who reads it at any time (L.1111-19), and for those whom the law lets see it: see `sees_list`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from access.consent.authorisations import may_renew
from access.consent.roles import declaration_obstacle, live_roles, may_manage
from access.facts import live_authorisation
from access.models import (
    Authorisation,
    Block,
    Practice,
    Professional,
    RecordAccess,
    RecordAdministrator,
    TreatingDoctor,
)
from access.practices import PRACTICE_RELATIONS
from access.reader import OpenedRecord
from access.rules import PER_CONSULTATION, Basis, Mode
from access.wording import BASIS_WORDS
from patients.models import Patient


def sees_list(reader: OpenedRecord) -> bool:
    """The médecin traitant in office and an administrator of the record, in normal mode (AR 8.8, 13.2)."""
    return reader.mode is Mode.NORMAL and (reader.treating_doctor or reader.administrator)


def manages(reader: OpenedRecord, access: RecordAccess) -> bool:
    """May block and unblock at the patient's request, from this opened record."""
    return sees_list(reader) and may_manage(access)


@dataclass(frozen=True, slots=True)
class RoleHolders:
    """Who holds a role in one record, and whose declaration waits for the patient."""

    treating_doctor: TreatingDoctor | None
    waiting: TreatingDoctor | None
    administrators: list[RecordAdministrator]

    @property
    def professionals(self) -> set[int]:
        return {role.professional_id for role in (self.treating_doctor, self.waiting, *self.administrators) if role}


@dataclass(frozen=True, slots=True)
class AccessRow:
    """One professional in one practice, which `_practices` annotated."""

    practice: Practice
    holders: RoleHolders
    authorisation: Authorisation | None
    blocked_at: datetime | None

    def holds(self, role: TreatingDoctor | RecordAdministrator | None) -> bool:
        return role is not None and role.professional_id == self.practice.professional_id

    @property
    def in_office(self) -> bool:
        return self.holds(self.holders.treating_doctor)

    @property
    def waits(self) -> bool:
        return self.holds(self.holders.waiting)

    @property
    def administrator(self) -> bool:
        return any(self.holds(role) for role in self.holders.administrators)

    @property
    def roles(self) -> list[str]:
        words = {
            "Médecin traitant": self.in_office,
            "Déclaration à confirmer": self.waits,
            "Administrateur du dossier": self.administrator,
        }
        return [word for word, holds in words.items() if holds]

    @property
    def last_opened(self) -> datetime | None:
        return self.practice.last_opened  # type: ignore[attr-defined, no-any-return]

    @property
    def concerned(self) -> bool:
        return self.practice.concerned  # type: ignore[attr-defined, no-any-return]

    @property
    def since(self) -> datetime | None:
        return self.authorisation.given_at if self.authorisation else None

    @property
    def may_be_treating(self) -> bool:
        return declaration_obstacle(self.practice) is None

    @property
    def name(self) -> str:
        return self.practice.professional.full_name

    @property
    def profession(self) -> str:
        return self.practice.profession.label

    @property
    def structure(self) -> str:
        return self.practice.structure.name

    @property
    def basis(self) -> str:
        return BASIS_WORDS[Basis(self.authorisation.basis)] if self.authorisation else ""

    @property
    def collected_by(self) -> str:
        return (self.authorisation.collector_name if self.authorisation else "") or "le professionnel"


@dataclass(frozen=True, slots=True)
class AccessList:
    """`past` are those whose access has ended or expired, or who came in an emergency."""

    authorised: list[AccessRow]
    past: list[AccessRow]
    blocked: list[AccessRow]
    holders: RoleHolders

    def rows_of(self, role: TreatingDoctor | None) -> list[AccessRow]:
        """The row of who holds a role, at most one."""
        return [row for row in (*self.authorised, *self.past) if row.holds(role)][:1]

    def row(self, practice: UUID) -> AccessRow | None:
        rows = [*self.authorised, *self.past, *self.blocked]
        return next((row for row in rows if row.practice.uuid == practice), None)


def access_list(
    patient: Patient, *, now: datetime, but: int | None = None, for_representatives: bool = False
) -> AccessList:
    """Everybody who has to do with this record, `but` one professional: five queries, however many they are.

    `for_representatives` (one query more): without those whom the minor met in confidential sessions alone, neither
    their authorisation, nor their block, nor their role (AR 11.4).
    """
    hidden = known_to_the_minor_alone(patient) if for_representatives else frozenset()
    holders = _role_holders(patient, hidden)
    blocks = dict(
        Block.objects.filter(patient=patient, lifted_at__isnull=True).values_list("professional_id", "placed_at")
    )
    authorisations = {found.practice_id: found for found in _in_force(patient, now, ordinary=for_representatives)}
    rows = [
        AccessRow(
            practice,
            holders,
            authorisations.get(practice.pk) if _practises(practice) else None,
            blocks.get(practice.professional_id),
        )
        for practice in _practices(patient, {*blocks, *holders.professionals}, ordinary=for_representatives)
        if practice.professional_id not in {but, *hidden}
    ]
    rows = _without_spare_practices(rows)
    free = [row for row in rows if row.blocked_at is None]
    return AccessList(
        authorised=[row for row in free if row.authorisation],
        past=[row for row in free if not row.authorisation],
        blocked=_one_each([row for row in rows if row.blocked_at]),
        holders=holders,
    )


def _role_holders(patient: Patient, hidden: Collection[int]) -> RoleHolders:
    roles: list[TreatingDoctor] = list(live_roles(patient).exclude(professional__in=hidden))
    administrators = RecordAdministrator.objects.filter(patient=patient, ended_at__isnull=True)
    return RoleHolders(
        treating_doctor=next((role for role in roles if role.confirmed_at is not None), None),
        waiting=next((role for role in roles if role.confirmed_at is None), None),
        administrators=list(administrators.exclude(professional__in=hidden).select_related("professional")),
    )


def known_to_the_minor_alone(patient: Patient) -> frozenset[int]:
    """Professionals whose every access and every authorisation was confidential: representatives know of neither."""
    theirs = {"practice__professional": OuterRef("pk")}
    sessions = RecordAccess.objects.filter(record__patient=patient, **theirs)
    granted = Authorisation.objects.filter(patient=patient, **theirs)
    found = Professional.objects.filter(
        Exists(sessions.filter(confidential=True)),
        ~Exists(sessions.filter(confidential=False)),
        ~Exists(granted.filter(confidential=False)),
    )
    return frozenset(found.values_list("pk", flat=True))


def _in_force(patient: Patient, now: datetime, *, ordinary: bool) -> QuerySet[Authorisation]:
    """Authorisations that open the record now; one for a single consultation lives with its opened record.

    `ordinary`: only those that were not given in confidence. Of one practice's two, the ordinary one comes last.
    """
    uses = RecordAccess.objects.filter(authorisation=OuterRef("pk"))
    consultation = uses.filter(ended_at__isnull=True, expires_at__gt=now)
    lives = ~Q(basis__in=PER_CONSULTATION) | Exists(consultation)
    term = Q(until__isnull=True) | Q(until__gt=now)
    found = Authorisation.objects.filter(lives, term, patient=patient, ended_at__isnull=True)
    return found.filter(confidential=False) if ordinary else found.order_by("-confidential")


def _practices(patient: Patient, others: Collection[int], *, ordinary: bool) -> QuerySet[Practice]:
    """Practices that were ever authorised or that opened the record; of the `others`, all."""
    authorised = Authorisation.objects.filter(patient=patient, practice=OuterRef("pk"))
    opened = RecordAccess.objects.filter(record__patient=patient, practice=OuterRef("pk"))
    counted = Q(record_accesses__record__patient=patient)
    if ordinary:
        authorised = authorised.filter(confidential=False)
        opened, counted = opened.filter(confidential=False), counted & Q(record_accesses__confidential=False)
    return (
        Practice.objects.annotate(concerned=Exists(authorised) | Exists(opened))
        .filter(Q(concerned=True) | Q(professional_id__in=others))
        .select_related(*PRACTICE_RELATIONS)
        .annotate(last_opened=Max("record_accesses__opened_at", filter=counted))
        .order_by("professional__family_name", "professional__given_name", "pk")
    )


def _practises(practice: Practice) -> bool:
    """In force, by somebody who is not struck off: otherwise nothing opens, whatever was authorised."""
    ends = (practice.ended_on, practice.professional.struck_off_on)
    return all(end is None or end > timezone.localdate() for end in ends)


def _without_spare_practices(rows: list[AccessRow]) -> list[AccessRow]:
    """Of who holds a role: the practices that had to do with this record; when there is none, the first one."""
    concerned = [row for row in rows if row.concerned or row.blocked_at]
    known = {row.practice.professional_id for row in concerned}
    spare = _one_each([row for row in rows if row.practice.professional_id not in known])
    return [row for row in rows if row in concerned or row in spare]


def _one_each(rows: list[AccessRow]) -> list[AccessRow]:
    """A block is of a person: one row each, of the first practice."""
    return list({row.practice.professional_id: row for row in reversed(rows)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class OwnAccess:
    """What one's own access stands on, and what one may do about it."""

    authorisation: Authorisation | None
    role: TreatingDoctor | None
    administrator: bool
    renewable: bool
    declarable: bool

    @property
    def basis(self) -> str:
        return BASIS_WORDS[Basis(self.authorisation.basis)] if self.authorisation else ""


def own_access(access: RecordAccess, practice: Practice, reader: OpenedRecord, *, now: datetime) -> OwnAccess:
    """For an opened record: two queries."""
    patient = access.record.patient
    normal = access.mode == Mode.NORMAL
    current = live_authorisation(patient, practice, confidential=access.confidential) if normal else None
    role = live_roles(patient).filter(professional_id=practice.professional_id).first()
    in_team = current is not None and current.basis == Basis.TEAM
    return OwnAccess(
        authorisation=current,
        role=role,
        administrator=reader.administrator,
        renewable=current is not None and may_renew(current, now),
        declarable=in_team and role is None and may_manage(access) and declaration_obstacle(practice) is None,
    )
