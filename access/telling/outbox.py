"""Delivers the outbox: each notice that is due leaves by e-mail (AR 13.7, 10.10).

What holds. A notice is written in the transaction of the effect that it tells of: never one without the other. Each
attempt is counted and put off (exponentially, six hours at most) in a transaction that is committed before anything is
sent; the message then leaves while the notice's row is locked, and `sent_at` is committed with that lock. So:

- two deliverers at once, or one that slept on its attempt, never send the same notice twice: the row is locked, or its
  count of attempts has moved;
- a deliverer killed before the mail server took the message loses nothing: the notice is due again;
- one killed after the mail server took it and before the commit cannot know. The notice is then sent again, with the
  same Message-ID, by which mail servers and readers recognise it. No protocol does better without the server's help;
- nothing is given up: a notice that keeps failing is tried for ever, and said (`in_trouble`).
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac

from access.models import Authorisation, Notice, Professional
from access.sign_in.public_address import by_default
from access.telling.notices import representatives_of
from access.telling.words import sentence

logger = logging.getLogger(__name__)

FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=2), timedelta(hours=6)
TROUBLE_AFTER = 5  # attempts
_CLAIMS = 4_020_601  # advisory lock: claims follow one another, so that a group is never split


@dataclass(slots=True)
class Delivery:
    """E-mails sent and failed, notices withdrawn since their recipient may no longer be told."""

    sent: int = 0
    failed: int = 0
    withdrawn: int = 0


def due(now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(sent_at__isnull=True, due_at__lte=now)


def in_trouble() -> QuerySet[Notice]:
    """Tried several times in vain: somebody must look at the address or at the mail server."""
    return Notice.objects.filter(sent_at__isnull=True, due_at__isnull=False, attempts__gte=TROUBLE_AFTER)


def deliver_due(now: datetime, *, progress: Callable[[int], object] = lambda done: None) -> Delivery:
    """Send everything that is due; `progress` is told how many notices were dealt with."""
    delivery = Delivery()
    while claimed := _claim(now):
        _deliver(claimed, delivery)
        progress(len(claimed))
    return delivery


@transaction.atomic
def _claim(now: datetime) -> list[Notice]:
    """The next message: one notice, or all those that a professional gets together. Counted and put off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIMS])
    waiting = due(now).select_for_update(skip_locked=True).order_by("due_at", "pk")
    first = waiting.first()
    if first is None:
        return []
    claimed = [first]
    if first.professional_id is not None:
        claimed = list(waiting.filter(professional=first.professional_id, due_at=first.due_at))
    attempts = max(notice.attempts for notice in claimed) + 1
    for notice in claimed:
        notice.attempts, notice.attempted_at, notice.due_at = attempts, now, now + delay_after(attempts)
    Notice.objects.bulk_update(claimed, ["attempts", "attempted_at", "due_at"])
    return claimed


def delay_after(attempts: int) -> timedelta:
    """2, 4, 8… minutes, six hours at most."""
    doubled: timedelta = FIRST_DELAY * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_DELAY)


@transaction.atomic
def _deliver(claimed: list[Notice], delivery: Delivery) -> None:
    """Send one message under the lock of its notices. What fails is written, and leaves them due later."""
    held = _hold(claimed)
    if len(held) < len(claimed):
        return  # another deliverer has them, or has sent them
    told = [notice for notice in held if _may_be_told(notice)]
    if withdrawn := [notice for notice in held if notice not in told]:
        _update(withdrawn, due_at=None, problem="Destinataire qui n’a plus à en être averti")
        delivery.withdrawn += len(withdrawn)
    if not told:
        return
    _send(told, delivery)


def _send(held: list[Notice], delivery: Delivery) -> None:
    try:
        _message(held).send()
    except (SMTPException, OSError, ValueError) as error:
        # Neither the address nor the server's words: they may hold a name. The class and the code say enough.
        logger.warning("A notice could not be sent: %s", type(error).__name__)
        _update(held, problem=_problem(error))
        delivery.failed += 1
    else:
        _update(held, sent_at=timezone.now(), problem="")
        delivery.sent += 1


def _hold(claimed: list[Notice]) -> list[Notice]:
    """The notices, locked until the commit, but for those whose attempt is no longer ours."""
    attempts = {notice.pk: notice.attempts for notice in claimed}
    rows = Notice.objects.select_related("patient", "representative__patient", "professional").filter(
        pk__in=attempts, sent_at__isnull=True
    )
    locked = rows.select_for_update(skip_locked=True, of=("self",)).order_by("at", "pk")
    return [notice for notice in locked if notice.attempts == attempts[notice.pk]]


def _update(notices: list[Notice], **values: object) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(**values)


def _may_be_told(notice: Notice) -> bool:
    """A representative whose role has ended since then, or whose child is now of age, is told nothing (AR 11.9).

    Nor is a professional told of new documents of a record that they may no longer open (AR 6.2).
    """
    if notice.professional is not None and notice.kind == Notice.Kind.DOCUMENT_ADDED:
        return notice.record is not None and _still_opens(notice.professional, notice.record)
    representative = notice.representative
    return representative is None or representative in representatives_of(representative.patient, timezone.now())


def _still_opens(professional: Professional, record: UUID) -> bool:
    """In one practice at least, by an authorisation that was not given in confidence; a block ended them all."""
    live = Authorisation.objects.filter(
        Q(until__isnull=True) | Q(until__gt=timezone.now()),
        patient__record__uuid=record,
        practice__professional=professional,
        ended_at__isnull=True,
        confidential=False,
    )
    return live.exists()


def _message(notices: list[Notice]) -> EmailMessage:
    first = notices[0]
    person = first.patient or first.representative or first.professional
    if person is None or not person.email:
        raise ValueError("no address")
    context = {
        "product_name": settings.PRODUCT_NAME,
        "sentences": [sentence(notice) for notice in notices],
        "home": f"{by_default()}/",
        "is_professional": first.professional_id is not None,
    }
    subject, _, body = render_to_string("access/email/notice.txt", context).partition("\n")
    headers = {"Message-ID": message_id(notices), "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body.strip() + "\n", None, [person.email], headers=headers)


def message_id(notices: Iterable[Notice]) -> str:
    """The same whenever the same notices are sent, and says nothing of them."""
    digest = salted_hmac("access.outbox", "\n".join(sorted(notice.key for notice in notices)), algorithm="sha256")
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{digest.hexdigest()[:40]}@{domain}>"


def _problem(error: Exception) -> str:
    if isinstance(error, ValueError):
        return "Adresse absente ou refusée"
    code = getattr(error, "smtp_code", "")
    return f"Envoi refusé ({type(error).__name__}{f' {code}' if code else ''})"
