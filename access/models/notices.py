"""The transactional outbox: what people must be told, written with the effect that it tells of (AR 13.7, 10.10)."""

from django.db import models
from django.db.models import Q

from access.models.professionals import Professional
from patients.models import Patient, Representative


class Notice(models.Model):
    """One message for one person. It is shown in the portal as soon as it is committed, and sent by e-mail once due.

    It holds no clinical content, no name of a document and no matricule: neither does the e-mail made from it.
    """

    class Kind(models.TextChoices):
        FIRST_ACCESS = "first_access", "Premier accès d’un professionnel"
        EMERGENCY = "emergency", "Accès en urgence"
        REGULATION = "regulation", "Accès de régulation médicale"
        DOCUMENT_ADDED = "document_added", "Nouveau document"
        DOCUMENT_CHANGED = "document_changed", "Document modifié"
        UPDATE_WAITING = "update_waiting", "Mise à jour du dossier : consultez votre médecin"
        TREATING_DOCTOR_DECLARED = "treating_doctor_declared", "Déclaration de médecin traitant"
        TREATING_DOCTOR_ENDED = "treating_doctor_ended", "Fin du rôle de médecin traitant"
        ACCESS_ENDED = "access_ended", "Accès terminé"
        ACCESS_SOON_EXPIRED = "access_soon_expired", "Accès bientôt échu"
        ACCESS_REPORTED = "access_reported", "Accès anormal signalé"
        TEST = "test", "Message d’essai"

    # What makes a notice one and the same: telling twice of the same event changes nothing.
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=30, choices=Kind.choices)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, related_name="notices")
    representative = models.ForeignKey(Representative, on_delete=models.PROTECT, null=True, related_name="notices")
    professional = models.ForeignKey(Professional, on_delete=models.PROTECT, null=True, related_name="notices")
    record = models.UUIDField(null=True, help_text="Dossier dont il s’agit (référence opaque).")
    actor_words = models.CharField(max_length=300, blank=True, help_text="Qui a agi : nom, profession, structure.")
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # E-mail: not due when the person has no address or asked for none.
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "avis"
        verbose_name_plural = "avis"
        constraints = [
            models.CheckConstraint(
                condition=Q(patient__isnull=False, representative__isnull=True, professional__isnull=True)
                | Q(patient__isnull=True, representative__isnull=False, professional__isnull=True)
                | Q(patient__isnull=True, representative__isnull=True, professional__isnull=False),
                name="notice_has_one_recipient",
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(sent_at__isnull=True), name="notice_waiting"),
            models.Index(fields=["patient", "-at"], name="notice_of_patient"),
            models.Index(fields=["professional", "-at"], name="notice_of_professional"),
        ]

    def __str__(self) -> str:
        return f"Avis {self.pk}"


class AlertPreference(models.Model):
    """How a professional wants to hear of one kind of event (PS S29). The portal itself always shows it."""

    class Frequency(models.TextChoices):
        NEVER = "never", "Jamais"
        AT_ONCE = "at_once", "Immédiatement"
        DAILY = "daily", "Une fois par jour"
        WEEKLY = "weekly", "Une fois par semaine"

    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="alert_preferences")
    kind = models.CharField(max_length=30, choices=Notice.Kind.choices)
    frequency = models.CharField(max_length=10, choices=Frequency.choices, default=Frequency.NEVER)

    class Meta:
        verbose_name = "préférence d’alerte"
        verbose_name_plural = "préférences d’alerte"
        constraints = [models.UniqueConstraint(fields=["professional", "kind"], name="one_alert_preference_per_kind")]

    def __str__(self) -> str:
        return f"Préférence {self.pk}"
