"""The portal's own address, for links made where there is no request."""

import os
from argparse import ArgumentTypeError
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import CommandParser
from django.http import HttpRequest


def of_request(request: HttpRequest) -> str:
    """Scheme and host of a request; Django has checked the host against WEBPS_ALLOWED_HOSTS."""
    return f"{request.scheme}://{request.get_host()}"


def by_default() -> str:
    """The first host of WEBPS_ALLOWED_HOSTS; in demonstration, this machine."""
    if settings.DEMO:
        return f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    return f"https://{settings.ALLOWED_HOSTS[0].lstrip('.')}" if settings.ALLOWED_HOSTS else ""


def add_address_option(parser: CommandParser) -> None:
    default = by_default()
    parser.add_argument(
        "--address",
        type=_address,
        default=default,
        required=not default,
        help=f"public address of the portal, for the link (default: {default or 'none, so give one'})",
    )


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ArgumentTypeError(f"{value} is not an address such as https://portail.example.org")
    return value
