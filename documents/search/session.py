"""The words searched in a record stay in the session: an address ends up in logs and histories."""

from typing import Any
from uuid import UUID

from access.sign_in.sessions import keep_typed, typed_key

WORDS = "search"


def searched_words(session: Any, access_uuid: UUID) -> str:
    return str(session.get(typed_key(WORDS, access_uuid), ""))


def keep_searched_words(session: Any, access_uuid: UUID, words: str) -> None:
    keep_typed(session, typed_key(WORDS, access_uuid), words)
