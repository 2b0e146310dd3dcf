"""Comparing the identity that a document bears with the local reference, trait by trait; never merging (RNIV). Pure."""

import unicodedata
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """Traits as found somewhere; an empty one is not compared."""

    birth_name: str = ""
    first_given_name: str = ""
    given_names: str = ""
    birth_date: date | None = None
    sex: str = ""
    birth_place_code: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One trait that differs, in words for both sides."""

    trait: str
    here: str
    there: str


def fold(text: str) -> str:
    """Lower case, without accents; hyphens, apostrophes and spaces count alike."""
    spelt = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    bare = "".join(c for c in unicodedata.normalize("NFD", spelt) if not unicodedata.combining(c)).lower()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def differences(here: Traits, there: Traits) -> list[Difference]:
    """Traits known on both sides that do not agree. `here` is the local reference, `there` the document."""
    found = []
    for trait, label in (
        ("birth_name", "Nom de naissance"),
        ("first_given_name", "Premier prénom"),
        ("given_names", "Prénoms de naissance"),
        ("sex", "Sexe"),
        ("birth_place_code", "Lieu de naissance"),
    ):
        ours, theirs = getattr(here, trait), getattr(there, trait)
        if ours and theirs and fold(ours) != fold(theirs) and not (trait == "sex" and "U" in (ours, theirs)):
            found.append(Difference(label, ours, theirs))
    if here.birth_date and there.birth_date and here.birth_date != there.birth_date:
        found.append(Difference("Date de naissance", f"{here.birth_date:%d/%m/%Y}", f"{there.birth_date:%d/%m/%Y}"))
    return found
