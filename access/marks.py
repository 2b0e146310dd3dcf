"""Marks on views. The portal is closed by default: a page that is open, or for one kind of account, says so itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

View = Callable[..., HttpResponse]


def second_factor_not_required(view: View) -> View:
    """The view answers before the second factor is verified: sign-in pages, health, statements."""
    view.second_factor_not_required = True  # type: ignore[attr-defined]
    return view


def professionals_only(view: View) -> View:
    """The view needs a practice: administrators are sent to their own site, professionals to the choice of one."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_staff:
            return redirect("admin:index")
        if request.practice is None:
            return redirect("access:practice")
        return view(request, *args, **kwargs)

    return inner
