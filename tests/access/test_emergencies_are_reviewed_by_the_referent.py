"""S37: the référent of a structure reviews its emergencies, and sees no content and no name of a patient."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.models import EmergencyReview, Practice, RecordAccess
from journal.models import Action, Line
from tests.access.emergencies import REASON, newest, open_emergency, open_regulation
from tests.conftest import SignIn
from tests.effects import effects
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, StructureFactory
from tests.queries import BUDGET, statements


@pytest.fixture
def referent() -> Practice:
    return PracticeFactory(doctor=True, reviews_emergencies=True)


@pytest.fixture
def colleague(referent: Practice) -> Practice:
    return PracticeFactory(doctor=True, structure=referent.structure, samu_entitled=True)


@pytest.fixture
def client(sign_in: SignIn, referent: Practice) -> Client:
    return sign_in(referent)


def test_who_when_why_how_much_and_how_long_and_nothing_else(
    client: Client, sign_in: SignIn, colleague: Practice
) -> None:
    patient = PatientFactory(birth_name="Kerbrat", first_given_name="Yuna", birth_given_names="Yuna")
    documents = DocumentFactory.create_batch(2, patient=patient)
    emergency = sign_in(colleague)
    address = open_emergency(emergency, patient.matricule)
    for document in [*documents, documents[0]]:
        emergency.get(f"{address}documents/{document.uuid}/")
    RecordAccess.objects.update(
        ended_at=timezone.now() + timedelta(minutes=75),
        end_cause="left",
        extended_at=timezone.now(),
        extension_motive="Transfert en réanimation",
    )

    page = client.get("/urgences/").content.decode()

    shown = page.split("<main")[1].split("</main")[0]
    for words in (colleague.professional.full_name, "Y. K., 1955", REASON, "1 h 15", "À examiner", "Transfert en"):
        assert words in shown.replace("\xa0", " ")
    assert 'data-label="Documents ouverts">2<' in shown
    for secret in ("Kerbrat", "KERBRAT", "Yuna", patient.matricule, *(d.title for d in documents)):
        assert secret not in page
    line = Line.objects.get(action=Action.EMERGENCIES_LISTED)
    assert line.details == {"count": 1, "state": ""}


def test_an_opinion_is_kept_shown_filtered_and_journalled_without_its_comment(
    client: Client, sign_in: SignIn, colleague: Practice, referent: Practice
) -> None:
    regulator = sign_in(colleague)
    open_emergency(regulator, PatientFactory().matricule)
    access = newest()
    open_regulation(regulator, PatientFactory().matricule)
    address = f"/urgences/{access.uuid}/"
    assert client.get(address).status_code == 200

    client.post(address, {"verdict": "to_report", "comment": "Hors de toute urgence"})
    answer = client.post(address, {"verdict": "justified", "comment": "Explication reçue"}, follow=True)

    assert "Explication reçue" in answer.content.decode()
    review = EmergencyReview.objects.get()
    assert (review.verdict, review.reviewed_by) == ("justified", referent.professional)
    lines = effects().filter(action=Action.EMERGENCY_REVIEWED).order_by("pk")
    assert [(line.decision, line.record, line.motive) for line in lines] == [
        ("TO_REPORT", access.record.uuid, ""),
        ("JUSTIFIED", access.record.uuid, ""),
    ]
    counts = {
        state: client.get(f"/urgences/?etat={state}").content.decode().count('<th scope="row"')
        for state in ("", "to_examine", "justified", "to_report", "autre")
    }
    assert counts == {"": 2, "to_examine": 1, "justified": 1, "to_report": 0, "autre": 2}


@pytest.mark.parametrize("data", [{}, {"verdict": "peut-être"}, {"verdict": "justified", "comment": "x" * 501}])
def test_an_opinion_that_is_not_one_is_asked_again(
    client: Client, sign_in: SignIn, colleague: Practice, data: dict[str, str]
) -> None:
    open_emergency(sign_in(colleague), PatientFactory().matricule)

    answer = client.post(f"/urgences/{newest().uuid}/", data)

    assert answer.status_code == 422
    assert not EmergencyReview.objects.exists()


def test_nobody_reviews_an_access_of_their_own(client: Client) -> None:
    open_emergency(client, PatientFactory().matricule)

    client.post(f"/urgences/{newest().uuid}/", {"verdict": "justified"})

    assert not EmergencyReview.objects.exists()
    assert "Votre propre accès" in client.get(f"/urgences/{newest().uuid}/").content.decode()


def test_others_find_nothing_there_and_a_referent_nothing_of_another_structure(
    client: Client, sign_in: SignIn, colleague: Practice
) -> None:
    stranger = sign_in(PracticeFactory(doctor=True, structure=StructureFactory()))
    open_emergency(stranger, PatientFactory().matricule)
    elsewhere = newest()
    open_emergency(sign_in(colleague), PatientFactory().matricule)

    assert "urgences/" not in stranger.get("/").content.decode()
    assert 'href="/urgences/"' in client.get("/").content.decode()
    for address in ("/urgences/", f"/urgences/{newest().uuid}/", f"/urgences/{elsewhere.uuid}/"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/urgences/{elsewhere.uuid}/", {"verdict": "justified"}).status_code == 404
    assert client.get(f"/urgences/{elsewhere.uuid}/").status_code == 404
    assert client.get("/urgences/").content.decode().count('<th scope="row"') == 1
    assert not EmergencyReview.objects.exists()


def test_the_list_asks_as_much_for_twenty_as_for_one(client: Client, colleague: Practice) -> None:
    counts = []
    for more in (1, 19):
        for _ in range(more):
            opened = timezone.now()
            RecordAccess.objects.create(
                practice=colleague,
                record=PatientFactory().record,
                mode="bris_de_glace",
                motive=REASON,
                opened_at=opened,
                expires_at=opened + timedelta(hours=1),
            )
        counts.append(len(statements(lambda: client.get("/urgences/"))))

    assert counts[0] == counts[1] <= BUDGET
