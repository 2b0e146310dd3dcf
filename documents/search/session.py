"""The words searched in a record, or in one of its documents, stay in the session: an address ends up in logs."""

from typing import Any
from uuid import UUID

from access.sign_in.sessions import keep_typed, typed_key

# Of a holder, whose window is of one record.
OWN, OWN_DOCUMENTS = "own_search", "own_find"


def of_record(access_uuid: UUID) -> str:
    """Where the words of an opened record are kept."""
    return typed_key("search", access_uuid)


def of_documents(access_uuid: UUID) -> str:
    """Where those sought in its documents, one at a time, are kept."""
    return typed_key("find", access_uuid)


def searched_words(session: Any, key: str) -> str:
    return str(session.get(key, ""))


def keep_searched_words(session: Any, key: str, words: str) -> None:
    keep_typed(session, key, words)
