from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from access import matrix
from access.models import HabilitationEdition


class Command(BaseCommand):
    help = (
        "Compares the shipped habilitation matrix with the database and says what would change; --apply loads it. "
        "An edition that an administrator has edited is never overwritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--apply", action="store_true", help="load the shipped edition and put the due one in force"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        shipped = matrix.shipped()
        changes = matrix.differences(shipped)
        for change in changes:
            self.stdout.write(change)
        edited = HabilitationEdition.objects.filter(code=shipped.edition, edited_by_hand=True).exists()
        if changes and edited:
            message = f"Edition {shipped.edition} was edited by an administrator: it is kept as it is."
            if options["apply"]:
                raise CommandError(message)
            self.stdout.write(message)
        elif options["apply"] and changes:
            matrix.load(shipped)
            self.stdout.write(f"Edition {shipped.edition} is loaded.")
        elif options["apply"]:
            matrix.put_due_edition_in_force()
        if not changes:
            self.stdout.write(f"Edition {shipped.edition} is up to date.")
