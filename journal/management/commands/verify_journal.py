import json
from argparse import ArgumentParser
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal.models import Line
from journal.services import anchor, verify, verify_against


class Command(BaseCommand):
    help = (
        "Recomputes every chain of the journal; exit 1 and the first bad line when one was altered or cut. "
        "With --anchor, also compares with what an earlier run left in a file outside the database, then renews it: "
        "only that shows a whole chain removed, or a head set back with its lines."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="name every fault, not only the first")
        parser.add_argument("--anchor", type=Path, metavar="FILE", help="signed lengths of all chains, kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path | None = options["anchor"]
        kept = json.loads(path.read_text(encoding="utf-8")) if path and path.exists() else None
        faults = chain(verify(), verify_against(kept) if kept else ())
        first = next(faults, None)
        if first is not None:
            raise CommandError("\n".join([first, *faults]) if options["all"] else first)
        if path:
            path.write_text(json.dumps(anchor()), encoding="utf-8")
        self.stdout.write(f"The journal is whole: {Line.objects.count()} lines verified.")
