"""What a document says becomes statements: in the words of its narrative, nothing invented, nothing lost."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.cda.facts import header_facts
from documents.cda.model import ClinicalDocument
from documents.cda.parser import parse
from documents.cda.rendering import plain_text
from documents.cda.statements import Kind, Said, draw_statements
from documents.cda.statements.drawing import MAX_STATEMENTS
from documents.cda.statements.times import dates_in
from tests.documents.fixtures import SAMPLES, cda, structured, words

LOINC = "2.16.840.1.113883.6.1"
PQ = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="PQ"'
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="published examples are not on this machine")


def document(code: str, text: str, *entries: str, title: str = "Titre de section") -> ClinicalDocument:
    held = "".join(f"<entry>{entry}</entry>" for entry in entries)
    section = (
        f'<component><section><code code="{code}" codeSystem="{LOINC}"/><title>{title}</title>'
        f"<text>{text}</text>{held}</section></component>"
    )
    return parse(cda(structured(section)))


def said(code: str, text: str, *entries: str, title: str = "Titre de section") -> list[Said]:
    return draw_statements(document(code, text, *entries, title=title))


def table(*rows: tuple[str, ...], head: tuple[str, ...] = ()) -> str:
    heading = "".join(f"<th>{cell}</th>" for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{f'<thead><tr>{heading}</tr></thead>' if head else ''}<tbody>{body}</tbody></table>"


def problem(value: str, reference: str = "", *, negated: bool = False, low: str = "20190811") -> str:
    return (
        f'<act classCode="ACT" moodCode="EVN"><code nullFlavor="NA"/><entryRelationship typeCode="SUBJ">'
        f'<observation classCode="OBS" moodCode="EVN" negationInd="{str(negated).lower()}">'
        f'<text><reference value="{reference}"/></text><effectiveTime><low value="{low}"/></effectiveTime>'
        f'<value code="X12" codeSystem="1.2.3" displayName="{value}"/></observation></entryRelationship></act>'
    )


def test_rows_of_a_table_become_statements_by_their_headings() -> None:
    text = table(
        ("11/08/2019", "-", "Périndopril 5 mg", "1 le matin", "Voie orale"),
        head=("Date de début", "Date de fin", "Médicament", "Posologie", "Voie d’administration"),
    )

    (found,) = said("10160-0", text)

    assert (found.kind, found.label, found.dose) == (Kind.TREATMENT, "Périndopril 5 mg", "1 le matin")
    assert (found.started, found.started_on, found.stopped) == ("11/08/2019", date(2019, 8, 11), "")
    assert found.details == [("Voie d’administration", "Voie orale")]


def test_a_coded_entry_adds_its_code_and_date_to_the_line_that_it_points_to() -> None:
    text = table(('<content ID="p1">Angine de poitrine</content>',), head=("Pathologie",))

    (found,) = said("11450-4", text, problem("Angine de poitrine instable", "#p1"))

    assert (found.label, found.code, found.started) == ("Angine de poitrine", "X12", "11/08/2019")
    assert not found.coded_only


def test_a_row_s_own_date_wins_over_the_coded_one() -> None:
    text = table(("20/05/2018", '<content ID="p1">Asthme</content>'), head=("Date", "Pathologie"))

    assert said("11450-4", text, problem("Asthme", "#p1"))[0].started == "20/05/2018"


def test_a_fact_that_stands_only_in_entries_is_kept_and_says_so() -> None:
    found = said("11450-4", "<paragraph>Voir le courrier joint.</paragraph>", problem("Asthme", "#absent"))

    assert [(s.label, s.coded_only) for s in found] == [("Voir le courrier joint.", False), ("Asthme", True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<list><item>Pénicilline</item><item>Arachide</item></list>", ["Pénicilline", "Arachide"]),
        ("<paragraph>Pénicilline, œdème en 2009.</paragraph>", ["Pénicilline, œdème en 2009."]),
        ("Pénicilline", ["Pénicilline"]),
        ("<content>Pénicilline</content>, puis latex", ["Pénicilline, puis latex"]),
    ],
)
def test_a_section_without_a_table_gives_its_items_or_its_text(text: str, expected: list[str]) -> None:
    assert [s.label for s in said("48765-2", text)] == expected


def test_words_beside_a_table_are_kept_apart_from_its_rows() -> None:
    text = "<paragraph>À jour selon le carnet.</paragraph>" + table(("Grippe", "1975"), head=("Vaccin", "Date"))

    found = said("11369-6", text)

    assert [(s.label, s.note, s.started) for s in found] == [
        ("À jour selon le carnet.", True, ""),
        ("Grippe", False, "1975"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Aucune allergie connue",
        "Pas d’allergie connue",
        "<list><item>Néant</item></list>",
        table(("Pénicilline", "Non")),
    ],
)
def test_what_a_document_denies_is_not_said_to_be_there(text: str) -> None:
    assert all(s.negated for s in said("48765-2", text))


def test_a_negated_entry_denies_its_line_unless_the_words_affirm_it() -> None:
    lines = table(
        ('<content ID="a">Diabète</content>', "à préciser"),
        ('<content ID="b">Asthme</content>', "Oui"),
    )

    found = said("11450-4", lines, problem("Diabète", "#a", negated=True), problem("Asthme", "#b", negated=True))

    assert [(s.label, s.negated) for s in found] == [("Diabète", True), ("Asthme", False)]


def test_a_row_that_completes_another_joins_it() -> None:
    text = table(
        ("du 25/01/2026 au 27/01/2026", "Paracétamol", "2 boîtes", "Voie orale"),
        ("Instruction au patient", "Au cours d’un repas"),
        head=("Durée du traitement", "Médicament", "Quantité délivrée", "Voie"),
    )

    (found,) = said("60590-7", text)

    assert (found.started, found.stopped, found.dose) == ("25/01/2026", "27/01/2026", "2 boîtes")
    assert ("Instruction au patient", "Au cours d’un repas") in found.details


def test_cells_that_span_rows_and_columns_keep_their_headings() -> None:
    text = (
        "<table><thead><tr><th colspan='2'>Date</th><th>Vaccin</th></tr></thead><tbody>"
        "<tr><td rowspan='2'/><td>01/02/2020</td><td>Grippe</td></tr><tr><td>03/02/2021</td><td>Zona</td></tr>"
        "</tbody></table>"
    )

    assert [(s.label, s.started) for s in said("11369-6", text)] == [("Grippe", "01/02/2020"), ("Zona", "03/02/2021")]


def test_what_was_stopped_is_never_a_current_treatment() -> None:
    text = table(("Amisulpride", "arrêt"), head=("Médicament", "Commentaire"))

    assert said("18610-6", text)[0].kind is Kind.PAST_TREATMENT
    assert said("10160-0", text, title="Traitements arrêtés")[0].kind is Kind.PAST_TREATMENT


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Allergies et intolérances", Kind.ALLERGY),
        ("Antécédents familiaux", Kind.FAMILY),
        ("Antécédents chirurgicaux", Kind.HISTORY),
        ("Traitement", Kind.TREATMENT),
        ("Vaccinations à prévoir", Kind.PLANNED_VACCINATION),
        ("Dispositifs implantables", Kind.DEVICE),
    ],
)
def test_a_section_without_a_known_code_is_known_by_its_title(title: str, kind: Kind) -> None:
    assert [s.kind for s in said("0-0", "<list><item>Ligne</item></list>", title=title)] == [kind]


def test_a_section_that_speaks_of_something_else_says_nothing_here() -> None:
    assert said("55112-7", "Patient allergique ?", title="Commentaire") == []
    assert said("0-0", "Texte libre", title="Conclusion") == []


def test_laboratory_values_come_from_entries_alone() -> None:
    value = f'<value {PQ} value="5.90" unit="mmol/L"/>'
    entry = (
        '<organizer><component><observation><code code="2823-3" codeSystem="2.16.840.1.113883.6.1" '
        'displayName="Potassium"><originalText><reference value="#k"/></originalText></code>'
        f'<effectiveTime value="202601120700+0100"/>{value}<interpretationCode code="H"/>'
        f'<referenceRange><observationRange><value><low value="3.500"/><high value="5.1"/></value></observationRange>'
        "</referenceRange></observation></component></organizer>"
    )

    (found,) = said("18719-5", table(('<content ID="k">Potassium (sang)</content>', "5,90")), entry)

    assert (found.kind, found.label, found.value, found.unit) == (Kind.RESULT, "Potassium (sang)", "5,90", "mmol/L")
    assert (found.interpretation, found.reference_range, found.started) == ("H", "3,5 à 5,1", "12/01/2026")


def test_a_very_long_section_is_cut_and_says_so() -> None:
    found = said("48765-2", "<list>" + "<item>Pollen</item>" * (MAX_STATEMENTS + 50) + "</list>")

    assert len(found) == MAX_STATEMENTS
    assert found[-1].note
    assert "seules ses" in found[-1].label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("du 15/05/2019 au 3/6/2019", ["15/05/2019", "03/06/2019"]),
        ("1er mars 2019", ["01/03/2019"]),
        ("mars 2019", ["mars 2019"]),
        ("2019-03-12", ["12/03/2019"]),
        ("03/2019", ["mars 2019"]),
        ("en 1975", ["1975"]),
        ("31/02/2019, 5 mg, 12345, 1 cp/j", []),
    ],
)
def test_dates_are_read_with_the_precision_they_were_given(text: str, expected: list[str]) -> None:
    assert [when.words for when in dates_in(text)] == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(alphabet="abé 1/2-", max_size=12), min_size=1, max_size=5), max_size=5))
def test_no_word_of_a_table_is_lost_nor_invented(rows: list[list[str]]) -> None:
    found = said("48765-2", table(*map(tuple, rows)))

    kept = sorted(w for s in found for w in _said_words(s).split())
    expected = sorted(
        w for row in rows for cell in row for w in cell.split() if " ".join(cell.split()) not in ("-", "/")
    )
    assert kept == expected


def _said_words(found: Said) -> str:
    return " ".join([found.label, *(w for pair in found.details for w in pair), found.dose, found.author])


FAMILY: list[tuple[str, set[str]]] = [
    ("VSM*", {"allergy", "problem", "history", "family", "treatment", "finding"}),
    ("TLM*", {"allergy", "problem", "history", "treatment", "device", "pregnancy"}),
    ("OBP*", {"allergy", "history", "pregnancy", "stay", "past_treatment"}),
    ("LDL*", {"allergy", "treatment", "past_treatment", "device", "stay"}),
    ("CNAM*", {"reimbursement"}),
    ("VAC*", {"vaccination"}),
    ("CSE*", {"vaccination", "pregnancy", "past_treatment"}),
    ("eDISP*", {"treatment"}),
    ("eP-MED*", {"treatment", "device"}),
    ("DLU*", {"treatment", "device", "problem"}),
    ("BIO*", {"result"}),
]


@needs_samples
@pytest.mark.parametrize(("pattern", "kinds"), FAMILY, ids=lambda value: value if isinstance(value, str) else "")
def test_published_examples_say_what_they_hold_in_their_own_words(pattern: str, kinds: set[str]) -> None:
    found_kinds = set()
    for path in SAMPLES.glob(pattern):
        example = parse(path.read_bytes())
        shown = words(plain_text(example) + " ".join(v for _, values in header_facts(example.header) for v in values))
        for one in draw_statements(example):
            found_kinds.add(one.kind.value)
            if not one.coded_only and one.kind is not Kind.RESULT:
                assert words(one.label) in shown, (path.name, one.label)
                assert all(words(w) in shown for _, w in one.details), (path.name, one.details)

    assert kinds <= found_kinds


@needs_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")) if SAMPLES.is_dir() else [], ids=lambda p: p.stem)
def test_every_published_example_is_drawn_without_a_failure(path: object) -> None:
    draw: Callable[[ClinicalDocument], list[Said]] = draw_statements
    assert isinstance(draw(parse(path.read_bytes())), list)  # type: ignore[attr-defined]


def test_a_first_row_in_bold_is_the_heading_of_its_columns() -> None:
    bold = "<td><content styleCode='Bold'>{}</content></td>"
    text = (
        f"<table><tbody><tr>{bold.format('Médicament')}{bold.format('Posologie')}</tr>"
        "<tr><td>Périndopril</td><td>1 le matin</td></tr></tbody></table>"
    )

    assert [(s.label, s.dose) for s in said("10160-0", text)] == [("Périndopril", "1 le matin")]


def test_a_table_inside_a_cell_is_words_of_that_cell() -> None:
    inner = table(("deux", "par jour"))
    text = table(("Périndopril", inner), head=("Médicament", "Posologie"))

    assert [(s.label, s.dose) for s in said("10160-0", text)] == [("Périndopril", "deux par jour")]


@settings(max_examples=80, deadline=None)
@given(
    st.recursive(
        st.sampled_from(["mot", "deux mots", "12/03/2019", "", "&amp;"]),
        lambda inner: st.tuples(
            st.sampled_from(
                ["paragraph", "list", "item", "table", "tbody", "thead", "tr", "td", "th", "content", "br"]
            ),
            st.lists(inner, max_size=3),
        ).map(lambda node: f"<{node[0]} ID='x'>{''.join(node[1])}</{node[0]}>"),
        max_leaves=12,
    )
)
def test_no_narrative_however_odd_makes_the_drawing_fail(text: str) -> None:
    for code in ("48765-2", "10160-0", "11369-6", "46240-8", "10162-6"):
        said(code, text, problem("Asthme", "#x"))
