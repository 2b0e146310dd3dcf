"""What was drawn lately, kept in the memory of this process alone: neither on a disk nor in a cache that others share.

Nothing is taken from here before the gate has let a reader through: what is deleted, masked or out of reach is asked
for by nobody. What depends on who reads is kept for that very reader, with the rights of today, and until anything
changes in the record (ADR 22). A new version of the code is a new process: it finds nothing of the former one.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from sys import getsizeof
from typing import Any, TypeVar

from access.reader import OpenedRecord, Reader

T = TypeVar("T")
LIMIT = 48_000_000  # bytes, for each process that serves


class Kept:
    """The most recently used values, within a number of bytes."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.limit = limit
        self.size = 0
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """None when it was never kept, or has left."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key][0]

    def keep(self, key: Hashable, value: Any, size: int) -> None:
        """`size` in bytes. What is too large to leave room for others is not kept."""
        if size > self.limit // 4:
            return
        with self._lock:
            if key in self._values:
                self.size -= self._values.pop(key)[1]
            self._values[key] = (value, size)
            self.size += size
            while self.size > self.limit:
                _, (_, gone) = self._values.popitem(last=False)
                self.size -= gone

    def clear(self) -> None:
        with self._lock:
            self._values.clear()
            self.size = 0


KEPT = Kept()


_KEY = 2_500  # bytes, in a key: a reader but for the types, the filters of a list


def until_revised(
    reader: Reader, read: Callable[[], T], *key: Hashable, size: Callable[[T], int], again: bool = False
) -> T:
    """What `read` finds in a record through the gate; found again while the same reader asks and nothing has changed.

    `key`: all that it depends on but the reader and the record; what each reader marks as read is part of neither.
    `size`: of what was found, in bytes. `again`: read it whatever is kept, and keep that.
    A reader bears the revision that the record had before anything was read of it: what is kept is never older than
    that. Only an opened record bears one. Whoever changes a record answers by sending elsewhere, and keeps nothing.
    """
    if not isinstance(reader, OpenedRecord) or reader.revision is None:
        return read()
    found: T | None = None if again else KEPT.get((reader, *key))
    if found is None:
        found = read()
        KEPT.keep((reader, *key), found, size(found) + _KEY + getsizeof(reader.types))
    return found
