"""Keeping bytes: the file, then its row, each holding the other in place (DESIGN 4)."""

from hashlib import sha1, sha256

from documents import media, storage
from documents.models import Content


def content_store(data: bytes) -> Content:
    """Write the file, before any transaction of metadata; the row is not saved yet: see `content_keep`."""
    key = sha256(data).hexdigest()
    storage.write(key, data)
    return Content(
        sha256=key, sha1=sha1(data, usedforsecurity=False).hexdigest(), size=len(data), media_type=media.sniff(data)
    )


def content_keep(content: Content, data: bytes) -> None:
    """Save the row, inside the transaction of what refers to it, and make sure that its file is still there.

    The row is locked until the commit, so that the sweep waits for it; bytes that were known and unused might have been
    swept since `content_store` looked at them: they are then written again.
    """
    Content.objects.bulk_create([content], update_conflicts=True, unique_fields=["sha256"], update_fields=["size"])
    if not storage.exists(content.sha256):
        storage.write(content.sha256, data)
