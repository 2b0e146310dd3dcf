"""S21 and S22: depositing and replacing, from an opened record or without reading it."""

from dataclasses import replace as with_values
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from access import lookups
from access.depositing import check_deposit, opening_still
from access.marks import professionals_only
from access.opening import open_record
from access.rules import Reason, may_change_own_document
from access.selectors import patient_by_pk
from access.services import NotFound
from access.views.asking import ask
from access.wording import WORDING
from documents.deposit.drafts import (
    FilesRefused,
    Received,
    draft_entry,
    draft_fill,
    draft_start,
    draft_submit,
    files_receive,
)
from documents.deposit.forms import ConfirmForm, DepositForm, initial_of
from documents.deposit.offers import first_values, offer_of
from documents.deposit.parts import AlreadyReplaced, DepositRefused
from documents.deposit.selectors import deposited_with, draft_of, same_files
from documents.lifecycle.doors import author_of, door_to
from documents.models import Availability, Document
from documents.presenters.deposit import DepositPage, FileLine, replace_url
from documents.selectors import versions_of
from journal.models import Action
from journal.services import Entry, record


@require_POST
@professionals_only
def start_in_record(request: HttpRequest, access_uuid: UUID) -> HttpResponse:
    opening = open_record(access_uuid, practice=request.practice, actor=request.actor, action=Action.DEPOSIT_STARTED)
    patient = opening.access.record.patient
    check_deposit(patient, request.practice, opening.entry(Action.DEPOSIT_STARTED), now=opening.now)
    draft = draft_start(
        practice=request.practice, patient=patient, by=request.actor, now=opening.now, access=opening.access
    )
    return _to_draft(draft.uuid, request.GET.get("type", ""))


@require_POST
@professionals_only
def start(request: HttpRequest, token: str) -> HttpResponse:
    """From a search: without an authorisation, and even when blocked (AR 6.2.5, 6.2.6)."""
    entry = Entry(action=Action.DEPOSIT_STARTED, actor=request.actor)
    lookup = lookups.recall(request.session, token)
    if lookup is None:
        raise NotFound(with_values(entry, decision="LOOKUP_NOT_FOUND"))
    patient, now = patient_by_pk(lookup.patient_pk), timezone.now()
    if patient and hasattr(patient, "record"):
        entry = with_values(entry, record=patient.record.uuid)
    check_deposit(patient, request.practice, entry, now=now)
    assert patient is not None  # an unknown patient was refused above
    return _to_draft(draft_start(practice=request.practice, patient=patient, by=request.actor, now=now).uuid)


@require_POST
@professionals_only
def replace(request: HttpRequest, uuid: UUID, access_uuid: UUID | None = None) -> HttpResponse:
    """One's own document, even where the record is closed to oneself (AR 9.3); one that one sees is its author's."""
    action = Action.DOCUMENT_REPLACED
    door = door_to(uuid, access_uuid, practice=request.practice, actor=request.actor, action=action)
    if reason := may_change_own_document(is_author=door.is_author, is_current=door.is_current):
        record(with_values(door.entry, granted=False, decision=reason.value.upper()))
        return _refused(request, reason, door.document, door.opening)
    patient = door.document.patient
    check_deposit(patient, request.practice, with_values(door.entry, decision=""), now=door.now)
    draft = draft_start(
        practice=request.practice,
        patient=patient,
        by=request.actor,
        now=door.now,
        access=door.opening.access if door.opening else None,
        replaces=door.document,
    )
    return _to_draft(draft.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@professionals_only
def draft(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The form, then the review, then what came of it: one address."""
    page = _page(request, uuid)
    if page.draft.submission_set_id:
        return _done(request, page) if request.method != "POST" else _to_draft(uuid)
    if request.method == "POST":
        return _fill(request, page)
    if page.draft.values and "modifier" not in request.GET:
        return _review(request, page, None)
    initial = first_values(page.draft, page.offer, type_code=request.GET.get("type", ""))
    return _form(request, page, DepositForm(initial=initial | initial_of(page.draft.values), offer=page.offer))


@require_POST
@professionals_only
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    page = _page(request, uuid)
    if page.draft.submission_set_id or not page.draft.values:
        return _to_draft(uuid)
    form = ConfirmForm(request.POST, has_duplicates=any(line.duplicate for line in _file_lines(request, page)))
    if not form.is_valid():
        return _review(request, page, form)
    edition = getattr(request.practice, "edition", "") or ""
    try:
        draft_submit(page.draft, by=request.actor, now=timezone.now(), edition=edition)
    except AlreadyReplaced as error:
        return _lost(request, page, error.document)
    except DepositRefused as error:
        _record_refusal(request, page, error.decision)
        form.add_error(None, str(error))
        return _review(request, page, form)
    return _to_draft(uuid)


@require_POST
@professionals_only
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another document for the same patient, who is not asked for twice."""
    page = _page(request, uuid)
    draft = draft_start(
        practice=request.practice,
        patient=page.draft.patient,
        by=request.actor,
        now=timezone.now(),
        confidential=page.draft.confidential,
    )
    return _to_draft(draft.uuid)


def _to_draft(uuid: UUID, type_code: str = "") -> HttpResponse:
    answer = redirect("documents:draft", uuid)
    if type_code.isascii() and type_code.replace("-", "").replace("_", "").isalnum() and len(type_code) <= 40:
        answer["Location"] += f"?type={type_code}"
    return answer


def _page(request: HttpRequest, uuid: UUID) -> DepositPage:
    """One's own draft, whose record still takes deposits. Raises NotFound or Refused."""
    now = timezone.now()
    found = draft_of(request.practice, uuid, now=now)
    if found is None:
        raise NotFound(Entry(action=Action.DOCUMENT_DEPOSITED, actor=request.actor, decision="DRAFT_NOT_FOUND"))
    check_deposit(
        found.patient, request.practice, draft_entry(found, Action.DOCUMENT_DEPOSITED, request.actor), now=now
    )
    access = found.record_access.uuid if found.record_access else None
    opening = opening_still(access, practice=request.practice, actor=request.actor)
    return DepositPage(found, opening, offer_of(found, request.practice, today=timezone.localdate(now)))


def _fill(request: HttpRequest, page: DepositPage) -> HttpResponse:
    if "filtrer" in request.POST:  # the search among types, where scripts do not run
        return _form(request, page, DepositForm(initial=request.POST.dict(), offer=page.offer))
    form = DepositForm(request.POST, request.FILES, offer=page.offer)
    if not form.is_valid():
        if form.flags_refused:
            _record_refusal(request, page, Reason.FLAGS_INCOMPATIBLE.value.upper())
        return _form(request, page, form, status=422)
    try:
        received = _received(page, form)
    except FilesRefused as refused:
        for refusal in refused.refusals:
            form.add_error("fichiers", f"« {refusal.name} » n’a pas été accepté : {refusal.sentence}")
        form.add_error("fichiers", "Rien n’a été enregistré.")
        _record_refusal(request, page, refused.refusals[0].decision)
        return _form(request, page, form, status=422, refusals=refused.refusals)
    draft_fill(page.draft, form.values, received)
    return _to_draft(page.draft.uuid)


def _received(page: DepositPage, form: DepositForm) -> list[Received]:
    return files_receive(page.draft, [(file.name or "", file.read()) for file in form.cleaned_data["fichiers"]])


def _record_refusal(request: HttpRequest, page: DepositPage, decision: str) -> None:
    entry = draft_entry(page.draft, Action.DOCUMENT_DEPOSITED, request.actor, granted=False, decision=decision[:40])
    record(entry)


def _file_lines(request: HttpRequest, page: DepositPage) -> list[FileLine]:
    files = list(page.draft.files.all())
    reader = page.opening.reader if page.opening else author_of(request.practice)
    same = same_files(reader, page.draft.patient_id, [file.source_digest for file in files])
    return [FileLine(file, page.draft, same.get(file.source_digest), page.opening) for file in files]


def _context(page: DepositPage, **values: Any) -> dict[str, Any]:
    opened = {"opening": page.opening, "access": page.opening.access} if page.opening else {}
    return {"page": page, "banner": page.banner, "layout": page.layout, "tab": ""} | opened | values


def _form(
    request: HttpRequest, page: DepositPage, form: DepositForm, *, status: int = 200, refusals: Any = ()
) -> HttpResponse:
    form.narrow_types(request.POST.get("recherche_type", ""))
    differences = [d for refusal in refusals for d in refusal.differences]
    context = _context(page, form=form, differences=differences, received=list(page.draft.files.all()))
    return _show(request, page, "form", context, status)


def _review(request: HttpRequest, page: DepositPage, form: ConfirmForm | None) -> HttpResponse:
    lines = _file_lines(request, page)
    status = 200 if form is None else 422
    form = form or ConfirmForm(has_duplicates=any(line.duplicate for line in lines))
    return _show(request, page, "review", _context(page, form=form, files=lines), status)


def _done(request: HttpRequest, page: DepositPage) -> HttpResponse:
    return _show(request, page, "done", _context(page, documents=deposited_with(page.draft)))


def _show(
    request: HttpRequest, page: DepositPage, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Any page of a draft, by one line: a deposit that was not sent, or is unknown to the parents, stays so."""
    entry = draft_entry(page.draft, Action.DEPOSIT_STARTED, request.actor)
    return ask(request, f"documents/deposit/{name}.html", context, entry, status=status)


def _lost(request: HttpRequest, page: DepositPage, document: Document) -> HttpResponse:
    """Somebody was quicker: nothing is written, and the winner is shown."""
    if document.availability == Availability.DELETED:
        raise NotFound(draft_entry(page.draft, Action.DOCUMENT_REPLACED, request.actor, decision="DOC_DELETED"))
    reason = Reason.DOC_ALREADY_REPLACED
    entry = draft_entry(page.draft, Action.DOCUMENT_REPLACED, request.actor, document=document.uuid, granted=False)
    record(with_values(entry, decision=reason.value.upper()))
    return _refused(request, reason, document, page.opening)


def _refused(request: HttpRequest, reason: Reason, document: Document, opening: Any) -> HttpResponse:
    """NOT_AUTHOR or DOC_ALREADY_REPLACED, in words (PS, catalogue of refusals)."""
    versions = versions_of(reader=opening.reader if opening else author_of(request.practice), document=document)
    newer = next((v for v in versions if v.availability != Availability.DEPRECATED), None)
    replaced = reason is Reason.DOC_ALREADY_REPLACED
    context = {"wording": WORDING[reason], "opening": opening, "newer": newer if replaced else None}
    if replaced and newer and opening is None:
        context["newer_url"] = replace_url(newer, None)
    return render(request, "documents/deposit/refused.html", context, status=409 if replaced else 403)
