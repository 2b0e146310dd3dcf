"""Finding a patient without a word of it in an address: the search is posted, its outcome bound to the session."""

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Value
from django.utils import timezone

from journal.models import Action, Line
from journal.services import Actor, Entry, record
from patients.models import Fold, Patient

MOST_FOUND = 10  # beyond, names are not listed: ask for more (AR 5.7.3)
KEY, KEPT = "patient_admin_searches", 5


def search(read: dict[str, Any], by: Actor) -> list[int]:
    """Primary keys, at most one more than may be listed. The journal keeps a digest of the matricule, and a number."""
    if read["matricule"]:
        patients = Patient.objects.filter(matricule=read["matricule"])
    else:
        patients = Patient.objects.filter(birth_date=read["birth_date"])
        if read["letters"]:
            patients = patients.filter(sort_key__startswith=Fold(Value(read["letters"])))
    found = list(patients.order_by("pk").values_list("pk", flat=True)[: MOST_FOUND + 1])
    entry = Entry(
        action=Action.PATIENT_SEARCHED,
        actor=by,
        decision="ADMINISTRATION",
        matricule=read["matricule"],
        details={"by": "matricule" if read["matricule"] else "traits", "found": len(found)},
    )
    record(entry)
    return found


def too_many(by: Actor) -> bool:
    """Whether this account has searched too often in the last minute, as for professionals."""
    since = timezone.now() - timedelta(minutes=1)
    searches = Line.objects.filter(action=Action.PATIENT_SEARCHED, account=by.account, at__gt=since)
    return searches.count() >= settings.SEARCHES_PER_MINUTE_ACCOUNT


def remember(session: SessionBase, found: list[int]) -> str:
    """Keep an outcome under a new random token; the oldest ones are forgotten."""
    token = secrets.token_urlsafe(12)
    session[KEY] = dict([*list(session.get(KEY, {}).items())[-(KEPT - 1) :], (token, found)])
    return token


def recall(session: SessionBase, token: str) -> list[int] | None:
    found: list[int] | None = session.get(KEY, {}).get(token)
    return found
