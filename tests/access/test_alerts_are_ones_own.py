"""S29: a professional's own notices, what they chose to get by e-mail, the address's state, a test message."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from access.models import AlertPreference, Notice, Practice
from access.telling.notices import tell
from access.telling.outbox import deliver_due
from journal.models import Action, Line
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.queries import statements

Kind, Frequency = Notice.Kind, AlertPreference.Frequency


@pytest.fixture
def client(sign_in: SignIn, doctor: Practice) -> Client:
    return sign_in(doctor)


def told(practice: Practice, key: str = "1", **values: Any) -> None:
    patient = values.pop("patient", None) or PatientFactory(birth_name="Kermarrec")
    values = {"record": patient.record.uuid, "actor_words": "BERTHOU Éloïse"} | values
    tell(Kind.ACCESS_ENDED, practice.professional, key=key, at=timezone.now(), **values)


def text_of(client: Client, address: str = "/alertes/") -> str:
    return str(client.get(address).content.decode())


def test_given_notices_of_others_when_reading_alerts_then_own_ones_alone_are_there(
    client: Client, doctor: Practice, pharmacist: Practice
) -> None:
    told(pharmacist)
    empty = text_of(client)
    told(doctor)
    shown = text_of(client)

    assert "Aucun avis pour l’instant." in empty
    assert "KERMARREC" not in empty
    assert "KERMARREC Solène" in shown
    assert "1 avis non lu" in shown
    assert "1 avis non lu" in text_of(client, "/")
    assert Line.objects.filter(action=Action.ALERTS_READ).count() == 2


def test_given_unread_notices_when_they_are_marked_then_they_are_read_and_those_of_others_are_not(
    client: Client, doctor: Practice, pharmacist: Practice
) -> None:
    told(doctor)
    told(pharmacist)

    assert client.post("/alertes/lues/").status_code == 302

    assert "Non lu" not in text_of(client)
    assert Notice.objects.filter(read_at=None).get().professional == pharmacist.professional


def test_given_choices_when_they_are_saved_then_what_waits_follows_them(client: Client, doctor: Practice) -> None:
    choices = dict.fromkeys(("emergency", "regulation", "access_soon_expired", "access_ended"), "daily")
    choices |= dict.fromkeys(
        ("document_added", "treating_doctor_declared", "treating_doctor_ended", "deposit_refused"), "never"
    )
    told(doctor, "before any choice")
    assert client.post("/alertes/preferences/", choices).status_code == 302
    told(doctor, "daily")
    due = dict(Notice.objects.values_list("key", "due_at"))
    assert [at for key, at in due.items() if key.endswith("any choice")] == [None]
    assert timezone.localtime(Notice.objects.get(key__endswith=":daily").due_at).hour == 7

    assert client.post("/alertes/preferences/", choices | {"access_ended": "never"}).status_code == 302

    assert Notice.objects.get(key__endswith=":daily").due_at is None
    assert '<option value="daily" selected>' in text_of(client)


@pytest.mark.parametrize("bad", [{"emergency": "never"}, {"access_ended": "hourly"}, {"access_ended": ""}])
def test_given_a_bad_choice_then_nothing_changes(client: Client, bad: dict[str, str]) -> None:
    """An emergency is always told: the law wants it."""
    good = dict.fromkeys(
        (
            "emergency",
            "regulation",
            "document_added",
            "access_soon_expired",
            "access_ended",
            "treating_doctor_declared",
            "treating_doctor_ended",
            "deposit_refused",
        ),
        "weekly",
    )

    answer = client.post("/alertes/preferences/", good | bad)

    assert answer.status_code == 422
    assert "Le formulaire comporte une erreur" in answer.content.decode()
    assert not AlertPreference.objects.exists()


def test_given_the_test_button_pressed_twice_then_one_message_leaves_and_the_address_is_said_to_work(
    client: Client, doctor: Practice
) -> None:
    assert "À confirmer" in text_of(client)
    for _ in range(2):
        client.post("/alertes/essai/")

    deliver_due(timezone.now())

    assert [message.to for message in mail.outbox] == [[doctor.professional.email]]
    assert "message d’essai" in mail.outbox[0].body
    assert "Dernier message remis le" in text_of(client)


def test_given_no_address_then_it_is_said_and_nothing_is_sent(client: Client, doctor: Practice) -> None:
    doctor.professional.email = ""
    doctor.professional.save()

    client.post("/alertes/essai/")

    assert "Aucune adresse n’est enregistrée" in text_of(client)
    assert not Notice.objects.exists()


def test_the_page_asks_as_much_for_one_notice_as_for_fifty(client: Client, doctor: Practice) -> None:
    told(doctor)
    client.get("/alertes/")
    few = statements(lambda: client.get("/alertes/"))
    for number in range(60):
        told(doctor, f"more-{number}")

    many = statements(lambda: client.get("/alertes/"))

    assert len(few) == len(many) <= 14, "\n".join(many)
    assert 'href="?page=2"' in text_of(client)
