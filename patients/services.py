"""Changing who a patient is."""

from datetime import date

from django.db import transaction

from patients.identity import Traits
from patients.ins import Matricule
from patients.models import IdentityChange, InsStatus, Patient, SharedRecord


@transaction.atomic
def patient_create(
    *,
    matricule: Matricule,
    oid: str,
    traits: Traits,
    status: InsStatus,
    evidence: str,
    by: str,
    opened_on: date,
    **used: str,
) -> Patient:
    """A patient with an active record, from traits that are all there. Raises ValueError when a strict one is missing."""
    if not (traits.birth_name and traits.birth_date and (traits.given_names or traits.first_given_name)):
        raise ValueError("a strict trait is missing")
    given_names = traits.given_names or traits.first_given_name
    patient = Patient.objects.create(
        matricule=matricule.value,
        ins_oid=oid,
        ins_status=status,
        birth_name=traits.birth_name,
        birth_given_names=given_names,
        first_given_name=traits.first_given_name or given_names.split()[0],
        birth_date=traits.birth_date,
        sex=traits.sex or "U",
        birth_place_code=traits.birth_place_code,
        **used,
    )
    IdentityChange.objects.create(patient=patient, to_status=status, evidence=evidence, changed_by=by)
    SharedRecord.objects.create(patient=patient, opened_on=opened_on)
    return patient
