"""What a reader may do next, as a template shows it."""

from typing import NamedTuple


class Act(NamedTuple):
    """`begins`: the address begins a deposit, so it is a button that posts; else a link, which changes nothing."""

    label: str
    url: str
    begins: bool = False
