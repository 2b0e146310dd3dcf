"""Patients and representatives who sign in, for tests."""

from django.test import Client

from patients.models import Patient, Representative
from tests.conftest import SignIn
from tests.factories.people import UserFactory


def as_patient(sign_in: SignIn, patient: Patient) -> Client:
    """The patient's own client."""
    return sign_in(user=UserFactory(professional=None, patient=patient))


def as_representative(sign_in: SignIn, representative: Representative) -> Client:
    return sign_in(user=UserFactory(professional=None, representative=representative))
