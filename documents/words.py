"""Numbers in French words, and words in the order in which they are written."""

import re

# Embeddings, overrides and isolates: they show the characters around them in another order than the one written.
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def in_order(text: str) -> str:
    """Without the characters that would make a title or a name show as another one."""
    return _DIRECTIONS.sub("", text)


def plural(count: int, word: str) -> str:
    """« 1 document », « 2 documents »."""
    return f"{count}\u00a0{word}{'s' if count > 1 else ''}"


def file_size(octets: int) -> str:
    """« 812 octets », « 3,4 Ko », « 1,2 Mo »: decimal units, as the limits of deposits are given."""
    if octets < 1000:
        return plural(octets, "octet")
    value, unit = (octets / 1e6, "Mo") if octets >= 1e6 else (octets / 1e3, "Ko")
    return f"{value:.1f}".replace(".", ",") + f"\u00a0{unit}"
