"""The documents of the demonstration: enough of them, each one whole, the same ones whatever the day."""

import hashlib
import re
import time
from collections import Counter
from datetime import date, timedelta
from itertools import islice

import pytest
from lxml import etree

from webps.demo import documents, plan
from webps.demo.cda_spec import LOINC
from webps.demo.patients import PATIENTS
from webps.demo.people import ACCOUNTS
from webps.demo.plan import BIG, BIG_COUNT, planned

TODAY = date(2026, 11, 24)
NS = {"c": "urn:hl7-org:v3"}
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_PATIENTS = {patient.key: patient for patient in PATIENTS}
Made = list[tuple[documents.DemoDocument, etree._Element]]


@pytest.fixture(scope="module")
def made() -> Made:
    return [(item, etree.fromstring(item.content)) for item in documents.generate(TODAY)]


@pytest.fixture(scope="module")
def small(made: Made) -> Made:
    return [(item, root) for item, root in made if item.patient_key != BIG]


def at(root: etree._Element, path: str) -> str:
    """The one value that stands there."""
    (found,) = root.xpath(path, namespaces=NS)
    return str(found)


def unique_id(root: etree._Element) -> str:
    return f"{at(root, 'c:id/@root')}^{at(root, 'c:id/@extension')}"


def narrative(root: etree._Element) -> str:
    return " ".join(root.xpath("//c:section//text()", namespaces=NS))


def test_there_are_at_least_300_documents_of_45_types_besides_the_2000_of_the_big_record(
    small: Made, made: Made
) -> None:
    assert len(small) >= 300
    assert len({at(root, "c:code/@code") for _, root in small}) >= 45
    assert len(made) - len(small) == BIG_COUNT == 2000


def test_counting_says_what_generating_yields(made: Made) -> None:
    assert documents.count() == len(made)


def test_two_documents_never_share_an_identifier(made: Made) -> None:
    repeated = [found for found, times in Counter(unique_id(root) for _, root in made).items() if times > 1]

    assert repeated == []


def test_the_same_day_makes_the_same_bytes() -> None:
    def digest() -> str:
        made = islice(documents.generate(TODAY), documents.count() - BIG_COUNT + 40)
        return hashlib.sha256(b"".join(item.content for item in made)).hexdigest()

    assert digest() == digest()


@pytest.mark.parametrize("later", [1, 40, 400])
def test_another_day_keeps_every_identifier(small: Made, later: int) -> None:
    another = islice(documents.generate(TODAY + timedelta(days=later)), len(small))
    kept = {unique_id(etree.fromstring(item.content)) for item in another}

    assert kept == {unique_id(root) for _, root in small}


@pytest.mark.parametrize("today", [TODAY, date(2027, 1, 1), date(2028, 2, 29)])
def test_nothing_is_dated_after_today_nor_deposited_before_its_act(today: date) -> None:
    wrong = []
    for item in islice(documents.generate(today), 400):
        written = at(etree.fromstring(item.content), "c:effectiveTime/@value")
        deposited = f"{item.deposited_at:%Y%m%d%H%M%S%z}"
        if not written <= deposited or item.deposited_at.date() > today or item.deposited_at.tzinfo is None:
            wrong.append((item.patient_key, written, deposited))

    assert wrong == []


def test_some_documents_are_of_this_week_and_some_are_five_years_old(small: Made) -> None:
    ages = [(TODAY - item.deposited_at.date()).days for item, _ in small]

    assert sum(age < 7 for age in ages) >= 5
    assert sum(age > 5 * 365 for age in ages) >= 5


def test_the_big_record_goes_back_fifteen_years(made: Made) -> None:
    oldest = min(item.deposited_at.date() for item, _ in made if item.patient_key == BIG)

    assert 14.9 < (TODAY - oldest).days / 365 < 15.1


def test_the_big_record_does_not_repeat_itself(made: Made) -> None:
    big = [root for item, root in made if item.patient_key == BIG]

    assert len({at(root, "c:title/text()") for root in big}) >= 35
    assert len({at(root, "c:code/@code") for root in big}) >= 9


def test_the_header_bears_the_patient_of_the_record(made: Made) -> None:
    for item, root in made:
        patient, role = _PATIENTS[item.patient_key], "c:recordTarget/c:patientRole"
        person = f"{role}/c:patient"
        borne = (
            at(root, f"{role}/c:id[@root='{patient.oid}']/@extension"),
            at(root, f"{person}/c:name/c:family[@qualifier='BR']/text()"),
            at(root, f"{person}/c:name/c:given[@qualifier='BR']/text()"),
            at(root, f"{person}/c:name/c:given[not(@qualifier)]/text()"),
            at(root, f"{person}/c:birthTime/@value"),
            at(root, f"{person}/c:administrativeGenderCode/@code"),
            at(root, f"{person}/c:birthplace/c:place/c:addr/c:county/text()"),
        )

        assert borne == (
            patient.matricule,
            patient.family.upper(),
            patient.first_given,
            patient.givens,
            f"{patient.birth:%Y%m%d}",
            patient.sex,
            patient.place[0],
        )


def test_used_names_stand_beside_birth_names(small: Made) -> None:
    root = next(root for item, root in small if item.patient_key == "deux_noms")
    name = "c:recordTarget/c:patientRole/c:patient/c:name"

    assert at(root, f"{name}/c:family[@qualifier='CL']/text()") == "OKONKWO"
    assert at(root, f"{name}/c:given[@qualifier='CL']/text()") == "Charlie"


def test_the_matricule_stands_nowhere_but_in_the_patient_of_the_header(made: Made) -> None:
    wrong = [i.patient_key for i, root in made if i.content.count(_PATIENTS[i.patient_key].matricule.encode()) != 1]

    assert wrong == []


def test_elements_of_the_header_follow_the_order_of_the_standard(made: Made) -> None:
    order = [
        *("realmCode", "typeId", "templateId", "id", "code", "title", "effectiveTime", "confidentialityCode"),
        *("languageCode", "setId", "versionNumber", "recordTarget", "author", "custodian", "legalAuthenticator"),
        *("participant", "documentationOf", "relatedDocument", "componentOf", "component"),
    ]
    for _, root in made[:500]:
        ranks = [order.index(etree.QName(child).localname) for child in root]

        assert ranks == sorted(ranks)


def test_every_author_with_an_account_bears_its_national_identifier(small: Made) -> None:
    by_name = {account.family: account.idnat for account in ACCOUNTS}
    signed = 0
    for _, root in small:
        for author in root.findall("c:author/c:assignedAuthor", NS):
            family = author.findtext("c:assignedPerson/c:name/c:family", "", NS)
            if family in by_name:
                signed += 1
                assert author.find("c:id", NS).get("extension") == by_name[family]

    assert signed > 200


def test_coded_results_carry_a_loinc_code_a_unit_and_point_to_their_cell(made: Made) -> None:
    results = 0
    for _, root in made:
        for value in root.iterfind(".//c:organizer//c:observation/c:value", NS):
            observation = value.getparent()
            code = observation.find("c:code", NS)
            target = code.find("c:originalText/c:reference", NS).get("value").removeprefix("#")
            (cell,) = root.xpath(f"//c:content[@ID='{target}']", namespaces=NS)
            results += 1
            assert code.get("codeSystem") == LOINC
            assert re.fullmatch(r"\d{1,6}-\d", code.get("code"))
            bound = value.find("c:high", NS)  # « < 5 » is written as an interval
            assert value.get(XSI_TYPE) == ("PQ" if bound is None else "IVL_PQ")
            written = value if bound is None else bound
            assert written.get("unit")
            assert cell.text.removeprefix("< ") == written.get("value").replace(".", ",")

    assert results > 1000


def test_every_loinc_code_has_its_check_digit(made: Made) -> None:
    codes = {
        e.get("code")
        for _, root in made[:500]
        for e in root.iter("{urn:hl7-org:v3}code")
        if e.get("codeSystem") == LOINC
    }

    assert {code for code in codes if _mod10(code.partition("-")[0]) != code.partition("-")[2]} == set()


def _mod10(digits: str) -> str:
    doubled = str(int(digits[::-1][::2][::-1]) * 2) + digits[::-1][1::2]
    return str(-sum(int(d) for d in doubled) % 10)


def test_a_result_out_of_its_limits_is_said_high_or_low(made: Made) -> None:
    seen = set()
    for _, root in made:
        for observation in root.iterfind(".//c:observation", NS):
            value, limits = observation.find("c:value", NS), observation.find("c:referenceRange//c:value", NS)
            if value is None or limits is None:
                continue
            bound = value.find("c:high", NS)  # « < 5 » is written as an interval
            number = float((value if bound is None else bound).get("value"))
            said = observation.find("c:interpretationCode", NS).get("code")
            low, high = (limits.find(f"c:{bound}", NS) for bound in ("low", "high"))
            right = "L" if low is not None and number < float(low.get("value")) else "N"
            right = "H" if high is not None and number > float(high.get("value")) else right
            seen.add(said)
            assert said in (right, right * 2)

    assert seen == {"L", "N", "H", "HH"}


def test_the_final_culture_replaces_the_partial_one_and_adds_the_antibiogram(small: Made) -> None:
    by_id = {at(root, "c:id/@extension"): root for _, root in small}
    partial, final = by_id["micro-1"], by_id["micro-2"]

    assert at(final, "c:relatedDocument[@typeCode='RPLC']/c:parentDocument/c:id/@extension") == "micro-1"
    assert at(final, "c:setId/@extension") == at(partial, "c:setId/@extension")
    assert [at(root, "c:versionNumber/@value") for root in (partial, final)] == ["1", "2"]
    assert [len(root.findall(".//c:observation", NS)) for root in (partial, final)] == [0, 6]


def test_a_corrected_letter_replaces_the_first_one(small: Made) -> None:
    by_id = {at(root, "c:id/@extension"): root for _, root in small}

    assert at(by_id["liaison-2"], "c:relatedDocument/c:parentDocument/c:id/@extension") == "liaison-1"
    assert at(by_id["liaison-2"], "c:setId/@extension") == at(by_id["liaison-1"], "c:setId/@extension")
    assert "Annule et remplace" in narrative(by_id["liaison-2"])


def test_one_pdf_is_deposited_twice_under_two_identifiers(small: Made) -> None:
    files = [
        r.findtext(".//c:nonXMLBody/c:text", "", NS)
        for _, r in small
        if at(r, "c:id/@extension").startswith("same-pdf")
    ]

    assert len(files) == 2
    assert files[0] == files[1] != ""


def test_every_kind_of_file_is_there(small: Made) -> None:
    kinds = {e.get("mediaType") for _, root in small for e in root.iterfind(".//c:nonXMLBody/c:text", NS)}

    assert kinds == {"application/pdf", "text/plain", "text/rtf", "image/jpeg"}


def test_no_field_is_left_unfilled_and_punctuation_is_french(made: Made) -> None:
    for _, root in made:
        words = narrative(root) + root.findtext("c:title", "", NS)

        assert not re.search(r"[{}]", words)
        assert not re.search(r" [:;!?»]|« ", words)
        assert "'" not in words


def test_a_section_never_stands_empty(made: Made) -> None:
    for _, root in made[:500]:
        for section in root.iterfind(".//c:section", NS):
            assert "".join(section.xpath("c:title//text()", namespaces=NS)).strip()
            assert section.find("c:text", NS) is not None or section.find("c:component", NS) is not None


def test_visibility_marks_designate_documents_that_exist() -> None:
    existing = {(patient, kind) for patient, kind, _ in planned()}
    marked = plan.MASKED | plan.HIDDEN_FROM_PATIENT | plan.HIDDEN_FROM_PARENTS | plan.ARCHIVED | set(plan.EPISODE)

    assert marked - existing == set()


def test_no_document_is_both_masked_and_hidden_from_the_patient(made: Made) -> None:
    assert [item.patient_key for item, _ in made if item.masked and item.hidden_from_patient] == []


def test_nothing_is_written_in_a_closed_record_after_its_closure(small: Made) -> None:
    assert max(item.deposited_at.date() for item, _ in small if item.patient_key == "ferme") < date(2025, 3, 3)


def test_a_child_is_never_given_the_words_of_an_adult(small: Made) -> None:
    words = " ".join(narrative(root) for item, root in small if item.patient_key == "mineur").lower()

    assert not re.search(r"périndopril|metformine|arrêt de travail|hypertension|diabète", words)


def test_anti_inflammatories_are_never_given_during_pregnancy(small: Made) -> None:
    words = " ".join(narrative(root) for item, root in small if item.patient_key == "deux_noms").lower()

    assert not re.search(r"ibuprofène|diclofénac|radiographie", words)


def test_documents_are_made_quickly() -> None:
    start = time.process_time()
    for _ in documents.generate(TODAY):
        pass

    assert time.process_time() - start < 6
