"""The words searched in a record stay in the session: an address ends up in logs and histories."""

from typing import Any
from uuid import UUID

from access.sign_in.sessions import keep_typed, typed_key

OWN = "own_search"  # of a holder, whose window is of one record


def of_record(access_uuid: UUID) -> str:
    """Where the words of an opened record are kept."""
    return typed_key("search", access_uuid)


def searched_words(session: Any, key: str) -> str:
    return str(session.get(key, ""))


def keep_searched_words(session: Any, key: str, words: str) -> None:
    keep_typed(session, key, words)
