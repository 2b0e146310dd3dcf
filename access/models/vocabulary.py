"""Nomenclatures that habilitation speaks of: document types and classes, professions, know-how."""

from django.db import models
from django.db.models import Q


class Category(models.TextChoices):
    """Groups of the list of documents, in the order of the screen; ours, drawn from class and type (PS S12)."""

    SYNTHESES = "syntheses", "Synthèses"
    REPORTS = "comptes_rendus", "Comptes rendus"
    LABORATORY = "biologie", "Biologie"
    IMAGING = "imagerie", "Imagerie"
    PRESCRIPTIONS = "prescriptions", "Prescriptions"
    DISPENSATIONS = "dispensations", "Dispensations et traitements"
    PLANS = "plans", "Plans et protocoles de soins"
    PREVENTION = "prevention", "Prévention et vaccinations"
    CERTIFICATES = "certificats", "Certificats"
    PATIENT = "patient", "Documents du patient"
    REIMBURSEMENTS = "remboursements", "Remboursements"
    ADMINISTRATIVE = "administratif", "Administratif"
    OTHER = "autres", "Autres documents"


class DocumentClass(models.Model):
    """XDS class (TRE_A03)."""

    code = models.CharField("code", max_length=40, unique=True)
    label = models.CharField("libellé", max_length=200)

    class Meta:
        verbose_name = "classe de documents"
        verbose_name_plural = "classes de documents"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label


class DocumentType(models.Model):
    """XDS type (JDV_J07). `ruled`: the habilitation matrix has a row for it; otherwise doctors only (AR 7.5).

    The row `IMG-PROC` stands for imaging types known by their procedure name (AR 7.11), the row `UNRULED` for any
    other unknown code: a document keeps its own code and points to the type that decides.
    """

    IMAGING_PROCEDURE = "IMG-PROC"
    UNRULED = "UNRULED"

    code = models.CharField("code", max_length=40)
    oid = models.CharField("système de codage (OID)", max_length=64)
    label = models.CharField("libellé", max_length=200)
    document_class = models.ForeignKey(
        DocumentClass, on_delete=models.PROTECT, null=True, blank=True, verbose_name="classe"
    )
    category = models.CharField("catégorie", max_length=20, choices=Category.choices)
    ruled = models.BooleanField("réglé par la matrice", default=False)
    deposited_by = models.CharField("déposé par", max_length=20, blank=True)
    active = models.BooleanField("en vigueur", default=True)

    class Meta:
        verbose_name = "type de document"
        verbose_name_plural = "types de documents"
        ordering = ["label"]
        permissions = [
            ("consult_documenttype", "Peut consulter les documents de ce type"),
            ("deposit_documenttype", "Peut déposer des documents de ce type"),
        ]
        constraints = [models.UniqueConstraint(fields=["code", "oid"], name="one_document_type_per_code")]

    def __str__(self) -> str:
        return self.label


class Profession(models.Model):
    """Profession or role code with its system: the code alone is ambiguous."""

    code = models.CharField("code", max_length=10)
    oid = models.CharField("système de codage (OID)", max_length=64)
    label = models.CharField("libellé", max_length=200)
    family = models.CharField("famille", max_length=40, blank=True)
    active = models.BooleanField("en vigueur", default=True)

    class Meta:
        verbose_name = "profession"
        verbose_name_plural = "professions"
        ordering = ["label"]
        constraints = [models.UniqueConstraint(fields=["code", "oid"], name="one_profession_per_code")]

    def __str__(self) -> str:
        return self.label


class KnowHow(models.Model):
    """Speciality, competence, or section of the pharmacists' register."""

    code = models.CharField("code", max_length=20)
    oid = models.CharField("système de codage (OID)", max_length=64)
    label = models.CharField("libellé", max_length=200)
    kind = models.CharField("nature", max_length=10, blank=True)
    profession_code = models.CharField("profession", max_length=10, blank=True)

    class Meta:
        verbose_name = "savoir-faire"
        verbose_name_plural = "savoir-faire"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(fields=["code", "oid"], name="one_know_how_per_code"),
            models.CheckConstraint(condition=~Q(code=""), name="know_how_has_a_code"),
        ]

    def __str__(self) -> str:
        return self.label
