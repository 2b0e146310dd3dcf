"""Patients with a qualified identity and an open record by default; situations as traits."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from patients.ins import NIR_TEST_OID
from patients.models import Patient, Representative, SharedRecord


def matricule(number: int, *, sex: int = 2, prefix: str = "5503") -> str:
    """A matricule with a valid key: fictitious department 99, order number from `number`."""
    body = f"{sex}{prefix}99{100 + number // 900 % 800:03d}{1 + number % 900:03d}"
    return f"{body}{97 - int(body) % 97:02d}"


class PatientFactory(DjangoModelFactory):
    """`record` is made with the patient; `no_record=True` leaves it out."""

    class Meta:
        model = Patient
        skip_postgeneration_save = True

    class Params:
        validated = factory.Trait(ins_status="VALI")
        recovered = factory.Trait(ins_status="RECUP")
        no_record = factory.Trait(record=None)
        closed = factory.Trait(record__closed_on=date(2025, 3, 1), record__closure_reason="patient")

    matricule = factory.Sequence(matricule)
    ins_oid = NIR_TEST_OID
    ins_status = "QUAL"
    birth_name = factory.Sequence(lambda n: f"Nomdepatient{n}")
    birth_given_names = "Solène Marie"
    first_given_name = "Solène"
    birth_date = date(1955, 3, 12)
    sex = "F"
    birth_place_code = "35238"
    birth_place_name = "Rennes"
    record = factory.RelatedFactory("tests.factories.patients.SharedRecordFactory", factory_related_name="patient")


class SharedRecordFactory(DjangoModelFactory):
    class Meta:
        model = SharedRecord

    patient = factory.SubFactory(PatientFactory, record=None)
    opened_on = date(2022, 6, 1)
    activated_by_patient = True


class RepresentativeFactory(DjangoModelFactory):
    """The mother of a child of eight, in office."""

    class Meta:
        model = Representative

    class Params:
        of_adult = factory.Trait(protects_adult=True, patient=factory.SubFactory(PatientFactory))

    patient = factory.SubFactory(PatientFactory, birth_date=date(date.today().year - 9, 1, 1))
    family_name = factory.Sequence(lambda n: f"Parent{n}")
    given_name = "Claire"
    relationship = "Mère"
