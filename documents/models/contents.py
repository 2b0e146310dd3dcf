"""Bytes of documents, addressed by their digest."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Content(models.Model):
    """One file of the contents storage. The row is committed after the file is safely there, never before."""

    sha256 = models.CharField("empreinte SHA-256", primary_key=True, max_length=64)
    sha1 = models.CharField("empreinte SHA-1 (XDS)", max_length=40)
    size = models.PositiveBigIntegerField("taille en octets")
    media_type = models.CharField("type de média", max_length=100)
    stored_at = models.DateTimeField("enregistré le", db_default=Now())

    class Meta:
        verbose_name = "contenu"
        verbose_name_plural = "contenus"
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="content_key_is_a_digest")
        ]

    def __str__(self) -> str:
        return f"Contenu {self.pk[:12]}"
