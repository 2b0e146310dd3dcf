"""The few gestures by which CDA elements are made."""

from lxml import etree

HL7 = "urn:hl7-org:v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def q(name: str) -> str:
    return f"{{{HL7}}}{name}"


def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, q(name), attributes)


def add_text(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    element = add(parent, name, **attributes)
    element.text = text
    return element
