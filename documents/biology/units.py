"""UCUM units: whether two of them say the same on another scale, and by which exact factor. Pure.

A factor is given only when it is exact both ways in decimals (10, 1000, 0.01…), between units of the same dimensions:
g/L and mg/dL, 10*9/L and /uL. Never by way of a molar mass (mmol/L and g/L), nor between ratios without dimension:
« % » and « mmol/mol » are not one scale for glycated haemoglobin. A unit that is not understood equals itself alone.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import lru_cache

Dimensions = tuple[tuple[str, int], ...]

_PREFIXES = {
    **{"Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1},
    **{"d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18, "z": -21, "y": -24},
}
# Atoms that take prefixes: dimensions and factor. Units of activity and of equivalence stay in scales of their own.
_METRIC: dict[str, tuple[Dimensions, Fraction]] = {
    **{name: (((name, 1),), Fraction(1)) for name in ("m", "g", "s", "mol", "U", "kat", "eq", "osm", "Pa", "m[Hg]")},
    **dict.fromkeys(("L", "l"), ((("m", 3),), Fraction(1, 1000))),
    **dict.fromkeys(("[IU]", "[iU]"), ((("[iU]", 1),), Fraction(1))),
}
_PLAIN: dict[str, tuple[Dimensions, Fraction]] = {
    "%": ((), Fraction(1, 100)),
    **{name: (((name, 1),), Fraction(1)) for name in ("min", "h", "d")},
}
_ANNOTATION = re.compile(r"\{[^{}]*\}")
_TOKEN = re.compile(r"[./()]|10[*^](?:[+-]?\d{1,2})?|\d{1,6}(?=$|[./()])|(?:[A-Za-z%]|\[[A-Za-z]+\])+(?:[+-]?\d)?")
_MAX_LENGTH, _MAX_EXPONENT = 40, 30


class _NotUnderstood(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Unit:
    """`scale` tells which units may be converted into each other; `factor` is the size of this one on that scale."""

    scale: tuple[object, ...]
    factor: Fraction = Fraction(1)


def factor_between(source: str, target: str) -> Decimal | None:
    """By what a value in `source` is multiplied to be in `target`; None when that is not exact or makes no sense."""
    here, there = unit_of(source), unit_of(target)
    if here.scale != there.scale:
        return None
    ratio = here.factor / there.factor
    if not (_is_decimal(ratio.numerator) and _is_decimal(ratio.denominator)):
        return None
    with localcontext() as context:
        context.prec = 60
        return (Decimal(ratio.numerator) / Decimal(ratio.denominator)).normalize()


def convert(value: Decimal, source: str, target: str) -> Decimal | None:
    """The same quantity in another unit, digit for digit."""
    factor = factor_between(source, target)
    if factor is None:
        return None
    with localcontext() as context:
        context.prec = 80
        return value * factor


@lru_cache(maxsize=1024)
def unit_of(text: str) -> Unit:
    code = text.strip().replace("µ", "u").replace("μ", "u")
    annotations = tuple(sorted(_ANNOTATION.findall(code)))
    try:
        dimensions, factor = _parsed(_ANNOTATION.sub("", code))
    except _NotUnderstood:
        return Unit(("alone", code))
    if not dimensions:
        return Unit(("alone", code))
    return Unit((*dimensions, annotations), factor)


def _is_decimal(number: int) -> bool:
    """Whether dividing by it ends: a product of twos and fives."""
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    return number == 1


Term = tuple[dict[str, int], Fraction]


def _parsed(code: str) -> tuple[Dimensions, Fraction]:
    tokens = _TOKEN.findall(code)
    if not tokens or len(code) > _MAX_LENGTH or "".join(tokens) != code:
        raise _NotUnderstood
    dimensions, factor = _term(tokens)
    if tokens:
        raise _NotUnderstood
    return tuple(sorted((name, power) for name, power in dimensions.items() if power)), factor


def _term(tokens: list[str]) -> Term:
    """A product, read from the left: « . » and « / » bear on what follows them alone."""
    dimensions: dict[str, int] = {}
    factor, sign = Fraction(1), 1
    if tokens and tokens[0] == "/":
        sign = -1
        tokens.pop(0)
    while True:
        found, size = _component(tokens)
        for name, power in found.items():
            dimensions[name] = dimensions.get(name, 0) + sign * power
        factor *= size**sign
        if not tokens or tokens[0] not in "./":
            return dimensions, factor
        sign = -1 if tokens.pop(0) == "/" else 1


def _component(tokens: list[str]) -> Term:
    if not tokens or tokens[0] in "./)":
        raise _NotUnderstood
    first = tokens.pop(0)
    if first != "(":
        return _simple(first)
    found = _term(tokens)
    if not tokens or tokens.pop(0) != ")":
        raise _NotUnderstood
    return found


def _simple(token: str) -> Term:
    if token.startswith(("10*", "10^")):
        return {}, Fraction(10) ** int(token[3:] or 1)
    if token.isdecimal():
        if int(token) == 0:
            raise _NotUnderstood
        return {}, Fraction(int(token))
    name = token.rstrip("+-0123456789")
    exponent = int(token[len(name) :] or 1)
    if not 0 < abs(exponent) <= _MAX_EXPONENT:
        raise _NotUnderstood
    dimensions, size = _atom(name)
    return {base: power * exponent for base, power in dimensions}, size**exponent


def _atom(name: str) -> tuple[Dimensions, Fraction]:
    """Whole, else with its prefix: « min » is no thousandth of anything."""
    if name in _PLAIN or name in _METRIC:
        return _PLAIN.get(name) or _METRIC[name]
    for prefix, power in _PREFIXES.items():
        if name.startswith(prefix) and (rest := name[len(prefix) :]) in _METRIC:
            dimensions, size = _METRIC[rest]
            return dimensions, size * Fraction(10) ** power
    raise _NotUnderstood
