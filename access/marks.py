"""Marks on views. The portal is closed by default: a page that is open, or for one kind of account, says so itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from access.sign_in.addresses import home_of, read_first, whole_page
from access.sign_in.duties import due

__all__ = [
    "answers_before_duties",
    "holders_only",
    "is_open",
    "login_not_required",
    "needs_second_factor",
    "professionals_only",
    "second_factor_not_required",
]

View = Callable[..., HttpResponse]


def second_factor_not_required(view: View) -> View:
    """The view answers somebody who gave the password only: the pages of the second factor itself."""
    view.second_factor_not_required = True  # type: ignore[attr-defined]
    return view


def is_open(view: Callable[..., Any]) -> bool:
    """The view answers anybody: it carries `login_not_required`.

    Django's own sign-in page for administrators carries it too, but takes a password alone: it stays closed.
    """
    return not getattr(view, "login_required", True) and not getattr(view, "__module__", "").startswith(
        "django.contrib.admin"
    )


def needs_second_factor(view: Callable[..., Any]) -> bool:
    return not is_open(view) and not getattr(view, "second_factor_not_required", False)


def answers_before_duties(view: View) -> View:
    """The view answers a professional who has not read the reminder of duties: the reminder itself."""
    view.answers_before_duties = True  # type: ignore[attr-defined]
    return view


def _duties_come_first(request: HttpRequest) -> bool:
    """Somebody who once read them is not interrupted while sending a form, which would be lost: the next page asks."""
    sending = request.method == "POST" and request.user.duties_read_at is not None
    return not sending and due(request.user, timezone.now())


def professionals_only(view: View) -> View:
    """The view needs a practice: who is no professional is sent home, professionals to the choice of one, then to the
    reminder of duties when it is due (PS S03).
    """

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.professional_id is None:
            return whole_page(request, home_of(request.user))
        if request.practice is None:
            return whole_page(request, reverse("access:practice"))
        if not getattr(view, "answers_before_duties", False) and _duties_come_first(request):
            return read_first(request, reverse("access:duties"))
        return view(request, *args, **kwargs)

    return inner


def holders_only(view: View) -> View:
    """The view is for patients and their representatives: everybody else is sent home."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_holder:
            return whole_page(request, home_of(request.user))
        return view(request, *args, **kwargs)

    return inner
