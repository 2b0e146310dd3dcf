"""Digests of the journal: pure functions over plain values, keyed outside the database."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if isinstance(value, (bool, int, float, dict, list, type(None))) else str(value)


def _mac(key: bytes, purpose: bytes, message: bytes) -> str:
    # A key of its own for each purpose: a signature can never pass for a digest, nor a digest for a matricule's.
    return hmac.new(hmac.digest(key, purpose, "sha256"), message, hashlib.sha256).hexdigest()


def line_digest(key: bytes, previous: str, fields: Mapping[str, Any]) -> str:
    """HMAC-SHA256 (hexadecimal) over the previous digest and every field of a line."""
    body = json.dumps({name: _plain(value) for name, value in fields.items()}, sort_keys=True, ensure_ascii=False)
    return _mac(key, b"line", f"{previous}\n{body}".encode())


def head_signature(key: bytes, chain: str, length: int, last_digest: str) -> str:
    """HMAC-SHA256 that ties a chain to its length: a chain cut at its end no longer matches its head."""
    return _mac(key, b"head", f"{chain}\n{length}\n{last_digest}".encode())


def tombstone_signature(key: bytes, chain: str, length: int, last_digest: str, dropped_at: datetime) -> str:
    """HMAC-SHA256 without which a chain that is gone was removed, not dropped at its term."""
    return _mac(key, b"tombstone", f"{chain}\n{length}\n{last_digest}\n{_plain(dropped_at)}".encode())


def anchor_signature(key: bytes, lengths: Mapping[str, int]) -> str:
    """HMAC-SHA256 over the lengths of all chains."""
    return _mac(key, b"anchor", json.dumps(dict(lengths), sort_keys=True).encode())


def matricule_hmac(key: bytes, matricule: str) -> str:
    """What the journal keeps of a searched matricule: enough to compare, not to read."""
    return _mac(key, b"matricule", matricule.encode())
