"""The professionals around a record, as its holder sees them: who has access, who is blocked, who holds a role.

A representative never learns of a professional whom the minor met in confidential sessions alone (AR 11.4): neither
the authorisation, nor the block, nor the role. Selectors never write.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery

from access.authorisations import live_authorisations, words_of
from access.holding import Holding
from access.models import (
    Authorisation,
    Block,
    Practice,
    Professional,
    RecordAccess,
    RecordAdministrator,
)
from access.roles import declaration_obstacle, live_roles
from access.rules import PER_CONSULTATION, Basis
from access.selectors import PRACTICE_RELATIONS
from access.wording import BASIS_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One professional, once. `until` is None when the access has no term; `since` when there is none."""

    practice: Practice
    basis: str = ""
    since: datetime | None = None
    until: datetime | None = None
    live: bool = False
    blocked_at: datetime | None = None
    last_access: datetime | None = None
    treating: bool = False
    declared: bool = False
    administrator: bool = False

    @property
    def professional(self) -> Professional:
        return self.practice.professional

    @property
    def uuid(self) -> UUID:
        return self.practice.uuid

    @property
    def words(self) -> str:
        return words_of(self.practice)

    @property
    def may_be_treating(self) -> bool:
        return declaration_obstacle(self.practice) is None


@dataclass(frozen=True, slots=True)
class Circle:
    members: list[Member]

    @property
    def authorised(self) -> list[Member]:
        return [m for m in self.members if m.live and not m.blocked_at]

    @property
    def blocked(self) -> list[Member]:
        return [m for m in self.members if m.blocked_at]

    @property
    def others(self) -> list[Member]:
        """Whose access has ended, or who came in an emergency: they may be blocked beforehand."""
        return [m for m in self.members if not m.live and not m.blocked_at]

    @property
    def treating(self) -> Member | None:
        return next((m for m in self.members if m.treating), None)

    @property
    def declared(self) -> Member | None:
        return next((m for m in self.members if m.declared), None)

    def member(self, practice: UUID) -> Member | None:
        return next((m for m in self.members if m.uuid == practice), None)


def circle_of(holding: Holding) -> Circle:
    """Everybody around this record, in the order of names; a fixed number of queries."""
    patient = holding.patient
    treating = {role.professional_id: role for role in live_roles(patient)}
    administrators = set(_live(RecordAdministrator, "ended_at", holding).values_list("professional_id", flat=True))
    blocks = dict(_live(Block, "lifted_at", holding).values_list("professional_id", "placed_at"))
    found: dict[int, Member] = {}
    for access in _last_accesses(holding):
        found[access.practice.professional_id] = Member(practice=access.practice, last_access=access.opened_at)
    for row in _authorisations(holding):
        member = _authorised(row, holding.now)
        former = found.get(row.practice.professional_id)
        if former is None or not former.live or member.live:
            found[row.practice.professional_id] = replace(member, last_access=former.last_access if former else None)
    missing = (treating.keys() | administrators | blocks.keys()) - found.keys()
    for practice in _practices(missing):
        found.setdefault(practice.professional_id, Member(practice=practice))
    for pk in hidden_professionals(holding):
        found.pop(pk, None)
    members = [
        replace(
            member,
            blocked_at=blocks.get(pk),
            treating=pk in treating and treating[pk].confirmed_at is not None,
            declared=pk in treating and treating[pk].confirmed_at is None,
            administrator=pk in administrators,
        )
        for pk, member in found.items()
    ]
    return Circle(sorted(members, key=lambda m: (m.professional.family_name, m.professional.given_name)))


def hidden_professionals(holding: Holding) -> frozenset[int]:
    """For representatives: those whose every access to this record was confidential."""
    if not holding.is_representative:
        return frozenset()
    return confidential_only(holding.record.pk, holding.patient.pk)


def confidential_only(record_pk: int, patient_pk: int) -> frozenset[int]:
    """Professionals of whom the representatives of a minor know nothing."""
    accesses = RecordAccess.objects.filter(record=record_pk, practice__professional=OuterRef("pk"))
    used = RecordAccess.objects.filter(authorisation=OuterRef("pk"))
    unused = Authorisation.objects.filter(~Exists(used), patient=patient_pk, practice__professional=OuterRef("pk"))
    found = Professional.objects.filter(
        Exists(accesses.filter(confidential=True)), ~Exists(accesses.filter(confidential=False)), ~Exists(unused)
    )
    return frozenset(found.values_list("pk", flat=True))


def _live(model: Any, ended: str, holding: Holding) -> QuerySet[Any]:
    found: QuerySet[Any] = model.objects.filter(**{"patient": holding.patient, f"{ended}__isnull": True})
    return found


def _last_accesses(holding: Holding) -> QuerySet[RecordAccess]:
    """The last record access of each professional."""
    found = RecordAccess.objects.filter(record=holding.record)
    if holding.is_representative:
        found = found.filter(confidential=False)
    relations = [f"practice__{name}" for name in PRACTICE_RELATIONS]
    order = ("practice__professional_id", "-opened_at")
    return found.select_related("practice", *relations).order_by(*order).distinct("practice__professional_id")


def _authorisations(holding: Holding) -> QuerySet[Authorisation]:
    """Those not ended, each with what its accesses were: a representative's start with the first ordinary one."""
    uses = RecordAccess.objects.filter(authorisation=OuterRef("pk"))
    first = uses.filter(confidential=False).values("authorisation").annotate(first=Min("opened_at")).values("first")
    found = live_authorisations(holding.patient).annotate(
        consulting=Exists(uses.filter(ended_at__isnull=True, expires_at__gt=holding.now)),
    )
    if holding.is_representative:
        confidential = Exists(uses.filter(confidential=True))
        ordinary = Exists(uses.filter(confidential=False))
        found = found.annotate(confidential_use=confidential).filter(Q(ordinary) | ~Q(confidential))
        found = found.annotate(first_ordinary=Subquery(first))
    relations = [f"practice__{name}" for name in PRACTICE_RELATIONS]
    return found.select_related("practice", *relations).order_by("-given_at")


def _authorised(row: Any, now: datetime) -> Member:
    per_consultation = row.basis in PER_CONSULTATION
    live = row.consulting if per_consultation else row.until is None or row.until > now
    known_later = getattr(row, "confidential_use", False)
    return Member(
        practice=row.practice,
        basis=BASIS_WORDS[Basis(row.basis)],
        since=row.first_ordinary if known_later else row.given_at,
        until=row.until,
        live=live,
    )


def _practices(professionals: set[int]) -> QuerySet[Practice]:
    """A practice of each professional who holds a role, or is blocked, without having ever had access."""
    return Practice.objects.filter(professional__in=professionals).select_related(*PRACTICE_RELATIONS).order_by("pk")
