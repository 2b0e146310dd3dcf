"""The one-page synthesis in blocks (PS S11)."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from uuid import UUID

from django.utils import timezone

from access.addresses import address
from access.models.vocabulary import Category
from documents.acts import Act
from documents.cda.statements import Kind
from documents.listing.filters import ListFilters
from documents.listing.presenters import list_url
from documents.models import Document, Statement
from documents.presenters.facts import Fact, Source, by_dose, folded, interpretation_words
from documents.presenters.record_pages import Person
from documents.record.arrangement import BLOCKS, Arrangement
from documents.record.outline import Outline
from documents.record.synthesis import NEW_DOCUMENTS, PER_KIND, TREATMENT_DAYS, Synthesis
from patients.models import Contact, Wish

_TREATMENTS = (Category.PRESCRIPTIONS, Category.DISPENSATIONS)
LONG_TERM, RECENT = "Dernière synthèse", "Prescrits ou délivrés depuis six mois"
DECLARED, PAST = "Déclarés par le patient", "Arrêtés, ou administrés pendant un séjour"
SHOWN_TREATMENTS, SHOWN_FIRST = 10, 5
SHOWN_STAYS, SHOWN_HISTORY, SHOWN_PREGNANCY, SHOWN_VACCINES, SHOWN_REPORTS = 6, 12, 6, 4, 6


@dataclass(frozen=True, slots=True)
class Result:
    """The last value of one analysis."""

    row: Statement
    source: Source

    @property
    def value(self) -> str:
        return f"{self.row.value}\u00a0{self.row.unit}".strip()

    @property
    def interpretation(self) -> str:
        return interpretation_words(self.row)

    @property
    def history_url(self) -> str:
        return address("documents:biology_analysis", self.source.access_uuid, self.row.analysis)

    @property
    def on(self) -> str:
        return self.row.started or f"{self.row.document.act_on:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Treatments:
    title: str
    shown: list[Fact]
    more: list[Fact]


@dataclass(frozen=True)
class SynthesisPage:
    found: Synthesis
    outline: Outline
    access_uuid: UUID
    today: date
    arrangement: Arrangement

    @property
    def blocks(self) -> list[str]:
        """In the order of this reader; those that say nothing to them left out."""
        there = {"new": self.since, "wishes": self.outline.wishes, "vaccinations": self.outline.vaccinations}
        return [name for name in self.arrangement.shown if there.get(name, True)]

    @property
    def block_templates(self) -> list[str]:
        return [f"documents/record/blocks/{name}.html" for name in self.blocks]

    @property
    def hidden_words(self) -> str:
        """Never in silence: what is not there because this reader hides it."""
        arrangement = self.arrangement
        return ", ".join(BLOCKS[name] for name in arrangement.order if name in arrangement.hidden)

    def _rows(self, *kinds: Kind) -> list[Statement]:
        return list(chain.from_iterable(self.found.statements.get(kind, []) for kind in kinds))

    def _facts(self, *kinds: Kind) -> list[Fact]:
        return folded(self._rows(*kinds), self.access_uuid)

    @cached_property
    def allergies(self) -> list[Fact]:
        """What is there first, then words that stand beside a table, then what a document says there is not."""
        return sorted(self._facts(Kind.ALLERGY), key=lambda fact: (fact.row.negated, fact.row.note))

    @property
    def has_allergies(self) -> bool:
        return any(not fact.row.negated and not fact.row.note for fact in self.allergies)

    @cached_property
    def devices(self) -> list[Fact]:
        return self._facts(Kind.DEVICE)

    @cached_property
    def problems(self) -> list[Fact]:
        """Of the latest synthesis; the patient's own words come with theirs. Without a synthesis, of any document."""
        base = self.found.base
        return [
            fact
            for fact in self._facts(Kind.PROBLEM)
            if not fact.row.negated
            and (base is None or any(r.document_id == base.pk or r.declared_by_patient for r in fact.rows))
        ]

    @property
    def shown_devices(self) -> list[Fact]:
        return self.devices[:SHOWN_FIRST]

    @property
    def more_devices(self) -> list[Fact]:
        return self.devices[SHOWN_FIRST:]

    @property
    def shown_problems(self) -> list[Fact]:
        return self.problems[:SHOWN_FIRST]

    @property
    def more_problems(self) -> list[Fact]:
        return self.problems[SHOWN_FIRST:]

    @cached_property
    def pregnancy(self) -> list[Fact]:
        """Of the newest document that speaks of one: what an older one said no longer holds."""
        rows = self._rows(Kind.PREGNANCY)
        newest = max((row.document for row in rows), key=lambda d: (d.act_on, d.pk), default=None)
        ordered = sorted((r for r in rows if newest and r.document_id == newest.pk), key=lambda row: row.position)
        return folded(ordered, self.access_uuid)[:SHOWN_PREGNANCY]

    @cached_property
    def history(self) -> list[Fact]:
        """Past problems, acts, family; and current problems of other documents than the latest synthesis."""
        shown = {id(row) for fact in self.problems for row in fact.rows}
        rows = self._rows(Kind.PROBLEM, Kind.HISTORY, Kind.FAMILY)
        return [f for f in folded((r for r in rows if id(r) not in shown), self.access_uuid) if not f.row.negated]

    @property
    def shown_history(self) -> list[Fact]:
        return self.history[:SHOWN_HISTORY]

    @property
    def more_history(self) -> list[Fact]:
        return self.history[SHOWN_HISTORY:]

    @cached_property
    def treatments(self) -> list["Treatments"]:
        """Each medicine and dose once, by where it is told; what was stopped stands apart, with its section's words."""
        base = self.found.base.pk if self.found.base else None
        groups: dict[str, list[Statement]] = {title: [] for title in (LONG_TERM, RECENT, DECLARED, PAST)}
        for row in self._rows(Kind.TREATMENT, Kind.PAST_TREATMENT):
            if row.kind == Kind.PAST_TREATMENT:
                title = PAST
            elif row.document_id == base:
                title = LONG_TERM
            else:
                title = DECLARED if row.declared_by_patient else RECENT
            groups[title].append(row)
        found = ((title, folded(rows, self.access_uuid, by_dose)) for title, rows in groups.items() if rows)
        return [Treatments(title, facts[:SHOWN_TREATMENTS], facts[SHOWN_TREATMENTS:]) for title, facts in found]

    @cached_property
    def treatments_to_read(self) -> list[Source]:
        """Recent prescriptions and dispensations without lines: only the document tells what they hold."""
        since = self.today - timedelta(days=TREATMENT_DAYS)
        recent = (d for d in self._documents(*_TREATMENTS) if d.act_on > since)
        return [self._source(d) for d in recent if not d.has_lines]  # type: ignore[attr-defined]

    @cached_property
    def results(self) -> list[Result]:
        return [Result(row, self._source(row.document)) for row in self.found.results]

    @cached_property
    def laboratory_to_read(self) -> list[Source]:
        """Laboratory reports without coded values."""
        return [self._source(d) for d in self._documents(Category.LABORATORY) if not d.has_lines]  # type: ignore[attr-defined]

    @cached_property
    def findings(self) -> list[Fact]:
        return self._facts(Kind.FINDING)

    @cached_property
    def stays(self) -> list[Fact]:
        return self._facts_of_stays()[:SHOWN_STAYS]

    def _facts_of_stays(self) -> list[Fact]:
        return folded(self._rows(Kind.STAY), self.access_uuid, lambda r: (r.label, r.started, r.stopped, r.document_id))

    @cached_property
    def reports(self) -> list[Source]:
        newest = self._documents(Category.IMAGING, Category.REPORTS)
        return [self._source(d) for d in newest[:SHOWN_REPORTS]]

    @cached_property
    def vaccinations(self) -> list[Fact]:
        return folded(self._vaccination_rows, self.access_uuid, lambda row: (row.label, row.started))[:SHOWN_VACCINES]

    @property
    def _vaccination_rows(self) -> list[Statement]:
        return [row for row in self._rows(Kind.VACCINATION) if not row.note and not row.negated]

    @cached_property
    def planned(self) -> list[Fact]:
        return self._facts(Kind.PLANNED_VACCINATION)[:SHOWN_VACCINES]

    @cached_property
    def latest(self) -> Source | None:
        return self._source(self.found.latest) if self.found.latest else None

    @property
    def wishes(self) -> list[Wish]:
        return self.found.wishes

    @property
    def contacts(self) -> list[Contact]:
        return self.found.contacts

    @property
    def people(self) -> list[Person]:
        return [Person(contact) for contact in self.found.contacts]

    @property
    def since(self) -> str:
        return f"{timezone.localtime(self.found.since):%d/%m/%Y}" if self.found.since else ""

    @property
    def new(self) -> list[Source]:
        return [self._source(document) for document in self.found.new[:NEW_DOCUMENTS]]

    @property
    def has_more_new(self) -> bool:
        return len(self.found.new) > NEW_DOCUMENTS

    @property
    def cut_words(self) -> str:
        """Never in silence: a very large record has more lines than one page."""
        if not self.found.cut:
            return ""
        return (
            f"Ce dossier contient beaucoup de lignes : les {PER_KIND} plus récentes de chaque sorte sont reprises ici."
        )

    def _documents(self, *categories: Category) -> list[Document]:
        found = chain.from_iterable(self.found.recent.get(category, []) for category in categories)
        return sorted(found, key=lambda d: (d.act_on, d.pk), reverse=True)

    def _source(self, document: Document) -> Source:
        return Source(document, self.access_uuid)

    @property
    def list_urls(self) -> dict[str, str]:
        """Addresses of the list, narrowed to what a block speaks of."""
        return {
            category.value: list_url(self.access_uuid, ListFilters(category=category.value))
            for category in (Category.LABORATORY, Category.PRESCRIPTIONS, Category.IMAGING, Category.REPORTS)
        }

    @property
    def empty_links(self) -> list[Act]:
        """PS 5.1."""
        vaccinations = address("documents:vaccinations", self.access_uuid)
        deposit = [Act("Déposer un document", address("documents:deposit", self.access_uuid), begins=True)]
        return deposit + ([Act("Consulter les vaccinations", vaccinations)] if self.outline.vaccinations else [])

    @property
    def consulted(self) -> list[str]:
        """Documents of which this page shows words, folded or not: the journal's line names them."""
        said = {
            "history": self.history,
            "results": self.findings,
            "stays": self.stays,
            "treatments": [fact for group in self.treatments for fact in (*group.shown, *group.more)],
            "vaccinations": [*self.vaccinations, *self.planned],
        }
        facts = [*self.allergies, *self.devices, *self.problems, *self.pregnancy]
        facts += [fact for name in self.blocks for fact in said.get(name, ())]
        results = self.found.results if "results" in self.blocks else []
        rows = [*(row for fact in facts for row in fact.rows), *results]
        return sorted({str(row.document.uuid) for row in rows})
