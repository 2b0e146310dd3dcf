"""The house keeps its shape: imports go one way, views reach models through selectors and services, rules are pure."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each app may import those to its left, and no other. `webps` puts them together and nobody imports it.
APPS = ["journal", "patients", "access", "documents"]
PURE = [
    "documents/biology/curve.py",
    "documents/biology/units.py",
    "access/rules.py",
    "access/window/rules.py",
    "access/columns.py",
    "access/reader.py",
    "access/oids.py",
    "documents/lifecycle/rules.py",
    "documents/search/abbreviations.py",
    "documents/search/extracts.py",
    "documents/search/query.py",
    "patients/ins.py",
    "patients/identity.py",
    "journal/chain.py",
]


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (p for p in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in p.parts)


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def wrong_arrows(app: str, source: str) -> list[str]:
    """Imports that go against the order of the apps."""
    allowed = set(APPS[: APPS.index(app) + 1])
    return [
        name
        for name in imported(source)
        if (top := name.partition(".")[0]) in {*APPS, "webps", "tests"} and top not in allowed
    ]


def shortcuts(source: str) -> list[str]:
    """Ways by which a view reaches a model without going through a selector or a service."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            found.append(f"line {node.lineno}: .{node.attr}")
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("get_object_or_404", "get_list_or_404")):
            found.append(f"line {node.lineno}: {ast.unparse(node.func)}")
    return found


def borrowings(source: str) -> list[str]:
    """Imports from a module of tests: what several of them share has a place of its own."""
    imports = [ast.unparse(n) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Import | ast.ImportFrom)]
    return [one for one in imports if re.search(r"\btests\b.*\btest_", one)]


@pytest.mark.parametrize("app", APPS)
def test_imports_go_one_way(app: str) -> None:
    wrong = {str(p.relative_to(ROOT)): found for p in modules(app) if (found := wrong_arrows(app, p.read_text()))}

    assert wrong == {}


@pytest.mark.parametrize(
    ("app", "source", "wrong"),
    [
        ("patients", "from documents.models import Document", ["documents.models"]),
        ("journal", "import patients.models", ["patients.models"]),
        ("access", "def f():\n    from documents import selectors", ["documents"]),
        ("documents", "from webps.settings import DEBUG", ["webps.settings"]),
        ("documents", "from access.rules import Reason\nimport django", []),
    ],
)
def test_the_guard_of_imports_sees_a_wrong_arrow(app: str, source: str, wrong: list[str]) -> None:
    assert wrong_arrows(app, source) == wrong


def test_no_module_of_tests_imports_from_another() -> None:
    assert {str(p.relative_to(ROOT)): found for p in modules("tests") if (found := borrowings(p.read_text()))} == {}


@pytest.mark.parametrize(
    "source", ["from tests.access.test_a import f", "def f():\n    from tests.access import test_a"]
)
def test_the_guard_of_tests_sees_a_borrowing(source: str) -> None:
    assert borrowings(source)


def test_views_reach_models_through_selectors_and_services_only() -> None:
    views = [p for app in APPS for p in (ROOT / app).glob("views/*.py")]
    assert len(views) > 5

    assert {str(p.relative_to(ROOT)): found for p in views if (found := shortcuts(p.read_text()))} == {}


@pytest.mark.parametrize(
    "source",
    [
        "Document.objects.filter(pk=1)",
        "get_object_or_404(Document, pk=1)",
        "shortcuts.get_object_or_404(Document.objects, pk=1)",
        "Document._default_manager.all()",
    ],
)
def test_the_guard_of_views_sees_a_shortcut(source: str) -> None:
    assert shortcuts(source)


@pytest.mark.parametrize("path", PURE)
def test_pure_modules_import_no_django(path: str) -> None:
    assert [name for name in imported((ROOT / path).read_text()) if name.startswith("django")] == []


def test_only_two_modules_name_guardian() -> None:
    named = {str(p.relative_to(ROOT)) for p in modules(*APPS, "webps") if "from guardian" in p.read_text()}

    assert named == {"access/models/grants.py"}


def test_nobody_asks_guardian_or_django_for_a_right_on_documents() -> None:
    forbidden = re.compile(r"\b(get_objects_for_user|get_perms|has_perm)\(")
    used = [
        str(p.relative_to(ROOT))
        for p in modules("access", "documents", "patients", "journal")
        if forbidden.search(p.read_text())
    ]

    assert [path for path in used if "admin" not in path] == []


def test_the_document_rule_is_written_once() -> None:
    steps = [str(p.relative_to(ROOT)) for p in modules(*APPS) if "Decision.MASKED_IN_EMERGENCY)" in p.read_text()]

    assert steps == ["documents/decision.py"]


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(p.name[:4]) for p in sorted((ROOT / "docs" / "adr").glob("*.md"))]
    titles = [int(p.read_text().split(".")[0].lstrip("# ")) for p in sorted((ROOT / "docs" / "adr").glob("*.md"))]

    assert numbers == list(range(1, len(numbers) + 1))
    assert titles == numbers


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=", re.IGNORECASE)
    found = [str(p.relative_to(ROOT)) for p in (ROOT / "templates").rglob("*.html") if inline.search(p.read_text())]

    assert found == []


def test_every_component_serves_a_page_and_not_only_the_show_of_components() -> None:
    templates = ROOT / "templates"
    sources = {p: p.read_text() for p in templates.rglob("*.html") if p.name != "showcase.html"}
    unused = [
        str(component.relative_to(templates))
        for component in (templates / "components").glob("*.html")
        if component.name != "showcase.html"
        and not any(f"components/{component.name}" in text for p, text in sources.items() if p != component)
    ]

    assert unused == []
