"""Uploads are bounded before anything of them is read, and are kept in memory."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler


class UploadTooBig(RequestDataTooBig):
    """The form as a whole is larger than the portal takes: answered by 413."""


class BoundedUploadHandler(MemoryFileUploadHandler):
    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: bytes, encoding: str | None = None
    ) -> None:
        if content_length > settings.UPLOAD_MAX_BYTES:
            raise UploadTooBig("the form is too large")
        super().handle_raw_input(input_data, META, content_length, boundary, encoding)
