"""What a search finds, through the gate: what is out of reach is neither matched nor counted, nor read at all."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from access.compiled import compiled
from access.reader import Reader
from documents.listing.conditions import availabilities, narrowing, since_last_visit, whether
from documents.listing.facets import Facets
from documents.listing.filters import ListFilters
from documents.listing.selectors import alike_in_period, documents_in_period, documents_shown, matching_documents
from documents.models import Document, Indexed, Passage
from documents.search.extracts import Marker
from documents.search.query import Atom, NotASearch, Query, Term, parse
from documents.search.spelling import APART, as_written, corrected, doubtful, nearest

PAGE_SIZE = 20
EXTRACTS = 3
UNSEARCHABLE_SHOWN = 50
Params = list[Any]
_TAG = re.compile("<[^>]*>")


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matches, and its passages that say most of what is searched."""

    document: Document
    passages: list[Passage]


@dataclass(frozen=True, slots=True)
class Found:
    """`keys`: of all that hold these words in the period; the filters keep `documents` of them."""

    hits: list[Hit]
    keys: list[int]
    documents: int
    results: int  # passages
    page: int
    widened: bool = False  # to old versions and archived documents, since no other holds these words

    @property
    def pages(self) -> int:
        return max(1, -(-self.documents // PAGE_SIZE))


def search(query: Query, *, reader: Reader, filters: ListFilters, today: date, page: int = 1) -> Found:
    """Documents of the list, which comes through the gate, that hold every term and nothing excluded; newest first.

    When none of the period does, those that are old versions or archived, though nobody asked for them.
    """
    totals, *rows = _rows(query, _among_all(reader, filters, today), availabilities(filters), page)
    if not rows and page > 1:
        return search(query, reader=reader, filters=filters, today=today)
    documents = {d.pk: d for d in documents_shown(reader, False, pks=[key for key, *_ in rows])}
    passages = {p.pk: p for p in _passages(pk for _, shown, *_ in rows for pk in shown)}
    hits = [Hit(documents[key], [passages[pk] for pk in shown]) for key, shown, *_ in rows if key in documents]
    _, keys, _, documents_total, results, asked = totals
    return Found(hits, keys, documents=documents_total, results=int(results), page=page, widened=not asked)


def _among_all(reader: Reader, filters: ListFilters, today: date) -> tuple[str, tuple[Any, ...]]:
    """SQL of the documents of the period, of every version."""
    return _among.sql(reader, _of_every_version(filters).as_asked, today)


def _of_every_version(filters: ListFilters) -> ListFilters:
    return replace(filters, old_versions=True, archived=True)


@compiled()
def _among(reader: Reader, filters: ListFilters, today: date) -> QuerySet[Document, Any]:
    found = documents_in_period(reader, filters, today).annotate(matches=whether(narrowing(filters, reader)))
    return found.values("pk", "act_on", "availability", "matches")


def _passages(keys: Iterable[int]) -> list[Passage]:
    wanted = list(keys)
    return list(Passage.objects.filter(pk__in=wanted).defer("words", "lexemes")) if wanted else []


# The visible documents first, as a table of their own; then their passages, and those alone: OFFSET 0 keeps the
# conditions on words out of the reading of passages, so that no other is ever compared with them. Versions that were
# not asked for are found in the same reading, and kept when nothing else is.
_STATEMENT = """
WITH visible(id, act_on, availability, matches) AS MATERIALIZED ({among}),
matched AS MATERIALIZED (
    SELECT visible.id AS document, p.id, p.rank, p.kind, {wanted} AS wanted, {excluded} AS excluded
    FROM visible CROSS JOIN LATERAL (
        SELECT id, rank, kind, words, lexemes FROM documents_passage WHERE document_id = visible.id OFFSET 0
    ) p
    WHERE {either}
),
found AS (
    SELECT document,
        (array_agg(id ORDER BY cardinality(array_positions(wanted, true)) DESC, kind = 'codes', rank)
            FILTER (WHERE true = ANY(wanted) AND kind <> 'title'))[1:{extracts}] AS shown,
        count(*) FILTER (WHERE true = ANY(wanted)) AS results
    FROM matched GROUP BY document HAVING {every} AND NOT bool_or(excluded)
),
placed AS (
    SELECT found.*, act_on, matches, availability = ANY(%s) AS asked FROM found JOIN visible ON visible.id = document
),
kept AS (SELECT * FROM placed WHERE asked OR NOT EXISTS (SELECT FROM placed WHERE asked)),
matching AS (SELECT * FROM kept WHERE matches)
SELECT NULL AS document, ARRAY(SELECT document FROM kept), NULL AS act_on,
    count(*), coalesce(sum(results), 0), coalesce((SELECT bool_or(asked) FROM kept), true)
FROM matching
UNION ALL (
    SELECT document, coalesce(shown, '{{}}'), act_on, 0, 0, asked
    FROM matching ORDER BY act_on DESC, document DESC LIMIT {limit} OFFSET {offset}
)
ORDER BY act_on DESC NULLS FIRST, document DESC
"""


def _rows(query: Query, among: tuple[str, tuple[Any, ...]], asked: list[str], page: int) -> list[tuple[Any, ...]]:
    """A row of totals: None, the keys of all that is found, None, how many documents and passages the filters keep,
    and whether what is found was asked. Then one of each document of a page: its key, its passages to show.

    `among`: SQL of the documents that are searched; `asked`: availabilities.
    """
    gate, gate_params = among
    wanted = [_condition(term) for term in query.terms]
    excluded = [_condition(term) for term in query.excluded]
    statement = _STATEMENT.format(
        among=gate,
        wanted=f"ARRAY[{', '.join(sql for sql, _ in wanted)}]",
        excluded=_any(excluded),
        either=_any([*wanted, *excluded]),
        every=" AND ".join(f"bool_or(wanted[{rank}])" for rank in range(1, len(wanted) + 1)),
        extracts=EXTRACTS,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    terms = [value for _, values in (*wanted, *excluded) for value in values]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*gate_params, *terms, *terms, asked])
        return list(cursor.fetchall())


def _any(conditions: list[tuple[str, Params]]) -> str:
    return f"({' OR '.join(sql for sql, _ in conditions)})" if conditions else "false"


def _condition(term: Term) -> tuple[str, Params]:
    found = [_atom(atom) for atom in term.atoms]
    return _any(found), [value for _, values in found for value in values]


def _atom(atom: Atom) -> tuple[str, Params]:
    """Words go as values to functions that never fail, whatever they hold."""
    stems = "p.lexemes @@ phraseto_tsquery('french_folded', search_words(%s))"
    if atom.prefix:
        return "(p.words LIKE '%%' || nullif(rtrim(search_words(%s)), '') || '%%') IS TRUE", [atom.words]
    if atom.exact:
        return f"({stems} AND p.words LIKE '%%' || search_words(%s) || '%%')", [atom.words, atom.words]
    return stems, [atom.words]


@dataclass(frozen=True, slots=True)
class RecordSearch:
    """All that the page of a search shows. `found` and `marker` are None as long as nothing is searched."""

    facets: Facets
    unsearchable: list[Document]  # whose text is not known, or not wholly: the first ones
    unsearchable_total: int
    found: Found | None = None
    marker: Marker | None = None
    proposed: str = ""  # other words, when nothing is found

    @property
    def shown(self) -> list[Any]:
        """Documents of which the page shows extracts: their content is consulted. Each with its `decision`."""
        return [hit.document for hit in self.found.hits if hit.passages] if self.found else []


def search_in(*, reader: Reader, filters: ListFilters, words: str, today: date, page: int = 1) -> RecordSearch:
    """The search goes through the whole history until a period is chosen, and widens rather than find nothing.

    Raises NotASearch, but for no word at all.
    """
    filters = replace(filters, period=filters.period or "tout")
    if not words:
        return RecordSearch(*_beside(reader, filters, today))
    query = parse(words)
    found = search(query, reader=reader, filters=filters, today=today, page=page)
    proposed = "" if found.keys else _proposed(query, words, _among_all(reader, filters, today))
    texts = [text for hit in found.hits for text in (hit.document.title, *(p.text for p in hit.passages))]
    said = _beside(reader, filters, today, found)
    return RecordSearch(*said, found, Marker(query, texts, stems_of), proposed)


def _beside(
    reader: Reader, filters: ListFilters, today: date, found: Found | None = None
) -> tuple[Facets, list[Document], int]:
    """What the filters offer, counting what is found; then what has a text that is not known, and how many are so."""
    searched = _of_every_version(filters) if found and found.widened else filters
    alike = alike_in_period(reader=reader, filters=searched, today=today, among=found.keys if found else None)
    unsearchable = sum(one.documents for one in alike if one.matches and one.indexed != Indexed.WHOLE)
    left_out = _unsearchable(reader, searched.as_asked, today) if unsearchable else []
    return Facets(alike, filters, since_last_visit(reader) if alike else None), left_out, unsearchable


# Of the words of the documents that the reader may see, each with a passage that holds it, those alike at first sight.
# What several passages say in the same words is cut into words once.
_KNOWN = """
WITH visible(id, act_on, availability, matches) AS MATERIALIZED ({among})
SELECT word, min(said.id)
FROM (
    SELECT p.words, min(p.id) AS id FROM visible JOIN documents_passage p ON p.document_id = visible.id GROUP BY p.words
) said, unnest(string_to_array(said.words, ' ')) word
WHERE left(word, 1) = ANY(%s) AND length(word) BETWEEN %s AND %s GROUP BY word
"""


def _proposed(query: Query, typed: str, among: tuple[str, tuple[Any, ...]]) -> str:
    """What was typed, with the words that nothing holds spelt as the nearest ones that something does."""
    if not (words := doubtful(query)):
        return ""
    gate, params = among
    bounds: Params = [[word[0] for word in words], min(map(len, words)) - APART, max(map(len, words)) + APART]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN.format(among=gate), [*params, *bounds])
        known = dict(cursor.fetchall())
    near = {word: found for word in words if (found := nearest(word, known))}
    texts = {passage.pk: passage.text for passage in _passages(known[found] for found in near.values())}
    spelt = {word: as_written(found, texts[known[found]]) for word, found in near.items()}
    return corrected(typed, spelt) if spelt else ""


@compiled()
def _unsearchable(reader: Reader, filters: ListFilters, today: date) -> QuerySet[Document]:
    among = matching_documents(reader=reader, filters=filters, today=today)
    return among.exclude(indexed=Indexed.WHOLE).order_by("-act_on", "-pk")[:UNSEARCHABLE_SHOWN]


def spans_in(drawing: str, words: str) -> Callable[[str], list[tuple[int, int]]]:
    """What finds the words of a search in any text of a document drawn as HTML, as the index compares them."""
    try:
        query = parse(words)
    except NotASearch:
        return lambda _: []
    # A tag may stand in a word, or between two.
    return Marker(query, [_TAG.sub(between, drawing) for between in ("", " ")], stems_of).spans


def stems_of(words: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Of each word as it is written: its folded parts, each with its stem, as the index has them."""
    found: dict[str, list[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked.word, part, (ts_lexize('french_folded_stem', part))[1] FROM unnest(%s::text[]) asked(word), "
            "unnest(string_to_array(btrim(search_words(asked.word)), ' ')) WITH ORDINALITY AS p(part, n) "
            "ORDER BY asked.word, n",
            [list(words)],
        )
        for word, part, stem in cursor.fetchall():
            found.setdefault(word, []).append((part, stem or part))
    return found
