"""Accounts, locks, resets and practices: what an administrator may do to people, and what stays the owner's."""

import re
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import DjangoCaptureOnCommitCallbacks

from access.models import Practice, Profession, User
from journal.models import Action, Line
from tests.conftest import SignIn
from tests.factories.people import PASSWORD, PracticeFactory, ProfessionalFactory, UserFactory

ACCOUNTS = "/admin/access/user/"


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(user=UserFactory(administrator=True, username="lea.morel", email="lea@exemple.test"))


def add(client: Client, **data: Any) -> Any:
    return client.post(f"{ACCOUNTS}add/", {"kind": "professional", "username": "nouveau.compte", "email": ""} | data)


def test_an_account_for_a_professional_starts_with_a_link_to_the_owner(
    administrator: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    professional = ProfessionalFactory(email="claire@exemple.test")

    with django_capture_on_commit_callbacks(execute=True):
        answer = add(administrator, professional=professional.pk)

    assert answer.status_code == 302
    account = User.objects.get(username="nouveau.compte")
    assert (account.professional, account.is_staff, account.has_usable_password()) == (professional, False, False)
    assert [message.to for message in mail.outbox] == [["claire@exemple.test"]]
    link = re.search(r"/connexion/enrolement/\S+", mail.outbox[0].body)
    assert link
    shown = administrator.get(answer["Location"]).content.decode() + str(LogEntry.objects.get().change_message)
    assert "/connexion/enrolement/" not in shown


def test_a_staff_account_needs_an_address(administrator: Client) -> None:
    assert add(administrator, kind="staff").status_code == 200
    assert add(administrator, kind="staff", email="paul@exemple.test").status_code == 302
    account = User.objects.get(username="nouveau.compte")
    assert (account.is_staff, account.is_superuser, account.professional) == (True, False, None)


@pytest.mark.parametrize("data", [{"kind": "staff", "email": "p@exemple.test"}, {"is_superuser": "on"}])
def test_never_both(administrator: Client, data: dict[str, str]) -> None:
    answer = add(administrator, professional=ProfessionalFactory().pk, **data)

    assert "Un compte est administrateur ou professionnel, jamais les deux." in str(answer.context["errors"])
    assert not User.objects.filter(username="nouveau.compte").exists()


def test_neither_is_refused_too(administrator: Client) -> None:
    assert "Choisissez le professionnel." in str(add(administrator).context["errors"])


def test_a_professional_without_an_address_or_with_an_account_is_refused(administrator: Client) -> None:
    unreachable, taken = ProfessionalFactory(email=""), UserFactory().professional

    assert "adresse enregistrée" in str(add(administrator, professional=unreachable.pk).context["errors"])
    assert add(administrator, professional=taken.pk).status_code == 200
    assert not User.objects.filter(username="nouveau.compte").exists()


def test_an_account_never_changes_hands_nor_kind(administrator: Client) -> None:
    account, other = UserFactory(), ProfessionalFactory()
    former = account.professional

    administrator.post(
        f"{ACCOUNTS}{account.pk}/change/",
        {"professional": other.pk, "username": "pris", "is_active": "on", "is_staff": "on", "is_superuser": "on"},
    )

    account.refresh_from_db()
    assert (account.professional, account.is_staff, account.is_superuser) == (former, False, False)
    assert account.username != "pris"


def test_turning_an_account_off_is_journalled(administrator: Client) -> None:
    account = UserFactory()

    administrator.post(f"{ACCOUNTS}{account.pk}/change/", {})

    account.refresh_from_db()
    assert not account.is_active
    line = Line.objects.get(action=Action.ACCOUNT_CHANGED)
    assert (line.decision, line.account) == ("DEACTIVATED", str(administrator.user.pk))
    assert line.details == {"of": str(account.pk), "fields": ["is_active"], "staff": False, "superuser": False}


def test_who_makes_an_administrator_or_gives_every_right_is_in_the_journal(administrator: Client) -> None:
    add(administrator, kind="staff", email="paul@exemple.test")
    account = User.objects.get(username="nouveau.compte")
    created = Line.objects.get(action=Action.ACCOUNT_CHANGED)
    assert (created.decision, created.details["staff"], created.details["superuser"]) == ("CREATED", True, False)

    data = {"email": "paul@exemple.test", "is_active": "on", "is_superuser": "on"}
    administrator.post(f"{ACCOUNTS}{account.pk}/change/", data)

    changed = Line.objects.filter(action=Action.ACCOUNT_CHANGED).latest("position")
    assert changed.details == {"of": str(account.pk), "fields": ["is_superuser"], "staff": True, "superuser": True}
    assert not Line.objects.filter(details__icontains="paul@").exists()


def test_nobody_turns_themselves_off(administrator: Client) -> None:
    administrator.post(f"{ACCOUNTS}{administrator.user.pk}/change/", {"email": "lea@exemple.test"})

    administrator.user.refresh_from_db()
    assert administrator.user.is_active
    assert administrator.user.is_superuser


def test_those_without_every_right_touch_no_administrator(sign_in: SignIn, administrator: Client) -> None:
    helper = UserFactory(administrator=True, is_superuser=False)
    codes = ["view_user", "add_user", "change_user"]
    helper.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client, target = sign_in(user=helper), administrator.user

    assert client.post(f"{ACCOUNTS}{target.pk}/change/", {"email": "vol@exemple.test"}).status_code == 403
    add(client, kind="staff", email="vol@exemple.test", is_superuser="on")
    reset(client, target)

    target.refresh_from_db()
    assert target.has_usable_password()
    assert not User.objects.filter(username="nouveau.compte", is_staff=True).exists()


def reset(client: Client, *accounts: User) -> Any:
    data = {"action": "reset_access", "_selected_action": [account.pk for account in accounts]}
    return client.post(ACCOUNTS, data, follow=True)


def test_a_reset_stops_everything_and_shows_nothing(
    administrator: Client, sign_in: SignIn, doctor: Practice, django_capture_on_commit_callbacks: Any
) -> None:
    theirs = sign_in(doctor)
    key = TOTPDevice.objects.get(user=theirs.user).key

    with django_capture_on_commit_callbacks(execute=True):
        page = reset(administrator, theirs.user).content.decode()

    assert not TOTPDevice.objects.filter(user=theirs.user).exists()
    assert not User.objects.get(pk=theirs.user.pk).check_password(PASSWORD)
    assert theirs.get("/").status_code == 302, "the session is over"
    link = re.search(r"/connexion/enrolement/(\S+)/(\S+)/", mail.outbox[-1].body)
    assert link
    for secret in (key, link.group(2), "/connexion/enrolement/"):
        assert secret not in page
        assert not LogEntry.objects.filter(change_message__contains=secret).exists()
    assert "à l’adresse enregistrée" in page
    assert Line.objects.filter(action=Action.ACCOUNT_RESET, decision="RESET").count() == 1


def test_a_reset_without_an_address_is_said(administrator: Client) -> None:
    account = UserFactory(professional=ProfessionalFactory(email=""))

    assert "aucune adresse enregistrée" in reset(administrator, account).content.decode()
    account.refresh_from_db()
    assert account.has_usable_password()


def attempt(username: str, failures: int = 5, **values: Any) -> AccessAttempt:
    return AccessAttempt.objects.create(
        username=username,
        ip_address="192.0.2.1",
        failures_since_start=failures,
        post_data="password=secret-tapé",
        **values,
    )


def test_locked_accounts_are_listed_and_unlocked(administrator: Client) -> None:
    locked = UserFactory(username="claire.martin")
    first, second = attempt(locked.username, 3, user_agent="a"), attempt(locked.username, 2, user_agent="b")
    attempt("Quetzalbrouckère")  # typed in the wrong field: not an account
    attempt(UserFactory(username="trois.essais").username, 3)

    page = administrator.get("/admin/axes/accessattempt/").content.decode()

    assert page.count("claire.martin") >= 1
    for word in ("Quetzalbrouckère", "trois.essais", "secret-tapé"):
        assert word not in page
    data = {"action": "unlock", "_selected_action": [first.pk, second.pk]}
    administrator.post("/admin/axes/accessattempt/", data)
    assert not AccessAttempt.objects.filter(username="claire.martin").exists()
    assert Line.objects.get(action=Action.ACCOUNT_RESET).details == {"of": str(locked.pk)}
    assert administrator.get(f"/admin/axes/accessattempt/{first.pk}/change/").status_code == 404


def practice_form(practice: Practice, **changes: Any) -> dict[str, Any]:
    person = practice.professional
    names = ("civility", "family_name", "given_name", "email")
    fields = ("profession_id", "structure_id", "mode", "function", "role_code")
    data = {name: getattr(person, name) for name in names} | {"struck_off_on": ""}
    inline = {name.removesuffix("_id"): getattr(practice, name) for name in fields}
    inline |= {"know_how": "", "ended_on": "", "id": practice.pk, "professional": person.pk} | changes
    data |= {f"practices-0-{name}": value for name, value in inline.items()}
    return data | {"practices-TOTAL_FORMS": "1", "practices-INITIAL_FORMS": "1"}


def test_who_makes_a_nurse_a_doctor_is_in_the_journal(administrator: Client) -> None:
    nurse = PracticeFactory(nurse=True)
    doctor = Profession.objects.get(code="10", oid=nurse.profession.oid)
    address = reverse("admin:access_professional_change", args=[nurse.professional_id])

    answer = administrator.post(address, practice_form(nurse, profession=doctor.pk))

    assert answer.status_code == 302, answer.context["errors"]
    line = Line.objects.get(action=Action.HABILITATION_CHANGED)
    assert (line.decision, line.account) == ("PRACTICE_CHANGED", str(administrator.user.pk))
    assert line.details["column"] == "medecin"
    assert line.details["fields"] == ["profession"]
    assert line.details["practice"] == str(nurse.uuid)


def test_a_changed_address_is_journalled_without_it_and_told_to_the_former_one(
    administrator: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    practice = PracticeFactory(doctor=True)
    former = UserFactory(professional=practice.professional).professional.email
    address = reverse("admin:access_professional_change", args=[practice.professional_id])
    data = practice_form(practice) | {"email": "autre@exemple.test", "struck_off_on": "01/01/2030"}

    with django_capture_on_commit_callbacks(execute=True):
        assert administrator.post(address, data).status_code == 302

    line = Line.objects.get(action=Action.PROFESSIONAL_CHANGED)
    assert line.details == {"of": practice.professional.idnat, "fields": ["email", "struck_off_on"]}
    assert [message.to for message in mail.outbox] == [[former]]


def test_the_page_says_what_a_practice_opens(administrator: Client) -> None:
    assistant = PracticeFactory(care_assistant=True)
    address = reverse("admin:access_professional_change", args=[assistant.professional_id])

    assert "n’ouvre aucun type de document" in administrator.get(address).content.decode()
    assert administrator.post(f"{address.removesuffix('change/')}delete/").status_code == 403
