"""The outbox: a notice leaves once, whoever delivers it and whatever stops; nothing in it tells of care."""

import threading
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPServerDisconnected
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections, transaction
from django.utils import timezone

from access.models import AlertPreference, Notice, Professional
from access.telling import outbox
from access.telling.notices import next_due, tell, tell_patient
from access.telling.outbox import deliver_due, message_id
from access.telling.words import SENTENCES, sentence
from patients.models import Patient, Representative
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.factories.people import ProfessionalFactory, UserFactory

Kind, Frequency = Notice.Kind, AlertPreference.Frequency
PARIS = ZoneInfo("Europe/Paris")


class Broken(EmailBackend):
    """Fails as many times as `failures` says, then sends."""

    failures: list[Exception | type[BaseException]] = []
    after: list[type[BaseException]] = []

    def send_messages(self, messages: Any) -> int:
        if Broken.failures:
            raise Broken.failures.pop()
        sent = super().send_messages(messages)
        if Broken.after:
            raise Broken.after.pop()
        return sent


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"
    Broken.failures, Broken.after = [], []
    mail.outbox = []


@pytest.fixture
def patient(db: None) -> Patient:
    return PatientFactory(email="patiente@exemple.test")


def told(patient: Patient, key: str = "1") -> Notice:
    tell_patient(Kind.FIRST_ACCESS, patient, key=key, at=timezone.now(), actor_words="BERTHOU Éloïse, Oncologue")
    return Notice.objects.get(key=f"first_access:patient:{patient.pk}:{key}")


def test_given_an_effect_that_is_rolled_back_then_there_is_no_notice(patient: Patient) -> None:
    with transaction.atomic():
        told(patient)
        transaction.set_rollback(True)

    assert not Notice.objects.exists()


def test_a_notice_leaves_once_and_tells_nothing_of_care_nor_of_anybody(patient: Patient) -> None:
    notice = told(patient)
    told(patient)  # the same event, told again

    deliver_due(timezone.now())
    deliver_due(timezone.now() + timedelta(days=1))

    (message,) = mail.outbox
    assert message.to == ["patiente@exemple.test"]
    assert message.subject == "Lisière : un avis vous attend"
    text = message.subject + message.body + str(message.extra_headers)
    for secret in (patient.matricule, patient.birth_name, "BERTHOU", "Oncologue", str(patient.record.uuid), notice.key):
        assert secret not in text
    assert "http://127.0.0.1" in text
    assert message.extra_headers["Message-ID"] == message_id([notice])
    notice.refresh_from_db()
    assert (notice.attempts, notice.problem) == (1, "")
    assert notice.sent_at


@pytest.mark.parametrize("kind", [k for k in Kind if k in SENTENCES])
def test_every_kind_has_a_sentence_for_patients_and_representatives(kind: Notice.Kind) -> None:
    for_patient = sentence(Notice(kind=kind, patient_id=1))
    for_representative = sentence(Notice(kind=kind, representative_id=1))

    assert "votre dossier" in for_patient
    assert "que vous représentez" in for_representative
    assert for_patient.endswith(".")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_sentence_for_professionals(kind: Notice.Kind) -> None:
    assert sentence(Notice(kind=kind, professional_id=1)).endswith(".")


def test_what_fails_is_put_off_longer_and_longer_said_and_never_given_up(patient: Patient) -> None:
    notice, now = told(patient), timezone.now()
    failing = SMTPDataError(451, b"greylisted patiente@exemple.test")
    delays = []
    for _ in range(12):
        Broken.failures = [failing]
        assert deliver_due(now).failed == 1
        assert deliver_due(now).failed == 0  # not before its time
        notice.refresh_from_db()
        delays.append(notice.due_at - now)
        now = notice.due_at

    assert delays[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert delays[-1] == timedelta(hours=6)
    assert notice.problem == "Envoi refusé (SMTPDataError 451)"
    assert outbox.in_trouble().get() == notice
    assert deliver_due(now).sent == 1
    assert not outbox.in_trouble().exists()


def test_one_that_fails_stops_no_other(patient: Patient) -> None:
    Broken.failures = [SMTPServerDisconnected("gone")]
    told(patient, "1")
    told(patient, "2")

    done = deliver_due(timezone.now())

    assert (done.sent, done.failed, len(mail.outbox)) == (1, 1, 1)


@pytest.mark.parametrize(("ended", "protects", "sent"), [(None, True, 1), ("yesterday", True, 0), (None, False, 0)])
def test_a_representative_who_no_longer_acts_is_told_nothing(
    patient: Patient, ended: str | None, protects: bool, sent: int
) -> None:
    """The patient is of age: only who protects an adult still acts for them."""
    yesterday = timezone.localdate() - timedelta(days=1)
    representative = Representative.objects.create(
        patient=patient,
        family_name="Le Bihan",
        given_name="Yann",
        relationship="tuteur",
        email="tuteur@exemple.test",
        protects_adult=protects,
        until=yesterday if ended else None,
    )
    tell(Kind.EMERGENCY, representative, key="1", at=timezone.now())

    done = deliver_due(timezone.now())

    assert (done.sent, done.withdrawn) == (sent, 1 - sent)
    assert len(mail.outbox) == sent
    assert deliver_due(timezone.now() + timedelta(days=1)).sent == 0


def test_of_confidential_care_nobody_is_told_by_e_mail(patient: Patient) -> None:
    tell_patient(Kind.FIRST_ACCESS, patient, key="1", at=timezone.now(), confidential=True)

    deliver_due(timezone.now() + timedelta(days=9))

    assert Notice.objects.count() == 1
    assert mail.outbox == []


TUESDAY = datetime(2026, 11, 24, 15, 30, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("frequency", "at", "due"),
    [
        (Frequency.NEVER, TUESDAY, None),
        (Frequency.AT_ONCE, TUESDAY, TUESDAY),
        (Frequency.DAILY, TUESDAY, datetime(2026, 11, 25, 7, tzinfo=PARIS)),
        (Frequency.DAILY, datetime(2026, 11, 24, 6, 59, tzinfo=PARIS), datetime(2026, 11, 24, 7, tzinfo=PARIS)),
        (Frequency.DAILY, datetime(2026, 11, 24, 7, tzinfo=PARIS), datetime(2026, 11, 25, 7, tzinfo=PARIS)),
        (Frequency.WEEKLY, TUESDAY, datetime(2026, 11, 30, 7, tzinfo=PARIS)),
        (Frequency.WEEKLY, datetime(2026, 11, 30, 6, tzinfo=PARIS), datetime(2026, 11, 30, 7, tzinfo=PARIS)),
        (Frequency.DAILY, datetime(2026, 3, 28, 12, tzinfo=PARIS), datetime(2026, 3, 29, 7, tzinfo=PARIS)),
    ],
)
def test_when_a_message_is_due(frequency: Frequency, at: datetime, due: datetime | None) -> None:
    assert next_due(frequency, at) == due


@pytest.fixture
def professional(db: None) -> Professional:
    return ProfessionalFactory()


def test_a_professional_who_asked_for_one_message_a_day_gets_one_for_many(professional: Professional) -> None:
    AlertPreference.objects.create(professional=professional, kind=Kind.ACCESS_ENDED, frequency=Frequency.DAILY)
    for number in range(3):
        tell(Kind.ACCESS_ENDED, professional, key=str(number), at=TUESDAY + timedelta(minutes=number))
    tell(Kind.ACCESS_SOON_EXPIRED, professional, key="never asked for", at=TUESDAY)

    assert deliver_due(TUESDAY + timedelta(hours=3)).sent == 0
    Broken.failures = [SMTPServerDisconnected("gone")]
    morning = datetime(2026, 11, 25, 7, 5, tzinfo=PARIS)
    assert deliver_due(morning).failed == 1
    done = deliver_due(morning + timedelta(hours=1))

    assert done.sent == 1
    (message,) = mail.outbox
    assert message.subject == "Lisière : 3 avis vous attendent"
    assert message.body.count("Votre accès au dossier d’un patient a pris fin.") == 3
    assert message.extra_headers["Message-ID"] == message_id(Notice.objects.filter(kind=Kind.ACCESS_ENDED))


def test_of_an_emergency_the_treating_doctor_hears_at_once_without_having_asked(professional: Professional) -> None:
    tell(Kind.EMERGENCY, professional, key="1", at=timezone.now())

    assert deliver_due(timezone.now()).sent == 1


def in_threads(count: int, action: Any) -> None:
    def run() -> None:
        try:
            action()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_transactions
def test_given_four_deliverers_at_once_then_each_of_forty_notices_leaves_once() -> None:
    patients = PatientFactory.create_batch(10, email="patiente@exemple.test")
    for patient in patients:
        for number in range(4):
            told(patient, str(number))
    now = timezone.now()

    in_threads(4, lambda: deliver_due(now))

    sent = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert len(sent) == len(set(sent)) == 40
    assert Notice.objects.filter(sent_at__isnull=False, attempts=1).count() == 40


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_transactions
def test_given_a_deliverer_asleep_on_its_message_when_another_comes_hours_later_then_it_leaves_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told(PatientFactory(email="patiente@exemple.test"))
    sending, go_on = threading.Event(), threading.Event()
    send = Broken.send_messages

    def slow(self: Broken, messages: Any) -> int:
        sending.set()
        go_on.wait(20)
        return send(self, messages)

    monkeypatch.setattr(Broken, "send_messages", slow)
    first = threading.Thread(target=lambda: in_threads(1, lambda: deliver_due(timezone.now())))
    first.start()
    assert sending.wait(10)

    assert deliver_due(timezone.now() + timedelta(hours=12)).sent == 0
    go_on.set()
    first.join(20)
    deliver_due(timezone.now() + timedelta(hours=24))

    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.real_transactions
@pytest.mark.parametrize("taken", [False, True])
def test_given_a_deliverer_that_is_killed_then_the_notice_is_sent_again_under_the_same_name(taken: bool) -> None:
    """Killed before the mail server took it: sent once. After: twice at most, and recognisable."""
    notice = told(PatientFactory(email="patiente@exemple.test"))
    if taken:
        Broken.after = [KeyboardInterrupt]
    else:
        Broken.failures = [KeyboardInterrupt]
    with pytest.raises(KeyboardInterrupt):
        deliver_due(timezone.now())
    notice.refresh_from_db()
    assert (notice.attempts, notice.sent_at) == (1, None)  # the attempt was committed before it

    assert deliver_due(timezone.now() + timedelta(hours=1)).sent == 1

    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [message_id([notice])] * (1 + taken)


def test_administrators_see_what_could_not_be_sent_and_to_nobody_by_name(patient: Patient, sign_in: SignIn) -> None:
    Broken.failures = [SMTPDataError(550, b"no such user patiente@exemple.test")]
    failing, sent = told(patient), told(PatientFactory(email="autre@exemple.test"), "2")
    deliver_due(timezone.now())

    listed = sign_in(user=UserFactory(administrator=True)).get("/admin/access/notice/").content.decode()

    assert "Envoi refusé (SMTPDataError 550)" in listed
    assert f">{failing.pk}<" in listed
    assert f">{sent.pk}<" not in listed
    for secret in (patient.birth_name, patient.email, patient.matricule, str(patient.record.uuid), "BERTHOU"):
        assert secret not in listed
