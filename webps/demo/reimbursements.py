"""What the insurance reimbursed to one patient over two years: the rows of an export."""

from datetime import date, timedelta

PATIENT = "ouvert"
_DAYS = 730
# Every how many days, from how many days ago, family, code, wording, quantity, professional, place.
_REGULAR = (
    (30, 3, "Médicaments", "3400936404114", "Périndopril 5 mg, 30 comprimés", "1 boîte", "Dr MORVAN Hélène", ""),
    (30, 3, "Médicaments", "3400935183491", "Metformine 850 mg, 90 comprimés", "1 boîte", "Dr MORVAN Hélène", ""),
    (92, 11, "Soins", "G", "Consultation de médecine générale", "", "Dr MORVAN Hélène", "Cabinet médical des Lisières"),
    (183, 25, "Soins", "CSC", "Consultation de cardiologie", "", "Dr KELLER Antoine", ""),
    (92, 12, "Biologie", "1577", "Hémoglobine glyquée (HbA1c)", "", "Laboratoire", ""),
    (183, 12, "Biologie", "1610", "Ionogramme sanguin", "", "Laboratoire", ""),
    (365, 40, "Vaccins", "J07BB02", "Vaccin contre la grippe saisonnière", "1 dose", "COSTA Inès", ""),
    (92, 20, "Dispositifs", "1102483", "Bandelettes et lecteur de glycémie", "1 boîte", "COSTA Inès", ""),
)
_ONCE = (
    (83, "Radiologie", "MDQK001", "Radiographie du poignet", "", "Dr BRIAND Yann", "Centre hospitalier des Remparts"),
    (410, "Radiologie", "DEQP003", "Électrocardiogramme", "", "Dr KELLER Antoine", ""),
)
_STAYS = ((212, 5, "Séjour en médecine interne"), (462, 3, "Séjour en médecine interne"))


def rows(today: date) -> list[dict[str, str]]:
    """Cells by column, as a file would give them."""
    found = [
        _row(today - timedelta(days=ago), *cells)
        for every, first, *cells in _REGULAR
        for ago in range(first, _DAYS, every)
    ]
    found += [_row(today - timedelta(days=ago), *cells) for ago, *cells in _ONCE]
    for ago, nights, wording in _STAYS:
        start = today - timedelta(days=ago)
        row = _row(start, "Hospitalisations", "", wording, "", "", "Centre hospitalier des Remparts")
        found.append(row | {"fin": f"{start + timedelta(days=nights):%d/%m/%Y}"})
    return found


def _row(on: date, *cells: object) -> dict[str, str]:
    names = ("nature", "code", "libelle", "quantite", "professionnel", "etablissement")
    return {"date": f"{on:%d/%m/%Y}"} | dict(zip(names, map(str, cells), strict=True))
