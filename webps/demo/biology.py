"""Laboratory reports of the demonstration: plausible values that drift with time, LOINC codes, UCUM units."""

import random

from webps.demo.cda_writer import Measure, Section, Table

# LOINC, label, usual value, spread, decimals, unit, low, high
_BLOOD_COUNT = (
    ("718-7", "Hémoglobine", 13.4, 1.3, 1, "g/dL", "12", "16"),
    ("789-8", "Érythrocytes", 4.5, 0.3, 2, "10*12/L", "4", "5.4"),
    ("6690-2", "Leucocytes", 7.2, 2.2, 1, "10*9/L", "4", "10"),
    ("777-3", "Plaquettes", 240, 60, 0, "10*9/L", "150", "400"),
)
_IONS = (
    ("2951-2", "Sodium", 139, 3, 0, "mmol/L", "136", "145"),
    ("2823-3", "Potassium", 4.2, 0.4, 1, "mmol/L", "3.5", "5.1"),
    ("14682-9", "Créatinine", 82, 18, 0, "umol/L", "45", "104"),
    ("22664-7", "Urée", 6.1, 1.6, 1, "mmol/L", "2.5", "7.5"),
)
_LIPIDS = (
    ("14647-2", "Cholestérol total", 5.3, 0.9, 2, "mmol/L", "", "5.2"),
    ("14646-4", "Cholestérol HDL", 1.4, 0.3, 2, "mmol/L", "1", ""),
    ("22748-8", "Cholestérol LDL", 3.1, 0.8, 2, "mmol/L", "", "3.4"),
    ("14927-8", "Triglycérides", 1.3, 0.5, 2, "mmol/L", "", "1.7"),
)
_SUGAR = (
    ("14771-0", "Glycémie à jeun", 6.4, 1.3, 1, "mmol/L", "3.9", "6.1"),
    ("4548-4", "Hémoglobine glyquée (HbA1c)", 6.7, 0.7, 1, "%", "4", "6"),
)
_THYROID = (("3016-3", "TSH", 2.3, 1.6, 2, "m[IU]/L", "0.4", "4"),)
_INFLAMMATION = (("1988-5", "Protéine C réactive (CRP)", 7, 8, 1, "mg/L", "", "5"),)

PANELS = (
    ("Hémogramme", "Hématologie", _BLOOD_COUNT),
    ("Ionogramme et fonction rénale", "Biochimie sanguine", _IONS),
    ("Bilan lipidique et glycémique", "Biochimie sanguine", _LIPIDS + _SUGAR),
    ("TSH", "Hormonologie", _THYROID),
    ("Hémogramme et CRP", "Hématologie", _BLOOD_COUNT + _INFLAMMATION),
    ("Glycémie et HbA1c", "Biochimie sanguine", _SUGAR),
)
_COMMENTS = (
    "Résultats stables par rapport à l’examen précédent.",
    "Équilibre glycémique à surveiller ; contrôle conseillé dans trois mois.",
    "Absence d’anomalie notable sur les paramètres étudiés.",
    "Légère élévation à confronter à la clinique.",
)


def panel(rank: int, dice: random.Random) -> tuple[str, tuple[Section, ...]]:
    """Title and sections of one report."""
    title, chapter, rows = PANELS[rank % len(PANELS)]
    measures = tuple(_measure(row, dice) for row in rows)
    return title, (
        Section(chapter, measures=measures, code="18717-9"),
        Section("Commentaire", (dice.choice(_COMMENTS),), code="48767-8"),
    )


def _measure(row: tuple[str, str, float, float, int, str, str, str], dice: random.Random) -> Measure:
    loinc, label, usual, spread, decimals, unit, low, high = row
    value = max(0.1, dice.gauss(usual, spread / 2))
    return Measure(loinc, label, f"{value:.{decimals}f}", unit, low, high)


def microbiology() -> tuple[Section, ...]:
    """Urine culture with its antibiogram."""
    return (
        Section(
            "Examen cytobactériologique des urines",
            (
                Table(
                    ("Examen", "Résultat"),
                    (
                        ("Leucocytes", "120 000 /mL"),
                        ("Culture", "Escherichia coli, 100 000 UFC/mL"),
                    ),
                ),
            ),
            sections=(
                Section(
                    "Antibiogramme",
                    (
                        Table(
                            ("Antibiotique", "Sensibilité"),
                            (
                                ("Amoxicilline", "R"),
                                ("Fosfomycine", "S"),
                                ("Nitrofurantoïne", "S"),
                                ("Ciprofloxacine", "I"),
                                ("Céfixime", "S"),
                            ),
                        ),
                    ),
                ),
            ),
            code="18725-2",
        ),
        Section("Commentaire", ("Souche sensible à la fosfomycine. Interpréter avec le tableau clinique.",)),
    )
