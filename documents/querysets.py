"""The one gate (ADR 0001): every page, file, search and print starts from `visible_to`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from access.reader import Reader
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
        """Union over several readers (home pages over several patients): one query, the same predicate."""
        allowed = Q(pk__in=[])
        queryset = self
        for rank, reader in enumerate(readers):
            queryset = queryset.alias(**{f"decision_{rank}": decision_case(reader)})
            allowed |= scope(reader) & Q(**{f"decision_{rank}__in": GRANTING})
        return queryset.filter(allowed)
