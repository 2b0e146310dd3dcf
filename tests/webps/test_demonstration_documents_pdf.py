"""The PDF of the demonstration are real ones: another program reads back what was written."""

import pypdfium2

from webps.demo.pdf import CHARACTERS_PER_LINE, LINES_PER_PAGE, text_pdf


def read(pdf: bytes) -> list[list[str]]:
    """Lines of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_lines(page) for page in document]
    finally:
        document.close()


def _lines(page: pypdfium2.PdfPage) -> list[str]:
    text = page.get_textpage()
    try:
        return text.get_text_bounded().splitlines()
    finally:
        text.close()
        page.close()


def test_the_text_read_equals_the_text_written() -> None:
    lines = [
        "Prélèvement à jeun : œdème, çà et là",
        "« Été » – l’hôpital (CHU) \\ 12 µg",
        "Naïveté, forêt, hôpital, ÉÀÇ",
    ]

    assert read(text_pdf("Ordonnance d’été", lines)) == [["Ordonnance d’été", *lines]]


def test_long_documents_run_over_several_pages() -> None:
    lines = [f"Ligne {n}" for n in range(2 * LINES_PER_PAGE + 1)]
    pages = read(text_pdf("Titre", lines))

    assert len(pages) == 3
    assert [line for page in pages for line in page] == ["Titre", *lines]


def test_long_lines_are_folded_and_lose_no_word() -> None:
    line = " ".join(f"mot{n}" for n in range(60))
    (page,) = read(text_pdf("Titre", [line]))

    assert all(len(piece) <= CHARACTERS_PER_LINE for piece in page)
    assert " ".join(page[1:]) == line


def test_narrow_no_break_spaces_become_no_break_spaces() -> None:
    (page,) = read(text_pdf("Titre", ["Durée\N{NARROW NO-BREAK SPACE}: 3 h"]))

    assert "?" not in page[1]
