"""A deposit in preparation: what was typed and received, until it is sent, and afterwards what came of it."""

import uuid

from django.db import models
from django.db.models import Q

from access.models import Practice, RecordAccess
from documents.models.documents import Document, SubmissionSet
from patients.models import Patient


class DepositDraft(models.Model):
    """It belongs to one practice, and carries a patient's identity but no right to read (DESIGN 2).

    The identifiers of what it deposits are drawn from its own, so that the database refuses a second time.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="deposit_drafts")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="deposit_drafts")
    # The opened record from which it was begun: where one goes back to. None for a deposit without reading.
    record_access = models.ForeignKey(RecordAccess, on_delete=models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    confidential = models.BooleanField(default=False)
    values = models.JSONField(default=dict)  # what was typed and found right; empty until then
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    submission_set = models.OneToOneField(SubmissionSet, on_delete=models.PROTECT, null=True, related_name="draft")
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "dépôt en préparation"
        verbose_name_plural = "dépôts en préparation"
        constraints = [
            models.CheckConstraint(
                condition=Q(submission_set__isnull=True, submitted_at__isnull=True)
                | Q(submission_set__isnull=False, submitted_at__isnull=False),
                name="submitted_draft_has_its_submission_set",
            )
        ]
        indexes = [models.Index(fields=["expires_at"], name="deposit_draft_expiry")]

    def __str__(self) -> str:
        return f"Dépôt en préparation {self.pk}"


class ReceivedFile(models.Model):
    """A file received for a draft, examined and cleaned. In the database: it goes with its draft, as a whole."""

    draft = models.ForeignKey(DepositDraft, on_delete=models.CASCADE, related_name="files")
    rank = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)  # as its owner's machine calls it; shown to that owner only
    media_type = models.CharField(max_length=100)
    data = models.BinaryField()
    original = models.BinaryField(null=True)  # what came, when it is not what is deposited
    source_digest = models.CharField(max_length=64)  # SHA-256 of what came

    class Meta:
        verbose_name = "fichier reçu"
        verbose_name_plural = "fichiers reçus"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "rank"], name="one_received_file_per_rank"),
            models.UniqueConstraint(fields=["draft", "source_digest"], name="same_file_received_once"),
        ]

    def __str__(self) -> str:
        return f"Fichier reçu {self.pk}"
