"""Laboratory values: from coded observations alone, since the columns of laboratories agree on nothing."""

from collections.abc import Iterator

from lxml import etree

from documents.cda.model import Section
from documents.cda.nodes import all_at, at, code, local, period, q, text_of
from documents.cda.statements.entries import is_a
from documents.cda.statements.model import Kind, Said
from documents.cda.statements.times import When, when

# UCUM is for programs: people read the French habits of laboratories.
_UNITS = {
    "10*9/L": "G/L",
    "10*12/L": "T/L",
    "10*6/mm3": "10⁶/mm³",
    "10*3/mm3": "10³/mm³",
    "umol/L": "µmol/L",
    "ug/L": "µg/L",
    "um3": "µm³",
    "m[IU]/L": "mUI/L",
    "[IU]/L": "UI/L",
    "[iU]/L": "UI/L",
    "U/L": "UI/L",
    "mm[Hg]": "mmHg",
}


def results_of(section: Section) -> Iterator[Said]:
    """One statement per observation that has a value."""
    texts = _texts_by_id(section.narrative)
    for entry in section.entries:
        for observation in entry.iter(q("observation")):
            value = at(observation, "value")
            if next(observation.iterancestors(q("observation")), None) is not None:
                continue  # an earlier result recalled beside today's: its own report tells it
            if value is not None and (said := _result(observation, value, section.heading, texts)):
                yield said


def _texts_by_id(narrative: etree._Element | None) -> dict[str, str]:
    if narrative is None:
        return {}
    return {identifier: text_of(e) for e in narrative.iter() if local(e) and (identifier := e.get("ID"))}


def _result(observation: etree._Element, value: etree._Element, section: str, texts: dict[str, str]) -> Said | None:
    analysis = code(at(observation, "code"))
    words = _value_words(value)
    label = _label(observation, analysis.label, texts)
    if not words or not label:
        return None
    on = _time(observation)
    return Said(
        kind=Kind.RESULT,
        section=section,
        label=label,
        code=analysis.code,
        code_system=analysis.system,
        value=words,
        unit=unit_words(value.get("unit", "")) if is_a(value, "PQ") else "",
        reference_range=_range(observation),
        interpretation=code(at(observation, "interpretationCode")).code,
        started=on.words,
        started_on=on.on,
    )


def _label(observation: etree._Element, coded: str, texts: dict[str, str]) -> str:
    """The words of the report, when the code points to some; a number that it points to names nothing."""
    reference = at(observation, "code/originalText/reference")
    words = texts.get(reference.get("value", "").lstrip("#"), "") if reference is not None else ""
    return words if any(character.isalpha() for character in words) else coded


def _value_words(value: etree._Element) -> str:
    if is_a(value, "PQ", "INT", "REAL"):
        return decimal_words(value.get("value", ""))
    if is_a(value, "CD", "CE", "CO"):
        return code(value).label
    return text_of(value) if is_a(value, "ST") else ""


def decimal_words(number: str) -> str:
    return number.strip().replace(".", ",")


def unit_words(unit: str) -> str:
    return "" if unit == "1" or unit.startswith("{") else _UNITS.get(unit, unit)


def _range(observation: etree._Element) -> str:
    """« 63 à 83 », « < 5 », « > 12 », as the observation gives it."""
    interval = at(observation, "referenceRange/observationRange/value")
    if interval is None:
        return ""
    low, high = (_bound(at(interval, name)) for name in ("low", "high"))
    return f"{low} à {high}" if low and high else f"< {high}" if high else f"> {low}" if low else ""


def _bound(element: etree._Element | None) -> str:
    number = element.get("value", "") if element is not None else ""
    whole, point, decimals = number.partition(".")
    return decimal_words(f"{whole}.{decimals.rstrip('0')}".rstrip(".") if point else number)


def _time(observation: etree._Element) -> When:
    """Of the observation, else of what holds it."""
    holders = (observation, *observation.iterancestors(q("organizer"), q("act")))
    times = (period(e) for holder in holders for e in all_at(holder, "effectiveTime"))
    return next((found for p in times if (found := when(p.low or p.high))), None) or When()
