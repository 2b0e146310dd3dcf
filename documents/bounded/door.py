"""The one way to have hostile bytes read by libraries that are not made for them: by somebody else, within bounds.

A few keepers wait (`documents.bounded.keeper`); each has libraries loaded, and makes a new process for every file. So a
file costs milliseconds, nothing of one is left for the next, and its bounds are its own. Threads may call at once; who
comes when every keeper is busy waits for one.
"""

import atexit
import contextlib
import json
import logging
import os
import select
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass

logger = logging.getLogger(__name__)
KEEPERS = min(4, os.cpu_count() or 1)
PATIENCE = 60  # seconds to wait for a keeper
MARGIN = 5  # seconds of the clock beyond those of the processor
_HEAD = 9  # bytes: a status, a length


class Lost(Exception):
    """The work asked for more than its bounds, or broke who did it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A function from bytes to bytes, as `module:function`, and what it may use."""

    function: str
    memory: int  # bytes of address space, libraries included (about 100 MB)
    seconds: int  # of processor
    libraries: tuple[str, ...] = ()  # that the function imports when it runs: loaded beforehand, once


# The keeper takes our own import path, and nothing of the environment or of the working folder.
_KEEPER = "import sys; sys.path[:] = sys.argv[1:]; from documents.bounded.keeper import main; main()"


class _Keeper:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _KEEPER, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )

    def ask(self, job: Job, data: bytes) -> bytes:
        """Raises Lost when the work is; OSError when the keeper is."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asdict(job) | {"size": len(data)}).encode() + b"\n")
        self.process.stdin.write(data)
        self.process.stdin.flush()
        end = time.monotonic() + job.seconds + MARGIN
        head = self._read(_HEAD, end)
        answer = self._read(int.from_bytes(head[1:]), end)
        if head[0]:
            raise Lost
        return answer

    def _read(self, size: int, end: float) -> bytes:
        assert self.process.stdout is not None
        found, output = bytearray(), self.process.stdout.fileno()
        poll = select.poll()
        poll.register(output, select.POLLIN | select.POLLHUP)
        while len(found) < size:
            if not poll.poll(max(0, end - time.monotonic()) * 1000):
                raise TimeoutError
            part = os.read(output, min(size - len(found), 1 << 20))
            if not part:
                raise BrokenPipeError
            found += part
        return bytes(found)

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()


_free = threading.BoundedSemaphore(KEEPERS)
_idle: list[_Keeper] = []


def run(job: Job, data: bytes) -> bytes:
    """What the function answers. Raises Lost."""
    if not _free.acquire(timeout=PATIENCE):
        raise Lost
    try:
        keeper = _take()
        try:
            answer = keeper.ask(job, data)
        except Lost:
            _idle.append(keeper)
            raise
        except BaseException as error:
            keeper.end()  # in the middle of an exchange: it answers nobody any more
            if isinstance(error, OSError):
                logger.warning("A keeper was lost with its work: %s, %s", job.function, type(error).__name__)
                raise Lost from None
            raise
        _idle.append(keeper)
        return answer
    finally:
        _free.release()


def _take() -> _Keeper:
    """One that waits and lives, else a new one."""
    while True:
        try:
            keeper = _idle.pop()
        except IndexError:
            return _Keeper()
        if keeper.process.poll() is None:
            return keeper
        keeper.end()


def _forget() -> None:
    """A server that divides itself leaves its keepers to the one that had them."""
    global _free, _idle
    _free, _idle = threading.BoundedSemaphore(KEEPERS), []


@atexit.register
def _end_all() -> None:
    while _idle:
        _idle.pop().end()


os.register_at_fork(after_in_child=_forget)
