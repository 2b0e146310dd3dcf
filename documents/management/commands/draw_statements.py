import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from tqdm import tqdm

from documents.metadata import is_partial
from documents.models import Document, Statement
from documents.reading import Unavailable, parsed
from documents.record.statements import statements_write
from patients.services import lock_record


class Command(BaseCommand):
    help = (
        "Draws again what structured documents say (allergies, treatments, vaccinations…, and whether a laboratory "
        "report is partial) from their stored files. "
        "Safe to run at any time: each document is redrawn whole. Exit 1 when a file could not be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only documents that have no statement yet")

    def handle(self, *args: Any, **options: Any) -> None:
        documents = Document.objects.order_by("pk").select_related("content")
        if options["missing"]:
            documents = documents.filter(statements__isnull=True)
        keys = list(documents.values_list("pk", flat=True))
        drawn = unreadable = 0
        for key in tqdm(keys, unit="document", file=sys.stderr, disable=None):
            document = Document.objects.select_related("content").get(pk=key)
            try:
                cda = parsed(document)
            except Unavailable:
                unreadable += 1
                continue
            with transaction.atomic():
                lock_record(document.patient_id)
                Statement.objects.filter(document=document).delete()
                drawn += statements_write(document, cda)
                partial = is_partial(cda.header, document.category)
                Document.objects.filter(pk=key).exclude(is_partial=partial).update(is_partial=partial)
        self.stdout.write(f"{len(keys)} documents, {drawn} statements, {unreadable} unreadable")
        if unreadable:
            sys.exit(1)
