"""Laboratory reports of the demonstration: plausible values that drift with time, LOINC codes, UCUM units."""

import math
import random
from dataclasses import dataclass, replace
from datetime import date

from webps.demo.cda_spec import Measure, Section, Sensitivity, Table
from webps.demo.clinical.model import CHILD, CHRONIC, PREGNANCY
from webps.demo.patients import DemoPatient

# LOINC codes of the chapters
_HEMATOLOGY, _CHEMISTRY, _MICROBIOLOGY, _COMMENT = "18723-7", "18719-5", "18725-2", "48767-8"


@dataclass(frozen=True)
class Analyte:
    """One analysis: what most adults have, how far from it one may be, and the limits of normal."""

    loinc: str
    label: str
    usual: float
    spread: float
    decimals: int
    unit: str
    low: str
    high: str


_HEMOGLOBIN = Analyte("718-7", "Hémoglobine", 13.4, 1.0, 1, "g/dL", "12", "16")
_CREATININE = Analyte("14682-9", "Créatinine", 70, 14, 0, "umol/L", "45", "84")
_GLUCOSE = Analyte("14771-0", "Glycémie à jeun", 4.9, 0.5, 1, "mmol/L", "3.9", "6.1")
_HBA1C = Analyte("4548-4", "Hémoglobine glyquée (HbA1c)", 5.3, 0.3, 1, "%", "4", "6")
_BLOOD_COUNT = (
    _HEMOGLOBIN,
    Analyte("789-8", "Érythrocytes", 4.5, 0.3, 2, "10*12/L", "4", "5.4"),
    Analyte("6690-2", "Leucocytes", 6.8, 1.8, 1, "10*9/L", "4", "10"),
    Analyte("777-3", "Plaquettes", 250, 50, 0, "10*9/L", "150", "400"),
)
_IONS = (
    Analyte("2951-2", "Sodium", 140, 2.5, 0, "mmol/L", "136", "145"),
    Analyte("2823-3", "Potassium", 4.2, 0.4, 1, "mmol/L", "3.5", "5.1"),
    _CREATININE,
    Analyte("22664-7", "Urée", 5.6, 1.5, 1, "mmol/L", "2.5", "7.5"),
)
_LIPIDS = (
    Analyte("14647-2", "Cholestérol total", 5.1, 0.8, 2, "mmol/L", "", "5.2"),
    Analyte("14646-4", "Cholestérol HDL", 1.4, 0.25, 2, "mmol/L", "1", ""),
    Analyte("22748-8", "Cholestérol LDL", 3.0, 0.7, 2, "mmol/L", "", "3.4"),
    Analyte("14927-8", "Triglycérides", 1.3, 0.4, 2, "mmol/L", "", "1.7"),
)
_LIVER = (
    Analyte("1742-6", "ALAT", 26, 12, 0, "U/L", "", "45"),
    Analyte("1920-8", "ASAT", 24, 10, 0, "U/L", "", "40"),
    Analyte("2324-2", "Gamma-GT", 30, 16, 0, "U/L", "", "55"),
)
_THYROID = (Analyte("3016-3", "TSH", 2.1, 1.2, 2, "m[IU]/L", "0.4", "4"),)
_INFLAMMATION = (Analyte("1988-5", "Protéine C réactive (CRP)", 4, 4, 1, "mg/L", "", "5"),)
_IRON = (Analyte("2276-4", "Ferritine", 60, 30, 0, "ug/L", "15", "150"),)
_HEART = (Analyte("33762-6", "NT-proBNP", 420, 240, 0, "ng/L", "", "450"),)

_SUGAR = (_GLUCOSE, _HBA1C)
PANELS = (
    ("Hémogramme", "Hématologie", _HEMATOLOGY, _BLOOD_COUNT),
    ("Ionogramme et fonction rénale", "Biochimie sanguine", _CHEMISTRY, _IONS),
    ("Bilan lipidique et glycémique", "Biochimie sanguine", _CHEMISTRY, _LIPIDS + _SUGAR),
    ("TSH", "Hormonologie", _CHEMISTRY, _THYROID),
    ("Hémogramme et CRP", "Hématologie", _HEMATOLOGY, _BLOOD_COUNT + _INFLAMMATION),
    ("Glycémie et HbA1c", "Biochimie sanguine", _CHEMISTRY, _SUGAR),
    ("Bilan hépatique", "Biochimie sanguine", _CHEMISTRY, _LIVER),
)
_CHILD_PANELS = (
    ("Hémogramme", "Hématologie", _HEMATOLOGY, _BLOOD_COUNT),
    ("Ferritine", "Biochimie sanguine", _CHEMISTRY, _IRON),
)
_PREGNANCY_PANELS = (
    ("Hémogramme et ferritine", "Hématologie", _HEMATOLOGY, _BLOOD_COUNT + _IRON),
    ("Glycémie à jeun", "Biochimie sanguine", _CHEMISTRY, (_GLUCOSE,)),
    ("TSH", "Hormonologie", _CHEMISTRY, _THYROID),
)
_CHRONIC_PANELS = (*PANELS, ("NT-proBNP et ionogramme", "Biochimie sanguine", _CHEMISTRY, _HEART + _IONS))

# (LOINC, sex or profile) -> what differs from an adult woman: usual value, limits.
_ADJUSTED: dict[tuple[str, str], tuple[float, str, str]] = {
    ("718-7", "M"): (14.8, "13", "17"),
    ("718-7", CHILD): (12.9, "11.5", "15"),
    ("718-7", PREGNANCY): (11.6, "11", "14"),
    ("789-8", "M"): (5.0, "4.4", "5.8"),
    ("14682-9", "M"): (86, "60", "104"),
    ("14682-9", CHRONIC): (92, "45", "104"),
    ("2276-4", CHILD): (38, "12", "100"),
    ("2276-4", PREGNANCY): (24, "15", "150"),
    ("14771-0", CHRONIC): (7.4, "3.9", "6.1"),
    ("4548-4", CHRONIC): (7.0, "4", "6"),
}
_QUIET = (
    "Résultats dans les limites de référence.",
    "Absence d’anomalie notable sur les paramètres étudiés.",
)


def panel(
    rank: int, patient: DemoPatient, profile: str, act: date, dice: random.Random
) -> tuple[str, tuple[Section, ...]]:
    """Title and sections of the `rank`th report of a patient."""
    panels = {CHILD: _CHILD_PANELS, PREGNANCY: _PREGNANCY_PANELS, CHRONIC: _CHRONIC_PANELS}.get(profile, PANELS)
    title, chapter, code, analytes = panels[rank % len(panels)]
    measures = tuple(_measure(_adjusted(a, patient.sex, profile), patient, act, dice) for a in analytes)
    return title, (
        Section(chapter, measures=measures, code=code),
        Section("Commentaire", (_comment(measures, dice),), code=_COMMENT),
    )


def _adjusted(analyte: Analyte, sex: str, profile: str) -> Analyte:
    found = _ADJUSTED.get((analyte.loinc, profile)) or _ADJUSTED.get((analyte.loinc, sex))
    if not found:
        return analyte
    usual, low, high = found
    return replace(analyte, usual=usual, low=low, high=high)


def _measure(analyte: Analyte, patient: DemoPatient, act: date, dice: random.Random) -> Measure:
    """Where the patient stands, plus a slow wave over two years, plus the noise of one sample: curves look alive."""
    own = random.Random(f"{patient.key}/{analyte.loinc}")  # noqa: S311  (the same on every machine)
    usual, phase = own.gauss(analyte.usual, analyte.spread / 3), own.uniform(0, 2 * math.pi)
    wave = analyte.spread / 2 * math.sin(2 * math.pi * act.toordinal() / 730 + phase)
    value = max(analyte.usual / 10, usual + wave + dice.gauss(0, analyte.spread / 4))
    return Measure(
        analyte.loinc, analyte.label, f"{value:.{analyte.decimals}f}", analyte.unit, analyte.low, analyte.high
    )


def _comment(measures: tuple[Measure, ...], dice: random.Random) -> str:
    outside = [m.label for m in measures if m.interpretation != "N"]
    if not outside:
        return dice.choice(_QUIET)
    return f"Hors des limites de référence : {', '.join(outside)}. À confronter à la clinique."


def culture(title: str, *, final: bool) -> tuple[Section, ...]:
    """A culture in which nothing has grown yet, or at all."""
    result = "stérile après cinq jours" if final else "pas de pousse à ce jour, culture poursuivie"
    table = Table(("Examen", "Résultat"), (("Examen direct", "absence de germe"), ("Culture", result)))
    return (Section(title, (table,), code=_MICROBIOLOGY),)


def urine_culture(*, final: bool) -> tuple[Section, ...]:
    """A urine culture: the partial report tells the germ, the final one adds its antibiogram."""
    table = Table(
        ("Examen", "Résultat"),
        (
            ("Leucocytes", "120 000 /mL"),
            ("Hématies", "8 000 /mL"),
            ("Culture", "Escherichia coli, 100 000 UFC/mL"),
        ),
    )
    antibiogram = Section(
        "Antibiogramme : Escherichia coli",
        isolate=("112283007", "Escherichia coli"),
        sensitivities=(
            Sensitivity("18861-5", "Amoxicilline", "R"),
            Sensitivity("18862-3", "Amoxicilline et acide clavulanique", "I"),
            Sensitivity("18880-5", "Céfixime", "S"),
            Sensitivity("25596-8", "Fosfomycine", "S"),
            Sensitivity("18955-5", "Nitrofurantoïne", "S"),
            Sensitivity("18906-8", "Ciprofloxacine", "I"),
        ),
    )
    comment = (
        "Souche sensible à la fosfomycine. À interpréter avec le tableau clinique."
        if final
        else "Résultat partiel : antibiogramme en cours."
    )
    return (
        Section(
            "Examen cytobactériologique des urines",
            (table,),
            sections=(antibiogram,) if final else (),
            code=_MICROBIOLOGY,
        ),
        Section("Commentaire", (comment,), code=_COMMENT),
    )
