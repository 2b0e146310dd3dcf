"""Statements of a whole document: lines of the narrative, which the author attests, completed by coded entries.

Nothing is invented: words come from the narrative, and a fact that stands only in coded entries says so. Nothing is
dropped in silence: a section that cannot be split gives one statement with its text.
"""

from collections.abc import Iterator
from itertools import islice

from documents.cda.model import ClinicalDocument, Section
from documents.cda.nodes import text_of
from documents.cda.statements import columns
from documents.cda.statements.entries import CodedItem, items_of
from documents.cda.statements.kinds import STAY_TYPES, kind_of, reimbursed_as
from documents.cda.statements.lines import Line, lines_of
from documents.cda.statements.model import Kind, Said
from documents.cda.statements.results import Report, chapter_of, results_of
from documents.cda.statements.times import When, dates_in, when
from patients.identity import fold

MAX_STATEMENTS = 2_000
_DOSED = frozenset({Kind.TREATMENT, Kind.PAST_TREATMENT, Kind.VACCINATION, Kind.PLANNED_VACCINATION})
# Where a negated code means that there is none; elsewhere, codes and words of answers contradict each other.
_DENIABLE = frozenset(set(Kind) - {Kind.PREGNANCY, Kind.FINDING, Kind.REIMBURSEMENT})
_CUT = f"Document très long : seules ses {MAX_STATEMENTS} premières lignes sont reprises ici."


def draw_statements(document: ClinicalDocument) -> list[Said]:
    """In the order of the document; a document without sections says only what its header does."""
    found = list(islice(_all(document), MAX_STATEMENTS + 1))
    if len(found) > MAX_STATEMENTS:
        last = found[MAX_STATEMENTS - 1]
        found[MAX_STATEMENTS - 1 :] = [Said(kind=last.kind, section=last.section, label=_CUT, note=True)]
    return found


def _all(document: ClinicalDocument) -> Iterator[Said]:
    if document.header.type.code in STAY_TYPES:
        yield from _stay_of_header(document)
    report = Report.of(document)
    for section, chapter in _with_chapters(document.sections):
        kind = kind_of(section, document)
        if kind is Kind.RESULT:
            yield from results_of(section, chapter, report)
        elif kind is not None:
            yield from _section(section, kind)


def _with_chapters(sections: list[Section]) -> Iterator[tuple[Section, str]]:
    """Every section in the order of the document, with the name of the chapter that it belongs to."""
    pending = [(section, "") for section in reversed(sections)]
    while pending:
        section, outer = pending.pop()
        chapter = chapter_of(section, outer)
        yield section, chapter
        pending += [(inner, chapter) for inner in reversed(section.sections)]


def _stay_of_header(document: ClinicalDocument) -> Iterator[Said]:
    """A letter or report of hospital tells of one stay, even when its body is a PDF."""
    header = document.header
    encounter = header.encounter
    period = encounter.period if encounter.period.low or encounter.period.high else header.act.period
    start, stop = when(period.low) or When(), when(period.high) or When()
    place = encounter.place or header.custodian.name
    yield Said(
        kind=Kind.STAY,
        section="",
        label=header.title or header.type.words,
        details=[("Lieu", place)] if place else [],
        started=start.words,
        started_on=start.on,
        stopped=stop.words,
        stopped_on=stop.on,
    )


def _section(section: Section, kind: Kind) -> Iterator[Said]:
    lines = lines_of(section.narrative) if section.narrative is not None else []
    items = items_of(section.entries, kind)
    by_line, alone = _matched(lines, items)
    for rank, line in enumerate(lines):
        yield _line(line, section, kind, by_line.get(rank, []))
    words = fold(text_of(section.narrative)) if section.narrative is not None else ""
    for item in alone:
        if item.label and fold(item.label) not in words:
            yield _coded_only(item, section, kind)


def _matched(lines: list[Line], items: list[CodedItem]) -> tuple[dict[int, list[CodedItem]], list[CodedItem]]:
    """Items by the line that they point to, and those that point to none."""
    places = {identifier: rank for rank, line in reversed(list(enumerate(lines))) for identifier in line.ids}
    by_line: dict[int, list[CodedItem]] = {}
    alone = []
    for item in items:
        rank = next((places[r] for r in item.references if r in places), None)
        if rank is None:
            alone.append(item)
        else:
            by_line.setdefault(rank, []).append(item)
    return by_line, alone


def _line(line: Line, section: Section, kind: Kind, items: list[CodedItem]) -> Said:
    said = Said(kind=kind, section=section.heading, label=line.words, note=line.beside_table)
    if kind is Kind.REIMBURSEMENT:
        said.reimbursed_as = reimbursed_as(section)
    if not line.beside_table:
        _take_cells(line, said)
    _take_codes(said, items)
    said.negated = said.negated or columns.says_nothing(said.label)
    return said


def _take_cells(line: Line, said: Said) -> None:
    """The label, then dates, dose and author by their columns; every other cell stays as a detail, in its words."""
    rank = columns.label_rank(line, said.kind)
    said.label = line.cells[rank].words
    doses: dict[str, str] = {}  # a heading may span several cells
    for place, cell in enumerate(line.cells):
        if place == rank or cell.is_empty:
            continue
        taken = columns.is_date(cell) and _take_dates(cell.words, columns.is_stop(cell), said)
        if not taken and said.kind in _DOSED and columns.is_dose(cell):
            doses[cell.heading] = f"{doses.get(cell.heading, '')} {cell.words}".strip()
        elif not taken and columns.is_author(cell) and not said.author:
            said.author = cell.words
        elif not taken:
            said.details.append((cell.heading, cell.words))
    said.dose = " · ".join(doses.values())
    if len(line.cells) == 2 and not doses and any(columns.denies(cell.words) for cell in line.cells[rank + 1 :]):
        said.negated = True


def _take_dates(words: str, is_stop: bool, said: Said) -> bool:
    """Whether the cell held dates and nothing but them."""
    dates = dates_in(words)
    if not dates:
        return False
    if is_stop:
        said.stopped, said.stopped_on = dates[0].words, dates[0].on
    else:
        said.started, said.started_on = dates[0].words, dates[0].on
        if len(dates) > 1:
            said.stopped, said.stopped_on = dates[-1].words, dates[-1].on
    rest = fold(words)
    for date in dates:
        rest = rest.replace(fold(date.words), "")
    return not set(rest.split()) - {"du", "au", "le", "de", "a", "depuis", "jusqu", "en"}


def _take_codes(said: Said, items: list[CodedItem]) -> None:
    if not items:
        return
    first = items[0]
    said.code, said.code_system = first.code, first.code_system
    affirmed = any(fold(words) == "oui" for _, words in said.details)
    if said.kind in _DENIABLE and not affirmed:
        said.negated = said.negated or all(item.negated for item in items)
    said.declared_by_patient = any(item.declared_by_patient for item in items)
    said.author = said.author or first.author
    if said.kind is Kind.VACCINATION and all(item.planned for item in items):
        said.kind = Kind.PLANNED_VACCINATION
    if not said.started and not said.stopped:
        _take_times(said, first)


def _take_times(said: Said, item: CodedItem) -> None:
    start, stop = item.start or When(), item.stop or When()
    said.started, said.started_on, said.stopped, said.stopped_on = start.words, start.on, stop.words, stop.on


def _coded_only(item: CodedItem, section: Section, kind: Kind) -> Said:
    said = Said(kind=kind, section=section.heading, label=item.label, coded_only=True)
    if kind is Kind.REIMBURSEMENT:
        said.reimbursed_as = reimbursed_as(section)
    _take_codes(said, [item])
    return said
