"""Reading from a row of a list to the next: dated rows, pages, the links that shortcuts follow."""

import re
from datetime import date, timedelta

from django.test import Client

from tests.pages import without_tokens

KEYS = {"up": "u", "previous": "k", "next": "j"}


def days_ago(days: int) -> date:
    return date.today() - timedelta(days=days)


def get(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return without_tokens(answer.content.decode())


def link(text: str, name: str) -> str:
    """Address of the link that a shortcut follows; empty when there is none."""
    found = re.search(rf'<a [^>]*href="([^"]*)"[^>]* data-key="{KEYS[name]}"', text)
    return found[1].replace("&amp;", "&") if found else ""
