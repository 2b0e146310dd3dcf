"""Sign-in accounts. An account is an administrator or a professional, never both, never neither."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from access.models.professionals import Professional


class User(AbstractUser):
    """Local account: password and a second factor. Habilitation never comes from here (ADR 0004)."""

    professional = models.OneToOneField(
        Professional,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="account",
        verbose_name="professionnel",
    )
    enrolment_round = models.PositiveIntegerField(
        "série du lien d’enrôlement",
        default=0,
        editable=False,
        help_text="Change à chaque envoi ou usage d’un lien, qui ne sert ainsi qu’une fois.",
    )
    last_practice_id = models.BigIntegerField("dernière activité", null=True, blank=True, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_staff=True, professional__isnull=True) | Q(is_staff=False, professional__isnull=False),
                name="account_is_staff_or_professional",
                violation_error_message="Un compte est administrateur ou professionnel, jamais les deux.",
            ),
            models.CheckConstraint(condition=Q(is_superuser=False) | Q(is_staff=True), name="superuser_is_staff"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def registered_address(self) -> str:
        """Where enrolment links and security notices go."""
        return self.professional.email if self.professional else self.email
