"""Pages of paper: patient and document at the head, who printed and when at the foot, page n of N (PS S36)."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from documents.printing.fonts import SANS, drawable, drawn_characters
from documents.printing.styles import FOOT, HEAD, HEIGHT, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, WIDTH
from patients.presenters import PatientBanner


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """For whom, by whom, when; `mode` in words when it is not the normal one (AR 10.9)."""

    banner: PatientBanner
    by: str
    at: datetime
    mode: str = ""

    @property
    def patient(self) -> str:
        return f"{self.banner.name} {self.banner.first_given_name}, {self.banner.born}"

    @property
    def words(self) -> str:
        local = timezone.localtime(self.at)
        return f"Imprimé par {self.by}, le {local:%d/%m/%Y} à {local.hour}\u00a0h\u00a0{local:%M}"


def write(path: Path, flowables: list[Flowable], printing: Printing, *, subject: str, title: str) -> int:
    """Write the pages; returns their number. Raises reportlab's LayoutError when a block is larger than a page."""
    drawn_characters()
    frame = Frame(MARGIN, FOOT, WIDTH, HEIGHT, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document = BaseDocTemplate(str(path), title=title, author=printing.by, lang="fr-FR", invariant=1)
    document.addPageTemplates([PageTemplate("page", [frame])])
    pages: list[int] = []

    class Numbered(_NumberedCanvas):
        def finished(self, total: int) -> None:
            pages.append(total)

        def furniture(self, number: int, total: int) -> None:
            _furniture(self, printing, subject, f"page {number} / {total}")

    document.build(flowables, canvasmaker=Numbered)
    return pages[-1]


class _NumberedCanvas(Canvas):  # type: ignore[misc]  # reportlab ships no types
    """Keeps its pages until their number is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, state in enumerate(self._kept, start=1):
            self.__dict__.update(state)
            self.furniture(number, len(self._kept))
            Canvas.showPage(self)
        self.finished(len(self._kept))
        Canvas.save(self)

    def finished(self, total: int) -> None:
        raise NotImplementedError

    def furniture(self, number: int, total: int) -> None:
        raise NotImplementedError


def _furniture(canvas: Canvas, printing: Printing, subject: str, page: str) -> None:
    top, right = PAGE_HEIGHT - 1.2 * (HEAD / 2.4), PAGE_WIDTH - MARGIN
    canvas.setFont(f"{SANS}-Bold", 9)
    canvas.drawString(MARGIN, top, _fitting(printing.patient, f"{SANS}-Bold", 9, WIDTH))
    canvas.setFont(SANS, 8)
    canvas.drawString(MARGIN, top - 12, _fitting(subject, SANS, 8, WIDTH))
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, top - 18, right, top - 18)
    if printing.mode:
        canvas.setFont(f"{SANS}-Bold", 8)
        canvas.drawString(MARGIN, top - 29, _fitting(printing.mode, f"{SANS}-Bold", 8, WIDTH))
    canvas.line(MARGIN, FOOT - 8, right, FOOT - 8)
    canvas.setFont(SANS, 8)
    canvas.drawString(MARGIN, FOOT - 20, _fitting(printing.words, SANS, 8, WIDTH - 80))
    canvas.drawRightString(right, FOOT - 20, page)


def _fitting(text: str, font: str, size: float, width: float) -> str:
    """On one line: the whole stands on the cover and at the head of the document itself."""
    text = drawable(" ".join(text.split()))
    if stringWidth(text, font, size) <= width:
        return text
    while text and stringWidth(text + "…", font, size) > width:
        text = text[:-1]
    return text + "…"
