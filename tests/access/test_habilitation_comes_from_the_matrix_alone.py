"""Guardian's rows project the edition in force; nothing else opens a type."""

from collections import Counter

import pytest
from django.contrib.auth.models import Group, Permission
from guardian.models import GroupObjectPermission, UserObjectPermission  # noqa: TID251

from access import grants, matrix
from access.facts import record_access_of, types_open_in
from access.models import (
    DocumentType,
    DocumentTypeGroupObjectPermission,
    DocumentTypeUserObjectPermission,
    HabilitationCell,
    HabilitationEdition,
    Practice,
    User,
)
from access.practices import types_of
from tests.access.holders import authorise, session
from tests.factories.patients import PatientFactory
from tests.factories.people import PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

# AR 7.3: types of the official matrix that each column may consult.
OFFICIAL_COUNTS = {
    "medecin": 108,
    "pharmacien_biologiste": 78,
    "pharmacien": 78,
    "chirurgien_dentiste": 74,
    "sage_femme": 75,
    "infirmier": 78,
    "masseur_kinesitherapeute": 76,
    "pedicure_podologue": 70,
    "orthophoniste": 61,
    "reeducation": 49,
    "appareillage": 19,
    "opticien_lunetier": 12,
    "manipulateur_erm": 38,
    "role_coordination": 34,
    "assistant_service_social": 9,
    "role_administratif": 5,
    "role_accompagnement_vie_sociale": 9,
    "role_accompagnement_soin": 26,
    "role_encadrement": 13,
}
DOCTORS_ONLY = [
    "34875-5",
    "34120-6",
    "75496-0",
    "28653-4",
    "96349-6",
    "59283-2",
    "29274-8",
    "78341-5",
    "60280-5",
    "57057-2",
    "57075-4",
    "89235-6",
    "78489-2",
    "57055-6",
    "PRESC-AAT",
    "80771-9",
    "83869-8",
    "89601-9",
    "101881-1",
    "59284-0",
]


def test_the_counts_of_the_shipped_matrix_are_the_official_ones() -> None:
    counts = Counter(column for (column, _), signs in matrix.shipped().cells.items() if signs[0] == "+")

    assert dict(counts) == OFFICIAL_COUNTS
    assert len({code for _, code in matrix.shipped().cells}) == 108


def test_twenty_ruled_types_are_for_doctors_only() -> None:
    readers: dict[str, set[str]] = {}
    for (column, code), signs in matrix.shipped().cells.items():
        if signs[0] == "+":
            readers.setdefault(code, set()).add(column)

    assert sorted(code for code, columns in readers.items() if columns == {"medecin"}) == sorted(DOCTORS_ONLY)


def test_the_projection_equals_the_cells() -> None:
    edition = HabilitationEdition.objects.get(in_force=True)
    cells = {
        (c.column.group_id, codename, c.document_type_id)
        for c in edition.cells.select_related("column")
        for codename, answer in ((grants.CONSULT, c.consult), (grants.DEPOSIT, c.deposit))
        if answer == "+"
    }
    rows = set(
        DocumentTypeGroupObjectPermission.objects.values_list("group_id", "permission__codename", "content_object_id")
    )

    assert rows == cells


def test_an_edited_cell_bites_once_projected_and_an_unsettled_one_grants_nothing(optician: Practice) -> None:
    edition = HabilitationEdition.objects.get(in_force=True)
    cell = edition.cells.get(column__slug="opticien_lunetier", document_type__code="REMB")
    assert cell.document_type_id not in types_of(optician)

    for answer, opens in (("+", True), ("?", False), ("-", False)):
        HabilitationCell.objects.filter(pk=cell.pk).update(consult=answer)
        grants.project(edition)

        assert (cell.document_type_id in types_of(optician)) is opens


def test_types_that_the_matrix_does_not_rule_are_for_doctors_only(doctor: Practice, pharmacist: Practice) -> None:
    unruled = set(DocumentType.objects.filter(ruled=False).values_list("pk", flat=True))
    assert DocumentType.objects.get(code="100967-9").pk in unruled

    assert unruled <= types_of(doctor)
    assert not unruled & types_of(pharmacist)


def test_no_flag_membership_or_permission_of_an_account_changes_anything(optician: Practice) -> None:
    before = types_of(optician)
    user = UserFactory(professional=optician.professional)
    remb = DocumentType.objects.get(code="REMB")
    permission = Permission.objects.get(codename=grants.CONSULT)

    user.groups.set(Group.objects.all())
    user.user_permissions.add(permission)
    DocumentTypeUserObjectPermission.objects.create(user=user, permission=permission, content_object=remb)
    Group.objects.get(habilitation_column__slug="opticien_lunetier").permissions.add(permission)
    User.objects.filter(pk=user.pk).update(is_active=True)

    assert types_of(optician) == before
    assert remb.pk not in types_of(optician)


def test_guardians_generic_tables_stay_empty() -> None:
    assert not GroupObjectPermission.objects.exists()
    assert not UserObjectPermission.objects.exists()
    assert not DocumentTypeUserObjectPermission.objects.exists()


def test_a_practice_without_a_column_opens_nothing() -> None:
    assert types_of(PracticeFactory(care_assistant=True)) == frozenset()
    assert types_of(PracticeFactory(occupational_doctor=True)) == frozenset()


@pytest.mark.parametrize("trait", ["doctor", "pharmacist", "optician", "care_assistant", "occupational_doctor"])
def test_an_opened_record_opens_the_types_of_its_practice(trait: str) -> None:
    practice, patient = PracticeFactory(**{trait: True}), PatientFactory()
    uuid = session(patient, practice, authorise(patient, practice)).uuid

    access = record_access_of(practice, uuid)

    assert access is not None
    assert types_open_in(access) == types_of(practice)
    assert bool(types_of(practice)) is (trait not in ("care_assistant", "occupational_doctor"))


def test_loading_again_changes_nothing_and_never_overwrites_an_administrators_edition() -> None:
    shipped = matrix.shipped()
    assert matrix.differences(shipped) == []

    HabilitationCell.objects.filter(column__slug="opticien_lunetier", document_type__code="REMB").update(consult="+")

    assert matrix.differences(shipped) == ["opticien_lunetier × REMB: +- would become --"]
