"""WSGI entry point; refuses to start when a setting is missing or a demonstration's data would be served for real."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webps.settings")

application = get_wsgi_application()


def _refuse_unsafe_start() -> None:
    from webps.checks import no_demonstration_in_production, required_settings

    problems = required_settings() + no_demonstration_in_production()
    if problems:
        raise ImproperlyConfigured(" ".join(f"{problem.msg} {problem.hint}" for problem in problems))


_refuse_unsafe_start()
