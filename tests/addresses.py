"""Every address of the portal, as Django resolves them, for the tests that walk over all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """`name` bears its namespace; `wanted` are the arguments that its route takes."""

    name: str
    route: str
    wanted: frozenset[str]
    view: Any


def every_address(resolver: URLResolver | None = None, space: str = "", prefix: str = "") -> Iterator[Address]:
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every_address(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space, route)
        else:
            wanted = frozenset(pattern.pattern.converters)
            yield Address(f"{space}{pattern.name or '?'}", route, wanted, pattern.callback)
