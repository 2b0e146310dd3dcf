import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from documents.cda.parser import MAX_BYTES
from documents.record.reimbursement_import import ReimbursementOutcome, groups_of, import_groups, refused
from documents.record.reimbursements import UnreadableRows

HELP = """Imports reimbursed care from CSV exports of the insurance: one document per patient and per file.

First line: names of the columns, in any order; separator `;`, `,` or tab; UTF-8.
  matricule      whose row it is (never on the command line, where a shell would keep it)
  date           dd/mm/yyyy or yyyy-mm-dd
  fin            end of a stay (may be absent)
  nature         Médicaments, Soins, Hospitalisations, Radiologie, Biologie, Dispositifs or Vaccins
  libelle        wording
  code, quantite, professionnel, etablissement    may be absent

No cell may begin as a spreadsheet's formula does (=, +, - or @), numbers apart.
Rows of one patient are taken together or not at all. The same rows again are a duplicate, whatever their order.
Exit 0 when all were imported or there already, else 1."""


class Command(BaseCommand):
    help = HELP

    def create_parser(self, *args: Any, **options: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a CSV file, or - for standard input")
        parser.add_argument("--json", action="store_true", help="one JSON object per patient on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        counts: Counter[str] = Counter()
        for path in options["files"]:
            for outcome in self._outcomes(path):
                counts[outcome.outcome] += 1
                self._say(outcome, as_json=options["json"])
        self.stderr.write(", ".join(f"{counts[name]} {name}" for name in ("imported", "duplicate", "refused")))
        if counts["refused"]:
            sys.exit(1)

    def _outcomes(self, path: str) -> Any:
        try:
            groups = groups_of(_read(path))
        except OSError as error:
            return [refused(path, f"Fichier illisible : {error.strerror or 'erreur'}.")]
        except UnreadableRows as error:
            return [refused(path, str(error))]
        progress = tqdm(total=len(groups), unit="patient", file=sys.stderr, disable=None)
        return _counted(import_groups(path, groups), progress)

    def _say(self, outcome: ReimbursementOutcome, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False))
            return
        details = f" — {outcome.reason}" if outcome.reason else ""
        self.stdout.write(
            f"{outcome.outcome:9} {outcome.path}, {outcome.lines} lines from {outcome.first_line}{details}"
        )


def _counted(outcomes: Any, progress: Any) -> Any:
    with progress:
        for outcome in outcomes:
            progress.update()
            yield outcome


def _read(path: str) -> bytes:
    """Raises OSError or UnreadableRows."""
    data = sys.stdin.buffer.read(MAX_BYTES + 1) if path == "-" else _file(Path(path))
    if len(data) > MAX_BYTES:
        raise UnreadableRows(f"Le fichier dépasse {MAX_BYTES // 1_000_000} Mo.")
    return data


def _file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
