"""S08 and S09 through HTTP: AR 10, and edge cases 14 to 17 of AR 15."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from access.consent.authorisations import professional_block
from access.models import Authorisation, Notice, Practice, RecordAccess, TreatingDoctor
from access.rules import Mode
from journal.models import Action, Line
from journal.services import Actor
from tests.access.emergencies import EMERGENCY, REASON, break_glass, newest, open_emergency, open_regulation
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory
from tests.records import declare_and_open, search

case = pytest.mark.edge_case


@pytest.fixture
def client(sign_in: SignIn, pharmacist: Practice) -> Client:
    """Any professional may break the glass (AR 10.3)."""
    return sign_in(pharmacist)


@pytest.fixture
def regulator(sign_in: SignIn) -> Client:
    return sign_in(PracticeFactory(doctor=True, samu_entitled=True))


def opened_lines() -> list[Line]:
    return list(Line.objects.filter(action=Action.RECORD_OPENED).order_by("pk"))


def test_two_clicks_from_the_search_open_the_record_in_an_emergency(client: Client) -> None:
    patient = PatientFactory()
    document = DocumentFactory(patient=patient, type_code="11488-4")
    state = search(client, patient.matricule)
    link = f"{state}urgence/"
    assert f'href="{link}"' in client.get(state).content.decode()

    form = client.get(link).content.decode()
    answer = client.post(link, EMERGENCY)
    page = client.get(answer["Location"]).content.decode()

    assert "checked" not in form.split("<main")[1].split("</main")[0]
    assert patient.birth_name.upper() in form
    assert answer["Location"].endswith("/synthese/")
    assert document.title in client.get(answer["Location"].replace("synthese", "documents")).content.decode()
    access = newest()
    assert f"Fin à {timezone.localtime(access.expires_at):%-H h %M}." in page.replace("\xa0", " ")
    assert access.expires_at - access.opened_at == timedelta(minutes=60)
    assert (access.mode, access.motive) == (Mode.BRIS_DE_GLACE, f"Personne inconsciente – {REASON}")
    assert not Authorisation.objects.exists()
    [line] = opened_lines()
    assert (line.granted, line.mode, line.motive) == (True, Mode.BRIS_DE_GLACE, access.motive)


def test_the_patient_and_the_treating_doctor_are_told_without_the_reason(client: Client, doctor: Practice) -> None:
    patient = PatientFactory(email="patient@exemple.test")
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())

    open_emergency(client, patient.matricule)
    open_emergency(client, patient.matricule)  # the same emergency, still open

    told = Notice.objects.all()
    assert {notice.kind for notice in told} == {Notice.Kind.EMERGENCY}
    assert [notice.patient_id or notice.professional_id for notice in told.order_by("professional_id")] == [
        doctor.professional_id,
        patient.pk,
    ]
    assert all("Praticien" in notice.actor_words.title() and REASON not in str(notice.details) for notice in told)
    assert RecordAccess.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        pytest.param({"reason": "   "}, "au moins 10 caractères", marks=case(14), id="case 14: blank"),
        ({"reason": "aaaaaaaaaaaaaaa"}, "au moins 10 caractères"),
        ({"reason": "é" * 9}, "au moins 10 caractères"),
        ({"reason": "choc septique " * 40}, "500 au plus"),
        ({"reason": "ab cd " * 83}, "dépasse 500 caractères"),
        ({"situation": "ivresse"}, "Choisissez une situation"),
        ({"certified": ""}, "Cochez la case"),
    ],
)
def test_what_is_missing_is_asked_again_and_nothing_is_opened(
    client: Client, changed: dict[str, str], sentence: str
) -> None:
    answer = break_glass(client, PatientFactory().matricule, **changed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert changed.get("reason", REASON).strip() in answer.content.decode()
    assert not RecordAccess.objects.exists()
    [line] = opened_lines()
    assert line.granted is False
    assert line.decision == ("BTG_REASON_MISSING" if "reason" in changed else "FORM_INCOMPLETE")
    assert not Notice.objects.exists()


@case(15)
def test_opposed_to_the_one_the_patient_may_accept_the_other(regulator: Client) -> None:
    patient = PatientFactory(record__accepts_emergency=False)

    refused = break_glass(regulator, patient.matricule)
    shut = regulator.get(f"{search(regulator, patient.matricule)}urgence/")

    assert (refused.status_code, shut.status_code) == (403, 403)
    assert "Le patient s’est opposé à l’accès en urgence" in refused.content.decode()
    line = opened_lines()[0]
    assert (line.decision, line.mode, line.granted) == ("BTG_OPPOSED", Mode.BRIS_DE_GLACE, False)
    assert regulator.get(f"{open_regulation(regulator, patient.matricule)}documents/").status_code == 200


def test_opposed_to_the_regulation_the_patient_may_accept_the_emergency(regulator: Client) -> None:
    patient = PatientFactory(record__accepts_regulation=False)

    refused = regulator.post(f"{search(regulator, patient.matricule)}regulation/", {"certified": "on"})

    assert refused.status_code == 403
    assert "opposé à l’accès de la régulation" in refused.content.decode()
    assert regulator.get(f"{open_emergency(regulator, patient.matricule)}documents/").status_code == 200


@pytest.mark.parametrize("mode", ["emergency", "regulation"])
@pytest.mark.parametrize(
    ("shown", "seen"),
    [pytest.param(False, False, marks=case(16), id="case 16: denied"), pytest.param(True, True, id="allowed")],
)
def test_masked_documents_are_seen_in_an_emergency_by_the_patient_s_choice_alone(
    regulator: Client, mode: str, shown: bool, seen: bool
) -> None:
    patient = PatientFactory(record__shows_masked_in_emergency=shown)
    masked = DocumentFactory(patient=patient, masked=True)
    plain = DocumentFactory(patient=patient)
    open_it = {"emergency": open_emergency, "regulation": open_regulation}[mode]

    address = f"{open_it(regulator, patient.matricule)}documents/"
    listing = regulator.get(address).content.decode()

    assert plain.title in listing
    assert (masked.title in listing) is seen
    assert Line.objects.get(action=Action.DOCUMENTS_LISTED).details["count"] == (2 if seen else 1)
    assert regulator.get(f"{address}{masked.uuid}/").status_code == (200 if seen else 404)


@case(17)
def test_the_treating_doctor_sees_masked_documents_in_normal_mode_alone(sign_in: SignIn, doctor: Practice) -> None:
    patient = PatientFactory()
    masked = DocumentFactory(patient=patient, masked=True)
    TreatingDoctor.objects.create(patient=patient, professional=doctor.professional, confirmed_at=timezone.now())
    client = sign_in(doctor)
    normal = declare_and_open(client, patient.matricule)

    emergency = f"{open_emergency(client, patient.matricule)}documents/"

    assert client.get(f"{normal}{masked.uuid}/").status_code == 200
    assert client.get(f"{emergency}{masked.uuid}/").status_code == 404
    page = client.get(emergency).content.decode()
    assert masked.title not in page
    assert "Médecin traitant</span>" not in page
    assert not Notice.objects.filter(kind=Notice.Kind.EMERGENCY, professional__isnull=False).exists()


@pytest.mark.parametrize("page", ["urgence", "regulation"])
def test_an_unknown_matricule_and_a_patient_without_record_get_the_page_of_a_search(
    regulator: Client, page: str
) -> None:
    known, unknown = PatientFactory(no_record=True), PatientFactory.build()
    bodies = set()
    for patient in (known, unknown):
        address = search(regulator, patient.matricule)
        for answer in (
            regulator.get(address),
            regulator.get(f"{address}{page}/"),
            regulator.post(f"{address}{page}/", EMERGENCY),
        ):
            assert answer.status_code == 404
            body = answer.content.decode()
            token = body.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
            bodies.add(body.replace(token, "").split("csrfmiddlewaretoken")[0])

    assert len(bodies) == 1


@pytest.mark.parametrize(("allowed", "status"), [(False, 403), (True, 302)])
def test_a_blocked_professional_breaks_the_glass_when_a_setting_says_so_only(
    client: Client, pharmacist: Practice, settings: Any, allowed: bool, status: int
) -> None:
    settings.BLOCKED_MAY_BREAK_GLASS = allowed
    patient = PatientFactory()
    professional_block(patient=patient, professional=pharmacist.professional, by=Actor(account="x"), now=timezone.now())

    answer = break_glass(client, patient.matricule)

    assert answer.status_code == status
    assert opened_lines()[-1].decision == ("OPEN" if allowed else "PRO_BLOCKED")


@pytest.mark.parametrize(
    ("practice", "parm", "entitled"),
    [
        ({"doctor": True}, False, False),
        ({"doctor": True, "samu_entitled": True}, False, True),
        ({"care_assistant": True, "samu_entitled": True}, False, False),
        ({"care_assistant": True, "samu_entitled": True}, True, True),
    ],
)
def test_the_regulation_is_for_those_entitled_and_no_link_shows_it_to_others(
    sign_in: SignIn, settings: Any, practice: dict[str, bool], parm: bool, entitled: bool
) -> None:
    settings.PARM_ALLOWED = parm
    client = sign_in(PracticeFactory(**practice))
    state = search(client, PatientFactory().matricule)

    page = client.get(state).content.decode()
    forced = client.get(f"{state}regulation/")
    posted = client.post(f"{state}regulation/", {"certified": "on"})

    assert ("regulation/" in page) is entitled
    assert (forced.status_code, posted.status_code) == ((200, 302) if entitled else (403, 403))
    if not entitled:
        assert "Réservé à la régulation médicale" in forced.content.decode()
        assert opened_lines()[0].decision == "SAMU_NOT_ENTITLED"


def test_the_regulation_gives_no_reason_but_says_that_a_call_is_under_way(regulator: Client) -> None:
    patient = PatientFactory()
    address = f"{search(regulator, patient.matricule)}regulation/"

    assert regulator.post(address, {}).status_code == 422
    page = regulator.get(f"{open_regulation(regulator, patient.matricule)}documents/").content.decode()

    assert "Accès de régulation médicale (centre 15)." in page
    assert "Prolonger" not in page
    assert Notice.objects.get().kind == Notice.Kind.REGULATION
    assert newest().motive == ""
