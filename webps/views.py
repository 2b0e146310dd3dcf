"""Pages that belong to no app: health, state of the service, statements, error pages, and the components on show."""

import logging
import secrets
import sys
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import Error, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import number_format
from django.views.decorators.http import require_safe

from access.marks import second_factor_not_required
from webps import showcase
from webps.uploads import UploadTooBig

logger = logging.getLogger(__name__)

STATEMENTS = frozenset({"accessibilite", "mentions-legales", "donnees-personnelles", "plan-du-site"})


# Not in a transaction: it would be opened before the view, and a database that is down would make a 500.
@transaction.non_atomic_requests
@login_not_required
@second_factor_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the portal can serve: the database answers and every migration is applied."""
    ready = _ready()
    return JsonResponse({"status": "ok" if ready else "unavailable"}, status=200 if ready else 503)


@transaction.non_atomic_requests
@login_not_required
@second_factor_not_required
@require_safe
def service_state(request: HttpRequest) -> HttpResponse:
    """S33, for people: what health says to machines."""
    return render(request, "statements/etat.html", {"ready": _ready(), "now": timezone.now()})


def _ready() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return _is_migrated() or _forget()
    except Error:
        return False


@cache  # a running process never loses a migration
def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _forget() -> bool:
    """Only the good answer is kept: the missing migration may be applied at any moment."""
    _is_migrated.cache_clear()
    return False


@transaction.non_atomic_requests
@login_not_required
@second_factor_not_required
@require_safe
def statement(request: HttpRequest, name: str) -> HttpResponse:
    if name not in STATEMENTS:
        raise Http404
    return render(request, f"statements/{name}.html")


@transaction.non_atomic_requests
@login_not_required
@second_factor_not_required
@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with made-up words. Outside production only."""
    if not settings.DEMO:
        raise Http404
    return render(request, "components/showcase.html", showcase.context())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        is_upload = isinstance(exception, UploadTooBig)
        octets = settings.UPLOAD_MAX_BYTES if is_upload else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        limit = f"{number_format(octets / 1_000_000, decimal_pos=1)} Mo"
        return render(request, "413.html", {"max_size": limit}, status=413)
    return render(request, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference that the log bears too; 503 when it is the database that does not answer."""
    error = sys.exc_info()[1]
    reference = secrets.token_hex(4).upper()
    place = request.resolver_match.view_name if request.resolver_match else "?"
    logger.error("Reference %s: %s in %s", reference, type(error).__name__, place)
    status = 503 if isinstance(error, OperationalError) else 500
    return render(request, f"{status}.html", {"reference": reference}, status=status)
