"""Reading HL7 elements by namespace, whatever their prefix, and forgiving what is empty."""

from lxml import etree

from documents.cda.values import NULL_FLAVORS, Code, Identifier, Organisation, Party, Period, PersonName, Timestamp

HL7 = "urn:hl7-org:v3"
SDTC = "urn:hl7-org:sdtc"


def q(name: str) -> str:
    return f"{{{HL7}}}{name}"


def local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def at(element: etree._Element | None, path: str) -> etree._Element | None:
    """First descendant by a path of HL7 names (`a/b/c`)."""
    for name in path.split("/"):
        if element is None:
            return None
        element = element.find(q(name))
    return element


def all_at(element: etree._Element | None, path: str) -> list[etree._Element]:
    return [] if element is None else element.findall("/".join(q(name) for name in path.split("/")))


def text_of(element: etree._Element | None) -> str:
    """Words of an element and of all that it holds, white space folded."""
    return " ".join("".join(t for t in element.itertext()).split()) if element is not None else ""  # type: ignore[arg-type]


def identifier(element: etree._Element | None) -> Identifier | None:
    if element is None or not element.get("root"):
        return None
    return Identifier(element.get("root", "").strip(), element.get("extension", "").strip())


def identifiers(element: etree._Element | None, name: str = "id") -> tuple[Identifier, ...]:
    return tuple(i for e in all_at(element, name) if (i := identifier(e)))


def code(element: etree._Element | None) -> Code:
    if element is None:
        return Code()
    label = element.get("displayName", "") or text_of(at(element, "originalText"))
    if not label and not element.get("code"):
        label = NULL_FLAVORS.get(element.get("nullFlavor", ""), "")
    translations = tuple(code(e) for e in all_at(element, "translation"))
    return Code(element.get("code", "").strip(), element.get("codeSystem", "").strip(), label.strip(), translations)


def timestamp(element: etree._Element | None) -> Timestamp | None:
    value = element.get("value", "").strip() if element is not None else ""
    return Timestamp(value) if value else None


def period(element: etree._Element | None) -> Period:
    """An interval, or a single point in time."""
    point = timestamp(element)
    return Period(point or timestamp(at(element, "low")), timestamp(at(element, "high")))


def person_name(element: etree._Element | None) -> PersonName:
    if element is None:
        return PersonName()
    families, givens = all_at(element, "family"), all_at(element, "given")
    plain_given = " ".join(text_of(g) for g in givens if not g.get("qualifier"))
    return PersonName(
        family_birth=_qualified(families, "BR") or _qualified(families, ""),
        family_used=_qualified(families, "CL") or _qualified(families, "SP"),
        given_birth=_qualified(givens, "BR"),
        givens=plain_given,
        given_used=_qualified(givens, "CL"),
        prefix=" ".join(text_of(e) for e in all_at(element, "prefix")),
        suffix=" ".join(text_of(e) for e in all_at(element, "suffix")),
        text=text_of(element),
    )


def _qualified(parts: list[etree._Element], qualifier: str) -> str:
    for part in parts:
        if (not qualifier and not part.get("qualifier")) or (
            qualifier and qualifier in part.get("qualifier", "").split()
        ):
            return text_of(part)
    return ""


def organisation(element: etree._Element | None) -> Organisation:
    if element is None:
        return Organisation()
    return Organisation(
        name=text_of(at(element, "name")),
        ids=identifiers(element),
        setting=code(at(element, "standardIndustryClassCode")),
        city=text_of(at(element, "addr/city")),
    )


def contacts(element: etree._Element | None) -> tuple[str, ...]:
    """Addresses and telephones, in words."""
    found = [text for e in all_at(element, "addr") if (text := _address(e))]
    for telecom in all_at(element, "telecom"):
        value = telecom.get("value", "").strip()
        if value:
            found.append(value.partition(":")[2] if value.lower().startswith(("tel:", "mailto:", "fax:")) else value)
    return tuple(found)


def _address(element: etree._Element) -> str:
    parts = [text_of(child) for child in element if isinstance(child.tag, str)]
    return " ".join(part for part in parts if part) or text_of(element)


def party(element: etree._Element | None, part: str, wrapper: str, person: str = "assignedPerson") -> Party:
    """A participant of the header: `wrapper` is the element that holds its identifiers and its person."""
    if element is None:
        return Party()
    inner = at(element, wrapper) if wrapper else element
    if inner is None:
        return Party()
    device = at(inner, "assignedAuthoringDevice")
    names = [text_of(at(device, "manufacturerModelName")), text_of(at(device, "softwareName"))]
    return Party(
        part=part,
        ids=identifiers(inner),
        name=person_name(at(inner, f"{person}/name")),
        device=" ".join(dict.fromkeys(n for n in names if any(c.isalnum() for c in n))),
        role=code(at(element, "functionCode")),
        specialty=code(at(inner, "code")),
        organisation=organisation(_first_organisation(inner)),
        time=period(at(element, "time")).low,
        contacts=contacts(inner),
    )


def _first_organisation(inner: etree._Element) -> etree._Element | None:
    for name in ("representedOrganization", "scopingOrganization", "receivedOrganization"):
        if (found := at(inner, name)) is not None:
            return found
    return None
