"""Laboratory values are read from coded entries: what an observation does not say is looked for in what holds it."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.cda.parser import parse
from documents.cda.statements import Said, draw_statements
from documents.cda.statements.model import Outside, ResultState
from tests.documents.fixtures import SAMPLES, cda, structured

LOINC = "2.16.840.1.113883.6.1"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
NARRATIVE = '<content ID="k">Potassium (sang)</content> <content ID="r">absence</content>'
LABORATORY = (
    "<performer><assignedEntity><representedOrganization><name>{}</name></representedOrganization></assignedEntity>"
    "</performer>"
)
SAMPLING = (
    '<entryRelationship typeCode="COMP"><procedure><effectiveTime><high value="{}"/></effectiveTime>'
    '<participant typeCode="PRD"><participantRole><playingEntity><code code="BLD" displayName="Sang"/></playingEntity>'
    "</participantRole></participant></procedure></entryRelationship>"
)


def observation(value: str = "", *, code: str = "2823-3", more: str = "", name: str = "Potassium") -> str:
    return (
        f'<observation classCode="OBS" moodCode="EVN"><code code="{code}" codeSystem="{LOINC}" displayName="{name}"/>'
        f'<effectiveTime value="20260112101500+0100"/>{value}{more}</observation>'
    )


def typed(kind: str, held: str = "", attributes: str = "") -> str:
    return f'<value {XSI} xsi:type="{kind}" {attributes}>{held}</value>'


def bound(name: str, value: str, *, inclusive: bool = True) -> str:
    return f'<{name} value="{value}" unit="g/L" inclusive="{str(inclusive).lower()}"/>'


def pq(value: str, unit: str = "mmol/L", kind: str = "PQ") -> str:
    return f'<value {XSI} xsi:type="{kind}" value="{value}" unit="{unit}"/>'


def limits(low: str = "3.500", high: str = "5.1", unit: str = "mmol/L", word: str = "N") -> str:
    bounds = "".join(f'<{n} value="{v}" unit="{unit}"/>' for n, v in (("low", low), ("high", high)) if v)
    held = f'<value>{bounds}</value><interpretationCode code="{word}"/>'
    return f"<referenceRange><observationRange>{held}</observationRange></referenceRange>"


def battery(*observations: str, before: str = "") -> str:
    held = "".join(f"<component>{one}</component>" for one in observations)
    return f'<organizer classCode="BATTERY" moodCode="EVN">{before}{held}</organizer>'


def act(*held: str, before: str = "", after: str = "") -> str:
    parts = "".join(f'<entryRelationship typeCode="COMP">{one}</entryRelationship>' for one in held)
    return f'<act classCode="ACT" moodCode="EVN"><code nullFlavor="NA"/>{before}{parts}{after}</act>'


def drawn(entry: str, *, code: str = "18719-5", header: str = "") -> list[Said]:
    section = (
        f'<component><section><code code="{code}" codeSystem="{LOINC}"/><title>Bilan du jour</title>'
        f"<text>{NARRATIVE}</text><entry>{entry}</entry></section></component>"
    )
    return draw_statements(parse(cda(structured(section), header=header)))


def one(value: str, **more: str) -> Said:
    (found,) = drawn(battery(observation(value, **more)))
    return found


@pytest.mark.parametrize(
    ("value", "words", "number", "comparator", "unit"),
    [
        (pq("5.90"), "5,90", "5.90", "", "mmol/L"),
        (pq("12", "1"), "12", "12", "", ""),
        (pq("1.5", "{ratio}"), "1,5", "1.5", "", ""),
        (typed("IVL_PQ", bound("high", "0.5", inclusive=False)), "<\u00a00,5", "0.5", "<", "g/L"),
        (typed("IVL_PQ", bound("high", "0.5")), "≤\u00a00,5", "0.5", "≤", "g/L"),
        (typed("IVL_PQ", bound("low", "100", inclusive=False)), ">\u00a0100", "100", ">", "g/L"),
        (typed("IVL_PQ", bound("low", "1") + bound("high", "2")), "1 à 2", None, "", "g/L"),
        (typed("CD", attributes='displayName="Négatif"'), "Négatif", None, "", ""),
        (typed("CD", '<originalText><reference value="#r"/></originalText>'), "absence", None, "", ""),
        (typed("ST", "&lt; 0,5 mg/L"), "<\u00a00,5", "0.5", "<", "mg/L"),
        (typed("ST", "120 000"), "120000", "120000", "", ""),
        (typed("ST", "quelques cristaux"), "quelques cristaux", None, "", ""),
        (typed("ST", "12/03/2026"), "12/03/2026", None, "", ""),
        (typed("INT", attributes='value="3"'), "3", "3", "", ""),
        (typed("BL", attributes='value="true"'), "oui", None, "", ""),
        (typed("RTO", '<numerator value="1"/><denominator value="320"/>'), "1/320", None, "", ""),
    ],
)
def test_each_type_of_value_gives_its_words_and_its_number(
    value: str, words: str, number: str | None, comparator: str, unit: str
) -> None:
    found = one(value)

    assert found.measure is not None
    assert (found.value, found.measure.comparator, found.unit) == (words, comparator, unit)
    assert found.measure.number == (Decimal(number) if number else None)


@pytest.mark.parametrize("value", ["", '<value nullFlavor="NI"/>', typed("PQ", attributes='nullFlavor="UNK"')])
def test_an_observation_without_a_value_says_nothing(value: str) -> None:
    assert drawn(battery(observation(value))) == []


def test_a_sensitivity_alone_is_a_value() -> None:
    found = one("", more='<interpretationCode code="R"/>', name="Amoxicilline")

    assert (found.label, found.value, found.interpretation) == ("Amoxicilline", "résistant", "R")


@pytest.mark.parametrize("number", ["1e9999", "9" * 40, "NaN", "-", "12,5"])
def test_a_number_that_no_laboratory_gives_stays_in_words(number: str) -> None:
    found = one(pq(number))

    assert found.measure is not None
    assert found.measure.number is None


def test_the_limits_are_those_of_the_report_and_of_the_normal() -> None:
    found = one(pq("5.9"), more=limits("6", "9", word="H") + limits())

    assert found.measure is not None
    assert found.reference_range == "3,5 à 5,1"
    assert (found.measure.range_low, found.measure.range_high) == (Decimal("3.5"), Decimal("5.1"))


def test_limits_in_another_unit_stay_in_words() -> None:
    found = one(pq("5.9"), more=limits("0.3", "0.5", "g/L"))

    assert found.measure is not None
    assert (found.reference_range, found.measure.range_low) == ("0,3 à 0,5 g/L", None)


@pytest.mark.parametrize(
    ("value", "word", "outside"),
    [
        (pq("5.9"), "", Outside.ABOVE),
        (pq("3.4"), "", Outside.BELOW),
        (pq("5.1"), "", Outside.UNKNOWN),
        (pq("5.9"), '<interpretationCode code="N"/>', Outside.UNKNOWN),  # the laboratory has the last word
        (typed("IVL_PQ", '<low value="5.1" unit="mmol/L" inclusive="false"/>'), "", Outside.ABOVE),
        (typed("IVL_PQ", '<high value="5.9" unit="mmol/L"/>'), "", Outside.UNKNOWN),
    ],
)
def test_numbers_are_compared_only_when_the_laboratory_says_nothing(value: str, word: str, outside: Outside) -> None:
    found = one(value, more=word + limits())

    assert found.measure is not None
    assert found.measure.outside is outside


def test_what_the_observation_does_not_say_comes_from_what_holds_it() -> None:
    laboratory, sampling = LABORATORY.format("Laboratoire du Port"), SAMPLING.format("202601120735+0100")
    entry = act(battery(observation(pq("5.9"))), before=laboratory, after=sampling)

    (found,) = drawn(entry)

    assert found.measure is not None
    assert (found.measure.laboratory, found.measure.specimen) == ("Laboratoire du Port", "Sang")
    assert (found.started, found.started_on) == ("12/01/2026", date(2026, 1, 12))
    assert found.measure.sampled_at == datetime(2026, 1, 12, 7, 35, tzinfo=timezone(timedelta(hours=1)))


def test_samples_of_several_days_leave_the_time_of_the_observation() -> None:
    entry = act(battery(observation(pq("5.9"))), after=SAMPLING.format("20260110") + SAMPLING.format("20260111"))

    assert drawn(entry)[0].started == "12/01/2026"


def test_the_nearest_laboratory_is_the_one_that_counts() -> None:
    inner = battery(observation(pq("5.9")), before=LABORATORY.format("Sous-traitant"))

    (found,) = drawn(act(inner, before=LABORATORY.format("Laboratoire du Port")))

    assert found.measure is not None
    assert found.measure.laboratory == "Sous-traitant"


@pytest.mark.parametrize(
    ("code", "title", "inner", "named", "family"),
    [
        ("18723-7", "Bilan du jour", "", "", "Hématologie"),
        ("0-0", "Bilan du jour", "", "", "Bilan du jour"),
        ("18719-5", "Bilan du jour", "Électrophorèse", "", "Biochimie"),
        ("0-0", "Résultats", "Enzymes", "", "Enzymes"),
        ("", "", "", "Hémogramme", "Hémogramme"),
        ("", "", "", "", ""),
    ],
)
def test_the_family_is_the_coded_chapter_else_the_nearest_title_else_the_battery(
    code: str, title: str, inner: str, named: str, family: str
) -> None:
    values = battery(observation(pq("5.9")), before=f'<code displayName="{named}"/>')
    entry = f"<text/><entry>{values}</entry>"
    held = f"<component><section><title>{inner}</title>{entry}</section></component>" if inner else entry
    section = f'<section><code code="{code}"/><title>{title}</title>{held}</section>'
    header = b'<code code="11502-2"/>'
    data = cda(structured(f"<component>{section}</component>"))
    (found,) = draw_statements(parse(data.replace(b'<code code="11488-4" displayName="Consultation"/>', header)))

    assert found.measure is not None
    assert found.measure.family == family


def test_an_examination_on_two_germs_is_two_analyses() -> None:
    def isolate(code: str, name: str) -> str:
        specimen = (
            '<specimen><specimenRole><specimenPlayingEntity classCode="MIC">'
            f'<code code="{code}" displayName="{name} (organism)"/></specimenPlayingEntity></specimenRole></specimen>'
        )
        return battery(observation(pq("100", "/mL"), code="51480-2"), before=specimen)

    coli, strepto = drawn(act(isolate("112283007", "Escherichia coli"), isolate("58800005", "Streptocoque")))

    assert coli.measure is not None
    assert strepto.measure is not None
    assert coli.measure.isolate == "Escherichia coli"
    assert coli.measure.analysis != strepto.measure.analysis


def test_a_local_code_with_its_translation_is_the_same_analysis_as_the_loinc_one() -> None:
    local = observation(pq("5.9")).replace(
        f'<code code="2823-3" codeSystem="{LOINC}" displayName="Potassium"/>',
        '<code code="K" codeSystem="1.2.3" displayName="Kaliémie">'
        f'<translation code="2823-3" codeSystem="{LOINC}"/></code>',
    )

    (found,) = drawn(battery(local))
    same = one(pq("4.1"))

    assert found.measure is not None
    assert same.measure is not None
    assert (found.label, found.code) == ("Kaliémie", "2823-3")
    assert found.measure.analysis == same.measure.analysis


@pytest.mark.parametrize(
    ("own", "of_report", "state"),
    [
        ("completed", "completed", ResultState.FINAL),
        ("completed", "active", ResultState.PARTIAL),
        ("active", "completed", ResultState.PARTIAL),
        ("aborted", "completed", ResultState.CANCELLED),
    ],
)
def test_a_partial_report_and_a_cancelled_value_say_so(own: str, of_report: str, state: ResultState) -> None:
    header = (
        '<documentationOf><serviceEvent><lab:statusCode xmlns:lab="urn:oid:1.3.6.1.4.1.19376.1.3.2" '
        f'code="{of_report}"/></serviceEvent></documentationOf>'
    )
    (found,) = drawn(battery(observation(pq("5.9"), more=f'<statusCode code="{own}"/>')), header=header)

    assert found.measure is not None
    assert found.measure.state is state


def test_an_earlier_result_recalled_beside_today_s_is_left_to_its_own_report() -> None:
    recalled = f'<entryRelationship typeCode="REFR">{observation(pq("4.1"))}</entryRelationship>'

    assert [said.value for said in drawn(battery(observation(pq("5.9"), more=recalled)))] == ["5,9"]


WRITTEN = st.text(alphabet="0123456789.,-+<>eE ngL/[]{}*µé\u00a0", max_size=25)


@settings(max_examples=80, deadline=None)
@given(WRITTEN, WRITTEN, WRITTEN, WRITTEN, st.sampled_from(["PQ", "IVL_PQ", "ST", "CD", "RTO", "XX"]))
def test_nothing_that_a_laboratory_writes_makes_the_reading_fail(
    value: str, unit: str, low: str, time: str, kind: str
) -> None:
    value, unit, low, time = (quoteattr(text) for text in (value, unit, low, time))
    held = f"<low value={low} unit={unit}/><originalText>{escape(value)}</originalText>"
    odd = f"<value {XSI} xsi:type='{kind}' value={value} unit={unit}>{held}</value>"
    entry = battery(observation(odd, more=limits("@", "@").replace('"@"', low))).replace('"20260112101500+0100"', time)

    for said in drawn(entry):
        number = said.measure.number if said.measure else None
        assert number is None or abs(number) < 10**15
        assert said.value


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="published examples are not on this machine")
def test_every_value_of_the_published_reports_has_a_day_a_laboratory_and_a_family() -> None:
    found = [said for p in SAMPLES.glob("BIO*") for said in draw_statements(parse(p.read_bytes())) if said.measure]

    assert len(found) > 60
    for said in found:
        assert said.measure is not None
        assert said.started_on
        assert said.measure.laboratory
        assert said.measure.family
        assert said.measure.method
    assert sum(said.measure.number is not None for said in found if said.measure) > 40
