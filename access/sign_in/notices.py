"""Messages to the owner of an account, at the registered address: no secret in them but an enrolment link."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from access.models import User


def tell(user: User, template: str, **context: object) -> None:
    """Send `access/email/<template>.txt` (its first line is the subject) once the transaction is committed."""
    tell_address(user.registered_address, template, **context)


def tell_address(address: str, template: str, **context: object) -> None:
    """Like `tell`, for an address that is no longer, or not yet, that of an account."""
    if not address:
        return
    text = render_to_string(f"access/email/{template}.txt", context | {"product_name": settings.PRODUCT_NAME})
    subject, _, body = text.partition("\n")
    # What was done stays done when the mail server fails: Django logs it, the page goes on.
    transaction.on_commit(lambda: send_mail(subject, body.strip() + "\n", None, [address]), robust=True)
