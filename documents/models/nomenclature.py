"""Codes that only label metadata: facilities, settings, specialities, roles, formats."""

from django.db import models


class Concept(models.Model):
    class Kind(models.TextChoices):
        FACILITY = "facility", "Secteur d’activité"
        PRACTICE_SETTING = "practice_setting", "Cadre d’exercice"
        SPECIALTY = "specialty", "Profession et savoir-faire de l’auteur"
        ROLE = "role", "Rôle fonctionnel"
        FORMAT = "format", "Format"
        CONFIDENTIALITY = "confidentiality", "Confidentialité et visibilité"

    kind = models.CharField("nomenclature", max_length=20, choices=Kind.choices)
    code = models.CharField("code", max_length=120)
    oid = models.CharField("système de codage (OID)", max_length=64)
    label = models.CharField("libellé", max_length=300)

    class Meta:
        verbose_name = "concept"
        verbose_name_plural = "concepts"
        ordering = ["kind", "label"]
        constraints = [models.UniqueConstraint(fields=["kind", "code", "oid"], name="one_concept_per_code")]

    def __str__(self) -> str:
        return self.label
