"""Bytes by their digest. Order of writing: file, fsync, rename, and only then the commit of its row (DESIGN 4)."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages


class MissingContent(Exception):
    """The file of a known content is not in the storage."""


class AlteredContent(Exception):
    """The file of a known content no longer has its digest."""


class DurableFileSystemStorage(FileSystemStorage):
    """A folder in which a file exists whole or not at all, whatever stops the machine."""

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        new_folders = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = target.with_name(f".{target.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with partial.open("wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        for folder in {target.parent, *(new.parent for new in new_folders)}:
            self._sync_folder(folder)
        return name

    def is_name_available(self, name: str, max_length: int | None = None) -> bool:
        return True  # names are digests: the same name means the same bytes, and a damaged file is written again

    @staticmethod
    def _sync_folder(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _name(key: str) -> str:
    return f"{key[:2]}/{key}"


def write(key: str, data: bytes) -> None:
    """Store bytes under their digest (hexadecimal SHA-256). Whole bytes that are there already are left alone."""
    try:
        read(key)
    except (MissingContent, AlteredContent):
        storages["contents"].save(_name(key), ContentFile(data))


def read(key: str) -> bytes:
    """The bytes of a content, checked against their digest.

    Raises MissingContent or AlteredContent: the caller says so and still shows the metadata.
    """
    try:
        with storages["contents"].open(_name(key)) as file:
            data: bytes = file.read()
    except OSError as error:
        raise MissingContent(key) from error
    if sha256(data).hexdigest() != key:
        raise AlteredContent(key)
    return data


def exists(key: str) -> bool:
    return bool(storages["contents"].exists(_name(key)))


FOLDERS = [f"{number:02x}" for number in range(256)]
# What DurableFileSystemStorage leaves when the machine stops while it writes.
_PARTIAL = re.compile(r"\.[0-9a-f]{64}\.[0-9]+\.[0-9a-f]{8}")
_WHOLE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """One file of the storage. `key` is empty for a partial one."""

    name: str
    key: str

    @property
    def modified_at(self) -> datetime | None:
        """When it was last written; None when it has just gone."""
        try:
            return storages["contents"].get_modified_time(self.name)
        except OSError:
            return None

    def remove(self) -> None:
        storages["contents"].delete(self.name)


def stored(folder: str) -> Iterator[Stored]:
    """Contents and partial files of one of FOLDERS; whatever else lies there is not the portal's, and is left alone."""
    try:
        _, names = storages["contents"].listdir(folder)
    except OSError:
        return
    for name in names:
        if _WHOLE.fullmatch(name) or _PARTIAL.fullmatch(name):
            yield Stored(f"{folder}/{name}", name if _WHOLE.fullmatch(name) else "")
