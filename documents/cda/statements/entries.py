"""What coded entries add to the lines of a narrative: codes, dates, negation, and which line they speak of."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.cda.nodes import all_at, at, code, local, period, person_name, q, text_of
from documents.cda.statements.model import Kind
from documents.cda.statements.times import When, when
from documents.cda.values import Code

XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_ITEMS = frozenset({"substanceAdministration", "supply", "observation", "procedure", "encounter", "act"})
_MATERIAL = "manufacturedProduct/manufacturedMaterial"
_AGENT = "participant/participantRole/playingEntity"


@dataclass(frozen=True, slots=True)
class CodedItem:
    """One coded fact. `references`: IDs of the narrative that it points to, its own words first."""

    references: tuple[str, ...]
    label: str
    code: str
    code_system: str
    start: When | None
    stop: When | None
    negated: bool
    planned: bool
    author: str
    declared_by_patient: bool


def items_of(entries: tuple[etree._Element, ...], kind: Kind) -> list[CodedItem]:
    """Coded facts of a section, in their order."""
    return [_item(element, kind, negated) for entry in entries for element, negated in _elements(entry)]


def _elements(entry: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    """The elements that each state one fact; a concern (`act`) and an organizer only hold them."""
    for top in entry:
        negated = top.get("negationInd") == "true"
        if local(top) == "organizer":
            for component in all_at(top, "component"):
                yield from ((e, negated) for e in component if local(e) in _ITEMS)
        elif local(top) == "act" and (held := _held(top)):
            yield from ((e, negated) for e in held)
        elif local(top) in _ITEMS:
            yield top, negated


def _held(act: etree._Element) -> list[etree._Element]:
    relations = [r for r in all_at(act, "entryRelationship") if r.get("typeCode") in ("SUBJ", None)]
    return [e for relation in relations for e in all_at(relation, "observation")]


def _item(element: etree._Element, kind: Kind, negated: bool) -> CodedItem:
    subject = _subject(element, kind)
    effective = [period(e) for e in all_at(element, "effectiveTime")]
    first = next((p for p in effective if p.low or p.high), None)
    return CodedItem(
        references=_references(element, subject),
        label=_label(subject),
        code=_coded(subject).code,
        code_system=_coded(subject).system,
        start=when(first.low) if first else None,
        stop=when(first.high) if first else None,
        negated=negated or element.get("negationInd") == "true",
        planned=element.get("moodCode") in ("INT", "PRP", "RQO", "PRMS"),
        author=_author(element),
        declared_by_patient=any(e.get("classCode") == "PAT" for e in all_at(element, "informant/relatedEntity")),
    )


def _subject(element: etree._Element, kind: Kind) -> etree._Element | None:
    """The element whose code says what the fact is about."""
    material = at(element, f"consumable/{_MATERIAL}")
    if material is None:
        material = at(element, f"product/{_MATERIAL}")
    if material is not None:
        return material
    agent = at(element, _AGENT)
    if kind is Kind.ALLERGY and agent is not None:
        return agent
    device = at(element, "participant/participantRole/playingDevice")
    if device is not None:
        return device
    value = at(element, "value")
    return value if value is not None and (value.get("code") or at(value, "originalText") is not None) else element


def _coded(subject: etree._Element | None) -> Code:
    """The code of the subject, else the first of its translations that has one."""
    element = subject if subject is not None and local(subject) == "value" else at(subject, "code")
    found = code(element)
    return found if found.code else next((t for t in found.translations if t.code), found)


def _label(subject: etree._Element | None) -> str:
    name = text_of(at(subject, "name"))
    coded = _coded(subject)
    is_value = subject is not None and local(subject) == "value"
    return name or coded.label or ("" if is_value else coded.code)


def _references(element: etree._Element, subject: etree._Element | None) -> tuple[str, ...]:
    """What the subject points to, then the fact itself, then anything inside; with or without « # »."""
    holders = [subject] if subject is not None else []
    own = [e for e in (at(element, "text"),) if e is not None]
    values = [
        reference.get("value", "").lstrip("#").strip()
        for holder in (*holders, *own, element)
        for reference in holder.iter(q("reference"))
    ]
    return tuple(dict.fromkeys(value for value in values if value))


def _author(element: etree._Element) -> str:
    for path in ("performer/assignedEntity", "author/assignedAuthor"):
        entity = at(element, path)
        words = person_name(at(entity, "assignedPerson/name")).words or text_of(
            at(entity, "representedOrganization/name")
        )
        if words:
            return words
    return ""


def is_a(value: etree._Element, *names: str) -> bool:
    """Whether `xsi:type` is one of these, whatever its prefix."""
    return value.get(XSI_TYPE, "").rpartition(":")[2] in names
