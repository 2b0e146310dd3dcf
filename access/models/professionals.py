"""Professionals by national identifier, structures, and practices (situations d’exercice)."""

import uuid

from django.db import models
from django.db.models.functions import Now

from access.models.vocabulary import KnowHow, Profession


class Structure(models.Model):
    """Where one practises, by its national identifier (Struct_IdNat)."""

    idnat = models.CharField("identifiant national", max_length=40, unique=True)
    name = models.CharField("raison sociale", max_length=200)
    city = models.CharField("commune", max_length=100, blank=True)
    sector_code = models.CharField("secteur d’activité", max_length=10, blank=True)

    class Meta:
        verbose_name = "structure"
        verbose_name_plural = "structures"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Professional(models.Model):
    """A person known by PS_IdNat (digit 8 and RPPS number, for instance)."""

    idnat = models.CharField("identifiant national (PS_IdNat)", max_length=40, unique=True)
    family_name = models.CharField("nom d’exercice", max_length=100)
    given_name = models.CharField("prénom d’exercice", max_length=100)
    civility = models.CharField("civilité", max_length=10, blank=True)
    email = models.EmailField(
        "adresse enregistrée", blank=True, help_text="Reçoit les liens d’enrôlement et les avis de sécurité."
    )
    struck_off_on = models.DateField("radié ou retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "professionnel"
        verbose_name_plural = "professionnels"
        ordering = ["family_name", "given_name"]

    def __str__(self) -> str:
        return f"Professionnel {self.idnat}"

    @property
    def full_name(self) -> str:
        return f"{self.family_name.upper()} {self.given_name}"


class Practice(models.Model):
    """One activity of one professional: what a session is opened with, and what gives its habilitation column."""

    class Function(models.TextChoices):
        """Functions with a consent of their own (AR 6.1); médecin du travail is known by know-how instead."""

        NONE = "", "—"
        EHPAD_COORDINATOR = "ehpad_coordinator", "Médecin coordonnateur d’EHPAD"
        FIREFIGHTER = "firefighter", "Médecin de sapeurs-pompiers"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="practices", verbose_name="professionnel"
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.PROTECT, related_name="practices", verbose_name="structure"
    )
    profession = models.ForeignKey(Profession, on_delete=models.PROTECT, verbose_name="profession")
    know_how = models.ForeignKey(KnowHow, on_delete=models.PROTECT, null=True, blank=True, verbose_name="savoir-faire")
    role_code = models.CharField("genre d’activité (TRE_R22)", max_length=10, blank=True)
    function = models.CharField("fonction", max_length=20, choices=Function.choices, blank=True)
    samu_entitled = models.BooleanField("habilité à la régulation médicale", default=False)
    reviews_emergencies = models.BooleanField(
        "référent des accès en urgence", default=False, help_text="Examine les accès en urgence de sa structure."
    )
    mode = models.CharField(
        "mode d’exercice", max_length=1, blank=True, choices=[("L", "Libéral"), ("S", "Salarié"), ("B", "Bénévole")]
    )
    ended_on = models.DateField("terminé le", null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "situation d’exercice"
        verbose_name_plural = "situations d’exercice"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Situation {self.pk}"
