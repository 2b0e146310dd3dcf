"""From a type of document, a patient and a day to the specification of one document."""

import random
from dataclasses import replace
from datetime import datetime

from webps.demo import biology, laboratories
from webps.demo.cda_body import unit_words
from webps.demo.cda_spec import LOINC, Author, Block, Section, Spec, Table
from webps.demo.clinical.authors import AUTHORS
from webps.demo.clinical.wording import fields_for, filled, filled_sections
from webps.demo.letters import Letter, case_for
from webps.demo.patients import DemoPatient
from webps.demo.pdf import text_pdf
from webps.demo.people import ACCOUNTS

LABORATORY_TEMPLATE = "1.2.250.1.213.1.1.1.55"
_IDNATS = {account.family: account.idnat for account in ACCOUNTS}


def author(role: str) -> Author:
    """An author with the national identifier of the account that bears their name."""
    found = AUTHORS[role]
    return replace(found, idnat=_IDNATS.get(found.family, ""))


def laboratory(patient: DemoPatient, profile: str, key: str, rank: int, act: datetime, dice: random.Random) -> Spec:
    title, sections = biology.panel(rank, patient, profile, act.date(), dice)
    role = laboratories.role_of(rank)
    sections = filled_sections(laboratories.by_laboratory(sections, role), {})
    return Spec(
        key=key,
        type_code="11502-2",
        type_oid=LOINC,
        type_label="CR d’examens biologiques",
        title=title,
        patient=patient,
        author=author(role),
        act=act,
        sections=sections,
        template=LABORATORY_TEMPLATE,
        pdf_copy=as_pdf(title, patient, sections) if rank == 1 else b"",
    )


def letter(patient: DemoPatient, profile: str, key: str, kind: Letter, rank: int, act: datetime) -> Spec:
    case = case_for(kind, profile, rank)
    fields = fields_for(patient, act.date(), key)
    title, sections = filled(case.title, fields), filled_sections(case.sections, fields)
    spec = Spec(
        key=key,
        type_code=kind.code,
        type_oid=kind.oid,
        type_label=kind.label,
        title=title,
        patient=patient,
        author=author(case.author or kind.author),
        act=act,
        sections=sections,
        template=kind.template,
        setting=kind.setting,
        nights=case.nights,
    )
    if kind.as_pdf:
        return replace(spec, body=as_pdf(title, patient, sections), body_type="application/pdf")
    return replace(spec, pdf_copy=as_pdf(title, patient, sections)) if kind.pdf_copy else spec


def as_pdf(title: str, patient: DemoPatient, sections: tuple[Section, ...]) -> bytes:
    lines = [f"{(patient.used_family or patient.family).upper()} {patient.used_given or patient.first_given}", ""]
    for section in sections:
        lines.append(section.title)
        for block in section.blocks:
            lines += [f"  {line}" for line in _lines(block)]
        lines += [f"  {m.label} : {m.words} {unit_words(m.unit)}" for m in section.measures]
        lines.append("")
    return text_pdf(title, lines)


def _lines(block: Block) -> list[str]:
    if isinstance(block, str):
        return [block]
    if isinstance(block, Table):
        return ["   ".join(row) for row in (block.head, *block.rows)]
    return [f"- {item}" for item in block]
