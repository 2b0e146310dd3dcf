"""What django-axes leaves open: attempts sent all at once would be compared before any of them is counted."""

from axes.helpers import get_client_ip_address
from django.db import connection
from django.http import HttpRequest


def one_at_a_time(request: HttpRequest, username: str) -> None:
    """Attempts on one account from one address wait for one another, until the end of the request's transaction.

    The address is part of the key, as in the lock-out itself: nobody can make the owner wait from elsewhere.
    """
    key = f"sign-in|{get_client_ip_address(request)}|{username}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
