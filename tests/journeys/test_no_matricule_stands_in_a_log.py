"""However the number is written and whatever breaks, no log line bears a matricule."""

import io
import logging
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from access.models import Practice
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from webps.logs import RedactingFormatter, redact

GOOD = "255081416802538"


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def test_a_provoked_integrity_error_leaves_no_matricule_in_a_log(db: None) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(RedactingFormatter("%(message)s"))
    logger = logging.getLogger("provoked")
    logger.addHandler(handler)
    PatientFactory(matricule=GOOD)

    try:
        with transaction.atomic():
            PatientFactory(matricule=GOOD)
    except IntegrityError:
        logger.exception("The same patient twice")
    logger.removeHandler(handler)

    assert "IntegrityError" in out.getvalue()
    assert "Traceback" in out.getvalue()
    assert GOOD not in out.getvalue()


@pytest.mark.parametrize(
    "text", [GOOD, "2 55 08 14 168 025 38", "284052b32102579", f"({GOOD})", f"'{GOOD}',", GOOD[:13]]
)
def test_log_lines_are_redacted_however_the_number_is_written(text: str) -> None:
    line = redact(f"Key (ins_oid, matricule)=(1.2.250.1.213.1.4.8, {text}) already exists.")

    assert line == redact(line)
    assert "[matricule]" in line
    assert "1.2.250.1.213.1.4.8" in line


def test_a_provoked_500_has_a_reference_and_leaves_no_matricule_in_a_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.setFormatter(RedactingFormatter("%(message)s"))
    client.raise_request_exception = False

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(f"broken with {GOOD}")

    monkeypatch.setattr("access.views.lookup.patient_with_record", broken)

    answer = client.post("/patients/recherche/", {"matricule": GOOD})

    assert answer.status_code == 500
    assert "Référence" in answer.content.decode()
    assert GOOD not in answer.content.decode()
    assert "RuntimeError" in caplog.text
    assert GOOD not in caplog.text
