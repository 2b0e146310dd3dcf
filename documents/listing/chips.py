"""Active filters as removable chips: « Retirer le filtre … » (PS S12)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from access.models.vocabulary import Category
from documents.listing.facets import Facets
from documents.listing.filters import CHOSEN_DATES, DEFAULT_SORT
from documents.listing.words import GROUPS, ORIGINS, RESTRICTED_LABELS, SORTS, period_words


@dataclass(frozen=True, slots=True)
class Chip:
    """`parameters`: those of an address that go with it, separated by spaces."""

    label: str
    parameters: str

    @property
    def changes(self) -> dict[str, str]:
        """Of an address, to take the filter away."""
        return dict.fromkeys(self.parameters.split(), "")


def chips_of(facets: Facets, *, period: str, restrictions: Sequence[str], without: Iterable[str] = ()) -> list[Chip]:
    """`period`: the one that is shown; `restrictions`: filters of RESTRICTED that this reader has; `without`:
    parameters that say nothing on this page.
    """
    chips = _all_chips(facets, period, restrictions)
    return [Chip(label, names) for active, label, names in chips if active and names not in without]


def _all_chips(facets: Facets, period: str, restrictions: Sequence[str]) -> Iterator[tuple[object, str, str]]:
    """Whether it is active, its label, its parameters."""
    chosen = facets.filters
    words = period_words(period, chosen.since, chosen.until)
    yield chosen.period == CHOSEN_DATES, words, "periode du au"
    yield chosen.category, str(dict(Category.choices).get(chosen.category, "")), "categorie type"
    yield chosen.type_code, facets.type_name(chosen.type_code), "type"
    yield chosen.author, facets.author_name(chosen.author), "auteur"
    yield chosen.profession, chosen.profession, "profession"
    yield chosen.origin, f"origine\u00a0: {ORIGINS.get(chosen.origin, '')}", "origine"
    yield chosen.new, "nouveaux", "nouveaux"
    yield chosen.unread, "non lus", "non_lus"
    yield chosen.words, f"titre\u00a0: {chosen.words}", "mots"
    yield chosen.structured, "valeurs structurées", "valeurs"
    yield chosen.old_versions, "anciennes versions", "versions"
    yield chosen.archived, "documents archivés", "archives"
    restricted = RESTRICTED_LABELS.get(chosen.restricted, "").lower()
    yield chosen.restricted in restrictions, restricted, "visibilite"
    yield chosen.apart, "documents semblables séparés", "separes"
    yield chosen.sort != DEFAULT_SORT, f"tri\u00a0: {SORTS[chosen.sort][1]}", "tri"
    yield chosen.group != chosen.usual.group, f"groupe\u00a0: {GROUPS[chosen.group].lower()}", "groupe"
