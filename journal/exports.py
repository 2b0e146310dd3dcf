"""What an administrator sees of the journal: which lines, which columns, and the same as a file.

Six columns and no other. Which type, title, reason, name, matricule or document: never (DESIGN 6).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from journal.models import Action, Line

HEADERS = ("Date et heure", "Professionnel", "Action", "Décision", "Mode", "Dossier")
FIELDS = ("at", "professional", "action", "granted", "mode", "record")
MODES = {"normal": "Normal", "bris_de_glace": "Bris de glace", "centre_15": "Centre 15"}
DEFAULT_DAYS, LONGEST_DAYS = 7, 93
EARLIEST = date(2020, 1, 1)  # the portal is younger; calendars have ends that no time zone reaches
_ACTIONS = dict(Action.choices)


class LineFilterForm(forms.Form):
    """Period and filters, by address: nothing here designates a patient."""

    since = forms.DateField(label="Du", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label="Au", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    action = forms.ChoiceField(label="Action", required=False, choices=[("", "Toutes"), *Action.choices])
    decision = forms.ChoiceField(
        label="Décision", required=False, choices=[("", "Toutes"), ("yes", "Accordé"), ("no", "Refusé")]
    )
    mode = forms.ChoiceField(label="Mode", required=False, choices=[("", "Tous"), *MODES.items()])
    professional = forms.RegexField(
        r"^[0-9A-Za-z/.-]{1,40}$",
        label="Identifiant national du professionnel",
        required=False,
        error_messages={"invalid": "Saisissez un identifiant national entier."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and since < EARLIEST:
            self.add_error("since", "Le journal ne commence pas si tôt.")
        if until and until > timezone.localdate():
            self.add_error("until", "Choisissez aujourd’hui ou une date passée.")
        if since and until and until < since:
            self.add_error("until", "La fin de la période précède son début.")
        elif since and until and (until - since).days >= LONGEST_DAYS:
            self.add_error("until", f"Une période compte {LONGEST_DAYS} jours au plus.")
        return cleaned


def default_period(today: date) -> dict[str, str]:
    return {"since": (today - timedelta(days=DEFAULT_DAYS - 1)).isoformat(), "until": today.isoformat()}


def lines(read: dict[str, Any]) -> QuerySet[Line]:
    """Lines of a valid filter, newest first; only the columns that may be shown leave the database."""
    wanted = {"at__gte": _midnight(read["since"]), "at__lt": _midnight(read["until"] + timedelta(days=1))}
    wanted |= {name: read[name] for name in ("action", "mode", "professional") if read[name]}
    if read["decision"]:
        wanted["granted"] = read["decision"] == "yes"
    return Line.objects.filter(**wanted).order_by("-at", "-pk").only(*FIELDS)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(frozen=True, slots=True)
class Shown:
    """One line in words."""

    at: datetime
    professional: str
    action: str
    decision: str
    mode: str
    record: str

    @classmethod
    def of(cls, line: Line) -> "Shown":
        return cls(
            at=timezone.localtime(line.at),
            professional=line.professional,
            action=_ACTIONS.get(line.action, line.action),
            decision="Accordé" if line.granted else "Refusé",
            mode=MODES.get(line.mode, ""),
            record=record_reference(line),
        )

    def cells(self) -> list[str]:
        return [self.at.isoformat(), self.professional, self.action, self.decision, self.mode, self.record]


def record_reference(line: Line) -> str:
    """Eight characters that tell two records apart, and lead nowhere.

    None for what an administrator did: by the hour of their own visit to a patient's page, they would learn the
    reference of that patient, then read who consults a person whom they can name.
    """
    return "" if line.record is None or not line.professional else opaque_reference(line.record)


def opaque_reference(record: UUID) -> str:
    """The same eight characters wherever an administrator meets this record."""
    digest = salted_hmac("journal.record_reference", str(record), secret=settings.JOURNAL_KEY, algorithm="sha256")
    return digest.hexdigest()[:8]


class Echo:
    """A file that gives back what is written in it."""

    def write(self, text: str) -> str:
        return text


def csv_rows(found: QuerySet[Line]) -> Iterator[str]:
    """The file, line by line: semicolons and a byte order mark, as French spreadsheets expect."""
    writer = csv.writer(Echo(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(HEADERS)
    for line in found.iterator(chunk_size=2000):
        yield writer.writerow([inert(cell) for cell in Shown.of(line).cells()])


def inert(cell: str) -> str:
    """A spreadsheet runs what begins like a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else cell
