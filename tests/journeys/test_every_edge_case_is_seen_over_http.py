"""The 38 edge cases of the access rules (AR 15): each has at least one test that bears its number and speaks HTTP."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def _numbers(tree: ast.Module) -> Iterator[int]:
    """Arguments of the marker, or of `case`, as modules with several call it."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in ("edge_case", "case") and call.args and isinstance(call.args[0], ast.Constant):
            yield int(str(call.args[0].value))


def test_all_numbers_are_there_in_modules_that_sign_in() -> None:
    sources = {path: path.read_text("utf-8") for path in TESTS.rglob("test_*.py")}
    marked = {path: set(_numbers(ast.parse(text))) for path, text in sources.items() if "edge_case" in text}

    assert set().union(*marked.values()) == set(range(1, 39))
    assert not [path.name for path, numbers in marked.items() if numbers and "sign_in" not in sources[path]]
