"""Each change of what a document's metadata say: who, when, from, to."""

from django.db import models

from access.models import Professional
from documents.models.documents import Document


class MetadataVersion(models.Model):
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="metadata_versions")
    version = models.PositiveIntegerField()
    entry_uuid = models.UUIDField()
    at = models.DateTimeField()
    changed_by = models.ForeignKey(Professional, on_delete=models.PROTECT, null=True, related_name="+")
    changed_by_words = models.CharField(max_length=200)
    from_state = models.JSONField()
    to_state = models.JSONField()

    class Meta:
        verbose_name = "version des métadonnées"
        verbose_name_plural = "versions des métadonnées"
        constraints = [models.UniqueConstraint(fields=["document", "version"], name="one_metadata_version")]

    def __str__(self) -> str:
        return f"Version {self.pk}"
