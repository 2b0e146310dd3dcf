"""What differs from one laboratory of the demonstration to another: units, limits, methods, and a corrected report."""

from dataclasses import dataclass, replace

from webps.demo.cda_spec import Measure, Section

# Which laboratory makes the nth report of a patient: roles of `clinical.authors`.
_ROTA = ("bio", "bio", "bio_town", "bio", "bio_ward")
_TOWN, _WARD = "bio_town", "bio_ward"


@dataclass(frozen=True)
class _Scale:
    """Unit of the second laboratory, by what its values and limits are multiplied, then shifted."""

    unit: str
    factor: float
    decimals: int
    shift: float = 0.0


# Same quantities on another scale. HbA1c in mmol/mol (IFCC) is another scale altogether: no factor leads to it.
_SCALES = {
    "718-7": _Scale("g/L", 10, 0),
    "6690-2": _Scale("/mm3", 1000, 0),
    "777-3": _Scale("10*3/uL", 1, 0),
    "2276-4": _Scale("ng/mL", 1, 0),
    "3016-3": _Scale("u[IU]/mL", 1, 2),
    "4548-4": _Scale("mmol/mol", 1 / 0.09148, 0, -2.152 / 0.09148),
}
_METHODS = {
    ("14682-9", "bio"): "Enzymatique",
    ("14682-9", _TOWN): "Jaffé compensé",
    ("14682-9", _WARD): "Enzymatique",
    ("1988-5", "bio"): "Immunoturbidimétrie",
    ("1988-5", _WARD): "Immunoturbidimétrie haute sensibilité",
}
_LEAST = {"1988-5": ("5", "<", 4.0)}  # below, the laboratory of the town only says that it is


def role_of(rank: int) -> str:
    return _ROTA[rank % len(_ROTA)]


def by_laboratory(sections: tuple[Section, ...], role: str) -> tuple[Section, ...]:
    return tuple(replace(s, measures=tuple(_measured(m, role) for m in s.measures)) for s in sections)


def _measured(measure: Measure, role: str) -> Measure:
    method = _METHODS.get((measure.loinc, role), "")
    if role != _TOWN:
        return replace(measure, method=method)
    if measure.loinc in _LEAST and float(measure.value) < _LEAST[measure.loinc][2]:
        bound, sign, _ = _LEAST[measure.loinc]
        return replace(measure, value=bound, comparator=sign, method=method)
    scale = _SCALES.get(measure.loinc)
    if scale is None:
        return replace(measure, method=method)
    value, low, high = (_scaled(text, scale) for text in (measure.value, measure.low, measure.high))
    return replace(measure, value=value, low=low, high=high, unit=scale.unit, method=method)


def _scaled(text: str, scale: _Scale) -> str:
    return f"{float(text) * scale.factor + scale.shift:.{scale.decimals}f}" if text else ""


def corrected_ions(*, corrected: bool) -> tuple[Section, ...]:
    """A potassium falsely critical, then the report that corrects it; the other values stand."""
    potassium = "4.6" if corrected else "6.9"
    comment = (
        "Annule et remplace le compte rendu précédent : potassium rendu sur un tube hémolysé, contrôlé ce jour."
        if corrected
        else "Potassium très élevé, à contrôler sans délai. Prescripteur prévenu par téléphone."
    )
    return (
        Section(
            "Biochimie sanguine",
            measures=(
                Measure("2951-2", "Sodium", "139", "mmol/L", "136", "145"),
                Measure("2823-3", "Potassium", potassium, "mmol/L", "3.5", "5.1", critical=not corrected),
            ),
            code="18719-5",
        ),
        Section("Commentaire", (comment,), code="48767-8"),
    )
