"""Log lines never carry a matricule, whatever raised them."""

import logging
import re

# 13 characters of the number, with or without its key, with or without the usual spaces or dots (AR 5.5).
_MATRICULE = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ .]?[0-9ABab]){12}(?:[ .]?[0-9]){0,2}(?![0-9A-Za-z])")


def redact(text: str) -> str:
    """Replace whatever looks like a matricule. PostgreSQL quotes key values in its errors, hence tracebacks too."""
    return _MATRICULE.sub("[matricule]", text)


class RedactingFormatter(logging.Formatter):
    """Formats the whole line, traceback included, then redacts it."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))
