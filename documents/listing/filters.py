"""What a reader asks of the list, as a value; and the one place that turns it into parameters of an address."""

from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q

FIRST_WINDOW_DAYS = 730  # the first list goes back two years (AR 12.3)
PERIODS = {"3m": 92, "1a": 366, "2a": FIRST_WINDOW_DAYS, "tout": None}
# What only some see, as a filter (AR 12.2).
RESTRICTED = {
    "masques": Q(masked=True),
    "patient": Q(hidden_from_patient_since__isnull=False),
    "representants": Q(hidden_from_representatives=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilters:
    """What the reader asked of the list. `period` is empty until they choose one."""

    category: str = ""
    type_code: str = ""
    period: str = ""
    words: str = ""
    old_versions: bool = False
    archived: bool = False
    restricted: str = ""

    @property
    def followed(self) -> Self:
        """For a document read in the order of a list: rows name the period shown; without a list, all the history."""
        return self if self.period else replace(self, period="tout")

    @property
    def active_count(self) -> int:
        chosen = (self.category, self.type_code, self.words, self.old_versions, self.archived, self.restricted)
        return sum(map(bool, chosen))


def list_query(filters: ListFilters, **changes: str) -> str:
    """The parameters of a list, with their question mark; empty when there are none. Words never stand in them."""
    values = {
        "categorie": filters.category,
        "type": filters.type_code,
        "periode": filters.period,
        "mots": "1" if filters.words else "",
        "versions": "1" if filters.old_versions else "",
        "archives": "1" if filters.archived else "",
        "visibilite": filters.restricted,
    } | changes
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""
