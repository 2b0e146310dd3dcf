"""What is asked of the database while something is done, counted alike by every test that compares or bounds it.

A session says at most once a minute that it was seen (`access.sign_in.sessions.touch`), so that the same page asks for
one statement more when a minute ended since the last one: on a slow machine, between two counts that must be equal.
While we count, therefore, no minute ends; and a test that wants that statement says so.

What was read of a record is told again without asking until anything changes in it (ADR 22). Before we count, it is
forgotten, so that counts compare; and a test of what is kept says so.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.sign_in import sessions
from documents.reading.kept import KEPT

BUDGET = 12  # a page of documents; others state their own
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def asked(*, a_minute_ended: bool = False, kept: bool = False) -> Iterator[list[str]]:
    """The statements of the block, savepoints included; complete when it ends."""
    found: list[str] = []
    if not kept:
        KEPT.clear()
    minute = timedelta(0) if a_minute_ended else timedelta.max
    with patch.object(sessions, "RESOLUTION", minute), CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured]


def statements(action: Callable[[], object], *, a_minute_ended: bool = False, kept: bool = False) -> list[str]:
    """The statements of an action that read or write rows."""
    with asked(a_minute_ended=a_minute_ended, kept=kept) as found:
        action()
    return [sql for sql in found if sql.lstrip("( ").upper().startswith(ROWS)]
