"""A refusal is a value until here: written to the journal in a transaction of its own, then answered (ADR 0002)."""

import logging
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.defaults import page_not_found

from access import lookups
from access.models import RecordAccess
from access.rules import DECLARABLE, STILL_DEPOSITS, Reason
from access.services import NotFound, Refused
from access.sign_in.sessions import forget_typed
from access.window.holding import NotHolding
from access.window.rules import Bar
from access.window.wording import BARRED
from access.wording import WORDING, checklist, next_step
from journal.services import Entry, JournalUnavailable, record
from patients.presenters import PatientBanner

logger = logging.getLogger(__name__)


class AccessEnded(Exception):
    """One's own opened record, ended: the reader learns why and may open it again."""

    def __init__(self, access: RecordAccess, entry: Entry) -> None:
        super().__init__("ended")
        self.access = access
        self.entry = replace(entry, granted=False, decision="ACCESS_ENDED")


STATUS = {Reason.DMP_NONE: 404}


class RefusalMiddleware:
    """Views raise; this answers. By then the view's transaction is rolled back, so that nothing of it remains."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, JournalUnavailable):
            logger.error("The journal could not be written: %s", type(exception.__cause__).__name__)
            return journal_unavailable(request)
        if not isinstance(exception, (Refused, NotFound, NotHolding, AccessEnded)):
            return None
        try:
            record(exception.entry)
        except JournalUnavailable:
            logger.exception("A refusal could not be written to the journal")
            return journal_unavailable(request)
        if isinstance(exception, NotFound):
            return page_not_found(request, exception)
        if isinstance(exception, NotHolding):
            context = {"wording": BARRED[exception.bar], "closed": exception.bar is Bar.CLOSED}
            return render(request, "access/holder/barred.html", context, status=403)
        if isinstance(exception, AccessEnded):
            return _ended(request, exception.access)
        return _refused(request, exception)


def journal_unavailable(request: HttpRequest) -> HttpResponse:
    """No line, no page (AR 14, step 21)."""
    return render(request, "503.html", {"wording": WORDING[Reason.JOURNAL_UNAVAILABLE]}, status=503)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    verdict = refusal.verdict
    # The identity is shown when the person has it before them anyway; never beside "no record corresponds".
    shown = refusal.patient if verdict.reason is not Reason.DMP_NONE else None
    token = _token(request, refusal)
    context = {
        "wording": WORDING[verdict.reason],
        "verdict": verdict,
        "lines": checklist(verdict),
        "next_step": next_step(verdict),
        "declarable": verdict.reason in DECLARABLE,
        "record_access": refusal.entry.record_access,
        "banner": PatientBanner(shown, timezone.localdate()) if shown else None,
        "deposit_token": token if verdict.reason in STILL_DEPOSITS and not refusal.entry.confidential else "",
        "emergency_token": token if _may_break_glass(verdict.reason) else "",
    }
    return render(request, "access/refusal.html", context, status=STATUS.get(verdict.reason, 403))


def _may_break_glass(reason: Reason) -> bool:
    """An emergency may open what this refusal keeps shut."""
    blocked = reason is Reason.PRO_BLOCKED and settings.BLOCKED_MAY_BREAK_GLASS
    return blocked or reason is Reason.SAMU_NOT_ENTITLED or reason in DECLARABLE


def _token(request: HttpRequest, refusal: Refused) -> str:
    """By which the patient whose record stays shut may be given a document, or be helped in an emergency."""
    if refusal.patient is None or refusal.verdict.reason not in STILL_DEPOSITS:
        return ""
    searched = request.resolver_match.kwargs.get("token") if request.resolver_match else None
    return searched or lookups.remember(request.session, refusal.patient.pk).token


def _ended(request: HttpRequest, access: RecordAccess) -> HttpResponse:
    forget_typed(request.session, access.uuid)
    banner = PatientBanner(access.record.patient, timezone.localdate())
    return render(request, "access/record_ended.html", {"record_access": access, "banner": banner}, status=410)
