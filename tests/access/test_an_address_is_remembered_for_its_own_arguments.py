"""`{% url %}` and `address` answer what Django would, however often they are asked and for whatever comes next."""

from typing import Any
from uuid import uuid4

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch, get_script_prefix, reverse, set_script_prefix

from access.addresses import address

VIEW, SHOWN = "documents:own_trace_report", "/mon-dossier/historique/3/signaler/"


def test_arguments_that_are_equal_are_not_the_same() -> None:
    assert address(VIEW, 1) == reverse(VIEW, args=[1])
    for other in (True, 1.0):
        with pytest.raises(NoReverseMatch):
            address(VIEW, other)


def test_each_record_has_its_own() -> None:
    for record in (uuid4(), uuid4()):
        for _ in range(2):
            assert address("documents:list", record) == reverse("documents:list", args=[record])


def test_it_follows_where_the_portal_stands() -> None:
    before, prefix = address(VIEW, 7), get_script_prefix()
    try:
        set_script_prefix("/portail/")
        assert address(VIEW, 7) == f"/portail{before}"
    finally:
        set_script_prefix(prefix)
    assert address(VIEW, 7) == before


@pytest.mark.parametrize(("given", "shown"), [(3, SHOWN), (None, ""), ("", ""), ("x", "")])
def test_one_that_is_kept_for_later_is_empty_where_there_is_none(given: Any, shown: str) -> None:
    template = Template(f"{{% url '{VIEW}' given as found %}}[{{{{ found }}}}]")

    assert [template.render(Context({"given": given})) for _ in range(2)] == [f"[{shown}]"] * 2


def test_one_that_is_shown_must_be_there() -> None:
    with pytest.raises(NoReverseMatch):
        Template(f"{{% url '{VIEW}' given %}}").render(Context({"given": None}))
