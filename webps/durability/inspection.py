"""What is left after a kill, seen from the database and from the folder of contents. Runs in a process of its own."""

import base64
import json
import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5


def prepare() -> None:
    """Accounts and patients of the demonstration, without documents."""
    from django.conf import settings
    from django.core.management import call_command

    from webps.demo.loader import load_people_and_patients

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("load_nomenclatures", stdout=StringIO())
    call_command("load_habilitations", apply=True, stdout=StringIO())
    load_people_and_patients()
    assert settings.DEMO


def sweep_for_ever() -> None:
    """The sweep, without any delay, again and again beside the deposits: the worst that it can do to them."""
    from django.utils import timezone

    from documents.sweep import sweep_contents

    while True:
        sweep_contents(timezone.now(), older_than=timedelta())
        time.sleep(0.05)


def inspect(acknowledged: list[dict[str, str]]) -> dict[str, Any]:
    """Figures, and one sentence per fault."""
    from documents.models import Document
    from journal.models import Line

    faults = [*_lost(acknowledged), *_unpaired(), *_unjournalled(), *_untold(), *_broken_chains()]
    return {"documents": Document.objects.count(), "lines": Line.objects.count(), "faults": faults}


def _lost(acknowledged: list[dict[str, str]]) -> Iterator[str]:
    """Acknowledged deposits that are not there, not readable or not whole."""
    from documents import storage
    from documents.cda.parser import parse
    from documents.deposit.wrapping import own_identifier
    from documents.models import Document

    for sent in acknowledged:
        identifier = own_identifier(uuid5(UUID(sent["draft"]), "1"))
        document = Document.objects.filter(unique_id=identifier).first()
        if document is None:
            yield f"{sent['mark']}: acknowledged, and lost"
            continue
        if document.source_digest != sent["digest"]:
            yield f"{sent['mark']}: not what was sent"
        try:
            data = storage.read(document.content_id)
        except (storage.MissingContent, storage.AlteredContent) as error:
            yield f"{sent['mark']}: {type(error).__name__}"
            continue
        parse(data)
        start = sent["mark"].encode()[: len(sent["mark"]) // 3 * 3]  # base64 goes by three bytes
        if base64.b64encode(start) not in data:
            yield f"{sent['mark']}: its words are gone"


def _unpaired() -> Iterator[str]:
    """Files without metadata, and metadata without their file."""
    from django.conf import settings

    from documents.models import Content

    folder = Path(settings.STORAGES["contents"]["OPTIONS"]["location"])
    files = {p.name for p in folder.rglob("*") if p.is_file()}
    rows = set(Content.objects.values_list("pk", flat=True))
    unused = Content.objects.filter(documents__isnull=True, originals__isnull=True).count()
    yield from (f"{name[:20]}: a file without metadata" for name in files - rows)
    yield from (f"{key[:20]}: metadata without their file" for key in rows - files)
    if unused:
        yield f"{unused} rows of contents that no document uses"


def _unjournalled() -> Iterator[str]:
    """Every document has exactly one line of its deposit, and every such line its document."""
    from django.db.models import Count

    from documents.models import Document
    from journal.models import Action, Line

    lines = Line.objects.filter(action=Action.DOCUMENT_DEPOSITED, granted=True, document__isnull=False)
    counts = dict(lines.values_list("document").annotate(n=Count("pk")))
    documents = set(Document.objects.values_list("uuid", flat=True))
    yield from (f"{uuid}: {counts.get(uuid, 0)} lines for one deposit" for uuid in documents if counts.get(uuid) != 1)
    yield from (f"{uuid}: a line without its document" for uuid in counts.keys() - documents)


def _untold() -> Iterator[str]:
    """Every submission of a professional has its notice for the patient, and every such notice its submission."""
    from access.models import Notice
    from documents.models import SubmissionSet

    notices = Notice.objects.filter(kind=Notice.Kind.DOCUMENT_ADDED, patient__isnull=False)
    told = [key.rpartition(":")[2] for key in notices.values_list("key", flat=True)]
    deposits = SubmissionSet.objects.filter(author__isnull=False, documents__isnull=False)
    expected = set(deposits.values_list("unique_id", flat=True))
    yield from (f"{key}: a notice without its deposit" for key in set(told) - expected)
    yield from (f"{key}: a deposit of which the patient was not told" for key in expected - set(told))


def _broken_chains() -> Iterator[str]:
    from journal.services import verify

    yield from verify()


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webps.settings")
    django.setup()
    if sys.argv[1] == "prepare":
        prepare()
    elif sys.argv[1] == "sweep":
        sweep_for_ever()
    else:
        json.dump(inspect(json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
