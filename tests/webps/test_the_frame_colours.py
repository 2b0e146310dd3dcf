"""Colours of the tokens: contrast of WCAG 2.2 AA, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = (Path(settings.BASE_DIR) / "static" / "tokens.css").read_text()
PAIRS = re.findall(r"--([a-z-]+): (?:light-dark\((#\w{6}), (#\w{6})\)|(#\w{6}));", TOKENS)
COLOURS = {name: (light or both, dark or both) for name, light, dark, both in PAIRS}
GROUNDS = ("paper", "surface", "raised")
TEXT = [(ink, ground) for ink in ("ink", "muted", "accent", "danger") for ground in GROUNDS]
TEXT += [(kind, f"{kind}-soft") for kind in ("ok", "warn", "danger", "info", "accent")]
TEXT += [("ink", f"{kind}-soft") for kind in ("ok", "warn", "danger", "info", "accent")]
TEXT += [(link, f"{kind}-soft") for kind in ("warn", "danger", "info") for link in ("accent",)]
TEXT += [("accent-ink", "accent"), ("emergency-ink", "emergency")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_given_a_text_on_its_ground_then_it_can_be_read(ink: str, ground: str, scheme: int) -> None:
    assert contrast(COLOURS[ink][scheme], COLOURS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_given_the_edge_of_a_control_then_it_can_be_seen(ground: str, scheme: int) -> None:
    assert contrast(COLOURS["line-strong"][scheme], COLOURS[ground][scheme]) >= 3
