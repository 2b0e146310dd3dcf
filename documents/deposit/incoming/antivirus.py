"""The antivirus hook: clamd, when the portal is told of one. It is then asked for every file, or nothing is taken."""

import io
import logging

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from documents.deposit.incoming.refusals import FileRefused

logger = logging.getLogger(__name__)
TIMEOUT = 30  # seconds


def check(data: bytes) -> None:
    """Raises FileRefused when clamd finds something, or cannot be asked (VIRUS, ANTIVIRUS_UNREACHABLE)."""
    if not settings.CLAMD:
        return
    try:
        answers = _clamd(settings.CLAMD).instream(io.BytesIO(data))
    except (ClamdError, OSError, UnicodeError, ValueError) as error:
        logger.error("The antivirus cannot be asked: %s", type(error).__name__)
        raise FileRefused(
            "l’antivirus ne répond pas. Réessayez dans quelques minutes.", "ANTIVIRUS_UNREACHABLE"
        ) from None
    states = {state for state, _ in answers.values()}
    if "FOUND" in states:
        raise FileRefused("l’antivirus y a reconnu un programme malveillant.", "VIRUS")
    if states != {"OK"}:
        raise FileRefused(
            "l’antivirus n’a pas pu l’examiner. Réessayez dans quelques minutes.", "ANTIVIRUS_UNREACHABLE"
        )


def _clamd(address: str) -> ClamdNetworkSocket:
    """`/run/clamav/clamd.ctl`, `unix:/run/clamav/clamd.ctl`, or `host:port`."""
    path = address.removeprefix("unix:")
    if path.startswith("/"):
        return ClamdUnixSocket(path, timeout=TIMEOUT)
    host, _, port = address.rpartition(":")
    return ClamdNetworkSocket(host, int(port), timeout=TIMEOUT)
