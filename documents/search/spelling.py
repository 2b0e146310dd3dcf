"""Help with the spelling of words that nothing holds: the nearest ones of the documents that the reader may see. Pure.

A word that no visible document holds is neither proposed nor compared: what is out of reach spells nothing.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from documents.search.query import Query
from patients.identity import fold

SHORTEST, APART = 4, 2  # letters of a word that is compared, and by how many the nearest may be longer or shorter
NEAR = 0.75  # of 1, which is the same word
_WORD = re.compile(r"[^\W_]+")


def doubtful(query: Query) -> list[str]:
    """Words, folded, that may be misspelt: neither phrases nor beginnings, of which the reader is sure."""
    firsts = (term.atoms[0] for term in query.terms)
    words = (fold(atom.words) for atom in firsts if not (atom.exact or atom.prefix))
    return [word for word in words if word.isalpha() and len(word) >= SHORTEST]


def nearest(word: str, known: Iterable[str]) -> str:
    """Empty when it is known, with whatever ending, or when none is near."""
    words = [one for one in known if abs(len(one) - len(word)) <= APART and one[0] == word[0]]
    if any(one.startswith(word) or word.startswith(one) for one in words):
        return ""
    return next(iter(get_close_matches(word, words, n=1, cutoff=NEAR)), "")


def corrected(typed: str, spelt: Mapping[str, str]) -> str:
    """What was typed with some words, given folded, replaced."""
    return _WORD.sub(lambda found: spelt.get(fold(found.group()), found.group()), typed)


def as_written(word: str, text: str) -> str:
    """A folded word as a text has it, with its accents; as it is when the text has it only in parts."""
    return next((found for found in _WORD.findall(text) if fold(found) == word), word).lower()
