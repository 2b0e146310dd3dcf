"""The documents that show one behaviour of the portal each: versions, twins, a doubtful date, other formats."""

import io
import random
from dataclasses import replace
from datetime import date, timedelta

from PIL import Image, ImageDraw

from webps.demo import biology, laboratories, writing
from webps.demo.cda_spec import LOINC, Spec, day
from webps.demo.clinical.authors import AUTHORS
from webps.demo.clinical.model import A05, CHRONIC, PATIENT, s
from webps.demo.clinical.wording import filled, filled_sections
from webps.demo.letters import BY_CODE
from webps.demo.patients import DemoPatient
from webps.demo.pdf import text_pdf


def special(patient: DemoPatient, kind: str, today: date) -> Spec:
    """`kind` is the key of the document: a family, a dash, a rank."""
    family, _, rank = kind.partition("-")
    if kind.startswith("same-pdf"):
        return _twin(patient, kind, today)
    makers = {"micro": _urine_culture, "ions": _corrected_ions, "liaison": _corrected_letter, "culture": _culture}
    if family in makers:
        return makers[family](patient, kind, int(rank), today)
    return _ALONE[family](patient, kind, today)


def _urine_culture(patient: DemoPatient, key: str, version: int, today: date) -> Spec:
    """A partial report, then the final one that replaces it."""
    final = version == 2
    act = day(today - timedelta(days=20)) + timedelta(hours=30 if final else 0)
    report = writing.laboratory(patient, CHRONIC, key, 0, act, random.Random(key))  # noqa: S311  (repeatable)
    return replace(
        report,
        title="ECBU, résultat définitif" if final else "ECBU, résultat partiel",
        sections=filled_sections(biology.urine_culture(final=final), {}),
        set_key="micro",
        version=version,
        replaces="micro-1" if final else "",
        partial=not final,
    )


def _culture(patient: DemoPatient, key: str, rank: int, today: date) -> Spec:
    """A partial report and its complete one, which no version joins; then a partial one that still waits."""
    act = day(today - timedelta(days=2 if rank == 3 else 48), 8)
    report = writing.laboratory(patient, CHRONIC, key, 0, act, random.Random(key))  # noqa: S311  (repeatable)
    what = "Coproculture" if rank == 3 else "Hémoculture"
    return replace(
        report,
        title=f"{what}, résultat définitif" if rank == 2 else f"{what}, résultat partiel",
        sections=filled_sections(biology.culture(what, final=rank == 2), {}),
        partial=rank != 2,
    )


def _corrected_ions(patient: DemoPatient, key: str, version: int, today: date) -> Spec:
    """A report with a wrong value, then the one that corrects it on the next day."""
    sampled = day(today - timedelta(days=34), 7)
    act = sampled + timedelta(hours=30 if version == 2 else 0)
    report = writing.laboratory(patient, CHRONIC, key, 0, act, random.Random(key))  # noqa: S311  (repeatable)
    return replace(
        report,
        title="Ionogramme, résultat corrigé" if version == 2 else "Ionogramme",
        sections=filled_sections(laboratories.corrected_ions(corrected=version == 2), {}),
        sampled=sampled,
        set_key="ions",
        version=version,
        replaces="ions-1" if version == 2 else "",
    )


def _report_in_pdf(patient: DemoPatient, key: str, today: date) -> Spec:
    """A laboratory report of which only people read the values."""
    act = day(today - timedelta(days=250), 10)
    report = writing.laboratory(patient, CHRONIC, key, 2, act, random.Random(key))  # noqa: S311  (repeatable)
    pdf = writing.as_pdf(report.title, patient, report.sections)
    return replace(report, sections=(), body=pdf, body_type="application/pdf")


def _corrected_letter(patient: DemoPatient, key: str, version: int, today: date) -> Spec:
    """A letter, then its correction two days later."""
    act = day(today - timedelta(days=150 - 2 * version), 16)
    first = writing.letter(patient, CHRONIC, "liaison-1", BY_CODE["11490-0"], 1, act)
    if version == 1:
        return first
    erratum = s("Correction", "Annule et remplace la version précédente : posologie du furosémide précisée.")
    return replace(
        first,
        key=key,
        sections=filled_sections((erratum,), {}) + first.sections,
        pdf_copy=b"",
        set_key="liaison-1",
        version=2,
        replaces="liaison-1",
    )


def _twin(patient: DemoPatient, key: str, today: date) -> Spec:
    """The same PDF, deposited twice."""
    act = day(today - timedelta(days=20))
    return replace(writing.letter(patient, CHRONIC, "same-pdf", BY_CODE["96349-6"], 0, act), key=key, set_key=key)


def _doubtful(patient: DemoPatient, key: str, today: date) -> Spec:
    """Known to the year only, so written as a first of January."""
    act = day(today - timedelta(days=20))
    old = writing.letter(patient, CHRONIC, key, BY_CODE["11488-4"], 1, act)
    return replace(old, title="Ancienne consultation", low=f"{act.year - 3}0101")


def _pages(patient: DemoPatient, key: str, today: date) -> Spec:
    """A PDF of several pages: the nurses' notes of a stay, day after day."""
    act = day(today - timedelta(days=45), 16)
    letter = writing.letter(patient, CHRONIC, key, BY_CODE["11490-0"], 0, act)
    lines = ["Transmissions infirmières du séjour", ""]
    for rank in range(14):
        on = act - timedelta(days=14 - rank)
        lines += [f"{on:%d/%m/%Y}", f"  Matin : {_SHIFTS[rank % 4]}", f"  Soir : {_SHIFTS[(rank + 2) % 5]}", ""]
    body = text_pdf("Transmissions infirmières", lines)
    return replace(
        letter, title="Transmissions infirmières du séjour", body=body, body_type="application/pdf", pdf_copy=b""
    )


_SHIFTS = (
    "nuit calme, tension 13/7, saturation 96 % en air ambiant. Poids stable, pas d’oedème des membres inférieurs.",
    "levé au fauteuil deux heures, marche dans le couloir avec le kinésithérapeute. Repas pris en entier.",
    "douleur évaluée à 2 sur 10 après paracétamol. Perfusion retirée, pansement propre et sec.",
    "dyspnée à l’effort, 22 cycles par minute. Médecin prévenu, diurétique renforcé, diurèse surveillée.",
    "éducation au régime pauvre en sel avec la diététicienne. Les signes d’alerte sont reformulés sans erreur.",
)


def _text(patient: DemoPatient, key: str, today: date) -> Spec:
    note = (
        "Relevé de tension à la maison\r\n\r\n"
        "Lundi matin : 13/8\r\nLundi soir : 14/8\r\nMardi matin : 12/7\r\nMardi soir : 13/8\r\n"
    )
    return _own_file(patient, key, today, "Relevé de tension", note.encode(), "text/plain")


def _rtf(patient: DemoPatient, key: str, today: date) -> Spec:
    note = (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Helvetica;}}\f0\fs24 "
        rb"\b Questions pour la consultation\b0\par "
        rb"Peut-on espacer les prises de sang ?\par "
        rb"Le rappel de vaccin est-il \'e0 pr\'e9voir cette ann\'e9e ?\par }"
    )
    return _own_file(patient, key, today, "Questions pour la consultation", note, "text/rtf")


def _own_file(patient: DemoPatient, key: str, today: date, title: str, body: bytes, media_type: str) -> Spec:
    """A file that the patient deposited."""
    return Spec(
        key=key,
        type_code="EXPPAT_2",
        type_oid=A05,
        type_label="Autre document du patient",
        title=title,
        patient=patient,
        author=AUTHORS["patient"],
        act=day(today - timedelta(days=6), 19),
        body=body,
        body_type=media_type,
        setting=PATIENT,
    )


def _image(patient: DemoPatient, key: str, today: date) -> Spec:
    return Spec(
        key=key,
        type_code="52040-3",
        type_oid=LOINC,
        type_label="Document encapsulant une image d’illustration non DICOM",
        title=filled("Photographie : lésion de l’avant-bras", {}),
        patient=patient,
        author=writing.author("gp"),
        act=day(today - timedelta(days=3), 11),
        body=_picture(),
        body_type="image/jpeg",
    )


def _picture() -> bytes:
    """A drawn spot on a plain ground: nobody's skin."""
    picture = Image.new("RGB", (480, 320), "#e3b694")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((190, 110, 290, 200), fill="#6b4430")
    pen.ellipse((225, 130, 300, 190), fill="#8a5a3e")
    pen.line((60, 290, 180, 290), fill="black", width=3)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


_ALONE = {"report": _report_in_pdf, "doubtful": _doubtful, "text": _text, "rtf": _rtf, "image": _image, "pages": _pages}
