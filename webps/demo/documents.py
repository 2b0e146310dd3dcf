"""Which documents the demonstration holds: what, for whom, when, from whom, and who must not see them.

Identifiers depend on keys and ranks only, never on the day: loading again on another day adds nothing.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from webps.demo import biology
from webps.demo.cda_writer import LOINC, Author, Section, Spec, day, write
from webps.demo.letters import AUTHORS, BY_CODE, LETTERS, Letter
from webps.demo.patients import PATIENTS, DemoPatient
from webps.demo.pdf import text_pdf
from webps.demo.people import ACCOUNTS

BIG, BIG_COUNT = "deux_mille", 2000
LABORATORY_TEMPLATE = "1.2.250.1.213.1.1.1.55"
_IDNATS = {account.family: account.idnat for account in ACCOUNTS}
_KEYS = {patient.key: patient for patient in PATIENTS}


@dataclass(frozen=True)
class DemoDocument:
    patient_key: str
    content: bytes
    deposited_at: datetime
    masked: bool = False
    hidden_from_patient: bool = False
    hidden_from_representatives: bool = False
    archived: bool = False


# Patient -> codes of their letters (all the types for the rich record), number of laboratory reports.
_PLAN: dict[str, tuple[tuple[str, ...], int]] = {
    "ouvert": (
        tuple(letter.code for letter in LETTERS if letter.code not in ("89233-1", "57055-6", "59283-2", "68817-6")),
        14,
    ),
    "jamais_active": (("11488-4", "57833-6", "15507-7", "18748-4", "REMB", "60593-1"), 4),
    "bloque": (("11488-4", "57833-6", "60591-5", "REMB", "60593-1", "18748-4"), 5),
    "masque": (("11488-4", "57833-6", "60591-5", "68599-0", "83901-9", "REMB", "18748-4", "34133-9"), 5),
    "annonce": (("11488-4", "18748-4", "60568-3", "34794-8", "60591-5", "57833-6", "REMB"), 6),
    "mineur": (("11488-4", "59283-2", "68817-6", "47420-5", "11369-6", "57833-6", "83901-9"), 2),
    "corse": (("11488-4", "78513-9", "57833-6", "REMB", "28617-9"), 4),
    "etranger": (("15507-7", "11490-0", "18748-4", "57833-6", "28653-4"), 3),
    "deux_noms": (("89233-1", "57055-6", "11488-4", "57833-6", "18748-4", "87273-9"), 5),
    "ehpad": (("74207-2", "60591-5", "EXPPAT_3", "96163-1", "80565-5", "57833-6", "11490-0", "15507-7"), 6),
    "sans_urgence": (("11488-4", "57833-6", "75496-0", "85208-7", "REMB"), 3),
    "ferme": (("11488-4", "57833-6", "34112-3"), 2),
    "recupere": (("11488-4", "57833-6"), 1),
    "valide": (("11488-4",), 1),
}
_MASKED = {("masque", "68599-0"), ("masque", "83901-9")}
_HIDDEN = {("annonce", "60568-3"), ("annonce", "34794-8")}
_FROM_PARENTS = {("mineur", "83901-9")}
_ARCHIVED = {("ouvert", "DOCPAT02")}
_REPEATED = ("11488-4", "57833-6", "60593-1", "18748-4", "11506-3", "11490-0")


def count() -> int:
    """How many documents `generate` yields, without making them."""
    return sum(1 for _ in _plan_keys()) + BIG_COUNT


def generate(today: date) -> Iterator[DemoDocument]:
    """Every document, those of the big record last."""
    for patient_key, kind, rank in _plan_keys():
        yield _document(_KEYS[patient_key], kind, rank, today)
    yield from _big_record(today)


def _plan_keys() -> Iterator[tuple[str, str, int]]:
    for patient_key, (codes, reports) in _PLAN.items():
        for code in codes:
            repeats = 3 if code in _REPEATED and patient_key != "mineur" else 1
            for rank in range(repeats):
                yield patient_key, code, rank
        for rank in range(reports):
            yield patient_key, "BIO", rank
    for key in ("micro-1", "micro-2", "same-pdf-1", "same-pdf-2", "doubtful"):
        yield "ouvert", key, 0


def _document(patient: DemoPatient, kind: str, rank: int, today: date) -> DemoDocument:
    dice = random.Random(f"{patient.key}/{kind}/{rank}")  # noqa: S311  (the same documents on every machine)
    key = f"{patient.key}.{kind}.{rank}"
    age = dice.randrange(1, 40) if rank == 0 else dice.randrange(60, 2000)
    act = day(_after_birth(today - timedelta(days=age), patient), dice.randrange(8, 18), dice.choice((0, 15, 30, 45)))
    if kind == "BIO":
        spec = _laboratory(patient, key, rank, act, dice)
    elif kind in BY_CODE:
        spec = _letter(patient, key, BY_CODE[kind], rank, act)
    else:
        spec = _special(patient, kind, day(today - timedelta(days=20)))
    mark = (patient.key, kind)
    return DemoDocument(
        patient.key,
        write(spec),
        min(spec.act + timedelta(days=dice.choice((0, 0, 0, 1, 12))), day(today, 8)),
        masked=mark in _MASKED,
        hidden_from_patient=mark in _HIDDEN,
        hidden_from_representatives=mark in _FROM_PARENTS,
        archived=mark in _ARCHIVED,
    )


def _after_birth(moment: date, patient: DemoPatient) -> date:
    return max(moment, patient.birth + timedelta(days=400))


def author(role: str) -> Author:
    """An author with the national identifier of the account that bears their name."""
    found = AUTHORS[role]
    return replace(found, idnat=_IDNATS.get(found.family, ""))


def _laboratory(patient: DemoPatient, key: str, rank: int, act: datetime, dice: random.Random) -> Spec:
    title, sections = biology.panel(rank, dice)
    return Spec(
        key=key,
        type_code="11502-2",
        type_oid=LOINC,
        type_label="CR d’examens biologiques",
        title=title,
        patient=patient,
        author=author("bio"),
        act=act,
        sections=sections,
        template=LABORATORY_TEMPLATE,
        pdf_copy=_as_pdf(title, patient, sections) if rank == 1 else b"",
    )


def _letter(patient: DemoPatient, key: str, letter: Letter, rank: int, act: datetime) -> Spec:
    title = letter.titles[rank % len(letter.titles)]
    spec = Spec(
        key=key,
        type_code=letter.code,
        type_oid=letter.oid,
        type_label=letter.label,
        title=title,
        patient=patient,
        author=author(letter.author),
        act=act,
        sections=letter.sections,
        template=letter.template,
        setting=letter.setting,
    )
    if letter.as_pdf:
        return replace(spec, body=_as_pdf(title, patient, letter.sections), body_type="application/pdf", template="")
    if letter.code in ("11490-0", "57833-6"):
        return replace(spec, pdf_copy=_as_pdf(title, patient, letter.sections))
    return spec


def _as_pdf(title: str, patient: DemoPatient, sections: tuple[Section, ...]) -> bytes:
    lines = [f"{patient.family.upper()} {patient.first_given}", ""]
    for section in sections:
        lines.append(section.title)
        for block in section.blocks:
            rows = block.rows if hasattr(block, "rows") else [(block,) if isinstance(block, str) else block]  # type: ignore[union-attr]
            lines += ["  " + "   ".join(row) for row in rows]
        lines += [f"  {m.label} : {m.value} {m.unit}" for m in section.measures] + [""]
    return text_pdf(title, lines)


def _special(patient: DemoPatient, kind: str, act: datetime) -> Spec:
    """A partial then final report, the same PDF twice, a doubtful date."""
    if kind.startswith("micro"):
        spec = _laboratory(patient, kind, 0, act, random.Random(kind))  # noqa: S311
        final = kind == "micro-2"
        title = "ECBU, résultat définitif" if final else "ECBU, résultat partiel"
        return replace(
            spec,
            title=title,
            sections=biology.microbiology()[: 2 if final else 1],
            set_key="micro",
            version=2 if final else 1,
            replaces="micro-1" if final else "",
            act=act + timedelta(hours=30 if final else 0),
        )
    if kind.startswith("same-pdf"):
        letter = BY_CODE["96349-6"]
        return replace(_letter(patient, kind, letter, 0, act), title="Courrier numérisé")
    letter = BY_CODE["11488-4"]
    return replace(
        _letter(patient, kind, letter, 0, act), title="Ancienne consultation", extra={"low": f"{act.year - 3}0101"}
    )


def _big_record(today: date) -> Iterator[DemoDocument]:
    patient = _KEYS[BIG]
    kinds = ["BIO", "BIO", "57833-6", "60593-1", "11488-4", "11506-3", "18748-4", "87273-9", "80565-5", "PRESC-INF"]
    for rank in range(BIG_COUNT):
        kind = "REMB" if rank == 0 else kinds[rank % len(kinds)]
        dice = random.Random(f"{BIG}/{rank}")  # noqa: S311
        moment = day(today - timedelta(days=int(rank * 15 * 365 / BIG_COUNT)), 8 + rank % 10)
        key = f"{BIG}.{rank}"
        if kind == "BIO":
            spec = replace(_laboratory(patient, key, rank, moment, dice), pdf_copy=b"")
        else:
            spec = replace(_letter(patient, key, BY_CODE[kind], rank, moment), pdf_copy=b"")
        yield DemoDocument(BIG, write(spec), min(moment + timedelta(hours=3), day(today, 8)))
