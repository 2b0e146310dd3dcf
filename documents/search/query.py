"""What was typed in the search, as terms. Pure: nothing here knows of Django, nor of the syntax of the database.

- words: all must be in the document, anywhere in it; endings are free; a word with separators (« anti-HBs »,
  « 10^9/L ») is its parts side by side;
- "phrases" (« » and “ ” too): these very words, side by side;
- -word or -"phrase": documents that hold it are left out;
- begin*: words that begin so;
- the abbreviations of the table are found by what they stand for, and conversely.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.search.abbreviations import names_in
from patients.identity import fold

MAX_LENGTH = 200  # characters
MAX_TERMS = 12
EMPTY = "Indiquez au moins un mot à chercher, par exemple un examen, un médicament ou un auteur."
ONLY_EXCLUDED = "Indiquez au moins un mot à chercher : les mots précédés d’un tiret sont seulement exclus."
TOO_LONG = f"Votre recherche est trop longue : elle compte au plus {MAX_LENGTH} caractères et {MAX_TERMS} mots."

# Neither seen nor searched: soft hyphens and the like, and what no database takes.
UNSEEN = re.compile("[\x00\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
_ITEM = re.compile(r'(-?)(?:"([^"]*)"|«([^»]*)»|“([^”]*)”|([^\s"«»“”]+))')
_ELISION = re.compile(r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=\w)", re.IGNORECASE)


class NotASearch(ValueError):
    """What was typed cannot be searched; the message, in French, says why."""


@dataclass(frozen=True, slots=True)
class Atom:
    """Words side by side, as they were typed. `exact`: with these endings; `prefix`: the last one is a beginning."""

    words: str
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """What one passage of the document must hold: any of these."""

    atoms: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Query:
    terms: tuple[Term, ...]
    excluded: tuple[Term, ...] = ()


def parse(text: str) -> Query:
    """Raises NotASearch."""
    if len(text) > MAX_LENGTH:
        raise NotASearch(TOO_LONG)
    items = list(_items(UNSEEN.sub("", text)))
    if len(items) > MAX_TERMS:
        raise NotASearch(TOO_LONG)
    wanted = [atom for atom, excluded in items if not excluded]
    if not wanted:
        raise NotASearch(ONLY_EXCLUDED if items else EMPTY)
    return Query(_with_other_names(wanted), tuple(Term((atom,)) for atom, excluded in items if excluded))


def _items(text: str) -> Iterator[tuple[Atom, bool]]:
    """Words and phrases in their order, each with whether excluded; those without a letter or figure are dropped."""
    for minus, *phrases, word in _ITEM.findall(text):
        phrase = next(filter(None, phrases), "")
        if word.startswith("-"):
            minus, word = "-", word.lstrip("-")
        atom = Atom(phrase, exact=True) if phrase else _word(word)
        if fold(atom.words):
            yield atom, bool(minus)


def _word(word: str) -> Atom:
    bare = _ELISION.sub("", word, count=1) if _ELISION.match(word) else word
    return Atom(bare.rstrip("*"), prefix=bare.endswith("*") and len(fold(bare)) > 1)


def _with_other_names(wanted: list[Atom]) -> tuple[Term, ...]:
    """Each word may be replaced by another name of what it is part of: (a or n) and (b or n) is (a and b) or n."""
    others: list[list[str]] = [[] for _ in wanted]
    for run in _runs(wanted):
        words = [(word, rank) for rank in run for word in fold(wanted[rank].words).split()]
        for start, end, names in names_in([word for word, _ in words]):
            for rank in {rank for _, rank in words[start:end]}:
                others[rank] += names
    return tuple(
        Term((atom, *(Atom(name) for name in dict.fromkeys(names)))) for atom, names in zip(wanted, others, strict=True)
    )


def _runs(wanted: list[Atom]) -> Iterator[list[int]]:
    """Ranks of words that follow one another without a phrase or a beginning between them."""
    run: list[int] = []
    for rank, atom in enumerate(wanted):
        if atom.exact or atom.prefix:
            yield run
            run = []
        else:
            run.append(rank)
    yield run
