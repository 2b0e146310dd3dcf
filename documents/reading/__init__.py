"""Reading one document: its stored bytes, its body drawn once for everybody, its place in a list, what is linked."""

from documents.reading.stored import (
    DocumentReading,
    Unavailable,
    attachment_of,
    content_of,
    deposited_file_of,
    parsed,
    read,
    shown_bytes,
)

__all__ = [
    "DocumentReading",
    "Unavailable",
    "attachment_of",
    "content_of",
    "deposited_file_of",
    "parsed",
    "read",
    "shown_bytes",
]
