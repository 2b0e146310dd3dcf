"""Where a request is sent to, and where a person goes back to after signing in."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from access.models import User

NEXT = "next"
LONGEST = 2000


def home_of(user: User) -> str:
    """Where an account starts from: the administration, the professionals' home, or the window of a patient."""
    if user.is_staff:
        return reverse("admin:index")
    return reverse("access:own_home" if user.is_holder else "access:home")


def account_of_kind(user: User) -> str:
    """« Mon compte » of a professional or of a holder; an administrator has none but the administration."""
    if user.is_staff:
        return home_of(user)
    return reverse("access:own_account" if user.is_holder else "access:account")


def whole_page(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect. A script that asked for a fragment is told to move the whole page, not to insert another one."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def read_first(request: HttpRequest, address: str) -> HttpResponse:
    """To a page that comes before any other, and from there to the one that was being read."""
    if back := _safe(request, _page_of(request)):
        request.session[NEXT] = back
    return whole_page(request, address)


def sign_in_again(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back to the same page afterwards when it was only being read."""
    address, back = reverse("access:sign_in"), _page_of(request)
    return whole_page(request, f"{address}?{urlencode({NEXT: back}, safe='/')}" if back else address)


def _page_of(request: HttpRequest) -> str:
    """The page that the person has before them; nothing when it was posted."""
    if request.headers.get("HX-Request"):
        try:
            shown = urlsplit(request.headers.get("HX-Current-URL", ""))
        except ValueError:
            return ""
        return f"{shown.path}?{shown.query}" if shown.query else shown.path
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""


def safe_next(request: HttpRequest) -> str:
    """The page of the portal to go back to, or nothing: never another site, never a page of the sign-in itself."""
    asked: QueryDict = request.POST if request.method == "POST" else request.GET
    return _safe(request, asked.get(NEXT, ""))


def _safe(request: HttpRequest, address: str) -> str:
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours and len(address) <= LONGEST and address.startswith("/") and _is_closed_page(address) else ""


def after_sign_in(user: User, address: str) -> str:
    """The page asked for before signing in, when it is one of this kind of account; else where the account starts."""
    own = {"admin": reverse("admin:index"), "holder": reverse("access:own_home")}
    kind = "admin" if user.is_staff else "holder" if user.is_holder else ""
    if kind:
        return address if address.startswith(own[kind]) else home_of(user)
    return address if address and not address.startswith(tuple(own.values())) else home_of(user)


def _is_closed_page(address: str) -> bool:
    from access.marks import is_open  # marks redirects too

    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return False
    return not is_open(match.func)
