import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from documents.importing import Options, files_in, import_file, let_the_planner_know


class Command(BaseCommand):
    help = (
        "Imports CDA documents from files and folders. Each file is all or nothing, and one bad file stops nothing. "
        "Exit 0 when every file was imported or was there already, else 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a CDA file, or a folder of .xml files")
        parser.add_argument("--json", action="store_true", help="one JSON object per file on standard output")
        parser.add_argument("--create-patients", action="store_true", help="make a missing patient from the header")
        parser.add_argument(
            "--accept-mismatch",
            action="store_true",
            help="take a file whose identity traits differ from the patient's; journalled, and shown to readers",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files = list(files_in(options["paths"]))
        if not files:
            raise CommandError("No file to import.")
        chosen = Options(create_patients=options["create_patients"], accept_mismatch=options["accept_mismatch"])
        counts: Counter[str] = Counter()
        for path in tqdm(files, unit="file", file=sys.stderr, disable=None):
            outcome = import_file(path, chosen)
            counts[outcome.outcome] += 1
            if options["json"]:
                self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False))
            else:
                details = f" — {outcome.reason}" if outcome.reason else ""
                self.stdout.write(f"{outcome.outcome:9} {outcome.path}{details}")
        let_the_planner_know()
        summary = ", ".join(f"{counts[name]} {name}" for name in ("imported", "duplicate", "refused"))
        self.stderr.write(f"{len(files)} files: {summary}")
        if counts["refused"]:
            sys.exit(1)
