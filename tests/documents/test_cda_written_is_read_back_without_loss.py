"""Whatever is typed, the document written for a deposit gives it back: same header, same file, same words."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from access.models import DocumentType, KnowHow, Practice, Profession, Professional, Structure
from documents.cda.model import Header
from documents.cda.parser import parse
from documents.cda.values import Party, PersonName
from documents.cda.writing import legal, write
from documents.deposit.wrapping import Wrapping, header_of
from documents.models import Concept, Document
from patients.ins import NIR_TEST_OID
from patients.models import Patient


@pytest.fixture(autouse=True)
def nomenclature(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two concepts are enough, and need no database."""

    class Known(list[Any]):
        def first(self) -> Any:
            return self[0]

    known = Known([Concept(kind="x", code="AMBULATOIRE", oid="1.2.3", label="Ambulatoire « libre »")])
    monkeypatch.setattr("documents.deposit.wrapping.Concept.objects.filter", lambda **kwargs: known, raising=False)


# What a form lets through: any words, folded as every text of the portal is.
words = st.text(min_size=1, max_size=60).map(lambda t: " ".join(legal(t).split())).filter(bool)
names = st.text(st.characters(categories=("Lu", "Ll", "Lo", "Pd", "Zs")), min_size=1, max_size=30)
names = names.map(lambda t: " ".join(legal(t).split())).filter(bool)
days = st.dates(date(1900, 1, 1), date(2026, 11, 24))
PROFESSION = Profession(code="10", oid="1.2.250.1.71.1.2.7", label="Médecin")


@st.composite
def practices(draw: Any) -> Practice:
    professional = Professional(
        idnat=f"8{draw(st.integers(10**10, 10**11 - 1))}",
        family_name=draw(names),
        given_name=draw(names),
        civility=draw(st.sampled_from(["", "Dr", "Pr", "M.", "Mme"])),
    )
    structure = Structure(idnat=f"1{draw(st.integers(10**8, 10**9 - 1))}", name=draw(words), sector_code="SA07")
    know_how = KnowHow(code="SM04", oid="1.2", label="Cardiologie") if draw(st.booleans()) else None
    return Practice(
        pk=draw(st.integers(1, 9)),
        professional=professional,
        structure=structure,
        profession=PROFESSION,
        know_how=know_how,
    )


@st.composite
def wrappings(draw: Any) -> Wrapping:
    first = draw(names)
    patient = Patient(
        ins_oid=NIR_TEST_OID,
        matricule="255039912300101",
        birth_name=draw(names),
        first_given_name=first,
        birth_given_names=" ".join([first, draw(names)]),
        used_name=draw(st.one_of(st.just(""), names)),
        used_given_name=draw(st.one_of(st.just(""), names)),
        birth_date=draw(days),
        sex=draw(st.sampled_from("FM")),
        birth_place_code="35238",
        birth_place_name=draw(st.one_of(st.just(""), names)),
    )
    replaced = Document(unique_id="1.2.3^un", set_id="1.2.4^deux", version_number=draw(st.integers(1, 50)))
    start = draw(days)
    return Wrapping(
        uuid=UUID(int=draw(st.integers(1, 2**128 - 1))),
        patient=patient,
        type=DocumentType(code="11488-4", oid="2.16.840.1.113883.6.1", label=draw(words)),
        title=draw(words),
        act_on=start,
        act_end=draw(st.one_of(st.none(), st.just(date(2026, 11, 24)))),
        author=draw(practices()),
        by=draw(practices()),
        setting="AMBULATOIRE",
        at=datetime(2026, 11, 24, 12, 30, 5, tzinfo=UTC),
        replaces=draw(st.one_of(st.none(), st.just(replaced))),
    )


def comparable(header: Header) -> Header:
    """Without what only says how a value was written: the part that a party plays, the bare words of a name."""

    def party(one: Party) -> Party:
        return replace(one, part="", name=replace(one.name, text=""))

    return replace(
        header,
        authors=tuple(map(party, header.authors)),
        others=tuple(map(party, header.others)),
        legal_authenticator=party(header.legal_authenticator),
        patient=replace(header.patient, name=replace(header.patient.name, text="")),
        services=tuple(replace(s, performer=party(s.performer)) for s in header.services),
        encounter=replace(header.encounter, responsible=Party()),
    )


@settings(max_examples=150, deadline=None)
@given(wrapping=wrappings(), body=st.binary(min_size=1, max_size=400))
def test_the_header_and_the_file_come_back(wrapping: Wrapping, body: bytes) -> None:
    header = header_of(wrapping)
    written = write(header, body, "application/pdf")
    read = parse(written)

    assert comparable(read.header) == comparable(header)
    assert [a.data for a in read.attachments] == [body]
    assert (read.level, read.body_type, read.notices) == (1, "application/pdf", [])


@settings(max_examples=150, deadline=None)
@given(text=st.text(max_size=200))
def test_no_text_makes_a_file_that_cannot_be_read(text: str) -> None:
    name = PersonName(family_birth=text, given_birth=text, givens=text, family_used=text)
    wrapping_header = replace(SAMPLE, title=text, patient=replace(SAMPLE.patient, name=name))
    read = parse(write(wrapping_header, b"x", "text/plain"))

    assert read.header.title == (" ".join(legal(text).split()) or SAMPLE.type.words)


def test_elements_stand_in_the_order_of_the_standard() -> None:
    root = etree.fromstring(write(replace(SAMPLE, replaces=(SAMPLE.id,)), b"x", "text/plain"))
    order = [etree.QName(e).localname for e in root]

    assert [name for rank, name in enumerate(order) if name not in order[:rank]] == [
        "realmCode", "typeId", "templateId", "id", "code", "title", "effectiveTime", "confidentialityCode",
        "languageCode", "setId", "versionNumber", "recordTarget", "author", "custodian", "legalAuthenticator",
        "documentationOf", "relatedDocument", "componentOf", "component",
    ]  # fmt: skip


def _sample() -> Header:
    source = b"""<ClinicalDocument xmlns="urn:hl7-org:v3">
<templateId root="1.3.6.1.4.1.19376.1.2.20"/><id root="1.2.3"/>
<code code="11488-4" codeSystem="2.16.840.1.113883.6.1" displayName="CR"/><title>T</title><setId root="1.2.3"/>
<recordTarget><patientRole/></recordTarget><author><assignedAuthor><id root="1.2"/></assignedAuthor></author>
<documentationOf><serviceEvent/></documentationOf></ClinicalDocument>"""
    return parse(source).header


SAMPLE = _sample()
