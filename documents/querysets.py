"""The one gate (ADR 0001): every page, file, search and print starts from `visible_to`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from access.reader import OpenedRecord, Reader
from documents.decision import GRANTING, decision_case, scope

if TYPE_CHECKING:
    from documents.models import Document  # noqa: F401


class DocumentQuerySet(models.QuerySet["Document"]):
    def with_decision(self, reader: Reader) -> Self:
        """Every document, with `decision`: why this reader may read it, or may not. Not for pages: see visible_to."""
        return self.annotate(decision=decision_case(reader))

    def visible_to(self, reader: Reader) -> Self:
        """The documents that this reader may consult, each with its `decision`, and nothing else."""
        return self.filter(scope(reader)).with_decision(reader).filter(decision__in=GRANTING)

    def visible_to_any(self, readers: Sequence[Reader]) -> Self:
        """Union over several readers (home pages over several patients): one query, the same predicate.

        Once for records that are opened with equal rights, however many there are.
        """
        patients: dict[Reader, list[int]] = {}
        for reader in readers:
            of_record = isinstance(reader, OpenedRecord)
            patients.setdefault(_rights_of(reader), []).extend([reader.patient_id] if of_record else [])
        allowed = Q(pk__in=[])
        queryset = self
        for rank, (rights, found) in enumerate(patients.items()):
            queryset = queryset.alias(**{f"decision_{rank}": decision_case(rights, found)})
            within = Q(patient_id__in=found) if found else scope(rights)
            allowed |= within & Q(**{f"decision_{rank}__in": GRANTING})
        return queryset.filter(allowed)


_NONE = UUID(int=0)


def _rights_of(reader: Reader) -> Reader:
    """Of a professional, less the opened record: what is left decides on documents, but for whose they are."""
    if not isinstance(reader, OpenedRecord):
        return reader
    unsaid: dict[str, Any] = dict.fromkeys(("basis", "until", "previous_visit", "revision"))
    return replace(reader, access_uuid=_NONE, record_uuid=_NONE, patient_id=0, **unsaid)
