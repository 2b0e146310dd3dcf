"""Filters that an account keeps: one's own display, told to nobody, and without a line, as preferences are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import JSONObject

from access.models import SavedFilters, User
from access.models.saved import MOST_SAVED
from patients.models import Fold


class NameTaken(Exception):
    """Other filters bear this name."""


class TooMany(Exception):
    """There are as many as an account may keep."""


@dataclass(frozen=True, slots=True)
class Saved:
    """`query`: parameters of the address of a list, without their question mark."""

    uuid: UUID
    name: str
    query: str


def saved_with(account: int) -> ArraySubquery:
    """What an account keeps, by name, beside a row that is read anyway: it costs a page no query."""
    rows = SavedFilters.objects.filter(account=account).order_by(Fold("name"))
    return ArraySubquery(rows.values(json=JSONObject(uuid="uuid", name="name", query="query")))


def saved_of(practice: Any) -> Sequence[Saved]:
    """Of the account of this session, from the practice that came with it."""
    return [Saved(UUID(row["uuid"]), row["name"], row["query"]) for row in practice.saved_filters]


@transaction.atomic
def filters_save(account: User, *, name: str, query: str) -> None:
    """Keep these filters under a name; the same twice is the same once. Raises NameTaken, TooMany."""
    User.objects.select_for_update(no_key=True).get(pk=account.pk)  # two windows at once
    mine = SavedFilters.objects.filter(account=account)
    same = mine.alias(folded=Fold("name")).filter(folded=Fold(Value(name))).first()
    if same is not None and same.query != query:
        raise NameTaken
    if same is not None:
        return
    free = set(range(1, MOST_SAVED + 1)) - set(mine.values_list("place", flat=True))
    if not free:
        raise TooMany
    SavedFilters.objects.create(account=account, place=min(free), name=name, query=query)


def saved_delete(account: User, uuid: UUID) -> None:
    """One's own; somebody else's or none at all changes nothing, and answers alike."""
    SavedFilters.objects.filter(account=account, uuid=uuid).delete()
