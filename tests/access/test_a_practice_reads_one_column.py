"""From profession, know-how, role and sector to one column of the matrix, or none."""

import pytest

from access.columns import G15, R94, column_for

STUDENT = "1.2.250.1.71.1.2.8"
TITLE = "1.2.250.1.213.1.6.1.109"

CASES = [
    ("médecin généraliste", {"profession": "10", "know_how": "SM53"}, "medecin"),
    ("médecin du travail, spécialité", {"profession": "10", "know_how": "SM25"}, None),
    ("médecin du travail, compétence", {"profession": "10", "know_how": "C41"}, None),
    ("médecin du travail, capacité", {"profession": "10", "know_how": "CAPA11"}, None),
    ("étudiant en médecine", {"profession": "10", "profession_oid": STUDENT}, None),
    ("étudiant avec un rôle", {"profession": "10", "profession_oid": STUDENT, "role": "GENR11"}, None),
    ("pharmacien d’officine", {"profession": "21", "know_how": "A"}, "pharmacien"),
    ("pharmacien sans section", {"profession": "21"}, "pharmacien"),
    ("pharmacien biologiste", {"profession": "21", "know_how": "G"}, "pharmacien_biologiste"),
    ("pharmacien en laboratoire", {"profession": "21", "sector": "SA25"}, "pharmacien_biologiste"),
    ("pharmacien d’industrie", {"profession": "21", "know_how": "B"}, None),
    ("préparateur", {"profession": "39"}, "pharmacien"),
    ("dentiste", {"profession": "40"}, "chirurgien_dentiste"),
    ("sage-femme", {"profession": "50"}, "sage_femme"),
    ("infirmier", {"profession": "60"}, "infirmier"),
    ("infirmier psychiatrique", {"profession": "69"}, "infirmier"),
    ("orthoptiste", {"profession": "92"}, "reeducation"),
    ("épithésiste", {"profession": "85"}, "appareillage"),
    ("opticien", {"profession": "28"}, "opticien_lunetier"),
    ("manipulateur", {"profession": "98"}, "manipulateur_erm"),
    ("aide-soignant, case 30", {"profession": "35"}, None),
    ("technicien de laboratoire", {"profession": "86"}, None),
    ("assistante sociale", {"profession": "41", "profession_oid": R94}, "assistant_service_social"),
    ("assistante sociale, case 31", {"profession": "41", "profession_oid": R94, "roles_enabled": False}, None),
    ("code 41 d’un autre système", {"profession": "41"}, None),
    ("psychologue sans rôle", {"profession": "93", "profession_oid": TITLE}, None),
    (
        "psychologue, accompagnement",
        {"profession": "93", "profession_oid": TITLE, "role": "GENR11"},
        "role_accompagnement_soin",
    ),
    ("rôles suspendus", {"profession": "93", "profession_oid": TITLE, "role": "GENR11", "roles_enabled": False}, None),
    ("rôle inconnu", {"profession": "93", "profession_oid": TITLE, "role": "GENR01"}, None),
    ("profession inconnue", {"profession": "999"}, None),
]


@pytest.mark.parametrize(("given", "column"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_each_practice_has_its_column(given: dict[str, object], column: str | None) -> None:
    assert column_for(**({"profession_oid": G15} | given)) == column  # type: ignore[arg-type]
