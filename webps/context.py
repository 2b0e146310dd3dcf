"""What every template of the portal may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from access.account import Preferences


def portal(request: HttpRequest) -> dict[str, Any]:
    """Product name and version, demonstration flag, the practice chosen in this session (None if none), and what
    the account prefers.
    """
    return {
        "product_name": settings.PRODUCT_NAME,
        "version": settings.VERSION,
        "demo": settings.DEMO,
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
        "practice": getattr(request, "practice", None),
        "preferences": getattr(request, "preferences", Preferences()),
    }
