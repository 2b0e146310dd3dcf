"""The antivirus of the site examines each file; without its word nothing is accepted."""

import base64
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from access.models import Practice
from documents.deposit.incoming.files import accept
from documents.deposit.incoming.refusals import FileRefused
from journal.models import Action, Line
from tests.conftest import SignIn
from tests.documents.conftest import Write
from tests.documents.depositing import PDF, begin, deposit, give, upload
from tests.factories.patients import PatientFactory
from tests.records import open_record

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


class FakeClamd(threading.Thread):
    """Speaks INSTREAM, and finds EICAR."""

    def __init__(self, answer: bytes = b"") -> None:
        super().__init__(daemon=True)
        self.server = socket.create_server(("127.0.0.1", 0))
        self.answer = answer
        self.seen: list[bytes] = []

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.readline() == b"nINSTREAM\n"
                data = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    data += stream.read(size)
                self.seen.append(data)
                found = b"stream: Eicar-Test-Signature FOUND\n" if EICAR in data else b"stream: OK\n"
                connection.sendall(self.answer or found)


@pytest.fixture
def clamd(settings: Any) -> Iterator[FakeClamd]:
    fake = FakeClamd()
    fake.start()
    settings.CLAMD = fake.address
    yield fake
    fake.server.shutdown(socket.SHUT_RDWR)
    fake.server.close()


def test_the_antivirus_is_asked_for_each_file(client: Client, clamd: FakeClamd) -> None:
    draft = begin(client, open_record(client, PatientFactory().matricule))
    refused = give(client, draft, fichiers=upload(EICAR, "virus.txt"))
    deposit(client, draft, fichiers=upload(PDF))

    assert refused.status_code == 422
    assert "programme malveillant" in refused.content.decode()
    assert clamd.seen == [EICAR, PDF]
    assert list(Line.objects.filter(action=Action.DOCUMENT_DEPOSITED).values_list("granted", "decision")) == [
        (False, "VIRUS"),
        (True, "DEPOSITED"),
    ]


def test_a_virus_within_a_cda_is_found(clamd: FakeClamd, write: Write) -> None:
    text = base64.b64encode(EICAR).decode()
    held = f'<observationMedia ID="a"><value representation="B64">{text}</value></observationMedia>'
    data = write("a").read_text().replace("</section>", f"<entry>{held}</entry></section>").encode()

    with pytest.raises(FileRefused) as refused:
        accept(data)
    assert refused.value.decision == "VIRUS"


@pytest.mark.parametrize(
    "answer", [b"stream: Trouble ERROR\n", b"INSTREAM size limit exceeded. ERROR\n", b"?\n", b"\n"]
)
def test_an_antivirus_that_cannot_tell_accepts_nothing(clamd: FakeClamd, answer: bytes) -> None:
    clamd.answer = answer
    with pytest.raises(FileRefused, match="antivirus") as refused:
        accept(PDF)
    assert refused.value.decision == "ANTIVIRUS_UNREACHABLE"


@pytest.mark.parametrize("address", ["127.0.0.1:1", "/nulle/part/clamd.ctl", "unix:/nulle/part", "sans-port"])
def test_an_antivirus_out_of_reach_accepts_nothing_and_is_journalled(
    client: Client, settings: Any, address: str
) -> None:
    settings.CLAMD = address
    draft = begin(client, open_record(client, PatientFactory().matricule))
    answer = give(client, draft)

    assert answer.status_code == 422
    assert "l’antivirus ne répond pas" in answer.content.decode()
    assert Line.objects.get(action=Action.DOCUMENT_DEPOSITED).decision == "ANTIVIRUS_UNREACHABLE"
