"""Choices that the filters offer, each with its number, from what the list holds for this reader; and their names."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import md5
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from access.models.vocabulary import Category
from documents.listing.conditions import KEY_LENGTH
from documents.listing.filters import CHOSEN_DATES, ListFilters
from documents.listing.folding import Light
from documents.listing.forms import Choices
from documents.listing.words import ORIGINS, PERIOD_LABELS, RESTRICTED_LABELS
from documents.models import Document


def author_key(name: str) -> str:
    """Stands for an author in an address."""
    return f"a-{_digest(name)}"


def structure_key(name: str) -> str:
    return f"s-{_digest(name)}"


def _digest(name: str) -> str:
    return md5(name.encode(), usedforsecurity=False).hexdigest()[:KEY_LENGTH]


class Alike(NamedTuple):
    """Documents that no filter tells apart, as numbers beside filters need them: `documents` of them, of which the
    numbers count `counted`, those that a search finds.
    """

    type_code: str
    type_label: str
    category: str
    origin: str
    author: str
    profession: str
    institution: str
    matches: bool
    news: str
    indexed: str  # empty when nobody asks
    documents: int
    counted: int


_SAID = attrgetter(*Alike._fields[:-3])


def alike_among(found: Iterable[Light]) -> list[Alike]:
    """The documents of a list, counted."""
    return [Alike._make((*said, "", count, count)) for said, count in Counter(map(_SAID, found)).items()]


_AUTHORS = (
    ("Auteurs", attrgetter("author"), author_key),
    ("Structures", attrgetter("institution"), structure_key),
)


@dataclass(frozen=True)
class Facets:
    """`found`: all that the reader may see in the period. What no number counts is no choice, unless it is chosen."""

    found: Sequence[Alike]
    filters: ListFilters
    since: datetime | None = None  # the previous visit

    def choices(self, restrictions: Sequence[str]) -> dict[str, Choices]:
        """Of the fields of the form; `restrictions`: filters of RESTRICTED that this reader has."""
        return {
            "periode": [*PERIOD_LABELS.items(), (CHOSEN_DATES, "Dates choisies")],
            "categorie": [("", "Toutes"), *self.categories],
            "type": [("", "Tous"), *self.types],
            "auteur": [("", "Tous"), *self.authors],
            "profession": [("", "Toutes"), *self.professions] if self.professions else [],
            "origine": [("", "Toutes"), *self.origins],
            "visibilite": [("", "Toutes"), *((name, RESTRICTED_LABELS[name]) for name in restrictions)],
        }

    def labels(self, *, marks: bool) -> dict[str, str]:
        """Boxes with their numbers; an empty name takes a box away. `marks`: this reader marks what they read."""
        new = f"Nouveaux ({self.new})" if self.since else ""
        return {"nouveaux": new, "non_lus": f"Non lus ({self.unread})" if marks else ""}

    @cached_property
    def categories(self) -> Choices:
        counts = _counts(self.found, attrgetter("category"), self.filters.category)
        return [(c.value, f"{c.label} ({counts[c.value]})") for c in Category if c.value in counts]

    @cached_property
    def types(self) -> Choices:
        """Of the category, when one is chosen."""
        of_category = (one for one in self.found if self.filters.category in ("", one.category))
        counts = _counts(of_category, attrgetter("type_code", "type_label"), self.filters.type_code, itemgetter(0))
        named = [(label or code, code, count) for (code, label), count in counts.items()]
        named.sort(key=lambda found: (found[0].casefold(), found[1]))
        return [(code, f"{label} ({count})") for label, code, count in named]

    @cached_property
    def authors(self) -> Choices:
        """Authors, then structures. Patients are chosen by origin: their name stands in no address."""
        choices = [(title, self._named(name_of, key_of)) for title, name_of, key_of in _AUTHORS]
        return [group for group in choices if group[1]]

    def _named(self, name_of: Callable[[Alike], str], key_of: Callable[[str], str]) -> Choices:
        others = (one for one in self.found if one.origin != Document.Origin.PATIENT)
        counts = _counts(others, name_of, self.filters.author, key_of)
        return [(key_of(name), label) for name, label in _by_name(counts)]

    @cached_property
    def professions(self) -> Choices:
        return _by_name(_counts(self.found, attrgetter("profession"), self.filters.profession))

    @cached_property
    def origins(self) -> Choices:
        counts = _counts(self.found, attrgetter("origin"), self.filters.origin)
        return [(value, f"{label} ({counts[value]})") for value, label in ORIGINS.items() if value in counts]

    @cached_property
    def new(self) -> int:
        return sum(one.counted for one in self.found if one.news == "new")

    @cached_property
    def unread(self) -> int:
        """New ones are unread too."""
        return sum(one.counted for one in self.found if one.news)

    def type_name(self, code: str) -> str:
        return next((one.type_label for one in self.found if one.type_code == code), "") or code

    def author_name(self, key: str) -> str:
        """Of an author or a structure that the reader sees; another key has no name here."""
        _, name_of, key_of = _AUTHORS[key.startswith("s-")]
        return next((name for name in set(map(name_of, self.found)) if key_of(name) == key), "auteur choisi")


def _counts(
    among: Iterable[Alike], what: Callable[[Alike], Any], chosen: str, key_of: Callable[[Any], str] = str
) -> Counter[Any]:
    counts: Counter[Any] = Counter()
    for one in among:
        counts[what(one)] += one.counted
    return Counter({value: count for value, count in counts.items() if count or (chosen and key_of(value) == chosen)})


def _by_name(counts: Counter[str]) -> list[tuple[str, str]]:
    """Name, and name with its number; in alphabetical order."""
    return [(name, f"{name} ({counts[name]})") for name in sorted(filter(None, counts), key=str.casefold)]
