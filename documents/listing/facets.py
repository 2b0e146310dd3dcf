"""Choices that the filters offer, each with its number, from what the list holds for this reader; and their names."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import md5
from operator import attrgetter
from typing import Any, NamedTuple

from access.models.vocabulary import Category
from documents.listing.conditions import KEY_LENGTH
from documents.listing.filters import CHOSEN_DATES, ListFilters
from documents.listing.folding import Light
from documents.listing.forms import Choices
from documents.listing.words import ORIGINS, PERIOD_LABELS, RESTRICTED_LABELS
from documents.models import Document


def author_key(label: str, *, structure: bool = False) -> str:
    """Stands for a name in an address."""
    digest = md5(label.encode(), usedforsecurity=False).hexdigest()[:KEY_LENGTH]
    return f"{'s' if structure else 'a'}-{digest}"


class Alike(NamedTuple):
    """Documents that no filter tells apart, as numbers beside filters need them; `documents` of them."""

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


_SAID = attrgetter(*Alike._fields[:-2])


def alike_among(found: Iterable[Light]) -> list[Alike]:
    """The documents of a list, counted."""
    return [Alike._make((*said, "", count)) for said, count in Counter(map(_SAID, found)).items()]


@dataclass(frozen=True)
class Facets:
    """`found`: all that the reader may see in the period."""

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
        counts = self._counts(attrgetter("category"))
        return [(c.value, f"{c.label} ({counts[c.value]})") for c in Category if c.value in counts]

    @cached_property
    def types(self) -> Choices:
        """Of the category, when one is chosen."""
        wanted = self.filters.category
        counts = self._counts(attrgetter("type_code", "type_label"), lambda d: not wanted or d.category == wanted)
        named = [(label or code, code, count) for (code, label), count in counts.items()]
        named.sort(key=lambda found: (found[0].casefold(), found[1]))
        return [(code, f"{label} ({count})") for label, code, count in named]

    @cached_property
    def authors(self) -> Choices:
        """Authors, then structures. Patients are chosen by origin: their name stands in no address."""
        groups = (
            ("Auteurs", False, self._counts(attrgetter("author"), _of_others)),
            ("Structures", True, self._counts(attrgetter("institution"), _of_others)),
        )
        choices = [
            (title, [(author_key(name, structure=structure), label) for name, label in _by_name(counts)])
            for title, structure, counts in groups
        ]
        return [group for group in choices if group[1]]

    @cached_property
    def professions(self) -> Choices:
        return _by_name(self._counts(attrgetter("profession")))

    @cached_property
    def origins(self) -> Choices:
        counts = self._counts(attrgetter("origin"))
        return [(value, f"{label} ({counts[value]})") for value, label in ORIGINS.items() if value in counts]

    @cached_property
    def new(self) -> int:
        return sum(one.documents for one in self.found if one.news == "new")

    @cached_property
    def unread(self) -> int:
        """New ones are unread too."""
        return sum(one.documents for one in self.found if one.news)

    def _counts(self, what: Callable[[Alike], Any], among: Callable[[Alike], bool] = bool) -> Counter[Any]:
        counts: Counter[Any] = Counter()
        for one in filter(among, self.found):
            counts[what(one)] += one.documents
        return counts

    def type_name(self, code: str) -> str:
        return next((one.type_label for one in self.found if one.type_code == code), "") or code

    def author_name(self, key: str) -> str:
        """Of an author or a structure that the reader sees; another key has no name here."""
        structure = key.startswith("s-")
        names = {one.institution if structure else one.author for one in self.found}
        return next((name for name in names if author_key(name, structure=structure) == key), "auteur choisi")


def _of_others(one: Alike) -> bool:
    return one.origin != Document.Origin.PATIENT


def _by_name(counts: Counter[str]) -> list[tuple[str, str]]:
    """Name, and name with its number; in alphabetical order."""
    return [(name, f"{name} ({counts[name]})") for name in sorted(filter(None, counts), key=str.casefold)]
