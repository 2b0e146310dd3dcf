"""A keeper: alone in its process, it gives each file to a new one, born with the libraries loaded. No Django here."""

import importlib
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

MAX_ANSWER = 250_000_000  # bytes


def main() -> None:
    """Until nobody asks any more: a line of JSON and bytes in; a status, a length and bytes out."""
    source, out = sys.stdin.buffer, sys.stdout.buffer
    while line := source.readline():
        asked = json.loads(line)
        answer = _in_a_process(asked, source.read(asked["size"]))
        out.write(bytes([answer is None]) + len(answer or b"").to_bytes(8) + (answer or b""))
        out.flush()


def _in_a_process(asked: dict[str, Any], data: bytes) -> bytes | None:
    """None when the process did not end well."""
    module, _, name = asked["function"].partition(":")
    for library in asked["libraries"]:  # here, so that every process is born with them
        importlib.import_module(library)
    function = getattr(importlib.import_module(module), name)
    inlet, outlet = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(inlet)
        _work(function, data, outlet, asked)
    os.close(outlet)
    with open(inlet, "rb") as source:
        answer = source.read(MAX_ANSWER + 1)  # one that writes more is stopped by the closing of the pipe
    _, status = os.waitpid(pid, 0)
    return answer if status == 0 and len(answer) <= MAX_ANSWER else None


def _work(function: Callable[[bytes], bytes], data: bytes, outlet: int, asked: dict[str, Any]) -> None:
    """The process of one file. Never returns."""
    status = 1
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(nowhere, standard)
        resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
        resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        answer = function(data)
        with open(outlet, "wb") as out:
            out.write(answer)
        status = 0
    finally:
        os._exit(status)
