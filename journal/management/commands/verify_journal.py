from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journal.models import Line
from journal.services import verify


class Command(BaseCommand):
    help = "Recomputes every chain of the journal; exit 1 and the first bad line when one was altered or cut."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="name every fault, not only the first")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = verify()
        first = next(faults, None)
        if first is None:
            self.stdout.write(f"The journal is whole: {Line.objects.count()} lines verified.")
            return
        raise CommandError("\n".join([first, *faults]) if options["all"] else first)
