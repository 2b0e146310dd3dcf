"""Accounts of patients and of representatives, on behalf of an administrator. The link only travels by e-mail."""

from collections.abc import Sequence

from django.db import transaction

from access.models import User
from access.sign_in.enrolment import send_enrolment_link
from journal.models import Action
from journal.services import Actor, Entry, record
from patients.models import Patient, Representative, SharedRecord

Person = Patient | Representative


def account_of(person: Person) -> User | None:
    return User.objects.filter(**{_field(person): person}).first()


def username_is_taken(username: str) -> bool:
    return User.objects.filter(username__iexact=username).exists()


@transaction.atomic
def holder_save(person: Person, *, fields: Sequence[str], username: str, base_url: str, by: Actor) -> User | None:
    """Save the address of a patient, or a representative whole; with a `username`, open an account and send its link.

    One line for the person when something changed, one for the account. Raises IntegrityError when the name, or the
    person, has just been taken.
    """
    patient = person.patient if isinstance(person, Representative) else person
    Patient.objects.select_for_update(no_key=True).filter(pk=patient.pk).values_list("pk").first()
    is_new = person.pk is None
    if is_new or fields:
        person.save(update_fields=None if is_new else list(fields))
    user = _open(person, username) if username else None
    if fields:
        _tell(person, patient, fields, by, is_new=is_new)
    if user is not None:
        details = {"of": str(user.pk), "fields": [_field(person)], "staff": False, "superuser": False}
        record(Entry(action=Action.ACCOUNT_CHANGED, actor=by, decision="CREATED", details=details))
        send_enrolment_link(user, base_url=base_url, by=by)
    return user


def _open(person: Person, username: str) -> User:
    user = User(username=username, **{_field(person): person})
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def _tell(person: Person, patient: Patient, fields: Sequence[str], by: Actor, *, is_new: bool) -> None:
    """Names of what changed, never the values."""
    shared = SharedRecord.objects.filter(patient=patient).values_list("uuid", flat=True).first()
    decision = "CONTACT_CHANGED"
    if isinstance(person, Representative):
        decision = "REPRESENTATIVE_ADDED" if is_new else "REPRESENTATIVE_CHANGED"
    details = {"patient": str(patient.uuid), "fields": sorted(fields)}
    record(Entry(action=Action.IDENTITY_CHANGED, actor=by, decision=decision, record=shared, details=details))


def _field(person: Person) -> str:
    return "representative" if isinstance(person, Representative) else "patient"
