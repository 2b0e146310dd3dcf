"""What must hold before the portal starts."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, register


@register
def required_settings(**kwargs: Any) -> list[CheckMessage]:
    """Production names each setting it lacks, and says what it should hold."""
    return [
        Error(f"{name} is not set.", hint=f"Set it to {settings.REQUIRED_IN_PRODUCTION[name]}.", id="webps.E001")
        for name in settings.MISSING_SETTINGS
    ]


@register
def no_demonstration_in_production(**kwargs: Any) -> list[CheckMessage]:
    """Demonstration mode shows one-time codes: it never goes with the settings of a real site."""
    if settings.DEMO and settings.REAL_SITE_SETTINGS:
        return [
            Error(
                f"Demonstration mode is on with settings of a real site: {', '.join(settings.REAL_SITE_SETTINGS)}.",
                hint="Unset WEBPS_DEMO (and remove portal.env from the data folder) to run for real.",
                id="webps.E002",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def antivirus(**kwargs: Any) -> list[CheckMessage]:
    """Files that professionals deposit are read by others: a site says whether it examines them elsewhere."""
    if settings.CLAMD:
        return []
    hint = "Set it to the socket of clamd (/run/clamav/clamd.ctl, or host:port): see docs/production.md."
    return [Info("WEBPS_CLAMD is not set: deposited files are not examined for viruses.", hint=hint, id="webps.I001")]
