"""The account of a session, with what it prefers."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import BigIntegerField, QuerySet

from access.compiled import compiled, first
from access.models import User


class AccountBackend(ModelBackend):
    """Django's own, but that an account comes with its preferences: they cost a page no query."""

    def get_user(self, user_id: int) -> User | None:
        user = first(_account(pk=user_id))
        return user if user is not None and self.user_can_authenticate(user) else None


@compiled(pk=BigIntegerField())
def _account(*, pk: Any) -> QuerySet[User]:
    return User.objects.select_related("preferences").filter(pk=pk)
