"""Contents that nothing refers to go after an hour; metadata without their file are told (DESIGN 4).

A deposit in flight is safe at every moment, whatever the clock says. It saves the row of its content in its
transaction, then looks whether the file is there (`content_keep`). The sweep takes the same key before it removes a
file: either it waits for the deposit and then finds the key taken, or the deposit waits and writes its file again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from documents import storage
from documents.models import Content

LEFT_ALONE = timedelta(hours=1)
Progress = Callable[[Iterable[str]], Iterable[str]]


@dataclass(slots=True)
class Swept:
    """What was removed (or would be), and the digests of metadata whose file is missing."""

    rows: int = 0
    files: int = 0
    partial: int = 0
    missing: list[str] = field(default_factory=list)


def sweep_contents(
    now: datetime, *, older_than: timedelta = LEFT_ALONE, dry_run: bool = False, progress: Progress = iter
) -> Swept:
    """Remove rows that nothing refers to, files without a row, and partial files, once `older_than` has passed."""
    swept = Swept()
    limit = now - older_than
    for key in list(_unused().filter(stored_at__lt=limit).values_list("pk", flat=True)):
        swept.rows += dry_run or _row_removed(key)
    for folder in progress(storage.FOLDERS):
        _sweep_folder(folder, limit, dry_run, swept)
    return swept


def _unused() -> QuerySet[Content]:
    """Rows that no table refers to, whichever tables there are."""
    fields: list[Any] = Content._meta.get_fields(include_hidden=True)
    relations = [f for f in fields if f.auto_created and not f.concrete]
    uses = [r.related_model._base_manager.filter(**{r.field.name: OuterRef("pk")}) for r in relations]
    return Content.objects.filter(*(~Exists(use) for use in uses))


def _row_removed(key: str) -> bool:
    """Looked at again under its lock: a deposit may have taken it meanwhile."""
    with transaction.atomic():
        if not Content.objects.select_for_update().filter(pk=key).exists():
            return False
        return bool(_unused().filter(pk=key).delete()[0])


def _sweep_folder(folder: str, limit: datetime, dry_run: bool, swept: Swept) -> None:
    found = list(storage.stored(folder))  # before the rows: a file is there before its row is
    known = set(Content.objects.filter(pk__startswith=folder).values_list("pk", flat=True))
    for file in found:
        if file.key in known or (modified := file.modified_at) is None or modified >= limit:
            continue
        if not file.key:
            swept.partial += 1
            if not dry_run:
                file.remove()
        elif dry_run or _file_removed(file):
            swept.files += 1
    absent = known - {file.key for file in found}
    swept.missing += sorted(key for key in absent if _is_missing(key))


def _file_removed(file: storage.Stored) -> bool:
    """Remove a file while its key is held: nobody can commit metadata of it before the end of this transaction."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                Content(sha256=file.key, sha1="", size=0, media_type="").save(force_insert=True)
        except IntegrityError:
            return False  # a deposit got there first
        file.remove()
        transaction.set_rollback(True)  # the row was only a lock
    return True


def _is_missing(key: str) -> bool:
    """Looked at again: it may have been written, or its row removed, since the folder was listed."""
    return not storage.exists(key) and Content.objects.filter(pk=key).exists()
