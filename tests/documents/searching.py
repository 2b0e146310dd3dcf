"""What tests of the search share: a record with documents of which each word counts, searched over HTTP."""

import re
from pathlib import Path

from django.test import Client

from documents.importing import Options, import_file
from documents.models import Document
from patients.models import Patient
from tests.pages import without_tokens
from tests.queries import asked
from tests.records import open_record


def imported(path: Path) -> Document:
    """The document of a file, as an import makes it."""
    done = import_file(path, Options(create_patients=True))
    assert done.outcome == "imported", done
    return Document.objects.get(uuid=done.document)


def opened(client: Client, patient: Patient) -> str:
    """Address of the search of a record."""
    return open_record(client, str(patient.matricule)).removesuffix("documents/") + "rechercher/"


def searched(client: Client, address: str, words: str, query: str = "") -> str:
    """The page of what is found."""
    answer = client.post(address + query, {"mots": words})
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    return page.content.decode()


def titles(page: str) -> list[str]:
    """Of the documents found, in their order, without the marks."""
    found = page.split('<ul class="docs group found">')[1].split("<details")[0] if "docs group found" in page else ""
    return [re.sub("<[^>]+>", "", title) for title in re.findall(r'class="doc-title"[^>]*>(.*?)</a>', found)]


def looked(client: Client, address: str) -> tuple[str, list[str]]:
    """The page without its tokens, and what was asked of the tables of documents."""
    with asked() as found:
        text = client.get(address).content.decode()
    return without_tokens(text), [sql for sql in found if '"documents_' in sql or "documents_passage" in sql]
