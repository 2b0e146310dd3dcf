"""The habilitation matrix as data: editions, columns, cells (AR 7). Guardian's rows are its projection (ADR 0004)."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q

from access.models.vocabulary import DocumentType


class HabilitationColumn(models.Model):
    """One of the nineteen columns of the official matrix, with the group that carries its projection."""

    slug = models.SlugField("identifiant", max_length=40, unique=True)
    label = models.CharField("libellé", max_length=200)
    position = models.PositiveSmallIntegerField("ordre")
    group = models.OneToOneField(
        Group, on_delete=models.PROTECT, related_name="habilitation_column", verbose_name="groupe"
    )

    class Meta:
        verbose_name = "colonne d’habilitation"
        verbose_name_plural = "colonnes d’habilitation"
        ordering = ["position"]

    def __str__(self) -> str:
        return self.label


class HabilitationEdition(models.Model):
    """One published state of the matrix. At most one is in force: the one that guardian's rows project."""

    code = models.CharField("édition", max_length=40, unique=True)
    source = models.CharField("source", max_length=300)
    starts_on = models.DateField("entre en vigueur le")
    in_force = models.BooleanField("en vigueur", default=False, editable=False)
    projected_at = models.DateTimeField("projetée le", null=True, editable=False)
    edited_by_hand = models.BooleanField("modifiée par un administrateur", default=False, editable=False)

    class Meta:
        verbose_name = "édition de la matrice"
        verbose_name_plural = "éditions de la matrice"
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["in_force"], condition=Q(in_force=True), name="one_edition_in_force")
        ]

    def __str__(self) -> str:
        return f"Édition {self.code}"


class HabilitationCell(models.Model):
    """May a holder of this column consult, or deposit, this type? An unsettled cell grants nothing."""

    class Answer(models.TextChoices):
        YES = "+", "oui"
        NO = "-", "non"
        UNSETTLED = "?", "non tranché"

    edition = models.ForeignKey(
        HabilitationEdition, on_delete=models.CASCADE, related_name="cells", verbose_name="édition"
    )
    column = models.ForeignKey(
        HabilitationColumn, on_delete=models.PROTECT, related_name="cells", verbose_name="colonne"
    )
    document_type = models.ForeignKey(
        DocumentType, on_delete=models.PROTECT, related_name="cells", verbose_name="type de document"
    )
    consult = models.CharField("consultation", max_length=1, choices=Answer.choices, default=Answer.NO)
    deposit = models.CharField("dépôt", max_length=1, choices=Answer.choices, default=Answer.NO)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="modifiée par",
    )
    changed_at = models.DateTimeField("modifiée le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "case de la matrice"
        verbose_name_plural = "cases de la matrice"
        constraints = [
            models.UniqueConstraint(fields=["edition", "column", "document_type"], name="one_cell_per_column_and_type")
        ]

    def __str__(self) -> str:
        return f"Case {self.pk}"
