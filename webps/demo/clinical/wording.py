"""Fills the fields of a text for one patient and one day, and sets French typography."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from webps.demo.cda_spec import Block, Section, Table
from webps.demo.patients import DemoPatient

NBSP = "\N{NO-BREAK SPACE}"
_UNITS = "%|mg|g|µg|kg|mL|L|UI|mmHg|mm|cm|m|min|h|jours?|semaines?|mois|ans|séances?|comprimés?|gélules?|UFC"
_TO_NO_BREAK = re.compile(rf" (?=[:;!?»%])|(?<=«) |(?<=\d) (?=\d{{3}}\b)|(?<=\d) (?=(?:{_UNITS})\b)")


class _Ago:
    """`{ago[20]}` is the day 20 days before the act, written in figures."""

    def __init__(self, act: date) -> None:
        self._act = act

    def __getitem__(self, days: int) -> str:
        return f"{self._act - timedelta(days=days):%d/%m/%Y}"


class _Born:
    """`{born[11]}` is the day when the patient was 11 months old."""

    def __init__(self, birth: date) -> None:
        self._birth = birth

    def __getitem__(self, months: int) -> str:
        return f"{self._birth + timedelta(days=months * 365.25 / 12):%d/%m/%Y}"


class _Year:
    """`{year[5]}` is the year, 5 years before the act."""

    def __init__(self, act: date) -> None:
        self._act = act

    def __getitem__(self, years: int) -> str:
        return str(self._act.year - years)


def fields_for(patient: DemoPatient, act: date, seed: str) -> dict[str, Any]:
    """Values of the fields. The patient's own (height, usual weight) stay, the others vary with the document."""
    own, dice = random.Random(patient.key), random.Random(seed)  # noqa: S311  (the same on every machine)
    woman = patient.sex == "F"
    age = age_on(patient, act)
    height = 82 + 6 * age if age < 15 else own.randrange(156, 170) + (0 if woman else 12)
    usual = 10 + 2 * age if age < 15 else own.randrange(58, 80) + (0 if woman else 8)
    return {
        "ago": _Ago(act),
        "born": _Born(patient.birth),
        "year": _Year(act),
        "age": age,
        "taille": height,
        "poids": usual + dice.randrange(-2, 3),
        "pas": dice.randrange(94, 108) if age < 15 else dice.randrange(112, 148),
        "pad": dice.randrange(52, 64) if age < 15 else dice.randrange(64, 90),
        "pouls": dice.randrange(84, 104) if age < 15 else dice.randrange(58, 88),
        "sat": dice.randrange(95, 100),
        "e": "e" if woman else "",
        "patient": "patiente" if woman else "patient",
        "le_patient": "la patiente" if woman else "le patient",
        "Le_patient": "La patiente" if woman else "Le patient",
        "ce_patient": "cette patiente" if woman else "ce patient",
        "il": "elle" if woman else "il",
        "Il": "Elle" if woman else "Il",
        "M": "Mme" if woman else "M.",
        "nom": (patient.used_family or patient.family).upper(),
        "prenom": patient.used_given or patient.first_given,
    }


def age_on(patient: DemoPatient, day: date) -> int:
    birth = patient.birth
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def filled(text: str, fields: dict[str, Any]) -> str:
    """One text, its fields filled, its spaces made French."""
    return _TO_NO_BREAK.sub(NBSP, text.format_map(fields) if "{" in text else text)


def filled_sections(sections: tuple[Section, ...], fields: dict[str, Any]) -> tuple[Section, ...]:
    return tuple(_filled_section(section, fields) for section in sections)


def _filled_section(section: Section, fields: dict[str, Any]) -> Section:
    return replace(
        section,
        title=filled(section.title, fields),
        blocks=tuple(_filled_block(block, fields) for block in section.blocks),
        measures=tuple(replace(m, value=m.value.format_map(fields)) for m in section.measures),
        sections=filled_sections(section.sections, fields),
    )


def _filled_block(block: Block, fields: dict[str, Any]) -> Block:
    if isinstance(block, str):
        return filled(block, fields)
    if isinstance(block, Table):
        rows = tuple(tuple(filled(cell, fields) for cell in row) for row in block.rows)
        return Table(block.head, rows)
    return tuple(filled(item, fields) for item in block)
