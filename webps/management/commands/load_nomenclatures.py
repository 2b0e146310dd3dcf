from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from access import nomenclatures as access_nomenclatures
from documents import nomenclatures as document_nomenclatures


class Command(BaseCommand):
    help = "Loads document types, professions and other nomenclatures from the project's files; safe to run again."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for kind, count in {**access_nomenclatures.load(), **document_nomenclatures.load()}.items():
            self.stdout.write(f"{count:5} {kind}")
