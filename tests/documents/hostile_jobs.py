"""What a hostile file may make its reader do. Run by a keeper, never here."""

import os
import time


def echo(data: bytes) -> bytes:
    return data


def abort(data: bytes) -> bytes:
    os.abort()


def fail(data: bytes) -> bytes:
    raise MemoryError


def swell(data: bytes) -> bytes:
    return bytes(400_000_000)[:1]


def spin(data: bytes) -> bytes:
    while True:
        pass


def sleep(data: bytes) -> bytes:
    time.sleep(60)
    return data


def leave(data: bytes) -> bytes:
    os._exit(0)


def flood(data: bytes) -> bytes:
    return bytes(300_000_000)


def kill_its_keeper(data: bytes) -> bytes:
    os.kill(os.getppid(), 9)
    return data


def write_a_file(data: bytes) -> bytes:
    with open(data, "wb") as file:
        file.write(b"x")
    return b""


def tell_the_environment(data: bytes) -> bytes:
    return repr(sorted(os.environ)).encode() + os.getcwd().encode()
