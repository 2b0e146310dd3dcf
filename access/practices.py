"""Practices of professionals, and what each may do by its profession, its function and its structure."""

from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, DateField, Q, QuerySet, Subquery
from django.utils import timezone

from access import grants
from access.account.saved_filters import saved_with
from access.columns import column_for, is_occupational_doctor
from access.compiled import compiled, first
from access.models import (
    HabilitationEdition,
    Practice,
)
from access.rules import (
    Basis,
)

PRACTICE_RELATIONS = ("professional", "structure", "profession", "know_how")


def practices_in_force(today: Any = None) -> QuerySet[Practice]:
    """Of professionals who are not struck off; `today`: another day than this one, or what will stand for it."""
    today = today or timezone.localdate()
    return Practice.objects.select_related(*PRACTICE_RELATIONS).filter(
        Q(ended_on__isnull=True) | Q(ended_on__gt=today),
        Q(professional__struck_off_on__isnull=True) | Q(professional__struck_off_on__gt=today),
    )


def practices_of(professional_id: int, today: Any = None) -> QuerySet[Practice]:
    """Practices in force of a professional, each with `edition`, that of the matrix in force."""
    edition = HabilitationEdition.objects.filter(in_force=True).values("code")[:1]
    return practices_in_force(today).filter(professional_id=professional_id).annotate(edition=Subquery(edition))


def practice_of(professional_id: int, pk: int, *, account: int) -> Practice | None:
    """One of them, for every request, with the filters that the account keeps."""
    return first(_practice_of(professional=professional_id, pk=pk, account=account, today=timezone.localdate()))


@compiled(professional=BigIntegerField(), pk=BigIntegerField(), account=BigIntegerField(), today=DateField())
def _practice_of(*, professional: Any, pk: Any, account: Any, today: Any) -> QuerySet[Practice]:
    return practices_of(professional, today).filter(pk=pk).annotate(saved_filters=saved_with(account))


def practice_column(practice: Practice) -> str | None:
    """Slug of the habilitation column of a practice, or None (see `access.columns`)."""
    return column_for(
        profession=practice.profession.code,
        profession_oid=practice.profession.oid,
        know_how=practice.know_how.code if practice.know_how else "",
        role=practice.role_code,
        sector=practice.structure.sector_code,
        roles_enabled=settings.ROLE_PROFESSIONS_ENABLED,
    )


def required_basis(practice: Practice) -> Basis | None:
    """The express consent that some doctors' functions demand (AR 6.1)."""
    know_how = practice.know_how.code if practice.know_how else ""
    if is_occupational_doctor(practice.profession.code, practice.profession.oid, know_how):
        return Basis.EXPRESS_WORK
    return {
        Practice.Function.FIREFIGHTER: Basis.EXPRESS_FIRE,
        Practice.Function.EHPAD_COORDINATOR: Basis.EHPAD,
    }.get(Practice.Function(practice.function))


def may_regulate(practice: Practice) -> bool:
    """Centre 15 is for the regulating doctors of a SAMU; for their assistants too when a setting says so (AR 10.4)."""
    return practice.samu_entitled and (settings.PARM_ALLOWED or practice_column(practice) == grants.DOCTORS)


def may_keep_secret(practice: Practice) -> bool:
    """A minor's wish for secrecy is noted by a doctor, a midwife or a nurse (AR 11.2, 11.3)."""
    return practice_column(practice) in (grants.DOCTORS, "sage_femme", "infirmier")


def types_of(practice: Practice) -> frozenset[int]:
    """Document types that a practice opens today."""
    return grants.types_open_to(practice_column(practice))
