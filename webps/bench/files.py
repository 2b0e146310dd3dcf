"""Files, in process: drawing, text and pictures of PDF, import and what its index costs."""

import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

from django.template.loader import render_to_string
from lxml import etree

from documents import media
from documents.cda.facts import header_facts
from documents.cda.parser import parse
from documents.cda.rendering import Reading
from documents.importing import Options, import_file
from documents.reading.drawn import PAGE_WIDTH, THUMBNAIL_WIDTH
from webps.bench.timing import milliseconds, told
from webps.demo.documents import generate


def measure(folder: Path, folders: list[Path], xslt: Path | None) -> None:
    given = [path.read_bytes() for one in folders for path in sorted(one.rglob("*.xml"))]
    made = [document.content for document in generate(date.today())]
    shown = given or made[:60]
    told(f"drawing of {len(shown)} documents", _times(_draw, shown))
    if xslt:
        told(f"the same by {xslt.name}, in process", _times(_styled_by(xslt), shown))
    held = [one.data for data in shown for one in parse(data).attachments if one.is_pdf and one.data]
    if held:
        told(f"text of {len(held)} PDF files", _times(media.pdf_text, held))
        told(
            "  first page as a thumbnail, never kept",
            _times(lambda data: media.pdf_picture(data, 0, THUMBNAIL_WIDTH), held),
        )
        told("  first page as a page, never kept", _times(lambda data: media.pdf_picture(data, 0, PAGE_WIDTH), held))
    _import(folder, made[:150])


def _times(action: Callable[[bytes], object], contents: list[bytes]) -> list[float]:
    return [milliseconds(lambda data=data: action(data), 9) for data in contents]  # type: ignore[misc]


def _draw(data: bytes) -> str:
    """From bytes to HTML, with the templates of the viewer."""
    document = parse(data)
    context = {"reading": Reading(document, str), "header_facts": header_facts(document.header), "pdf_view": False}
    return render_to_string("documents/reading/body.html", context | {"title": document.header.title})


def _styled_by(path: Path) -> Callable[[bytes], object]:
    """From bytes to HTML by a style sheet, compiled once; it may include its neighbours, and read nothing else."""
    access = etree.XSLTAccessControl(read_file=True, write_file=False, create_dir=False, read_network=False)
    transform = etree.XSLT(etree.parse(path), access_control=access)
    return lambda data: bytes(transform(etree.fromstring(data)))


def _import(folder: Path, contents: list[bytes]) -> None:
    """Each file in its own transaction, fsync on: with the index of its words and without, each first in turn."""
    options, outcomes = Options(create_patients=True, accept_mismatch=True), Counter[str]()
    spent: dict[bool, list[float]] = {True: [], False: []}
    path = folder / "measured.xml"
    for rank, data in enumerate(contents):
        for indexed in (True, False) if rank % 2 else (False, True):
            # Identifiers of their own: neither the demonstration's nor those of the other one.
            path.write_bytes(data.replace(b'1.2.250.1.999.35"', b'1.2.250.1.999.%d"' % (36 + indexed)))
            with nullcontext() if indexed else _without_index():
                start = time.perf_counter()
                outcomes[import_file(path, options).outcome] += 1
                spent[indexed].append(time.perf_counter() - start)
    whole, bare = statistics.fmean(spent[True]), statistics.fmean(spent[False])
    print(f"import of {len(contents)} files, twice: {', '.join(f'{count} {word}' for word, count in outcomes.items())}")
    print(
        f"  {1 / whole:.0f} a second; without the index of words {1 / bare:.0f}: it costs {whole / bare - 1:.0%} more"
    )


def _without_index() -> AbstractContextManager[Any]:
    return mock.patch.multiple("documents.services", passages_write=mock.DEFAULT, text_of=mock.DEFAULT)
