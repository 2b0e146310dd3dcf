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
    birth: str = ""  # digits as given (YYYY, YYYYMM or YYYYMMDD): a partial date is compared as far as it goes
    sex: str = ""
    birth_place_code: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One trait that differs, in words for both sides."""

    trait: str
    here: str
    there: str


def age_on(birth_date: date, today: date) -> int:
    """Completed years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


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
    if here.birth_date and not _same_birth(here.birth_date, there):
        found.append(Difference("Date de naissance", f"{here.birth_date:%d/%m/%Y}", _birth_words(there)))
    if here.birth_name and not there.birth_name:
        found.append(Difference("Nom de naissance", here.birth_name, "absent"))
    return found


def _same_birth(birth_date: date, there: Traits) -> bool:
    """A matricule may be mistyped: a document without any date of birth is not taken on its word."""
    return (
        there.birth_date == birth_date
        if there.birth_date
        else bool(there.birth and f"{birth_date:%Y%m%d}".startswith(there.birth))
    )


def _birth_words(there: Traits) -> str:
    return f"{there.birth_date:%d/%m/%Y}" if there.birth_date else there.birth or "absente"
