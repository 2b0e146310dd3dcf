"""The grid: what an administrator changes acts at once, is attributed, journalled, and never undoes somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import grants, habilitation
from access.models import DocumentType, HabilitationCell, HabilitationEdition
from journal.models import Action, Line
from journal.services import Actor
from tests.conftest import SignIn
from tests.factories.people import UserFactory
from tests.queries import statements

PREGNANCY = "89233-1"


@pytest.fixture
def administrator(sign_in: SignIn) -> Client:
    return sign_in(user=UserFactory(administrator=True, username="lea.morel"))


@pytest.fixture
def edition(db: None) -> HabilitationEdition:
    return HabilitationEdition.objects.get(in_force=True)


def cell_of(edition: HabilitationEdition, column: str, code: str = PREGNANCY) -> HabilitationCell:
    return edition.cells.select_related("column", "document_type").get(column__slug=column, document_type__code=code)


def row_address(edition: HabilitationEdition, code: str = PREGNANCY) -> str:
    return reverse("admin:access_habilitationedition_row", args=[edition.pk, DocumentType.objects.get(code=code).pk])


def shown(client: Client, address: str) -> dict[str, str]:
    """What the form of a row would post if nothing were touched."""
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in form.fields}


def projected() -> set[tuple[str, int, str]]:
    rows = grants.DocumentTypeGroupObjectPermission.objects.values_list(
        "group__habilitation_column__slug", "content_object_id", "permission__codename"
    )
    return set(rows)


def told_by_cells(edition: HabilitationEdition) -> set[tuple[str, int, str]]:
    return {
        (cell.column.slug, cell.document_type_id, codename)
        for cell in edition.cells.select_related("column")
        for codename, sign in ((grants.CONSULT, cell.consult), (grants.DEPOSIT, cell.deposit))
        if sign == "+"
    }


def test_the_grid_says_every_cell_in_words(administrator: Client, edition: HabilitationEdition) -> None:
    page = administrator.get(reverse("admin:access_habilitationedition_grid", args=[edition.pk])).content.decode()

    assert page.count('scope="row"') == 108
    assert page.count("column-label") == 19
    assert page.count("consultation oui, dépôt") == edition.cells.filter(consult="+").count()
    assert page.count("dépôt non tranché") == edition.cells.filter(deposit="?").count() > 0


def test_a_change_in_force_acts_at_once_and_is_attributed(administrator: Client, edition: HabilitationEdition) -> None:
    nurse, address = cell_of(edition, "infirmier"), row_address(edition)
    assert nurse.document_type_id not in grants.types_open_to("infirmier")
    data = shown(administrator, address) | {f"consult-{nurse.pk}": "+"}

    answer = administrator.post(address, data)

    assert answer.status_code == 302
    assert nurse.document_type_id in grants.types_open_to("infirmier")
    assert projected() == told_by_cells(edition)
    nurse.refresh_from_db()
    edition.refresh_from_db()
    assert (nurse.changed_by, edition.edited_by_hand) == (administrator.user, True)
    line = Line.objects.get(action=Action.HABILITATION_CHANGED)
    assert (line.edition, line.document_type, line.account) == (edition.code, PREGNANCY, str(administrator.user.pk))
    assert line.details == {
        "column": "infirmier",
        "from": "-" + nurse.deposit,
        "to": "+" + nurse.deposit,
        "in_force": True,
    }
    listed = administrator.get(reverse("admin:access_habilitationcell_changelist")).content.decode()
    assert "lea.morel" in listed
    grid = administrator.get(reverse("admin:access_habilitationedition_grid", args=[edition.pk])).content.decode()
    assert grid.count("modifiée par lea.morel le") == 2  # once for the eye, once for the ear


def test_unsettled_grants_nothing(administrator: Client, edition: HabilitationEdition) -> None:
    midwife, address = cell_of(edition, "sage_femme"), row_address(edition)
    assert midwife.document_type_id in grants.types_open_to("sage_femme")

    administrator.post(address, shown(administrator, address) | {f"consult-{midwife.pk}": "?"})

    assert midwife.document_type_id not in grants.types_open_to("sage_femme")


def test_saving_a_row_untouched_changes_nothing(administrator: Client, edition: HabilitationEdition) -> None:
    address = row_address(edition)

    administrator.post(address, shown(administrator, address))

    edition.refresh_from_db()
    assert not edition.edited_by_hand
    assert not Line.objects.filter(action=Action.HABILITATION_CHANGED).exists()


def test_the_second_of_two_administrators_is_told(
    administrator: Client, sign_in: SignIn, edition: HabilitationEdition
) -> None:
    other, address = sign_in(user=UserFactory(administrator=True)), row_address(edition)
    nurse, midwife = cell_of(edition, "infirmier"), cell_of(edition, "sage_femme")
    seen_by_both = shown(administrator, address)
    administrator.post(address, seen_by_both | {f"consult-{nurse.pk}": "+"})

    answer = other.post(address, seen_by_both | {f"consult-{nurse.pk}": "?", f"consult-{midwife.pk}": "-"})

    assert answer.status_code == 409
    assert "Rien n’a été enregistré" in answer.content.decode()
    nurse.refresh_from_db()
    midwife.refresh_from_db()
    assert (nurse.consult, midwife.consult) == ("+", "+"), "all or nothing"
    again = answer.context["form"]
    retry = {name: again[name].value() for name in again.fields}
    assert other.post(address, retry).status_code == 302
    nurse.refresh_from_db()
    assert nurse.consult == "?"


def test_different_cells_of_one_row_do_not_collide(
    administrator: Client, sign_in: SignIn, edition: HabilitationEdition
) -> None:
    other, address = sign_in(user=UserFactory(administrator=True)), row_address(edition)
    nurse, midwife = cell_of(edition, "infirmier"), cell_of(edition, "sage_femme")
    seen_by_both = shown(administrator, address)
    administrator.post(address, seen_by_both | {f"consult-{nurse.pk}": "+"})

    assert other.post(address, seen_by_both | {f"consult-{midwife.pk}": "-"}).status_code == 302

    nurse.refresh_from_db()
    assert nurse.consult == "+", "the first change stays"


@pytest.mark.parametrize("sign", ["", "x", "++", "oui"])
def test_an_answer_that_does_not_exist_changes_nothing(
    administrator: Client, edition: HabilitationEdition, sign: str
) -> None:
    nurse, address = cell_of(edition, "infirmier"), row_address(edition)

    answer = administrator.post(address, shown(administrator, address) | {f"consult-{nurse.pk}": sign})

    assert answer.status_code == 422
    nurse.refresh_from_db()
    assert nurse.consult == "-"


def test_a_cell_that_is_no_longer_as_shown_is_refused_by_the_service(edition: HabilitationEdition) -> None:
    by, cell = UserFactory(administrator=True), cell_of(edition, "infirmier")
    shown = cell.consult + cell.deposit

    def change(consult: str, deposit: str) -> None:
        asked = habilitation.CellChange(cell=cell.pk, shown=shown, consult=consult, deposit=deposit)
        habilitation.cells_change(edition=edition, changes=[asked], by=by, actor=Actor())

    change("+", "-")

    with pytest.raises(habilitation.CellMoved):
        change("?", "?")


def copy(client: Client, edition: HabilitationEdition, **data: Any) -> Any:
    address = reverse("admin:access_habilitationedition_copy", args=[edition.pk])
    today = f"{timezone.localdate():%d/%m/%Y}"
    return client.post(address, {"code": "2027-essai", "source": "Essai", "starts_on": today} | data)


def test_a_copy_is_edited_apart_then_put_in_force(administrator: Client, edition: HabilitationEdition) -> None:
    copy(administrator, edition)
    fresh = HabilitationEdition.objects.get(code="2027-essai")
    assert told_by_cells(fresh) == told_by_cells(edition)
    assert not fresh.in_force
    nurse, address = cell_of(fresh, "infirmier"), row_address(fresh)
    administrator.post(address, shown(administrator, address) | {f"consult-{nurse.pk}": "+"})
    assert nurse.document_type_id not in grants.types_open_to("infirmier"), "not in force yet"

    force = reverse("admin:access_habilitationedition_force", args=[fresh.pk])
    assert "1 case diffère" in administrator.get(force).content.decode()
    administrator.post(force)

    assert nurse.document_type_id in grants.types_open_to("infirmier")
    assert projected() == told_by_cells(fresh)
    assert list(HabilitationEdition.objects.filter(in_force=True)) == [fresh]
    decisions = set(Line.objects.filter(edition="2027-essai").values_list("decision", flat=True))
    assert decisions == {"EDITION_CREATED", "CELL_CHANGED", "EDITION_IN_FORCE"}


def test_an_edition_that_has_not_begun_waits(administrator: Client, edition: HabilitationEdition) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    copy(administrator, edition, starts_on=f"{tomorrow:%d/%m/%Y}")
    fresh = HabilitationEdition.objects.get(code="2027-essai")

    administrator.post(reverse("admin:access_habilitationedition_force", args=[fresh.pk]))

    assert list(HabilitationEdition.objects.filter(in_force=True)) == [edition]


def test_an_older_edition_does_not_come_back_by_itself(administrator: Client, edition: HabilitationEdition) -> None:
    copy(administrator, edition)
    fresh = HabilitationEdition.objects.get(code="2027-essai")
    administrator.post(reverse("admin:access_habilitationedition_force", args=[fresh.pk]))

    answer = administrator.post(reverse("admin:access_habilitationedition_force", args=[edition.pk]), follow=True)

    assert "créez-en une copie" in answer.content.decode()
    assert list(HabilitationEdition.objects.filter(in_force=True)) == [fresh]


@pytest.mark.parametrize("data", [{"starts_on": "01/01/2020"}, {"code": "2024-09-25"}, {"code": ""}])
def test_a_copy_that_cannot_be_is_said(administrator: Client, edition: HabilitationEdition, data: Any) -> None:
    assert copy(administrator, edition, **data).status_code == 422
    assert HabilitationEdition.objects.count() == 1


def test_an_edition_that_was_in_force_keeps_its_name_and_start(
    administrator: Client, edition: HabilitationEdition
) -> None:
    address = reverse("admin:access_habilitationedition_change", args=[edition.pk])

    administrator.post(address, {"code": "autre", "source": "autre", "starts_on": "01/01/2030"})

    former = (edition.code, edition.source, edition.starts_on)
    edition.refresh_from_db()
    assert (edition.code, edition.source, edition.starts_on) == former
    assert administrator.post(f"{address.removesuffix('change/')}delete/").status_code == 403


def test_the_grid_costs_the_same_whatever_was_changed(administrator: Client, edition: HabilitationEdition) -> None:
    address = reverse("admin:access_habilitationedition_grid", args=[edition.pk])
    edition.cells.update(changed_by=administrator.user, changed_at=timezone.now())

    assert len(statements(lambda: administrator.get(address))) <= 9


def test_only_those_with_the_right_change_cells(sign_in: SignIn, edition: HabilitationEdition) -> None:
    reader = UserFactory(administrator=True, is_superuser=False)
    from django.contrib.auth.models import Permission

    reader.user_permissions.add(Permission.objects.get(codename="view_habilitationedition"))
    client = sign_in(user=reader)

    grid = client.get(reverse("admin:access_habilitationedition_grid", args=[edition.pk]))

    assert grid.status_code == 200
    assert "/grille/" not in grid.content.decode().partition('class="grid"')[2]
    assert client.get(row_address(edition)).status_code == 403
    assert client.post(reverse("admin:access_habilitationedition_force", args=[edition.pk])).status_code == 403
