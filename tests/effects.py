"""The journal's lines that tell of something done: a form that was merely shown is no effect."""

from django.db.models import QuerySet

from access.opening import FORM_SHOWN
from journal.models import Line


def effects() -> QuerySet[Line]:
    return Line.objects.exclude(decision=FORM_SHOWN)
