"""The words searched in a record stay in the session: an address ends up in logs and histories."""

from typing import Any
from uuid import UUID


def _key(access_uuid: UUID) -> str:
    return f"search:{access_uuid}"


def searched_words(session: Any, access_uuid: UUID) -> str:
    return str(session.get(_key(access_uuid), ""))


def keep_searched_words(session: Any, access_uuid: UUID, words: str) -> None:
    session[_key(access_uuid)] = words
