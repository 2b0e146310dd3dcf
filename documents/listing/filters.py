"""What a reader asks of the list, as a value; and the one place that turns parameters of an address into it, and back.

A value out of the lists is simply no filter: an address never makes an error page. Words never stand in an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q

from access.account import Preferences
from access.models.vocabulary import Category
from documents.listing.paging import PAGE_SIZE
from documents.models import Document

FIRST_WINDOW_DAYS = 730  # the first list goes back two years (AR 12.3)
PERIODS = {"3m": 92, "1a": 366, "2a": FIRST_WINDOW_DAYS, "tout": None}
CHOSEN_DATES = "dates"
# What only some see, as a filter (AR 12.2).
RESTRICTED = {
    "masques": Q(masked=True),
    "patient": Q(hidden_from_patient_since__isnull=False),
    "representants": Q(hidden_from_representatives=True),
}
DEFAULT_SORT, DEFAULT_GROUP = "recent", "categorie"
SORTS = ("recent", "ancien", "depot", "depot_ancien", "titre", "titre_z", "auteur", "auteur_z", "type", "type_z")
GROUPS = ("categorie", "periode", "auteur", "episode", "aucun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What holds of a list whose address says nothing else: what the account prefers (PS S30), else AR 12.3."""

    period: str = "2a"
    group: str = DEFAULT_GROUP
    page_size: int = PAGE_SIZE

    @classmethod
    def of(cls, preferences: Preferences) -> Self:
        return cls(period=preferences.period, group=preferences.grouping, page_size=preferences.page_size)


USUAL = Usual()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilters:
    """What the reader asked of the list. `period` is empty until they choose one; `since` and `until`, both included.

    `usual` is no parameter of an address, and what it says is not repeated there.
    `author`: key of an author or of a structure (`author_key`); `apart`: similar documents are not folded.
    """

    category: str = ""
    type_code: str = ""
    period: str = ""
    since: date | None = None
    until: date | None = None
    author: str = ""
    profession: str = ""
    origin: str = ""
    new: bool = False
    unread: bool = False
    structured: bool = False
    words: str = ""
    old_versions: bool = False
    archived: bool = False
    restricted: str = ""
    sort: str = DEFAULT_SORT
    group: str = DEFAULT_GROUP
    apart: bool = False
    usual: Usual = USUAL

    @property
    def followed(self) -> Self:
        """For a document read in the order of a list: rows name the period shown; without a list, all the history."""
        return self if self.period else replace(self, period="tout")

    @property
    def is_particular(self) -> bool:
        """What was typed, or chosen among the authors and types of one record: statements for it are not kept."""
        return any((self.words, self.author, self.type_code, self.profession, self.since, self.until))

    @property
    def as_asked(self) -> Self:
        """What documents depend on, the same for all who ask the same; of a list whose period is known."""
        return replace(self, usual=USUAL, apart=False)

    @property
    def active_count(self) -> int:
        """Filters that narrow or widen the list; its period, order and groups are not among them."""
        return sum(bool(getattr(self, name)) for name in NARROWING)


NARROWING = (
    *("category", "type_code", "author", "profession", "origin", "new", "unread", "structured", "words"),
    *("old_versions", "archived", "restricted"),
)
PARAMETERS = {
    "category": "categorie",
    "type_code": "type",
    "period": "periode",
    "since": "du",
    "until": "au",
    "author": "auteur",
    "profession": "profession",
    "origin": "origine",
    "new": "nouveaux",
    "unread": "non_lus",
    "structured": "valeurs",
    "words": "mots",
    "old_versions": "versions",
    "archived": "archives",
    "restricted": "visibilite",
    "sort": "tri",
    "group": "groupe",
    "apart": "separes",
}
_LISTS = {
    "category": Category.values,
    "period": (*PERIODS, CHOSEN_DATES),
    "origin": Document.Origin.values,
    "restricted": RESTRICTED,
    "sort": SORTS,
    "group": GROUPS,
}
_MAX_LENGTH = 100


def filters_of(data: Mapping[str, str], *, words: str = "", usual: Usual = USUAL) -> ListFilters:
    """The filters that make sense in these parameters; `words` come from the session."""
    defaults = _defaults(usual)
    values = {name: _value(name, defaults[name], data.get(key, "")) for name, key in PARAMETERS.items()}
    values["words"] = words if values["words"] else ""
    if values["since"] or values["until"]:
        values["period"] = CHOSEN_DATES
    elif values["period"] == CHOSEN_DATES:
        values["period"] = ""
    return ListFilters(**values, usual=usual)  # type: ignore[arg-type]


def _defaults(usual: Usual) -> dict[str, object]:
    return {f.name: f.default for f in fields(ListFilters)} | {"group": usual.group}


def _value(name: str, default: object, text: str) -> object:
    if name in ("since", "until"):
        return _day(text)
    if isinstance(default, bool):
        return bool(text)
    fits = text in _LISTS[name] if name in _LISTS else len(text) <= _MAX_LENGTH and "\x00" not in text
    return text if text and fits else default


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def list_query(filters: ListFilters, **changes: str) -> str:
    """The parameters of a list, with their question mark; empty when there are none."""
    defaults = _defaults(filters.usual)
    values = {key: _text(getattr(filters, name), defaults[name]) for name, key in PARAMETERS.items()}
    values["mots"] = "1" if filters.words else ""
    query = urlencode({name: value for name, value in (values | changes).items() if value})
    return f"?{query}" if query else ""


def _text(value: object, default: object) -> str:
    if value in (default, None):
        return ""
    return "1" if value is True else str(value)
