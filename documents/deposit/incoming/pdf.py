"""PDF without anything that acts: scripts, launches, embedded files, forms of another language, rich media.

A PDF that holds none of these keeps its bytes, and so its signature. Any other is written again without them, and the
caller keeps the original apart. The work is done by a process of its own, with bounded memory and time: what a hostile
file does to it is only a refusal.
"""

import io
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from documents.deposit.incoming.refusals import FileRefused

_PADDING = b"\x00\r\n \t"
MAX_PAGES = 2000
MAX_CONTENT = 20_000_000  # bytes of what one page draws with, unfolded
MAX_DEPTH = 100  # of direct objects
MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 30
_DAMAGED = "ce PDF est endommagé ou incomplet."
_PROTECTED = "ce PDF est protégé par un mot de passe ou par chiffrement. Enregistrez-le sans protection."
_TOO_HEAVY = "ce PDF demande trop de temps ou de mémoire pour être contrôlé."
_IMMENSE = "ce PDF se déploie en un contenu immense, que le portail ne pourrait pas afficher."
_ANSWERS = {3: _DAMAGED, 4: _PROTECTED, 5: _IMMENSE}
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


def cleaned(data: bytes) -> bytes:
    """The PDF without what acts; the same bytes when there was nothing to take away. Raises FileRefused."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _CHILD, *sys.path], input=data, capture_output=True, timeout=SECONDS + 10
        )
    except subprocess.TimeoutExpired:
        raise FileRefused(_TOO_HEAVY) from None
    if done.returncode == 0:
        return done.stdout or data
    raise FileRefused(_ANSWERS.get(done.returncode, _TOO_HEAVY))


# The child takes our own import path, and nothing of the environment or of the working folder.
_CHILD = "import sys; sys.path[:] = sys.argv[1:]; from documents.deposit.incoming.pdf import main; sys.exit(main())"


def main() -> int:
    """The child: bytes in, cleaned bytes out (none when they would be the same), or a status that says why not."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        result = clean(data)
    except FileRefused as refusal:
        return next(status for status, sentence in _ANSWERS.items() if sentence == refusal.sentence)
    if result != data:
        sys.stdout.buffer.write(result)
    return 0


def clean(data: bytes) -> bytes:
    """What the child does. Raises FileRefused when the file is protected, or damaged so that something may be lost.

    Software often writes a wrong table of addresses in a file that is otherwise whole: it is written anew.
    """
    try:
        return _clean_whole(data)
    except FileRefused as refusal:
        if refusal.sentence == _IMMENSE or not data.rstrip(_PADDING).endswith(b"%%EOF"):
            raise  # cut: what is missing cannot be known
        return _clean_whole(_with_new_table(data))


def _with_new_table(data: bytes) -> bytes:
    """The same objects, under a right table of addresses. Raises FileRefused."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise FileRefused(_PROTECTED)
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise FileRefused(_PROTECTED) from None
    except (pikepdf.PikepdfError, ValueError, RecursionError, RuntimeError):
        raise FileRefused(_DAMAGED) from None


def _clean_whole(data: bytes) -> bytes:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise FileRefused(_PROTECTED)
            if not 0 < len(pdf.pages) <= MAX_PAGES or pdf.check_pdf_syntax():
                raise FileRefused(_DAMAGED)
            _measure(pdf)
            if not _strip(pdf) and _begins_and_ends_as_it_should(data):
                return data
            out = io.BytesIO()
            pdf.save(out, static_id=False, fix_metadata_version=False)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise FileRefused(_PROTECTED) from None
    except (pikepdf.PikepdfError, ValueError, RecursionError, RuntimeError):
        raise FileRefused(_DAMAGED) from None


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
        if key in dictionary:
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
