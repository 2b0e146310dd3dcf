"""Sign-in accounts. An account is an administrator, a professional, a patient or a representative: exactly one."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from access.models.professionals import Professional
from patients.models import Patient, Representative

PEOPLE = ("professional", "patient", "representative")


def one_kind() -> Q:
    """Staff, or exactly one of the three kinds of people."""
    nobody = {f"{name}__isnull": True for name in PEOPLE}
    kinds = Q(is_staff=True, **nobody)
    for name in PEOPLE:
        kinds |= Q(is_staff=False, **(nobody | {f"{name}__isnull": False}))
    return kinds


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
    patient = models.OneToOneField(
        Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="account", verbose_name="patient"
    )
    representative = models.OneToOneField(
        Representative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="account",
        verbose_name="représentant légal",
    )
    duties_read_at = models.DateTimeField("rappel des obligations lu le", null=True, blank=True, editable=False)
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
                condition=one_kind(),
                name="account_has_one_kind",
                violation_error_message="Un compte est administrateur, professionnel, patient ou représentant, "
                "et un seul à la fois.",
            ),
            models.CheckConstraint(condition=Q(is_superuser=False) | Q(is_staff=True), name="superuser_is_staff"),
        ]

    def __str__(self) -> str:
        return self.username

    @property
    def is_holder(self) -> bool:
        """A patient's account, or that of who acts for one."""
        return self.patient_id is not None or self.representative_id is not None

    @property
    def registered_address(self) -> str:
        """Where enrolment links and security notices go."""
        if self.professional:
            return self.professional.email
        person = self.patient or self.representative
        return person.email if person else self.email
