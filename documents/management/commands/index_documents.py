import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from documents.search.indexing import documents_index, documents_to_index


class Command(BaseCommand):
    help = (
        "Indexes for the search the documents that are not yet, from their stored files. Safe to run at any time. "
        "Exit 1 when a file could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="every document again, indexed or not")

    def handle(self, *args: Any, **options: Any) -> None:
        everything = options["all"]
        total = len(documents_to_index(everything=everything))
        with tqdm(total=total, unit="document", file=sys.stderr, disable=None) as bar:
            done, unreadable = documents_index(everything=everything, progress=bar.update)
        self.stdout.write(f"{done} documents indexed, {unreadable} unreadable")
        if unreadable:
            sys.exit(1)
