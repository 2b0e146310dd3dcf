"""Reporting an abnormal access (PS S28): to the administrators, and to the patient when somebody else reports it."""

from datetime import datetime

from django.db import transaction

from access.models import AccessReport, Notice
from access.telling.notices import tell_patient
from journal.models import Action, Line
from journal.services import Actor, Entry, record
from patients.models import Patient


@transaction.atomic
def access_report(*, line: Line, motive: str, by: Actor, mode: str = "", now: datetime) -> bool:
    """Report one line of a record. False, with nothing changed, when this account has reported it already.

    The caller has checked that the reporter may see the line (`traces_for`).
    """
    assert line.record is not None
    patient = Patient.objects.select_for_update(no_key=True).get(record__uuid=line.record)
    report, is_new = AccessReport.objects.get_or_create(
        record=line.record,
        position=line.position,
        account=by.account,
        defaults={
            "acted_at": line.at,
            "action": line.action,
            "mode": line.mode,
            "professional": line.professional,
            "reporter": by.professional,
            "reported_at": now,
        },
    )
    if not is_new:
        return False
    if by.professional:
        key = f"{line.record}:{line.position}:{by.account}"
        tell_patient(Notice.Kind.ACCESS_REPORTED, patient, key=key, at=now, confidential=line.confidential)
    record(
        Entry(
            action=Action.ACCESS_REPORTED,
            actor=by,
            record=line.record,
            mode=mode,
            motive=motive,
            confidential=line.confidential,
            details={"position": line.position, "report": report.pk},
        ),
        at=now,
    )
    return True


@transaction.atomic
def report_handle(report: AccessReport, *, by: Actor, now: datetime) -> None:
    """An administrator has looked into it; twice, nothing changes."""
    if not AccessReport.objects.filter(pk=report.pk, handled_at__isnull=True).update(handled_at=now):
        return
    record(Entry(action=Action.ACCESS_REPORTED, actor=by, decision="HANDLED", details={"report": report.pk}), at=now)
