"""PDF without anything that acts: scripts, launches, embedded files, forms of another language, rich media.

A PDF that holds none of these and is well formed keeps its bytes, and so its signature. Any other is written again
without them; what was changed is told, and the caller keeps the original apart or refuses it. The work is done by a
process of its own, with bounded memory and time: what a hostile file does to it is only a refusal.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from documents.bounded import door
from documents.deposit.incoming.refusals import FileRefused

_PADDING = b"\x00\r\n \t"
_OBJECT = re.compile(rb"\b(\d{1,10})\s+\d{1,5}\s+obj\b")
MAX_PAGES = 2000
MAX_CONTENT = 20_000_000  # bytes of what one page draws with, unfolded
MAX_DEPTH = 100  # of direct objects
_DAMAGED = "ce PDF est endommagé ou incomplet."
_PROTECTED = "ce PDF est protégé par un mot de passe ou par chiffrement. Enregistrez-le sans protection."
_TOO_HEAVY = "ce PDF demande trop de temps ou de mémoire pour être contrôlé."
_IMMENSE = "ce PDF se déploie en un contenu immense, que le portail ne pourrait pas afficher."
_REFUSALS = (_DAMAGED, _PROTECTED, _IMMENSE)
_JOB = door.Job("documents.deposit.incoming.pdf:job", memory=1_500_000_000, seconds=30, libraries=("pikepdf",))
# Actions that stay: to another place of the document, to an address of the web.
_HARMLESS_ACTIONS = frozenset({"/GoTo", "/URI", "/Named", "/Thread", "/Hide", "/ResetForm", "/SetOCGState"})
_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/GoToR",
        "/GoToE",
        "/GoToDp",
        "/SubmitForm",
        "/ImportData",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMediaExecute",
        "/GoTo3DView",
        "/Trans",
    }
)
_ACTIVE_KEYS = ("/OpenAction", "/AA", "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/Collection", "/AF",
                "/RichMediaContent", "/RichMediaSettings", "/Renditions", "/AlternatePresentations")  # fmt: skip
_ACTIVE_ANNOTATIONS = frozenset({"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/FileAttachment"})
_SAFE_SCHEMES = ("http://", "https://", "mailto:", "tel:")


class Change(StrEnum):
    """Why the bytes are not those that came."""

    ACTIVE = "active"  # something that acts was taken away
    AROUND = "around"  # bytes stood before the header or after the end: another format could hide there
    TABLE = "table"  # the table of addresses was wrong
    DOUBTFUL = "doubtful"  # and two pieces of software might not find the same objects without it


@dataclass(frozen=True, slots=True)
class Cleaned:
    data: bytes
    changes: frozenset[Change] = frozenset()  # none: these are the bytes that came


def cleaned(data: bytes) -> Cleaned:
    """The PDF without what acts; the same bytes when there was nothing to take away. Raises FileRefused."""
    try:
        head, _, result = door.run(_JOB, data).partition(b"\n")
    except door.Lost:
        raise FileRefused(_TOO_HEAVY) from None
    found = json.loads(head)
    if "refused" in found:
        raise FileRefused(_REFUSALS[found["refused"]])
    return Cleaned(result if found["changes"] else data, frozenset(map(Change, found["changes"])))


def job(data: bytes) -> bytes:
    """What the bounded process does: a line of JSON, then the cleaned bytes when they are not those that came."""
    try:
        found = clean(data)
    except FileRefused as refusal:
        return json.dumps({"refused": _REFUSALS.index(refusal.sentence)}).encode()
    return json.dumps({"changes": sorted(found.changes)}).encode() + b"\n" + (found.data if found.changes else b"")


def clean(data: bytes) -> Cleaned:
    """Without bounds. Raises FileRefused when the file is protected, or damaged so that something may be lost.

    Software often writes a wrong table of addresses in a file that is otherwise whole: it is written anew.
    """
    try:
        return _clean_whole(data)
    except FileRefused as refusal:
        if refusal.sentence == _IMMENSE or not data.rstrip(_PADDING).endswith(b"%%EOF"):
            raise  # cut: what is missing cannot be known
        found = _with_new_table(data)
        again = _clean_whole(found.data)
        return Cleaned(again.data, found.changes | again.changes)


def _clean_whole(data: bytes) -> Cleaned:
    with _opened(data, attempt_recovery=False) as pdf:
        if not 0 < len(pdf.pages) <= MAX_PAGES or _damages(pdf):
            raise FileRefused(_DAMAGED)
        _measure(pdf)
        changes = {Change.ACTIVE} if _strip(pdf) else set()
        if not _begins_and_ends_as_it_should(data):
            changes.add(Change.AROUND)
        return Cleaned(_saved(pdf) if changes else data, frozenset(changes))


def _with_new_table(data: bytes) -> Cleaned:
    """The same objects, under a right table of addresses. Raises FileRefused.

    Every object is examined before those that nothing leads to are lost: other software might begin elsewhere.
    """
    with _opened(data, attempt_recovery=True) as pdf:
        numbers = Counter(int(number) for number in _OBJECT.findall(data))
        doubtful = max(numbers.values(), default=0) > 1 or any(map(_is_compressed_objects, pdf.objects))
        changes = {Change.TABLE} | ({Change.DOUBTFUL} if doubtful else set())
        if _strip(pdf):
            changes.add(Change.ACTIVE)
        return Cleaned(_saved(pdf), frozenset(changes))


@contextmanager
def _opened(data: bytes, *, attempt_recovery: bool) -> Iterator[Any]:
    """Raises FileRefused for a protected file, and for what the library says of a damaged one, then and later."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=attempt_recovery, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise FileRefused(_PROTECTED)
            yield pdf
    except pikepdf.PasswordError:
        raise FileRefused(_PROTECTED) from None
    except (pikepdf.PikepdfError, ValueError, RecursionError, RuntimeError):
        raise FileRefused(_DAMAGED) from None


def _saved(pdf: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, static_id=False, fix_metadata_version=False)
    return out.getvalue()


def _damages(pdf: Any) -> list[str]:
    """What is wrong in the file. The hints for reading it while it arrives (linearisation) are often wrong, and lose
    nothing: nobody needs them."""
    known, hints = pdf.get_warnings(), []
    if pdf.is_linearized:
        pdf.check_linearization(io.StringIO())
        hints = pdf.get_warnings()
    found = (problem.removeprefix("WARNING: ") for problem in pdf.check_pdf_syntax())
    return [*known, *(problem for problem in found if problem not in hints)]


def _is_compressed_objects(obj: Any) -> bool:
    import pikepdf

    return isinstance(obj, pikepdf.Stream) and obj.get("/Type") == "/ObjStm"


def _measure(pdf: Any) -> None:
    """What pages draw with: a small file may unfold into an immense one, which its reader would pay for."""
    import pikepdf

    for page in pdf.pages:
        held = page.obj.get("/Contents")
        streams = list(held) if isinstance(held, pikepdf.Array) else [held]
        if sum(_decoded_size(stream) for stream in streams) > MAX_CONTENT:
            raise FileRefused(_IMMENSE)
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Stream) and obj.get("/Subtype") == "/Form" and _decoded_size(obj) > MAX_CONTENT:
            raise FileRefused(_IMMENSE)


def _decoded_size(stream: Any) -> int:
    import pikepdf

    return len(stream.read_bytes()) if isinstance(stream, pikepdf.Stream) else 0


def _begins_and_ends_as_it_should(data: bytes) -> bool:
    """Nothing before the header nor after the end: there another format could hide."""
    return data.startswith(b"%PDF-") and data.rstrip(_PADDING).endswith(b"%%EOF")


def _strip(pdf: Any) -> int:
    """Take away what acts, wherever it stands, reachable or not. Returns how many things were taken."""
    taken = 0
    for page in pdf.pages:
        taken += _strip_annotations(page.obj)
    for obj in pdf.objects:
        for dictionary in _dictionaries(obj):
            taken += _strip_dictionary(dictionary)
    return taken


def _strip_annotations(page: Any) -> int:
    import pikepdf

    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return 0
    kept = [a for a in annotations if not _is_active_annotation(a)]
    gone = len(annotations) - len(kept)
    if gone:
        page["/Annots"] = pikepdf.Array(kept)
    return gone


def _is_active_annotation(annotation: Any) -> bool:
    import pikepdf

    return isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype", "")) in _ACTIVE_ANNOTATIONS


def _dictionaries(obj: Any) -> Iterator[Any]:
    """An object and the direct objects that it holds; indirect ones come by themselves."""
    import pikepdf

    pending = [(obj, 0)]
    while pending:
        current, depth = pending.pop()
        if depth > MAX_DEPTH:
            raise FileRefused(_DAMAGED)
        if isinstance(current, (pikepdf.Dictionary, pikepdf.Stream)):
            yield current
            pending += [(value, depth + 1) for value in _values(current) if not getattr(value, "is_indirect", False)]
        elif isinstance(current, pikepdf.Array):
            pending += [(value, depth + 1) for value in current if not getattr(value, "is_indirect", False)]


def _values(dictionary: Any) -> list[Any]:
    return [dictionary.get(key) for key in dictionary.keys()]  # noqa: SIM118  (not a mapping)


def _strip_dictionary(dictionary: Any) -> int:
    import pikepdf

    taken = 0
    for key in _ACTIVE_KEYS:
        if key in dictionary and not (key == "/OpenAction" and _is_place(dictionary[key])):
            del dictionary[key]
            taken += 1
    if isinstance(dictionary, pikepdf.Stream) and "/F" in dictionary:  # a stream whose data are in another file
        del dictionary["/F"]
        taken += 1
    if _is_action(dictionary) or _is_active_annotation(dictionary):
        for key in list(dictionary.keys()):
            del dictionary[key]
        taken += 1
    return taken


def _is_place(opening: Any) -> bool:
    """Where to open the document, which most software writes: a place in it, and nothing done next."""
    import pikepdf

    if isinstance(opening, pikepdf.Dictionary):
        return opening.get("/S") == "/GoTo" and "/Next" not in opening
    return isinstance(opening, pikepdf.Array)


def _is_action(dictionary: Any) -> bool:
    """An action that does more than move within the document or open an address of the web."""
    import pikepdf

    kind = dictionary.get("/S")
    if not isinstance(kind, pikepdf.Name):
        return False
    if str(kind) == "/URI":
        address = str(dictionary.get("/URI", "")).strip().lower()
        return not address.startswith(_SAFE_SCHEMES)
    known = str(kind) in _ACTIONS or dictionary.get("/Type") == pikepdf.Name.Action
    return known and str(kind) not in _HARMLESS_ACTIONS
