"""Laboratory values: from coded observations alone, since the columns of laboratories agree on nothing.

Read by structure (IHE XD-LAB, CR-BIO): section, act, batteries and isolates (`organizer`), observations. What an
observation does not say itself (laboratory, specimen, chapter, time) is looked for in what holds it, inside out.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from lxml import etree

from documents.cda.model import ClinicalDocument, Header, Section
from documents.cda.nodes import all_at, at, code, local, period, q, text_of
from documents.cda.statements.model import ABNORMAL, HIGH, LOW, SENSITIVITIES, Kind, Measure, Outside, ResultState, Said
from documents.cda.statements.quantities import (
    Quantity,
    Texts,
    coded_words,
    limits_of,
    quantity_of,
    referenced,
    unit_words,
)
from documents.cda.statements.times import When, when
from documents.cda.values import Code, Timestamp
from patients.identity import fold

LOINC = "2.16.840.1.113883.6.1"
# Chapters of laboratory reports (LOINC, IHE XD-LAB): one name, whatever the title that a laboratory gives.
CHAPTERS = {
    "18717-9": "Immunohématologie",
    "18718-7": "Marqueurs cellulaires",
    "18719-5": "Biochimie",
    "18720-3": "Hémostase",
    "18721-1": "Suivi thérapeutique",
    "18722-9": "Fertilité",
    "18723-7": "Hématologie",
    "18724-5": "HLA",
    "18725-2": "Microbiologie",
    "18727-8": "Sérologie",
    "18728-6": "Toxicologie",
    "18729-4": "Examens des urines",
    "18767-4": "Gaz du sang",
    "26435-8": "Biologie moléculaire",
    "26437-4": "Épreuves fonctionnelles",
    "26438-2": "Cytologie",
}
_CODED = (*HIGH, *LOW, *ABNORMAL, *SENSITIVITIES)
_STATES = {
    **dict.fromkeys(("aborted", "cancelled", "nullified", "obsolete"), ResultState.CANCELLED),
    **dict.fromkeys(("active", "held", "new", "suspended"), ResultState.PARTIAL),
}
_MAX_LABEL = 200
_SEMANTIC_TAG = re.compile(r" \(\w+\)$")  # SNOMED CT: « Escherichia coli (organism) »
_PARIS = ZoneInfo("Europe/Paris")
_YEARS = range(1900, 2200)


def report_state(header: Header) -> ResultState:
    """Of a whole laboratory report, by the status of its main act; a report that says none is complete."""
    return _STATES.get(header.act.status, ResultState.FINAL)


@dataclass(frozen=True, slots=True)
class Report:
    """What all values of a document share."""

    texts: Texts
    laboratory: str
    state: ResultState

    @classmethod
    def of(cls, document: ClinicalDocument) -> "Report":
        header = document.header
        texts: Texts = {}
        for section in document.all_sections:
            texts |= _texts_by_id(section.narrative)
        return cls(
            texts,
            header.act.performer.organisation.name or header.custodian.name,
            report_state(header),
        )


def results_of(section: Section, chapter: str, report: Report) -> Iterator[Said]:
    """One statement per observation that has a value. `chapter`: name of the section that holds this one."""
    for entry in section.entries:
        for observation in entry.iter(q("observation")):
            if next(observation.iterancestors(q("observation")), None) is not None:
                continue  # an earlier result recalled beside today's: its own report tells it
            if said := _result(observation, section.heading, chapter, report):
                yield said


def chapter_of(section: Section, outer: str) -> str:
    """By its code, else by that of a section that holds it, else by its own title, or that of what holds it."""
    coded = CHAPTERS.get(section.code.code) or (outer if outer in CHAPTERS.values() else "")
    return coded or section.title or section.code.words or outer


def _texts_by_id(narrative: etree._Element | None) -> Texts:
    if narrative is None:
        return {}
    return {identifier: text_of(e) for e in narrative.iter() if local(e) and (identifier := e.get("ID"))}


def _result(observation: etree._Element, section: str, chapter: str, report: Report) -> Said | None:
    interpretation = _interpretation(observation)
    quantity = _quantity(observation, interpretation, report.texts)
    analysis = _analysis(observation)
    label = _label(observation, analysis.label, report.texts)
    if quantity is None or not label:
        return None
    limits = limits_of(observation, quantity.unit, report.texts)
    isolate = _isolate(observation)
    moment = _sampled(observation)
    on = when(moment) or When()
    return Said(
        kind=Kind.RESULT,
        section=section,
        label=label,
        code=analysis.code,
        code_system=analysis.system,
        value=quantity.words,
        unit=unit_words(quantity.unit),
        reference_range=limits.words,
        interpretation=interpretation.code,
        started=on.words,
        started_on=on.on,
        measure=Measure(
            analysis=analysis_key(analysis, isolate, label),
            family=_coded_chapter(observation) or chapter or _battery(observation),
            number=quantity.number,
            comparator=quantity.comparator,
            ucum=quantity.unit,
            range_low=limits.low,
            range_high=limits.high,
            outside=limits.place(quantity) if not interpretation.code else Outside.UNKNOWN,
            sampled_at=_moment(moment),
            laboratory=_laboratory(observation) or report.laboratory,
            method=coded_words(at(observation, "methodCode"), report.texts),
            specimen=_specimen(observation, report.texts),
            isolate=_SEMANTIC_TAG.sub("", coded_words(isolate, report.texts)),
            state=_state(observation, report.state),
        ),
    )


def _quantity(observation: etree._Element, interpretation: Code, texts: Texts) -> Quantity | None:
    """Of an antibiogram the sensitivity may be all that there is."""
    value = at(observation, "value")
    found = quantity_of(value, texts) if value is not None else None
    if found is None and interpretation.code in SENSITIVITIES:
        return Quantity(SENSITIVITIES[interpretation.code])
    return found


def _analysis(observation: etree._Element) -> Code:
    """In LOINC when the laboratory gives it, beside a code of its own."""
    found = code(at(observation, "code"))
    loinc = next((c for c in (found, *found.translations) if c.system == LOINC and c.code), found)
    return Code(loinc.code, loinc.system, loinc.label or found.label)


def analysis_key(analysis: Code, isolate: etree._Element | None, label: str) -> str:
    germ = isolate.get("code", "") or fold(code(isolate).words) if isolate is not None else ""
    what = f"{analysis.system}|{analysis.code}" if analysis.code else fold(label)
    return hashlib.blake2s(f"{what}|{germ}".encode(), digest_size=10).hexdigest()


def _label(observation: etree._Element, coded: str, texts: Texts) -> str:
    """The words of the report, when the code points to some; a number that it points to names nothing."""
    words = referenced(at(observation, "code/originalText"), texts)
    names = any(character.isalpha() for character in words) and len(words) <= _MAX_LABEL
    return words if names else coded or words[:_MAX_LABEL]


def _interpretation(observation: etree._Element) -> Code:
    """The one that says something of a range or of a sensitivity, when there are several."""
    found = [code(e) for e in all_at(observation, "interpretationCode")]
    codes = [Code(c.code.upper(), c.system, c.label) for c in found if c.code]
    return next((c for c in codes if c.code in _CODED), codes[0] if codes else Code())


def _holders(observation: etree._Element) -> Iterator[etree._Element]:
    yield observation
    yield from observation.iterancestors(q("organizer"), q("act"))


def _coded_chapter(observation: etree._Element) -> str:
    codes = (code(at(holder, "code")).code for holder in observation.iterancestors(q("organizer"), q("act")))
    return next((CHAPTERS[found] for found in codes if found in CHAPTERS), "")


def _battery(observation: etree._Element) -> str:
    """What was examined together, as the report names it."""
    codes = (code(at(holder, "code")) for holder in observation.iterancestors(q("organizer")))
    return next((found.words for found in codes if found.words), "")


def _laboratory(observation: etree._Element) -> str:
    path = "performer/assignedEntity/representedOrganization/name"
    return next((name for holder in _holders(observation) if (name := text_of(at(holder, path)))), "")


def _isolate(observation: etree._Element) -> etree._Element | None:
    for holder in observation.iterancestors(q("organizer")):
        entity = at(holder, "specimen/specimenRole/specimenPlayingEntity")
        if entity is not None and entity.get("classCode") == "MIC":
            return at(entity, "code")
    return None


def _samplings(observation: etree._Element) -> list[etree._Element]:
    """Acts of sampling told beside the examination, by the nearest act that tells some."""
    for act in observation.iterancestors(q("act")):
        procedures = all_at(act, "entryRelationship/procedure")
        found = [p for p in procedures if any(e.get("typeCode") == "PRD" for e in all_at(p, "participant"))]
        if found:
            return found
    return []


def _specimen(observation: etree._Element, texts: Texts) -> str:
    """What was sampled; empty when several samples stand beside the examination and none is named by it."""
    for holder in _holders(observation):
        entity = at(holder, "specimen/specimenRole/specimenPlayingEntity")
        if entity is not None and entity.get("classCode") != "MIC":
            return coded_words(at(entity, "code"), texts)
    path = "participant/participantRole/playingEntity/code"
    named = {words for p in _samplings(observation) for e in all_at(p, path) if (words := coded_words(e, texts))}
    return named.pop() if len(named) == 1 else ""


def _sampled(observation: etree._Element) -> Timestamp | None:
    """When the sample was taken, when one is told; else the time of the observation, else of what holds it."""
    samplings = [period(at(p, "effectiveTime")) for p in _samplings(observation)]
    taken = [time for p in samplings if (time := p.high or p.low) and time.day]
    if taken and len({time.day for time in taken}) == 1:
        return taken[0]
    times = (period(e) for holder in _holders(observation) for e in all_at(holder, "effectiveTime"))
    return next((time for p in times if (time := p.low or p.high) and time.day), None)


def _moment(time: Timestamp | None) -> datetime | None:
    """Known to the hour at least; a time without zone is that of Paris."""
    moment = time.moment if time is not None and time.has_hour else None
    if moment is None or moment.year not in _YEARS:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=_PARIS)


def _state(observation: etree._Element, of_report: ResultState) -> ResultState:
    status = at(observation, "statusCode")
    own = _STATES.get(status.get("code", "").lower()) if status is not None else None
    return own or of_report
