"""The list in words: periods, orders, groups, what was folded."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from access.models.vocabulary import Category
from documents.listing.conditions import LATER, THIS_MONTH, THIS_WEEK
from documents.listing.filters import CHOSEN_DATES, ListFilters
from documents.listing.folding import Tie
from documents.models import Document

PERIOD_LABELS = {"3m": "3 mois", "1a": "1 an", "2a": "2 ans", "tout": "Tout l’historique"}
_PERIODS = {
    "3m": "3 derniers mois",
    "1a": "12 derniers mois",
    "2a": "24 derniers mois",
    "tout": "tout l’historique",
}
WINDOWS = {"3m": "3 mois", "1a": "12 mois", "2a": "24 mois"}
RESTRICTED_LABELS = {
    "masques": "Masqués aux professionnels",
    "patient": "Non visibles par le patient",
    "representants": "Non visibles par les représentants légaux",
}
ORIGINS: dict[str, str] = {
    Document.Origin.PROFESSIONAL: "Professionnels",
    Document.Origin.PATIENT: "Patient",
    Document.Origin.INSURANCE: "Assurance maladie",
}
# Name of each order in the menu, and as the line of context says it.
SORTS = {
    "recent": ("Date de l’acte, du plus récent", "du plus récent au plus ancien"),
    "ancien": ("Date de l’acte, du plus ancien", "du plus ancien au plus récent"),
    "depot": ("Date de dépôt, du plus récent", "du dernier déposé au premier"),
    "depot_ancien": ("Date de dépôt, du plus ancien", "du premier déposé au dernier"),
    "titre": ("Titre, de A à Z", "par titre, de A à Z"),
    "titre_z": ("Titre, de Z à A", "par titre, de Z à A"),
    "auteur": ("Auteur, de A à Z", "par auteur, de A à Z"),
    "auteur_z": ("Auteur, de Z à A", "par auteur, de Z à A"),
    "type": ("Type, de A à Z", "par type, de A à Z"),
    "type_z": ("Type, de Z à A", "par type, de Z à A"),
}
GROUPS = {
    "categorie": "Par catégorie",
    "periode": "Par période",
    "auteur": "Par auteur",
    "episode": "Par épisode (déposés ensemble)",
    "aucun": "Sans groupe",
}
_BUCKETS = {LATER: "Après aujourd’hui", THIS_WEEK: "Cette semaine", THIS_MONTH: "Ce mois-ci"}


def period_words(period: str, since: date | None, until: date | None) -> str:
    if period != CHOSEN_DATES:
        return _PERIODS[period]
    if since and until:
        return f"du {since:%d/%m/%Y} au {until:%d/%m/%Y}"
    return f"depuis le {since:%d/%m/%Y}" if since else f"jusqu’au {until:%d/%m/%Y}"


def order_words(filters: ListFilters) -> str:
    within = " dans chaque groupe" if filters.group != "aucun" else ""
    return SORTS[filters.sort][1] + within


def group_label(group: str, key: Any, first: Document) -> str:
    """Of the group that a page begins or continues with this document."""
    match group:
        case "categorie":
            return str(Category(key).label)
        case "periode":
            return _BUCKETS.get(key, str(key))
        case "auteur":
            return key or "Auteur non renseigné"
        case "episode":
            deposited = f"Déposés ensemble le {timezone.localdate(first.submission_set.submitted_at):%d/%m/%Y}"
            return f"{first.submission_set.title} – {deposited.lower()}" if first.submission_set.title else deposited
        case _:
            return "Tous les documents"


def marked_words(count: int, *, is_read: bool) -> str:
    several = "s" * (count > 1)
    return f"{count}\u00a0document{several} marqué{several} comme {'' if is_read else 'non '}lu{several}."


def folded_words(ties: Iterable[Tie]) -> str:
    """« 3 exemplaires » of identical files only; whatever else is folded is said for what it is."""
    counts = Counter(ties)
    said = []
    if copies := counts[Tie.COPY]:
        said.append(f"{copies + 1}\u00a0exemplaires")
    if versions := counts[Tie.VERSION]:
        said.append(f"+\u00a0{versions} ancienne{'s' * (versions > 1)} version{'s' * (versions > 1)}")
    if same_day := counts[Tie.SAME_DAY]:
        said.append(f"+\u00a0{same_day} du même jour, même auteur")
    if partial := counts[Tie.PARTIAL]:
        said.append(f"+\u00a0{partial} résultat{'s' * (partial > 1)} partiel{'s' * (partial > 1)}")
    if alike := counts[Tie.ALIKE]:
        said.append(f"+\u00a0{alike} semblable{'s' * (alike > 1)}")
    return ", ".join(said)
