"""Searched patients, by opaque address bound to the session: a matricule never stands in a URL (DESIGN 2)."""

import secrets
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

KEY, KEPT = "lookups", 20


@dataclass(frozen=True, slots=True)
class Lookup:
    """What a search found: the primary key of a patient, or None when the matricule is unknown."""

    token: str
    patient_pk: int | None


def remember(session: SessionBase, patient_pk: int | None) -> Lookup:
    """Keep the outcome of a search under a new random token; the oldest ones are forgotten."""
    lookup = Lookup(secrets.token_urlsafe(12), patient_pk)
    kept = list(session.get(KEY, {}).items())[-(KEPT - 1) :]
    session[KEY] = dict([*kept, (lookup.token, patient_pk)])
    return lookup


def recall(session: SessionBase, token: str) -> Lookup | None:
    """The search behind a token of this session, or None."""
    found = session.get(KEY, {})
    return Lookup(token, found[token]) if token in found else None
