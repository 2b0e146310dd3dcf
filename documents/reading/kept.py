"""What was drawn lately, kept in the memory of this process alone: neither on a disk nor in a cache that others share.

Nothing here depends on who reads, and nothing is taken from here before the gate has let that reader through: what is
deleted, masked or out of reach is asked for by nobody. A new version of the code is a new process: it finds
nothing of the former one.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

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
