"""The body of a CDA document: one file (level 1), or sections with their tables and coded results (level 3)."""

import base64

from lxml import etree

from documents.cda.writing import XSI, add, add_text
from webps.demo.cda_entries import write_entries
from webps.demo.cda_spec import LOINC, Block, Measure, Section, Sensitivity, Spec, Table

PDF_COPY = "1.2.250.1.213.1.1.2.243"
_INTERPRETATION = "2.16.840.1.113883.5.83"
_INTERPRETATION_WORDS = {"HH": "élevé, critique", "LL": "bas, critique", "H": "élevé", "L": "bas", "N": ""}
_SENSITIVITY_WORDS = {"S": "Sensible", "I": "Sensible à forte posologie", "R": "Résistant"}
# UCUM is for programs: people read the French habits of laboratories.
_UNIT_WORDS = {
    "10*9/L": "G/L",
    "10*12/L": "T/L",
    "umol/L": "µmol/L",
    "ug/L": "µg/L",
    "m[IU]/L": "mUI/L",
    "u[IU]/mL": "µUI/mL",
    "10*3/uL": "10³/µL",
    "/mm3": "/mm³",
    "mm[Hg]": "mmHg",
    "U/L": "UI/L",
}


def write_body(root: etree._Element, spec: Spec) -> None:
    component = add(root, "component")
    if spec.body:
        file = add(add(component, "nonXMLBody"), "text", mediaType=spec.body_type, representation="B64")
        file.text = base64.b64encode(spec.body).decode()
        return
    body = add(component, "structuredBody")
    for number, section in enumerate(spec.sections, start=1):
        _section(body, section, f"s{number}", f"{spec.sampled or spec.act:%Y%m%d%H%M%S%z}")
    if spec.pdf_copy:
        _pdf_copy(body, spec.pdf_copy)


def _pdf_copy(body: etree._Element, pdf: bytes) -> None:
    section = add(add(body, "component"), "section")
    add(section, "templateId", root=PDF_COPY)
    add(section, "code", code="55108-5", codeSystem=LOINC, displayName="Document")
    add_text(section, "title", "Copie du document")
    add(add(section, "text"), "renderMultiMedia", referencedObject="copie")
    media = add(add(section, "entry"), "observationMedia", classCode="OBS", moodCode="EVN", ID="copie")
    value = add(media, "value", mediaType="application/pdf", representation="B64")
    value.text = base64.b64encode(pdf).decode()


def _section(parent: etree._Element, section: Section, key: str, at: str) -> None:
    """`key` makes the identifiers by which coded entries point to the narrative."""
    element = add(add(parent, "component"), "section")
    if section.code:
        add(element, "code", code=section.code, codeSystem=LOINC)
    add_text(element, "title", section.title)
    if section.blocks or section.measures or section.sensitivities:
        narrative = add(element, "text")
        for block in section.blocks:
            _block(narrative, block)
        if section.measures:
            _measures(narrative, _battery(element, at), section.measures, key)
        write_entries(element, narrative, section.code, key)
        if section.sensitivities:
            _sensitivities(narrative, _battery(element, at, section.isolate), section.sensitivities, key)
    for number, child in enumerate(section.sections, start=1):
        _section(element, child, f"{key}-{number}", at)


def _block(narrative: etree._Element, block: Block) -> None:
    if isinstance(block, str):
        add_text(narrative, "paragraph", block)
    elif isinstance(block, Table):
        body = _table(narrative, block.head)
        for cells in block.rows:
            row = add(body, "tr")
            for cell in cells:
                add_text(row, "td", cell)
    else:
        items = add(narrative, "list", listType="unordered")
        for item in block:
            add_text(items, "item", item)


def _table(narrative: etree._Element, head: tuple[str, ...]) -> etree._Element:
    """A table with its head; returns the body to fill."""
    table = add(narrative, "table", border="1")
    row = add(add(table, "thead"), "tr")
    for cell in head:
        add_text(row, "th", cell)
    return add(table, "tbody")


def _battery(section: etree._Element, at: str, isolate: tuple[str, str] = ("", "")) -> etree._Element:
    organizer = add(add(section, "entry"), "organizer", classCode="BATTERY", moodCode="EVN")
    add(organizer, "statusCode", code="completed")
    add(organizer, "effectiveTime", value=at)
    if isolate[0]:
        role = add(add(organizer, "specimen"), "specimenRole")
        entity = add(role, "specimenPlayingEntity", classCode="MIC")
        add(entity, "code", code=isolate[0], codeSystem="2.16.840.1.113883.6.96", displayName=isolate[1])
    return organizer


def _measures(narrative: etree._Element, battery: etree._Element, measures: tuple[Measure, ...], key: str) -> None:
    """A table for people, and the same results as coded entries that point to it."""
    body = _table(narrative, ("Analyse", "Résultat", "Unité", "Valeurs de référence", "Interprétation"))
    for number, measure in enumerate(measures, start=1):
        word = _INTERPRETATION_WORDS[measure.interpretation]
        row = add(body, "tr")
        add_text(row, "td", measure.label)
        style = {"styleCode": "Bold"} if word else {}
        add_text(add(row, "td"), "content", measure.words, ID=f"{key}-r{number}", **style)
        add_text(row, "td", unit_words(measure.unit))
        add_text(row, "td", _range(measure))
        add_text(row, "td", word)
        _result(battery, measure, f"#{key}-r{number}")


def _sensitivities(
    narrative: etree._Element, battery: etree._Element, lines: tuple[Sensitivity, ...], key: str
) -> None:
    body = _table(narrative, ("Antibiotique", "Sensibilité"))
    for number, line in enumerate(lines, start=1):
        words = _SENSITIVITY_WORDS[line.result]
        row = add(body, "tr")
        add_text(add(row, "td"), "content", line.antibiotic, ID=f"{key}-a{number}")
        add_text(row, "td", f"{line.result} ({words})")
        observation = _observation(battery, line.loinc, line.antibiotic, f"#{key}-a{number}")
        add(observation, "interpretationCode", code=line.result, displayName=words, codeSystem=_INTERPRETATION)


def unit_words(unit: str) -> str:
    return _UNIT_WORDS.get(unit, unit)


def _range(measure: Measure) -> str:
    low, high = measure.low.replace(".", ","), measure.high.replace(".", ",")
    return f"{low} – {high}" if low and high else f"< {high}" if high else f"> {low}" if low else ""


def _observation(battery: etree._Element, loinc: str, label: str, reference: str) -> etree._Element:
    observation = add(add(battery, "component"), "observation", classCode="OBS", moodCode="EVN")
    code = add(observation, "code", code=loinc, codeSystem=LOINC, displayName=label)
    add(add(code, "originalText"), "reference", value=reference)
    add(observation, "statusCode", code="completed")
    return observation


def _result(battery: etree._Element, measure: Measure, reference: str) -> None:
    observation = _observation(battery, measure.loinc, measure.label, reference)
    value = add(observation, "value")
    value.set(f"{{{XSI}}}type", "IVL_PQ" if measure.comparator else "PQ")
    bound = add(value, "high", inclusive="false") if measure.comparator else value
    bound.set("value", measure.value)
    bound.set("unit", measure.unit)
    add(observation, "interpretationCode", code=measure.interpretation, codeSystem=_INTERPRETATION)
    if measure.method:
        add_text(add(observation, "methodCode", nullFlavor="OTH"), "originalText", measure.method)
    if measure.low or measure.high:
        interval = add(add(add(observation, "referenceRange"), "observationRange"), "value")
        interval.set(f"{{{XSI}}}type", "IVL_PQ")
        for bound, number in (("low", measure.low), ("high", measure.high)):
            if number:
                add(interval, bound, value=number, unit=measure.unit)
