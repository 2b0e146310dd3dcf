"""One Chromium for every browser journey: a fresh context each time, and what axe-core finds at two widths."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

# Playwright keeps an event loop in this thread, so that Django would refuse every query of every later test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (360, 1280)  # in this order: a page is left at the width at which it was, laid out once less
BETWEEN = 768  # a tablet: nothing overflows there either
FAULTS = "options => axe.run(options).then(results => results.violations)"

with_chromium = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: browser journeys are not run"),
]
journey = [*with_chromium, pytest.mark.django_db(transaction=True)]


@cache
def _started() -> tuple[Playwright, Browser]:
    playwright = sync_playwright().start()
    return playwright, playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


def stop() -> None:
    """Close the browser of this process, if one was started."""
    if _started.cache_info().currsize:
        playwright, browser = _started()
        browser.close()
        playwright.stop()
        _started.cache_clear()


@contextmanager
def browsing(
    *, cookies: list[Any] | None = None, viewport: tuple[int, int] = (1280, 900), **options: Any
) -> Iterator[Page]:
    """A page in a context of its own: no cookie, no cache, nothing remembered of another test."""
    _, browser = _started()
    size = {"width": viewport[0], "height": viewport[1]}
    context = browser.new_context(locale="fr-FR", viewport=size, **options)  # type: ignore[arg-type]
    context.add_cookies(cookies or [])
    try:
        yield context.new_page()
    finally:
        context.close()


def faults(page: Page, rules: list[str] | None = None) -> list[Any]:
    """Of the page at both widths: what axe-core finds (by all its rules, or those of these tags), what overflows."""
    # No rule of ours reads style sheets or media beforehand: what is loaded for them costs a tenth of the time.
    options = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": rules} if rules else {})
    before = page.viewport_size
    found = _overflow(page, BETWEEN)
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        found += _overflow(page, width)
        broken = page.evaluate(FAULTS, options)
        found += [(page.url, width, one["id"], [node["target"] for node in one["nodes"]][:3]) for one in broken]
    if before and before != page.viewport_size:
        page.set_viewport_size(before)
    return found


def _overflow(page: Page, width: int) -> list[Any]:
    """Whether something does at this width, at which the page is left."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [(page.url, width, "overflows")] if wide else []
