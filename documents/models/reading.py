"""What a professional has read: for their own list, and for nobody else."""

from django.db import models
from django.db.models.functions import Now

from access.models import Professional
from documents.models.documents import Document


class ReadMark(models.Model):
    """Read by this professional, or marked so. It opens nothing, and is not a trace: the journal is."""

    professional = models.ForeignKey(Professional, on_delete=models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = "document lu"
        verbose_name_plural = "documents lus"
        constraints = [models.UniqueConstraint(fields=["professional", "document"], name="one_mark_per_reader")]

    def __str__(self) -> str:
        return f"Lecture {self.pk}"
