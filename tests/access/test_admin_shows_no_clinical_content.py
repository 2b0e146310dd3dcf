"""Every address of the administration, walked by somebody who holds every right: no document, no secret, no trace."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from access.models import DocumentType, HabilitationEdition, Practice, User
from journal.models import Action, Line
from journal.services import Actor, Entry, record
from tests.addresses import every_address
from tests.conftest import SignIn
from tests.factories.documents import DocumentFactory
from tests.factories.patients import PatientFactory
from tests.factories.people import UserFactory

TITLE = "Compte rendu Zygomorphe confidentiel"
MOTIVE = "Motif anaphylaxie gravissime"
NAME = "Quetzalbrouckère"
ALLOWED = {200, 302, 403, 404, 405}


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(user=UserFactory(administrator=True))


@pytest.fixture
def world(doctor: Practice) -> dict[str, str]:
    """One patient, one document, one line of each kind of word that must stay out of sight."""
    patient = PatientFactory(birth_name=NAME, used_name=NAME)
    document = DocumentFactory(patient=patient, title=TITLE)
    who = Actor(professional=doctor.professional.idnat, professional_name="PRATICIEN Nommé", structure_name="Tilleuls")
    record(
        Entry(
            action=Action.DOCUMENT_READ,
            actor=who,
            record=patient.record.uuid,
            document=document.uuid,
            document_type="11488-4",
            mode="bris_de_glace",
            motive=MOTIVE,
            matricule=patient.matricule,
            details={"title": TITLE},
        )
    )
    return {
        "patient": str(patient.pk),
        "matricule": patient.matricule,
        "record": str(patient.record.uuid),
        "uuid": str(patient.uuid),
        "document": str(document.uuid),
    }


def admin_addresses(world: dict[str, str]) -> list[str]:
    """Every pattern under /admin/, filled with keys that exist."""
    edition = HabilitationEdition.objects.get(in_force=True)
    known = {"pk": str(edition.pk), "type_pk": str(DocumentType.objects.filter(cells__edition=edition).first().pk)}
    addresses = []
    for route in (one.route for one in every_address()):
        if not route.startswith("admin/"):
            continue
        keys = known | ({"pk": world["patient"]} if "/patient/" in route else {})
        for model in admin.site._registry:
            if f"/{model._meta.app_label}/{model._meta.model_name}/" in f"/{route}":
                first = model._default_manager.first()
                keys["object_id"] = world["patient"] if "/patient/" in route else str(first.pk if first else 0)
        address = "/" + route.replace("^", "").replace("$", "")
        for name in ("path:object_id", "int:pk", "int:type_pk", "str:token"):
            address = address.replace(f"<{name}>", keys.get(name.split(":")[1], "inconnu"))
        if "(?P" not in address:
            addresses.append(address)
    return addresses


def test_no_page_shows_what_is_read_in_records_or_names_anybody_elsewhere_or_needs_what_is_forbidden(
    administrator: Client, world: dict[str, str]
) -> None:
    """One walk for the three: it is a long one."""
    device = TOTPDevice.objects.get(user=administrator.user)
    StaticToken.objects.create(device=StaticDevice.objects.create(user=administrator.user), token="secours-9z9z")
    hidden = [TITLE, "Zygomorphe", MOTIVE, "Texte du document", world["document"], world["record"], world["uuid"]]
    hidden += [device.key, "secours-9z9z", administrator.user.password, "PRATICIEN Nommé"]
    addresses = admin_addresses(world)

    assert len(addresses) > 60, "the walk lost its way"
    for address in addresses:
        for answer in (administrator.get(address), administrator.get(address + "?q=Zygo")):
            assert answer.status_code in ALLOWED, (address, answer.status_code)
            text = (b"".join(answer) if answer.streaming else answer.content).decode()
            seen = [word for word in hidden if word in text]
            assert not seen, (address, seen)
            names_one_patient_on_their_own_page_alone(address, text, world)
            if "html" in answer.headers.get("Content-Type", ""):
                needs_nothing_that_the_content_policy_forbids(address, text, answer["Content-Security-Policy"])


def names_one_patient_on_their_own_page_alone(address: str, text: str, world: dict[str, str]) -> None:
    own = reverse("admin:patients_patient_change", args=[world["patient"]])
    title = text.partition("<title>")[2].partition("</title>")[0]
    trail = text.partition('class="breadcrumbs"')[2].partition("</div>")[0]
    for word in (NAME, world["matricule"]):
        assert word not in title + trail, address
        assert word not in text or address.partition("?")[0] == own, (address, word)


def needs_nothing_that_the_content_policy_forbids(address: str, text: str, policy: str) -> None:
    assert "unsafe" not in policy
    assert " style=" not in text, address
    assert "<style" not in text, address
    assert " onclick=" not in text, address
    scripts = text.split("<script")[1:]
    assert all("src=" in s.partition(">")[0] or 'type="application/json"' in s.partition(">")[0] for s in scripts)


def test_what_is_clinical_is_not_registered() -> None:
    registered = {model.__name__ for model in admin.site._registry}

    assert registered == {
        "AccessAttempt",
        "AccessReport",
        "Concept",
        "DocumentClass",
        "DocumentType",
        "HabilitationCell",
        "HabilitationColumn",
        "HabilitationEdition",
        "KnowHow",
        "Line",
        "Notice",
        "Patient",
        "Practice",
        "Profession",
        "Professional",
        "Structure",
        "User",
    } - {"Practice"}


@pytest.mark.parametrize(
    ("address", "lookup"),
    [
        ("/admin/access/user/", "password__startswith=md5"),
        ("/admin/access/user/", "totpdevice__key__startswith=a"),
        ("/admin/access/professional/", "account__password__startswith=md5"),
        ("/admin/access/professional/", "practices__record_accesses__motive__startswith=M"),
        ("/admin/patients/patient/", "matricule__startswith=2"),
        ("/admin/patients/patient/", "birth_name__startswith=Q"),
        ("/admin/patients/patient/", "document__title__startswith=C"),
        ("/admin/axes/accessattempt/", "post_data__contains=a"),
        ("/admin/access/habilitationcell/", "changed_by__password__startswith=m"),
        ("/admin/access/documenttype/", "document__title__startswith=C"),
    ],
)
def test_no_column_is_guessed_letter_by_letter(administrator: Client, address: str, lookup: str) -> None:
    assert administrator.get(f"{address}?{lookup}").status_code == 400


def test_professionals_do_not_enter(sign_in: SignIn, doctor: Practice, world: dict[str, str]) -> None:
    client = sign_in(doctor)

    for address in admin_addresses(world):
        answer = client.get(address)
        assert answer.status_code == 404 or address == "/admin/logout/", (address, answer.status_code)


def test_a_password_alone_does_not_enter(world: dict[str, str]) -> None:
    client = Client()
    client.force_login(
        UserFactory(administrator=True, username="sans.code"), backend="access.sign_in.backends.AccountBackend"
    )

    for address in admin_addresses(world):
        answer = client.get(address)
        assert answer.status_code in (302, 405), (address, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"] == "/connexion/code/", address


def test_nobody_signed_in_goes_to_the_portals_own_sign_in(world: dict[str, str]) -> None:
    answer = Client().get("/admin/patients/patient/")

    assert answer.status_code == 302
    assert answer["Location"] == "/connexion/?next=/admin/patients/patient/"
    assert Client().get("/admin/login/")["Location"].startswith("/connexion/")


def test_an_account_turned_off_enters_no_more(administrator: Client) -> None:
    User.objects.filter(pk=administrator.user.pk).update(is_active=False)

    assert administrator.get("/admin/").status_code == 302


def test_a_staff_account_without_rights_sees_no_page(sign_in: SignIn, world: dict[str, str]) -> None:
    client = sign_in(user=UserFactory(administrator=True, is_superuser=False))

    for address in admin_addresses(world):
        text = client.get(address)
        if address in ("/admin/", "/admin/jsi18n/"):
            continue
        assert text.status_code in (302, 403, 404, 405), (address, text.status_code)


def test_a_staff_account_that_may_only_look_changes_nothing(sign_in: SignIn, world: dict[str, str]) -> None:
    reader = UserFactory(administrator=True, is_superuser=False)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = sign_in(user=reader)
    before = set(Line.objects.exclude(action=Action.RECORD_STATE).values_list("pk", flat=True))

    for address in admin_addresses(world):
        assert client.get(address).status_code in ALLOWED, address
        if not address.endswith(("/", "logout/")) or "logout" in address or "recherche" in address:
            continue
        if "export" not in address:
            assert client.post(address, {"action": "reset_access"}).status_code in ALLOWED, address
    assert before == set(Line.objects.exclude(action=Action.RECORD_STATE).values_list("pk", flat=True))
    assert not LogEntry.objects.exists()


def test_signing_out_is_the_portals(administrator: Client) -> None:
    page = administrator.get("/admin/").content.decode()

    assert 'action="/deconnexion/"' in page
    assert administrator.get("/admin/logout/").status_code == 405
    assert administrator.post("/admin/logout/")["Location"] == "/connexion/"
    assert administrator.get("/admin/").status_code == 302


def test_passwords_have_no_page(administrator: Client) -> None:
    user = UserFactory()

    assert administrator.get("/admin/password_change/").status_code in (302, 404)
    assert administrator.get(f"/admin/access/user/{user.pk}/password/").status_code in (302, 404)
    page = administrator.get(f"/admin/access/user/{user.pk}/change/").content.decode()
    assert 'type="password"' not in page
    assert user.password not in page


def test_djangos_own_log_stays_neutral(administrator: Client, world: dict[str, str]) -> None:
    address = f"/admin/patients/patient/{world['patient']}/change/"
    form = administrator.get(address).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"used_name": "Autrement", "birth_date": "12/03/1955", "deceased_on": "", "document_checked": ""}
    data |= {"identity_changes-TOTAL_FORMS": "0", "identity_changes-INITIAL_FORMS": "0"}

    answer = administrator.post(address, data)

    assert answer.status_code == 302, answer.context["errors"]
    entry = LogEntry.objects.get()
    assert (entry.object_repr, entry.change_message) == (f"Patient {world['patient']}", "Identité modifiée.")
    assert not Line.objects.filter(details__icontains="Autrement").exists()
    assert timezone.now() >= entry.action_time


@pytest.mark.parametrize(
    "address",
    [
        "/admin/patients/patient/99999999999999999999999/statut/",
        "/admin/patients/patient/99999999999999999999999/change/",
        "/admin/patients/patient/%00/change/",
        "/admin/patients/patient/recherche/%00/",
        "/admin/patients/patient/?record_state=%00",
        "/admin/patients/patient/?ins_status__exact=%00",
        "/admin/access/documenttype/?category__exact=%00",
        "/admin/access/structure/?sector_code=%00",
        "/admin/patients/patient/?ins_status__exact=QUAL",
        "/admin/access/habilitationedition/99999999999999999999999/grille/",
        "/admin/access/habilitationedition/1/grille/99999999999999999999999/",
        "/admin/access/professional/?q=%00",
        "/admin/access/professional/?p=99999999999999999999999",
        "/admin/access/habilitationcell/?edition__id__exact=x",
        "/admin/access/user/add/?professional=x",
        "/admin/access/user/add/?professional=99999999999999999999999",
        "/admin/journal/line/?page=99999999999999999999999&professional=%00",
        "/admin/journal/line/?since=9999-12-31&until=9999-12-31",
    ],
)
def test_odd_addresses_are_answered(administrator: Client, address: str) -> None:
    assert administrator.get(address).status_code in {200, 302, 400, 404, 422}
