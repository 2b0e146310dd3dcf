"""Which patient holds which types of document, and who must not see some of them."""

from collections.abc import Iterator
from datetime import date

from webps.demo.clinical.model import AGED, BREAST, CHILD, CHRONIC, MIND, PREGNANCY, TEEN
from webps.demo.letters import LETTERS

BIG, BIG_COUNT = "deux_mille", 2000
BIG_KINDS = ("BIO", "BIO", "57833-6", "60593-1", "11488-4", "11506-3", "18748-4", "87273-9", "80565-5", "PRESC-INF")
SPECIALS = (
    *("micro-1", "micro-2", "ions-1", "ions-2", "report", "same-pdf-1", "same-pdf-2", "doubtful"),
    *("liaison-1", "liaison-2", "text-1", "rtf-1", "image-1", "pages-1", "culture-1", "culture-2", "culture-3"),
)
PROFILES = {
    "ouvert": CHRONIC,
    BIG: CHRONIC,
    "mineur": CHILD,
    "adolescente": TEEN,
    "deux_noms": PREGNANCY,
    "annonce": BREAST,
    "masque": MIND,
    "ehpad": AGED,
}

# Types that do not suit the woman of 74 whose record shows all the others.
_ELSEWHERE = (
    *("89233-1", "57055-6", "59283-2", "68817-6", "80771-9"),
    *("PRESC-ORTHOPHO", "PRESC-AAT", "BIL_AUTO", "80788-3", "51851-4", "60280-5"),
)
# Patient -> types of their documents, number of laboratory reports.
PLAN: dict[str, tuple[tuple[str, ...], int]] = {
    "ouvert": (tuple(letter.code for letter in LETTERS if letter.code not in _ELSEWHERE), 14),
    "jamais_active": (
        ("11488-4", "57833-6", "15507-7", "18748-4", "REMB", "60593-1", "PRESC-AAT", "87273-9", "CERT_DECL"),
        4,
    ),
    "bloque": (
        ("11488-4", "57833-6", "60591-5", "REMB", "60593-1", "18748-4", "28617-9", "87273-9", "11369-6"),
        5,
    ),
    "masque": (
        ("11488-4", "57833-6", "60591-5", "68599-0", "83901-9", "REMB", "18748-4", "34133-9", "PRESC-AAT", "85208-7"),
        5,
    ),
    "annonce": (
        ("11488-4", "18748-4", "60568-3", "34794-8", "60591-5", "57833-6", "REMB", "11369-6", "55115-0"),
        6,
    ),
    "mineur": (
        (
            *("11488-4", "59283-2", "68817-6", "47420-5", "11369-6", "57833-6", "83901-9"),
            *("28617-9", "PRESC-ORTHOPHO", "80771-9", "REMB", "18748-4", "CERT_DECL"),
        ),
        2,
    ),
    "corse": (("11488-4", "78513-9", "57833-6", "REMB", "28617-9", "87273-9", "18748-4", "96173-0"), 4),
    "etranger": (("15507-7", "11490-0", "18748-4", "57833-6", "28653-4", "87273-9", "60593-1", "11506-3"), 3),
    "deux_noms": (
        ("89233-1", "57055-6", "11488-4", "57833-6", "18748-4", "87273-9", "REMB", "60593-1", "PRESC-BIO"),
        5,
    ),
    "ehpad": (
        (
            *("74207-2", "60591-5", "EXPPAT_3", "96163-1", "80565-5", "57833-6", "11490-0", "15507-7"),
            *("BIL_AUTO", "80788-3", "51851-4", "60280-5", "18748-4", "87273-9"),
        ),
        6,
    ),
    "sans_urgence": (("11488-4", "57833-6", "75496-0", "85208-7", "REMB", "PRESC-AAT", "11369-6"), 3),
    "ferme": (("11488-4", "57833-6", "34112-3"), 2),  # add none: a loaded demonstration refuses them
    "adolescente": (("11488-4", "57833-6"), 1),
    "recupere": (("11488-4", "57833-6", "11369-6"), 1),
    "valide": (("11488-4", "57833-6"), 1),
}
REPEATED = ("11488-4", "57833-6", "60593-1", "18748-4", "11506-3", "11490-0")

# Days before today of the first documents that follow from one another.
EPISODE = {
    **{("ouvert", "34749-2"): 1330, ("ouvert", "74465-6"): 1310, ("ouvert", "34874-8"): 1300},
    **{("ouvert", "77436-4"): 1300, ("ouvert", "101881-1"): 1299},
    **{("annonce", "18748-4"): 28, ("annonce", "11488-4"): 24, ("annonce", "60568-3"): 13, ("annonce", "34794-8"): 6},
    **{("mineur", "PRESC-ORTHOPHO"): 120, ("mineur", "47420-5"): 95},
}
RECENT = ("BIO", "REMB", "60591-5", "11369-6", "56446-8", "DOCPAT08", *REPEATED)  # the newest is a few weeks old
ANY_DAY = ("15507-7", "60280-5", "ATTEST-DROITS-AM", "REMB")  # everybody else rests on Saturday and Sunday
LAST_DAY = {"ferme": date(2025, 2, 14)}  # nothing is written in a record after it was closed

MASKED = {("masque", "68599-0"), ("masque", "83901-9")}
HIDDEN_FROM_PATIENT = {("annonce", "60568-3"), ("annonce", "34794-8")}
HIDDEN_FROM_PARENTS = {("mineur", "83901-9"), ("adolescente", "57833-6")}
ARCHIVED = {("ouvert", "DOCPAT02")}


def planned() -> Iterator[tuple[str, str, int]]:
    """(patient, kind, rank) of every document but those of the big record. Cheap: nothing is written."""
    for patient_key, (codes, reports) in PLAN.items():
        for code in codes:
            repeats = 3 if code in REPEATED and patient_key != "mineur" else 1
            for rank in range(repeats):
                yield patient_key, code, rank
        for rank in range(reports):
            yield patient_key, "BIO", rank
    for key in SPECIALS:
        yield "ouvert", key, 0
