"""render_document: the viewer's page or its words on the standard output, errors in French and exit 1."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from lxml import html

from tests.documents.fixtures import PDF, cda, image, media_entry, section, structured


def render(path: Path, **options: bool) -> str:
    out = StringIO()
    call_command("render_document", path, stdout=out, **options)
    return out.getvalue()


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_document_becomes_a_page_that_stands_alone(tmp_path: Path) -> None:
    text = "<paragraph>Fièvre <content styleCode='Bold'>39 °C</content></paragraph>"
    text += "<renderMultiMedia referencedObject='i'/>"
    path = write(tmp_path, "a.xml", cda(structured(section(text, more=media_entry(image(), "i")))))

    found = html.fromstring(render(path))

    assert found.tag == "html"
    assert found.findtext("head/title") == "Compte rendu simple"
    assert [h.text for h in found.iter("h1")] == ["Compte rendu simple"]
    assert "Fièvre 39 °C" in found.text_content()
    assert all(src.startswith("data:image/png;base64,") for src in found.xpath("//@src"))
    assert found.xpath("//@src")


def test_the_text_is_the_narrative_in_its_order(tmp_path: Path) -> None:
    text = (
        "H<sub>2</sub>O<table><tr><td>Sodium</td><td>140</td></tr></table><list><item>un</item><item>deux</item></list>"
    )
    path = write(tmp_path, "a.xml", cda(structured(section(text), section("fin", title="Suite"))))

    assert render(path, text=True).splitlines() == [
        *["Compte rendu simple", "Constat", "H2O", "Sodium 140", "un", "deux", "Suite", "fin"]
    ]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", "Créatinine élevée".encode("cp1252"), "Créatinine élevée"),
        ("a.rtf", rb"{\rtf1\ansi Cr\'e9atinine}", "Créatinine"),
        ("a.pdf", PDF, "Ce PDF ne peut pas être lu"),
        ("a.png", image(), "Ce fichier est une image"),
    ],
)
def test_other_formats_have_a_page_and_a_text_too(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = write(tmp_path, name, data)

    assert words in render(path, text=True)
    found = html.fromstring(render(path))
    assert found.findtext("head/title") == name
    assert found.xpath("//pre | //img | //iframe")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<!DOCTYPE a><a/>",
        "<!DOCTYPE a><a/>".encode("utf-16"),
        b"<!-- x --><!DOCTYPE a><a/>",
        b"<ClinicalDocument>",
        b"<html><p>a</p></html>",
        b"\x00\x01\x02",
        b"PK\x03\x04",
    ],
)
@pytest.mark.parametrize("text", [True, False])
def test_what_cannot_be_read_is_an_error(tmp_path: Path, data: bytes, text: bool) -> None:
    with pytest.raises(CommandError, match=r"\."):
        render(write(tmp_path, "a", data), text=text)


def test_a_missing_file_is_an_error_on_the_error_output_with_exit_1(tmp_path: Path) -> None:
    """In a process of its own, with no database to reach: nothing may start one."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "webps.settings",
        "WEBPS_DEMO": "1",
        "WEBPS_DATA_DIR": str(tmp_path / "data"),
    }
    path = write(tmp_path, "a.xml", cda(structured(section("mot"))))

    def run(argument: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "render_document", str(argument), "--text"]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )

    failed, done = run(tmp_path / "absent.xml"), run(path)

    assert (failed.returncode, failed.stdout) == (1, "")
    assert "absent.xml" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "mot"), done.stderr
    assert not (tmp_path / "data" / "database").exists()
