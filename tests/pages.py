"""Answers compared to the byte, without what changes from one to the next whatever is read."""

import re

TOKENS = rb'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"'
HOURS = rb"\d+(?: |\xc2\xa0)h(?: |\xc2\xa0)\d\d|\d\d:\d\d:\d\d"


def without_tokens(page: str) -> str:
    return re.sub(TOKENS.decode(), "", page)


def without_tokens_or_hours(answer: bytes) -> bytes:
    """Of any answer, a file as well as a page."""
    return re.sub(TOKENS + b"|" + HOURS, b"", answer)
