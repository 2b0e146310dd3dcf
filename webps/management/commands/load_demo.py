import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from documents.importing import let_the_planner_know
from webps.demo.loader import load


class Command(BaseCommand):
    help = "Demonstration only: loads fictitious professionals, patients and documents; safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        added = load(lambda items, total: tqdm(items, total=total, unit="document", file=sys.stderr, disable=None))
        let_the_planner_know()
        self.stdout.write(f"Demonstration data are loaded ({added} documents added).")
