"""Components: a contract at the top, shown on their page, tied labels and errors, nothing inline, French typography."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from webps.showcase import SampleForm

TEMPLATES = Path(settings.BASE_DIR) / "templates"
COMPONENTS = sorted((TEMPLATES / "components").glob("*.html"))
FRAME = [*COMPONENTS, *(TEMPLATES / "layouts").glob("*.html"), *(TEMPLATES / "statements").glob("*.html")]
FRAME += TEMPLATES.glob("*.html")
# The page that render_document writes bears its style sheet: it is one file, outside the portal.
PAGES = [path for path in TEMPLATES.rglob("*.html") if path != TEMPLATES / "documents" / "render.html"]


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


def words_of(path: Path) -> str:
    """What may be read, without comments, tags of the template and mark-up."""
    source = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S)
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", source, flags=re.S)


@pytest.mark.parametrize("path", COMPONENTS, ids=name)
def test_given_a_component_then_its_contract_opens_the_file(path: Path) -> None:
    if path.name == "showcase.html":
        return  # a page
    comment = re.search(r"\{% comment %\}(.*?)\{% endcomment %\}", path.read_text(), re.S)

    assert comment
    assert comment[1].strip().startswith(f"components/{path.name}   ")


def test_given_a_component_then_a_page_uses_it() -> None:
    sources = {path: path.read_text() for path in PAGES}
    parts = [path for path in COMPONENTS if path.name != "showcase.html"]
    unused = [
        path.name
        for path in parts
        if not any(f"components/{path.name}" in source for page, source in sources.items() if page != path)
    ]

    assert unused == []


def test_given_a_component_then_the_page_of_components_shows_it() -> None:
    shown = {template.name for template in Client().get("/composants/").templates}

    assert [name(path) for path in COMPONENTS if name(path) not in shown] == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_given_a_template_then_nothing_in_it_needs_a_weaker_security_policy(path: Path) -> None:
    source = path.read_text()

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert all(" src=" in tag for tag in re.findall(r"<script[^>]*>", source))
    assert len(source.splitlines()) <= 120


@pytest.mark.parametrize("path", FRAME, ids=name)
def test_given_french_words_then_their_typography_is_french(path: Path) -> None:
    words = words_of(path)

    assert not re.findall(r"\w'\w", words)
    assert not re.findall(r"« | »|\w [:;?!]", words)
    assert "!" not in words


def test_given_the_page_of_components_then_every_reference_between_elements_holds() -> None:
    page = Client().get("/composants/").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)
    wanted = " ".join(re.findall(r'(?:aria-describedby|aria-labelledby|for)="([^"]+)"', page)).split()
    anchors = re.findall(r'href="#([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(wanted) <= set(ids)
    assert set(anchors) <= set(ids)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            "matricule",
            ['<label for="id_matricule">', 'id="id_matricule_helptext"', 'id="id_matricule_error"', "<input"],
        ),
        ("period", ['<label for="id_period">', 'id="id_period_error"', "<select"]),
        ("basis", ["<fieldset", "<legend>", 'id="id_basis_error"', 'type="radio"']),
        ("certified", ['id="id_certified_error"', 'type="checkbox"']),
    ],
)
def test_given_a_wrong_field_then_label_help_and_error_come_before_it_and_are_tied(
    field: str, expected: list[str]
) -> None:
    html = render_to_string("components/field.html", {"field": SampleForm({})[field]})

    places = [html.find(part) for part in expected]
    assert -1 not in places
    assert places == sorted(places)
    assert f"id_{field}_error" in re.findall(r'aria-describedby="([^"]*)"', html)[0]
    assert 'aria-invalid="true"' in html or field == "basis"


def test_given_optional_and_required_fields_then_only_the_optional_ones_say_so() -> None:
    form = SampleForm()

    assert "(facultatif)" in render_to_string("components/field.html", {"field": form["note"]})
    assert "(facultatif)" not in render_to_string("components/field.html", {"field": form["matricule"]})


class TwoErrors(forms.Form):
    a = forms.CharField()
    b = forms.CharField()


@pytest.mark.parametrize(
    ("data", "title"),
    [({"a": "x"}, "Le formulaire comporte une erreur"), ({}, "Le formulaire comporte 2 erreurs")],
)
def test_given_errors_then_the_summary_counts_them_and_leads_to_each_field(data: dict[str, str], title: str) -> None:
    form = TwoErrors(data)

    html = render_to_string("components/error_summary.html", {"form": form})

    assert title in html
    assert re.findall(r'href="#([^"]+)"', html) == [f"id_{field}" for field in form.errors]


def test_given_no_error_then_there_is_no_summary() -> None:
    assert "alert" not in render_to_string("components/error_summary.html", {"form": TwoErrors({"a": "x", "b": "y"})})
