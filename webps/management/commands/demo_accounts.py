import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from webps.demo.accounts import accounts


class Command(BaseCommand):
    help = "Demonstration only: the accounts, their password and secret, and what each one shows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a JSON list on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are no demonstration accounts outside demonstration mode (WEBPS_DEMO=1).")
        found = accounts()
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"Mot de passe de tous les comptes : {found[0]['password']}")
        for account in found:
            self.stdout.write(f"  {account['username']:20} {account['profession']:28} {account['shows']}")
