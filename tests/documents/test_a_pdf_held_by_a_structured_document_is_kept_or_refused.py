"""A PDF inside a CDA cannot be written again: whole and harmless it keeps its bytes, else a true sentence says why."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from documents import media
from documents.cda.model import CdaPatient, Header
from documents.cda.parser import parse
from documents.cda.values import Code, Identifier
from documents.cda.writing import write
from documents.deposit.incoming import pdf
from documents.deposit.incoming.files import accept
from documents.deposit.incoming.refusals import FileRefused
from tests.documents.depositing import PDF
from tests.documents.fixtures import SAMPLES


def altered(change: Callable[[Any], None], source: bytes = PDF, **saving: Any) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as document:
        change(document)
        document.save(out, **saving)
    return out.getvalue()


def unchanged(document: Any) -> None:
    pass


def opens_at_its_first_page(document: Any) -> None:
    document.Root.OpenAction = Array([document.pages[0].obj, Name.XYZ, None, None, 0])


def goes_to_its_first_page(document: Any) -> None:
    place = Array([document.pages[0].obj, Name.Fit])
    document.Root.OpenAction = Dictionary(Type=Name.Action, S=Name.GoTo, D=place)


def script(document: Any) -> None:
    document.Root.OpenAction = Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String("app.alert(1)"))


def script_that_nothing_leads_to(document: Any) -> None:
    document.make_indirect(Dictionary(Type=Name.Action, S=Name.JavaScript, JS=String("app.alert(1)")))


def embedded_file(document: Any) -> None:
    document.attachments["programme.exe"] = b"MZ\x90"


def wrong_hints() -> bytes:
    """Linearised, then retouched by software that left the hints as they were: the file itself is whole."""
    data = altered(unchanged, linearize=True)
    return re.sub(rb"/T (\d+)", lambda found: b"/T " + b"1" * len(found[1]), data, count=1)


def wrong_table(data: bytes = PDF) -> bytes:
    return re.sub(rb"startxref\s+\d+", b"startxref\n12", data)


def with_hidden_script(data: bytes = PDF) -> bytes:
    """A script under a number of its own, that the trailer does not lead to."""
    place = data.rindex(b"xref\n0 ")
    return data[:place] + b"99 0 obj\n<< /S /JavaScript /JS (app.alert\\(1\\)) >>\nendobj\n" + data[place:]


def written_twice(data: bytes = PDF) -> bytes:
    place = data.rindex(b"xref\n0 ")
    return data[:place] + b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + data[place:]


def cda(held: bytes) -> bytes:
    header = Header(id=Identifier("1.2.3.4.5", "1"), type=Code("11488-4"), title="Compte rendu", patient=CdaPatient())
    return write(header, held, "application/pdf")


HARMLESS = {
    "as software writes it": PDF,
    "compressed objects": altered(unchanged, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "linearised": altered(unchanged, linearize=True),
    "wrong hints": wrong_hints(),
    "wrong table": wrong_table(),
    "a place to open at": altered(opens_at_its_first_page),
    "an action that goes to a place": altered(goes_to_its_first_page),
}
ACTS = "script, un fichier incorporé ou une action"
REFUSED = [
    (altered(script), ACTS),
    (altered(embedded_file), ACTS),
    (wrong_table(altered(script)), ACTS),
    (wrong_table(with_hidden_script()), ACTS),
    (wrong_table(written_twice()), "table des objets de ce PDF est fausse"),
    (
        re.sub(rb"startxref\s+\d+", b"startxref\n12", HARMLESS["compressed objects"]),
        "table des objets de ce PDF est fausse|endommagé",
    ),
    (b"\n\n" + PDF, "précédé ou suivi"),
    (PDF + b"PK\x03\x04archive", "précédé ou suivi"),
    (PDF[:-200], "endommagé"),
]


@pytest.mark.parametrize("kind", HARMLESS)
def test_a_harmless_pdf_is_accepted_byte_for_byte(kind: str) -> None:
    data = cda(HARMLESS[kind])

    found = accept(data)

    assert (found.data, found.original) == (data, None)
    assert found.document
    assert found.document.attachments[0].data == HARMLESS[kind]
    assert media.pdf_text(HARMLESS[kind]).pages == media.pdf_text(PDF).pages


@pytest.mark.parametrize(("held", "words"), REFUSED)
def test_any_other_is_refused_for_what_it_is(held: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=f"une de ses pièces jointes n’est pas admise : .*({words})"):
        accept(cda(held))


def test_a_bare_pdf_whose_hints_are_wrong_keeps_its_bytes_and_its_signature() -> None:
    with pikepdf.open(io.BytesIO(wrong_hints())) as document:
        assert document.check_pdf_syntax()  # the library does complain

    found = accept(wrong_hints())

    assert (found.data, found.original) == (wrong_hints(), None)


def test_what_was_changed_is_told() -> None:
    assert pdf.cleaned(wrong_table()).changes == {pdf.Change.TABLE}
    assert pdf.cleaned(wrong_table(altered(script))).changes == {pdf.Change.TABLE, pdf.Change.ACTIVE}
    assert pdf.cleaned(altered(script)).changes == {pdf.Change.ACTIVE}
    assert pdf.cleaned(b"\n" + PDF).changes == {pdf.Change.AROUND}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the published documents are not beside this checkout")
def test_every_published_document_is_accepted_as_it_is_and_read_back() -> None:
    for path in sorted(SAMPLES.glob("*.xml")):
        data = path.read_bytes()
        found = accept(data)

        assert found.data == data, path.name
        for attachment in parse(found.data).attachments:
            if attachment.is_pdf:
                assert media.pdf_text(attachment.data or b"").pages, path.name
