"""The value of a laboratory observation, whatever HL7 type it bears: words, number, comparator, unit. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from documents.cda.nodes import at, code, text_of
from documents.cda.statements.entries import is_a
from documents.cda.statements.model import Outside

# UCUM is for programs: people read the French habits of laboratories.
_UNITS = {
    "10*9/L": "G/L",
    "10*12/L": "T/L",
    "10*6/mm3": "10⁶/mm³",
    "10*3/mm3": "10³/mm³",
    "umol/L": "µmol/L",
    "ug/L": "µg/L",
    "ug/mL": "µg/mL",
    "um3": "µm³",
    "10*3/uL": "10³/µL",
    "/uL": "/µL",
    "/mm3": "/mm³",
    "u[IU]/mL": "µUI/mL",
    "m[IU]/L": "mUI/L",
    "[IU]/L": "UI/L",
    "[iU]/L": "UI/L",
    "U/L": "UI/L",
    "mm[Hg]": "mmHg",
}
_COMPARATORS = {"<": "<", "<=": "≤", "≤": "≤", ">": ">", ">=": "≥", "≥": "≥", "": ""}
_NUMBER_IN_WORDS = re.compile(
    r"(<=|>=|[<>≤≥]|)\s*([+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+|[+-]?\d+(?:[.,]\d+)?)\s*(\D{0,30})"
)
_MAX_NUMBER_IN_WORDS = 60
_EXACT = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,10})?|\.\d{1,10})")
_BOUNDS = (Decimal("-1e15"), Decimal("1e15"))
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Quantity:
    """`words` carry the comparator; `unit` is as coded, empty for what has none."""

    words: str
    number: Decimal | None = None
    comparator: str = ""
    unit: str = ""


def quantity_of(value: etree._Element, texts: Texts) -> Quantity | None:
    """None when the value says nothing."""
    if is_a(value, "PQ", "INT", "REAL"):
        return _physical(value, texts)
    if is_a(value, "IVL_PQ", "IVL_INT", "IVL_REAL"):
        return _interval(value)
    if is_a(value, "RTO", "RTO_PQ_PQ", "RTO_QTY_QTY"):
        return _ratio(value)
    if is_a(value, "CD", "CE", "CO", "CV", "CS"):
        return _worded(coded_words(value, texts))
    if is_a(value, "BL"):
        return _worded({"true": "oui", "false": "non"}.get(value.get("value", ""), ""))
    return _text(referenced(value, texts) or text_of(value))


def coded_words(element: etree._Element | None, texts: Texts) -> str:
    """Words of a code, else those of the narrative that it points to."""
    if element is None:
        return ""
    if not element.get("displayName") and (words := referenced(at(element, "originalText"), texts)):
        return words
    return code(element).words


def referenced(element: etree._Element | None, texts: Texts) -> str:
    """Words of the narrative that a `reference` names."""
    reference = at(element, "reference")
    return texts.get(reference.get("value", "").lstrip("#"), "") if reference is not None else ""


def _worded(words: str) -> Quantity | None:
    return Quantity(words) if words else None


def _physical(value: etree._Element, texts: Texts) -> Quantity | None:
    written = value.get("value", "").strip()
    if not written:
        return _worded(referenced(at(value, "originalText"), texts))
    return Quantity(decimal_words(written), exact(written), unit=value.get("unit", "").strip())


def _interval(value: etree._Element) -> Quantity | None:
    """One bound is a comparison: « < 0,5 »; two are the interval in which the value lies."""
    low, high = at(value, "low"), at(value, "high")
    low_words, high_words = (e.get("value", "").strip() if e is not None else "" for e in (low, high))
    unit = next((u for e in (low, high, value) if e is not None and (u := e.get("unit", "").strip())), "")
    if low_words and high_words:
        return Quantity(f"{decimal_words(low_words)} à {decimal_words(high_words)}", unit=unit)
    bound, written, signs = (high, high_words, "<≤") if high_words else (low, low_words, ">≥")
    if bound is None or not written:
        return _physical(value, {})
    sign = signs[bound.get("inclusive", "true") != "false"]
    return Quantity(f"{sign}\u00a0{decimal_words(written)}", exact(written), sign, unit)


def _ratio(value: etree._Element) -> Quantity | None:
    """A titre: « 1/320 »."""
    parts = [e.get("value", "").strip() for name in ("numerator", "denominator") if (e := at(value, name)) is not None]
    return _worded("/".join(decimal_words(part) for part in parts if part))


def _text(words: str) -> Quantity | None:
    """Words are kept as they are; a number in them, alone or with its sign and unit, is one as well."""
    found = _NUMBER_IN_WORDS.fullmatch(words) if len(words) <= _MAX_NUMBER_IN_WORDS else None
    if found is None:
        return _worded(words)
    sign, written, unit = _COMPARATORS[found[1]], re.sub(r"\s", "", found[2]), found[3].strip()
    shown = f"{sign}\u00a0{decimal_words(written)}" if sign else decimal_words(written)
    return Quantity(shown, exact(written.replace(",", ".")), sign, unit)


def exact(written: str) -> Decimal | None:
    """The number as written, digit by digit; None for what no laboratory would give."""
    text = written.strip()
    if not _EXACT.fullmatch(text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if _BOUNDS[0] < number < _BOUNDS[1] else None


def decimal_words(number: str) -> str:
    return number.strip().replace(".", ",")


def unit_words(unit: str) -> str:
    return "" if unit == "1" or unit.startswith("{") else _UNITS.get(unit, unit)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one report: « 63 à 83 », « < 5 », « > 12 », or its own words; the numbers when they bear the value's unit."""

    words: str = ""
    low: Decimal | None = None
    high: Decimal | None = None

    def place(self, quantity: Quantity) -> Outside:
        """Where the numbers put the value; unknown when they do not say for sure."""
        number, sign = quantity.number, quantity.comparator
        if number is None:
            return Outside.UNKNOWN
        if self.high is not None and not sign.startswith(("<", "≤")) and _beyond(number, self.high, sign == ">"):
            return Outside.ABOVE
        if self.low is not None and not sign.startswith((">", "≥")) and _beyond(-number, -self.low, sign == "<"):
            return Outside.BELOW
        return Outside.UNKNOWN


def _beyond(number: Decimal, limit: Decimal, strictly: bool) -> bool:
    return number > limit or (strictly and number == limit)


def limits_of(observation: etree._Element, unit: str, texts: Texts) -> Limits:
    """The reference values: an observation may give several ranges, of which those that mean « normal » hold."""
    for found in observation.iterfind("{*}referenceRange/{*}observationRange"):
        if code(at(found, "interpretationCode")).code not in ("", "N"):
            continue
        interval = at(found, "value")
        words = referenced(at(found, "text"), texts) or text_of(at(found, "text"))
        if interval is not None and (limits := _limits(interval, unit)):
            return limits
        if words:
            return Limits(words)
    return Limits()


def _limits(interval: etree._Element, unit: str) -> Limits | None:
    low, high = (_bound(at(interval, name)) for name in ("low", "high"))
    if not low and not high:
        return None
    own = next((u for name in ("low", "high") if (e := at(interval, name)) is not None and (u := e.get("unit"))), unit)
    low_words, high_words = decimal_words(low), decimal_words(high)
    words = f"{low_words} à {high_words}" if low and high else f"< {high_words}" if high else f"> {low_words}"
    if own != unit:
        return Limits(f"{words} {unit_words(own)}".strip())
    return Limits(words, exact(low), exact(high))


def _bound(element: etree._Element | None) -> str:
    """Without zeros that say nothing."""
    number = element.get("value", "").strip() if element is not None else ""
    whole, point, decimals = number.partition(".")
    return f"{whole}.{decimals.rstrip('0')}".rstrip(".") if point else number
