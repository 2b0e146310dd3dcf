"""How a reader has the blocks of the synthesis arranged (PS S11): their order, and those left out. Pure.

« À savoir d’abord » is none of these blocks. Allergies stand first for everybody and cannot be hidden: a choice made
once, on a quiet day, would keep one from the next prescription.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

BLOCKS = {  # each has its template
    "new": "Depuis votre dernière visite",
    "treatments": "Traitements",
    "results": "Derniers résultats",
    "history": "Antécédents",
    "stays": "Séjours et passages aux urgences",
    "latest": "Dernière synthèse",
    "reports": "Imagerie et comptes rendus récents",
    "wishes": "Volontés et contacts",
    "vaccinations": "Vaccinations",
}
# In an emergency, for everybody.
URGENT = ("treatments", "latest", "stays", "results", "wishes", "history", "reports", "vaccinations")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`order` holds every block, hidden ones too: shown again, a block is back where it was."""

    order: tuple[str, ...] = tuple(BLOCKS)
    hidden: frozenset[str] = frozenset()

    @classmethod
    def of(cls, kept: Any) -> Self:
        """From what an account keeps, whenever it was: a block that is no more is forgotten, a new one comes last."""
        values = kept if isinstance(kept, Mapping) else {}
        order = [name for name in dict.fromkeys(values.get("order", ())) if name in BLOCKS]
        hidden = frozenset(values.get("hidden", ())) & BLOCKS.keys()
        return cls((*order, *(name for name in BLOCKS if name not in order)), hidden)

    @property
    def kept(self) -> dict[str, list[str]]:
        return {"order": list(self.order), "hidden": sorted(self.hidden)}

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(name for name in self.order if name not in self.hidden)

    @property
    def is_usual(self) -> bool:
        return self == type(self)()

    def place(self, name: str) -> int:
        """From 1."""
        return self.order.index(name) + 1

    def moved(self, name: str, by: int) -> Self:
        """One place up (-1) or down (1); at the end of the list, nothing moves."""
        order, at = list(self.order), self.order.index(name)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        return replace(self, order=tuple(order))


ACTS: dict[str, Callable[[Arrangement, str], Arrangement]] = {
    "monter": lambda one, name: one.moved(name, -1),
    "descendre": lambda one, name: one.moved(name, 1),
    "masquer": lambda one, name: replace(one, hidden=one.hidden | {name}),
    "afficher": lambda one, name: replace(one, hidden=one.hidden - {name}),
}
