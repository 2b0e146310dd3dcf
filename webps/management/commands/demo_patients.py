import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from webps.demo.patients import PATIENTS


class Command(BaseCommand):
    help = "Demonstration only: the fictitious patients, their matricule and their situation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a JSON list on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are no demonstration patients outside demonstration mode (WEBPS_DEMO=1).")
        found = [
            {"matricule": p.matricule, "situation": p.situation, "name": f"{p.family.upper()} {p.first_given}"}
            for p in PATIENTS
        ]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for patient in found:
            self.stdout.write(f"  {patient['matricule']}  {patient['name']:24} {patient['situation']}")
