"""From what a practice is to the one column of the matrix that it reads (AR 7.3 to 7.9). Pure, table-tested."""

G15 = "1.2.250.1.71.1.2.7"  # TRE_G15-ProfessionSante. Students bear the same codes under another OID: no column.
R94 = "1.2.250.1.213.1.6.1.4"  # TRE_R94-ProfessionSocial

# Occupational medicine, however it was acquired: shut out of the doctors' column (AR 7.8).
OCCUPATIONAL_KNOW_HOW = frozenset({"SM25", "C41", "CAPA11"})
# Sections of the pharmacists' register: biologists; industry and distribution, which are no care.
BIOLOGIST_SECTIONS = frozenset({"G", "EG"})
INDUSTRY_SECTIONS = frozenset({"B", "C", "EB", "EC"})
LABORATORY_SECTORS = frozenset({"SA25", "SA29"})

_BY_PROFESSION = {
    (G15, "10"): "medecin",
    (G15, "21"): "pharmacien",
    (G15, "38"): "pharmacien",  # preparators are named in the pharmacists' column
    (G15, "39"): "pharmacien",
    (G15, "40"): "chirurgien_dentiste",
    (G15, "50"): "sage_femme",
    (G15, "60"): "infirmier",
    (G15, "69"): "infirmier",
    (G15, "70"): "masseur_kinesitherapeute",
    (G15, "80"): "pedicure_podologue",
    (G15, "91"): "orthophoniste",
    (G15, "92"): "reeducation",
    (G15, "94"): "reeducation",
    (G15, "95"): "reeducation",
    (G15, "96"): "reeducation",
    (G15, "26"): "appareillage",
    (G15, "81"): "appareillage",
    (G15, "82"): "appareillage",
    (G15, "83"): "appareillage",
    (G15, "84"): "appareillage",
    (G15, "85"): "appareillage",
    (G15, "28"): "opticien_lunetier",
    (G15, "98"): "manipulateur_erm",
    (R94, "41"): "assistant_service_social",
}
# TRE_R22: roles that open a column by themselves, for those whose profession has none (AR 4.6).
_BY_ROLE = {
    "GENR08": "role_coordination",
    "GENR09": "role_administratif",
    "GENR10": "role_accompagnement_vie_sociale",
    "GENR11": "role_accompagnement_soin",
    "GENR12": "role_encadrement",
}
_ROLE_COLUMNS = frozenset(_BY_ROLE.values()) | {"assistant_service_social"}


def column_for(
    *,
    profession: str,
    profession_oid: str,
    know_how: str = "",
    role: str = "",
    sector: str = "",
    roles_enabled: bool = True,
) -> str | None:
    """Slug of the column, or None: an unknown or ambiguous practice reads nothing (AR 7.6).

    `roles_enabled` is the setting for the social and medico-social columns (AR 7.9).
    """
    column = _BY_PROFESSION.get((profession_oid, profession))
    if column == "medecin" and know_how in OCCUPATIONAL_KNOW_HOW:
        return None
    if column == "pharmacien" and profession == "21":
        column = _pharmacist(know_how, sector)
    elif column is None and profession_oid != "1.2.250.1.71.1.2.8":
        column = _BY_ROLE.get(role)
    return None if column in _ROLE_COLUMNS and not roles_enabled else column


def is_occupational_doctor(profession: str, profession_oid: str, know_how: str) -> bool:
    """Needs express consent (CSP L.1111-17 IV)."""
    return (profession_oid, profession) == (G15, "10") and know_how in OCCUPATIONAL_KNOW_HOW


def _pharmacist(section: str, sector: str) -> str | None:
    if section in INDUSTRY_SECTIONS:
        return None
    return "pharmacien_biologiste" if section in BIOLOGIST_SECTIONS or sector in LABORATORY_SECTORS else "pharmacien"
