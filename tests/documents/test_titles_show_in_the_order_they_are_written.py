"""Characters that turn the order of others show nowhere: a title would be seen as another one."""

import pytest
from django.urls import reverse

from access.models import Practice
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.documents.searching import imported, opened, searched

pytestmark = pytest.mark.usefixtures("stopped_clock")
CONTROLS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_titles_authors_and_extracts_hold_nothing_that_turns_their_order(
    sign_in: SignIn, doctor: Practice, write: Write
) -> None:
    turned = "".join(f"{control}fracture " for control in CONTROLS)
    document = imported(write("a", title=turned, text=turned))
    client = sign_in(doctor)
    address = opened(client, document.patient)
    access = address.split("/")[2]
    found = searched(client, address, "fracture")
    assert "<q>" in found

    listed = client.get(reverse("documents:list", args=[access])).content.decode()
    read = client.get(reverse("documents:read", args=[access, document.uuid])).content.decode()
    around = read.split("<article")[0] if "<article" in read else read

    for page in (found, listed, around):
        assert "fracture fracture" in page.replace("<mark>", "").replace("</mark>", "")
        assert not set(page) & set(CONTROLS)
