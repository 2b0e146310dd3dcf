"""A selection as a ZIP archive: the files as they were deposited, and a manifest of them (PS S26)."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from django.utils import timezone

from documents import media
from documents.cda.model import UnreadableDocument
from documents.cda.parser import parse
from documents.models import Document
from documents.reading import Unavailable, content_of
from journal.exports import Echo, inert

MANIFEST = "manifeste.csv"
HEADERS = ("Fichier", "Titre", "Type", "Date de l’acte", "Déposé le", "Auteur", "Structure", "SHA-256", "Remarque")


@dataclass(frozen=True, slots=True)
class Archive:
    """The file, whole; and the documents whose content cannot be had, with the reason, by primary key."""

    file: IO[bytes]
    missing: dict[int, str]


def archive_of(documents: Sequence[Document]) -> Archive:
    """One document after the other, in a temporary file. No name of a file says whose it is (PS, traps)."""
    target = tempfile.TemporaryFile(prefix="archive-")  # noqa: SIM115 (the answer closes it)
    rows: list[list[str]] = []
    missing: dict[int, str] = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for rank, document in enumerate(documents, start=1):
            stem = f"{rank:02d}_{document.act_on:%Y-%m-%d}"
            try:
                data = content_of(document)
            except Unavailable as error:
                missing[document.pk] = str(error)
                rows.append(_row("", document, b"", str(error)))
                continue
            for name, piece, remark in _files(stem, data):
                archive.writestr(name, piece)
                rows.append(_row(name, document, piece, remark))
        archive.writestr(MANIFEST, _manifest(rows))
    target.seek(0)
    return Archive(target, missing)


def _files(stem: str, data: bytes) -> Iterator[tuple[str, bytes, str]]:
    """The deposited file; and, for one that only wraps another, the wrapped one, which other software can open."""
    yield f"{stem}.{media.extension_of(media.sniff(data))}", data, "Document tel que déposé"
    try:
        document = parse(data)
    except UnreadableDocument:
        return
    if document.level == 1 and document.attachments and (held := document.attachments[0].data):
        extension = media.extension_of(document.attachments[0].media_type)
        yield f"{stem}_contenu.{extension}", held, "Fichier contenu dans le document"


def _row(name: str, document: Document, data: bytes, remark: str) -> list[str]:
    return [
        name,
        document.title,
        document.type_label or document.type_code,
        f"{document.act_on:%Y-%m-%d}",
        f"{timezone.localdate(document.deposited_at):%Y-%m-%d}",
        document.author_label,
        document.institution_label,
        sha256(data).hexdigest() if name else document.content_id,
        remark,
    ]


def _manifest(rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    for row in (HEADERS, *rows):
        out.write(writer.writerow([inert(cell) for cell in row]))
    return "\ufeff" + out.getvalue()
