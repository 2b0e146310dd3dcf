from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from journal.models import Chain
from journal.services import Actor, drop_chain
from patients.models import SharedRecord

YEARS_KEPT = 10  # after closure, contents and traces alike (CSP L.1111-18; AR 13.6)


class Command(BaseCommand):
    help = (
        "Destroys the traces of records closed for ten years, each chain as a whole, leaving a signed tombstone; says "
        "what it would do, and does it with --apply. Run it as the owner of the tables: the portal's role may not."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--apply", action="store_true", help="destroy; without it, only say")

    def handle(self, *args: Any, **options: Any) -> None:
        expired = records_at_term(timezone.localdate())
        for record in expired:
            if options["apply"]:
                lines = drop_chain(f"record:{record.uuid}", by=Actor(account="system"))
                self.stdout.write(f"record {str(record.uuid)[:8]}: {lines} lines destroyed")
            else:
                self.stdout.write(f"record {str(record.uuid)[:8]}: closed for {YEARS_KEPT} years, would be destroyed")
        self.stdout.write(f"{len(expired)} records at their term.")


def records_at_term(today: date) -> QuerySet[SharedRecord]:
    """Closed for ten years, and their traces still there."""
    chains = Chain.objects.annotate(record=Concat(Value("record:"), Cast(OuterRef("uuid"), CharField())))
    kept = Exists(chains.filter(pk=F("record")))
    return SharedRecord.objects.filter(kept, closed_on__lte=_years_before(today)).order_by("pk")


def _years_before(today: date) -> date:
    """Ten years earlier; 29 February gives 28 February."""
    day = min(today.day, 28) if today.month == 2 else today.day
    return today.replace(year=today.year - YEARS_KEPT, day=day)
