"""Pages that belong to no app: health, error pages, statements."""

import logging
import secrets

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

STATEMENTS = frozenset({"accessibilite", "mentions-legales", "donnees-personnelles", "plan-du-site"})


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the portal can serve: the database answers and every migration is applied."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ready = _migrated()
    except DatabaseError:
        ready = False
    return JsonResponse({"status": "ok" if ready else "unavailable"}, status=200 if ready else 503)


_ready: list[bool] = []  # filled once: a running process never loses a migration


def _migrated() -> bool:
    if not _ready:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _ready.append(True)
    return True


@login_not_required
@require_safe
def statement(request: HttpRequest, name: str) -> HttpResponse:
    if name not in STATEMENTS:
        raise Http404
    return render(request, f"statements/{name}.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a reference that the log bears too."""
    reference = secrets.token_hex(4).upper()
    logger.error("Reference %s: %s", reference, request.resolver_match.view_name if request.resolver_match else "?")
    return render(request, "500.html", {"reference": reference}, status=500)
