"""S02: one practice a session, checked again on every request."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.models import Practice, Professional, RecordAccess, User
from journal.models import Action, Line
from tests.access.consenting import opened
from tests.access.signing import HOME, PRACTICE, SIGN_OUT, sign_in_fully, text, with_totp
from tests.conftest import SignIn
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, ProfessionalFactory, UserFactory

pytestmark = pytest.mark.django_db

NONE = "Votre identité a été vérifiée, mais aucun exercice en cours n’y est rattaché. Contactez votre ordre ou l’ANS."


@pytest.fixture
def second(doctor: Practice) -> Practice:
    return PracticeFactory(doctor=True, professional=doctor.professional)


@pytest.fixture
def user(doctor: Practice) -> User:
    return UserFactory(professional=doctor.professional)


def test_the_only_practice_is_chosen_by_itself(client: Client, doctor: Practice, user: User) -> None:
    assert sign_in_fully(client, user, with_totp(user))["Location"] == HOME
    assert client.session["practice"] == doctor.pk
    line = Line.objects.filter(action=Action.PRACTICE_CHOSEN).get()
    assert (line.practice, line.professional) == (str(doctor.uuid), doctor.professional.idnat)


def test_several_practices_are_offered_the_last_one_ticked(
    client: Client, doctor: Practice, second: Practice, user: User
) -> None:
    User.objects.filter(pk=user.pk).update(last_practice_id=second.pk)
    assert sign_in_fully(client, user, with_totp(user), address="/patients/abc/")["Location"] == PRACTICE
    page = client.get(PRACTICE)
    assert {option["value"]: option["checked"] for option in page.context["options"]} == {
        str(doctor.uuid): False,
        str(second.uuid): True,
    }
    assert second.structure.name in text(page)
    assert client.get(HOME)["Location"] == PRACTICE
    assert client.post(PRACTICE, {"practice": str(doctor.uuid)})["Location"] == "/patients/abc/"
    user.refresh_from_db()
    assert user.last_practice_id == doctor.pk


def test_a_change_ends_the_opened_records_and_says_so(
    sign_in: SignIn, doctor: Practice, second: Practice, user: User
) -> None:
    client, access = sign_in(doctor, user=user), opened(PatientFactory(), doctor)
    client.post(PRACTICE, {"practice": str(second.uuid)})
    assert "les dossiers ouverts ont été fermés" in text(client.get(HOME))
    access.refresh_from_db()
    assert access.end_cause == RecordAccess.EndCause.PRACTICE_CHANGED
    left = Line.objects.filter(action=Action.RECORD_LEFT).get()
    assert left.practice == str(doctor.uuid)  # whose record access it was, not the new practice


def test_the_same_choice_again_changes_nothing(sign_in: SignIn, doctor: Practice, second: Practice, user: User) -> None:
    client, access = sign_in(doctor, user=user), opened(PatientFactory(), doctor)
    assert client.post(PRACTICE, {"practice": str(doctor.uuid)})["Location"] == HOME
    access.refresh_from_db()
    assert access.ended_at is None
    assert not Line.objects.filter(action=Action.PRACTICE_CHOSEN).exists()


@pytest.mark.parametrize("value", ["", "\x00", "9" * 10_000, "1", "7b0a3c1e-3c0b-4f0e-9d59-0d9b9f5b7a11", "' OR 1=1"])
def test_what_was_not_offered_is_refused(sign_in: SignIn, doctor: Practice, second: Practice, value: str) -> None:
    client = sign_in(doctor)
    assert client.post(PRACTICE, {"practice": value}).status_code == 422
    assert client.session["practice"] == doctor.pk


def test_the_practice_of_another_is_refused(sign_in: SignIn, doctor: Practice, pharmacist: Practice) -> None:
    client = sign_in(doctor)
    assert client.post(PRACTICE, {"practice": str(pharmacist.uuid)}).status_code == 422
    session = client.session
    session["practice"] = pharmacist.pk  # even a session that says so is not believed
    session.save()
    assert client.get(HOME)["Location"] == PRACTICE


def test_no_practice_in_force_is_said_with_what_to_do(client: Client) -> None:
    user = UserFactory(professional=ProfessionalFactory())
    assert sign_in_fully(client, user, with_totp(user))["Location"] == PRACTICE
    response = client.get(PRACTICE)
    assert response.status_code == 403
    assert NONE in text(response).replace("\n", " ")


def test_a_practice_that_ends_closes_the_portal_at_the_next_click(
    sign_in: SignIn, doctor: Practice, second: Practice
) -> None:
    client = sign_in(doctor)
    assert client.get(HOME).status_code == 200
    Practice.objects.filter(pk=doctor.pk).update(ended_on=timezone.localdate())
    assert client.get(HOME)["Location"] == PRACTICE
    offered = client.get(PRACTICE).context["options"]
    assert [option["value"] for option in offered] == [str(second.uuid)]


def test_a_practice_that_ends_tomorrow_is_still_in_force(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    Practice.objects.filter(pk=doctor.pk).update(ended_on=timezone.localdate() + timedelta(days=1))
    assert client.get(HOME).status_code == 200


def test_records_of_an_ended_practice_are_closed_at_sign_out(sign_in: SignIn, doctor: Practice, user: User) -> None:
    client, access = sign_in(doctor, user=user), opened(PatientFactory(), doctor)
    Practice.objects.filter(pk=doctor.pk).update(ended_on=timezone.localdate())
    client.post(SIGN_OUT)
    access.refresh_from_db()
    assert access.end_cause == RecordAccess.EndCause.SIGNED_OUT


def test_a_professional_struck_off_is_out_at_the_next_click(sign_in: SignIn, doctor: Practice) -> None:
    client = sign_in(doctor)
    Professional.objects.filter(pk=doctor.professional_id).update(struck_off_on=timezone.localdate())
    assert client.get(HOME)["Location"] == PRACTICE
    assert client.get(PRACTICE).status_code == 403


def test_administrators_have_no_practice(sign_in: SignIn) -> None:
    client = sign_in(user=UserFactory(administrator=True))
    assert client.get(PRACTICE)["Location"] == "/admin/"
    assert client.post(PRACTICE, {"practice": "1"})["Location"] == "/admin/"


def test_an_administrator_is_led_to_administration_and_nowhere_else(client: Client) -> None:
    administrator = UserFactory(administrator=True)
    response = sign_in_fully(client, administrator, with_totp(administrator), address="/patients/abc/")
    assert response["Location"] == "/admin/"


def test_a_professional_is_never_led_to_administration(client: Client, doctor: Practice, user: User) -> None:
    assert sign_in_fully(client, user, with_totp(user), address="/admin/")["Location"] == HOME
