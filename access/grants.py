"""Habilitation as guardian object permissions: the only module that names guardian (ADR 0004).

Truth is the cells of the edition in force; the rows here are its projection, rebuilt as one. No account ever belongs
to a column's group, so that `has_perm` and `get_objects_for_user` have nothing to say.
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Subquery, TextField
from django.utils import timezone

from access.compiled import compiled
from access.models import (
    DocumentType,
    DocumentTypeGroupObjectPermission,
    HabilitationCell,
    HabilitationColumn,
    HabilitationEdition,
)

CONSULT, DEPOSIT = "consult_documenttype", "deposit_documenttype"
DOCTORS = "medecin"
_PROJECTION_LOCK = 0x4C49  # advisory lock: one projection at a time


def types_open_to(column: str | None, permission: str = CONSULT) -> frozenset[int]:
    """Primary keys of the document types that a column may consult (or deposit). No column: none.

    Types that the matrix does not rule are for doctors only (AR 7.5): a rule, not a cell.
    """
    return frozenset(_granted(column == DOCTORS, column=column or "", permission=permission))


@compiled(column=TextField(), permission=TextField())
def _granted(with_unruled: bool, *, column: Any, permission: Any) -> QuerySet[DocumentType, int]:
    return granted_to(column, permission=permission, with_unruled=with_unruled)


def granted_to(column: Any, *, permission: Any = CONSULT, with_unruled: bool) -> QuerySet[DocumentType, int]:
    """The same as a query, to stand within another. `column`: a slug, or what will stand for it."""
    # Keys read beforehand, rather than joins: they are half of what planning costs.
    group = HabilitationColumn.objects.filter(slug=column).values("group")
    right = Permission.objects.filter(codename=permission).order_by().values("pk")
    rows = DocumentTypeGroupObjectPermission.objects.filter(group=Subquery(group), permission=Subquery(right))
    opened = Q(pk__in=rows.values("content_object"))
    opened |= Q(ruled=False) if with_unruled else Q()
    return DocumentType.objects.filter(opened).order_by().values_list("pk", flat=True)


def lock_projection() -> None:
    """Until the end of the transaction. Whoever will project takes it before any row: two of them never cross."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PROJECTION_LOCK])


@transaction.atomic
def project(edition: HabilitationEdition) -> int:
    """Put an edition in force: rebuild every permission from its cells. Returns the number of permissions."""
    lock_projection()
    content_type = ContentType.objects.get_for_model(DocumentType)
    permissions = {p.codename: p for p in Permission.objects.filter(content_type=content_type)}
    DocumentTypeGroupObjectPermission.objects.all().delete()
    rows = [
        DocumentTypeGroupObjectPermission(
            group_id=cell.column.group_id, permission=permissions[codename], content_object_id=cell.document_type_id
        )
        for cell in edition.cells.select_related("column")
        for codename, answer in ((CONSULT, cell.consult), (DEPOSIT, cell.deposit))
        if answer == HabilitationCell.Answer.YES
    ]
    DocumentTypeGroupObjectPermission.objects.bulk_create(rows)
    HabilitationEdition.objects.filter(in_force=True).exclude(pk=edition.pk).update(in_force=False)
    HabilitationEdition.objects.filter(pk=edition.pk).update(in_force=True, projected_at=timezone.now())
    return len(rows)


def edition_due(today: object) -> HabilitationEdition | None:
    """The newest edition that has started on `today` (a date)."""
    return HabilitationEdition.objects.filter(starts_on__lte=today).order_by("-starts_on", "-pk").first()
