"""Coded entries beside the narrative of clinical sections: each points to its line, as real documents do."""

from lxml import etree

from documents.cda.writing import XSI, add, add_text

_ALLERGIES = "48765-2"
_PROBLEMS = frozenset({"11450-4", "11348-0", _ALLERGIES})
_MEDICINES = frozenset({"10160-0", "10183-2", "57828-6"})
_DISPENSED, _VACCINES, _DEVICES = "60590-7", "11369-6", "46264-8"


def write_entries(section: etree._Element, narrative: etree._Element, code: str, key: str) -> None:
    """One entry per row or item, for the sections that carry some; the words get the ID that the entry cites."""
    if code not in _PROBLEMS | _MEDICINES | {_DISPENSED, _VACCINES, _DEVICES}:
        return
    cells = [*narrative.iterfind("{*}table/{*}tbody/{*}tr/{*}td[1]"), *narrative.iterfind("{*}list/{*}item")]
    for number, cell in enumerate(cells, start=1):
        words, cell.text = cell.text or "", ""
        reference = f"{key}-l{number}"
        add_text(cell, "content", words, ID=reference)
        _entry(add(section, "entry"), code, words, f"#{reference}")


def _entry(entry: etree._Element, code: str, words: str, reference: str) -> None:
    if code in _PROBLEMS:
        _problem(entry, words, reference, is_allergy=code == _ALLERGIES)
    elif code == _DISPENSED:
        supply = _fact(entry, "supply", "SPLY", reference)
        _material(add(supply, "product"), words, reference)
    elif code == _DEVICES:
        role = add(add(_fact(entry, "supply", "SPLY", reference), "participant", typeCode="DEV"), "participantRole")
        _original(add(role, "playingDevice"), words, reference)
    else:
        substance = _fact(entry, "substanceAdministration", "SBADM", reference)
        _material(add(substance, "consumable"), words, reference)


def _fact(parent: etree._Element, name: str, class_code: str, reference: str) -> etree._Element:
    fact = add(parent, name, classCode=class_code, moodCode="EVN")
    add(add(fact, "text"), "reference", value=reference)
    return fact


def _problem(entry: etree._Element, words: str, reference: str, *, is_allergy: bool) -> None:
    concern = add(entry, "act", classCode="ACT", moodCode="EVN")
    add(concern, "code", nullFlavor="NA")
    relation = add(concern, "entryRelationship", typeCode="SUBJ")
    observation = _fact(relation, "observation", "OBS", reference)
    value = add(observation, "value", nullFlavor="OTH")
    value.set(f"{{{XSI}}}type", "CD")
    if is_allergy:
        role = add(add(observation, "participant", typeCode="CSM"), "participantRole")
        _original(add(role, "playingEntity"), words, reference)
    else:
        add(add(value, "originalText"), "reference", value=reference)


def _material(parent: etree._Element, words: str, reference: str) -> None:
    _original(add(add(parent, "manufacturedProduct"), "manufacturedMaterial"), words, reference)


def _original(subject: etree._Element, words: str, reference: str) -> None:
    """No code is made up: the words are the author's own."""
    code = add(subject, "code", nullFlavor="OTH")
    add(add(code, "originalText"), "reference", value=reference)
    add_text(subject, "name", words)
