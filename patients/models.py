"""Whose record: identity traits (RNIV), the shared record and the patient's own choices."""

from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from patients.identity import age_on
from patients.ins import INS_OIDS, NATURES


class Fold(Func):
    """Lower case without accents, œ and æ spelt out: the SQL function of migration 0001, the same on every side."""

    function = "fold"
    output_field = models.TextField()


class InsStatus(models.TextChoices):
    """The four statuses of an identity, which exclude one another (AR 5.3)."""

    PROVISIONAL = "PROV", "INS provisoire"
    RECOVERED = "RECUP", "INS récupérée"
    VALIDATED = "VALI", "INS validée"
    QUALIFIED = "QUAL", "INS qualifiée"


class Sex(models.TextChoices):
    FEMALE = "F", "Femme"
    MALE = "M", "Homme"
    UNKNOWN = "U", "Sexe inconnu"


class Patient(models.Model):
    """Local reference identity: the matricule and its authority, five strict traits, names used."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    matricule = models.CharField("matricule INS", max_length=15, null=True, blank=True)
    ins_oid = models.CharField(
        "autorité d’affectation", max_length=30, choices=[(o, NATURES[o]) for o in INS_OIDS], null=True, blank=True
    )
    ins_status = models.CharField(
        "statut de l’identité", max_length=5, choices=InsStatus.choices, default=InsStatus.PROVISIONAL
    )
    birth_name = models.CharField("nom de naissance", max_length=100)
    birth_given_names = models.CharField("prénoms de naissance", max_length=200)
    first_given_name = models.CharField("premier prénom de naissance", max_length=100)
    birth_date = models.DateField("date de naissance")
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices)
    birth_place_code = models.CharField("lieu de naissance (code INSEE)", max_length=5, blank=True)
    birth_place_name = models.CharField("lieu de naissance", max_length=100, blank=True)
    used_name = models.CharField("nom utilisé", max_length=100, blank=True)
    used_given_name = models.CharField("prénom utilisé", max_length=100, blank=True)
    deceased_on = models.DateField("décès", null=True, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    sort_key = models.GeneratedField(
        expression=Fold(F("birth_name")), output_field=models.TextField(), db_persist=True, verbose_name="clé de tri"
    )

    class Meta:
        verbose_name = "patient"
        verbose_name_plural = "patients"
        constraints = [
            models.UniqueConstraint(fields=["ins_oid", "matricule"], name="one_patient_per_ins"),
            models.CheckConstraint(
                condition=Q(matricule__isnull=True, ins_oid__isnull=True)
                | Q(matricule__isnull=False, ins_oid__isnull=False),
                name="matricule_goes_with_its_authority",
            ),
            models.CheckConstraint(
                condition=Q(matricule__regex=r"^[1278][0-9]{5}[0-9AB][0-9]{8}$"), name="matricule_has_its_shape"
            ),
            models.CheckConstraint(
                condition=Q(ins_status="QUAL", matricule__isnull=False) | ~Q(ins_status="QUAL"),
                name="qualified_identity_has_a_matricule",
            ),
        ]
        indexes = [models.Index(fields=["birth_date", "sort_key"], name="patient_by_birth_date")]

    def __str__(self) -> str:
        return f"Patient {self.pk}"  # neutral: Django's admin log stores it

    @property
    def record_uuid(self) -> UUID | None:
        """Reference of the shared record, for the journal; None for a patient without one."""
        return self.record.uuid if hasattr(self, "record") else None

    def is_minor_on(self, day: date) -> bool:
        return age_on(self.birth_date, day) < settings.AGE_OF_MAJORITY


class IdentityChange(models.Model):
    """History of the identity's status: what it became, when, by whom, on what evidence."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="identity_changes", verbose_name="patient"
    )
    at = models.DateTimeField("le", db_default=Now())
    from_status = models.CharField("ancien statut", max_length=5, choices=InsStatus.choices, blank=True)
    to_status = models.CharField("nouveau statut", max_length=5, choices=InsStatus.choices)
    evidence = models.CharField("justification", max_length=200, blank=True)
    changed_by = models.CharField("par", max_length=150)

    class Meta:
        verbose_name = "changement d’identité"
        verbose_name_plural = "changements d’identité"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Changement {self.pk}"


class SharedRecord(models.Model):
    """The record (DMP). A patient without one has no row: the portal never creates it (AR 3.2)."""

    class ClosureReason(models.TextChoices):
        PATIENT = "patient", "À la demande du patient"
        DEATH = "death", "Décès"
        REPRESENTATIVE = "representative", "À la demande du représentant légal"
        OTHER = "other", "Autre motif"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="record", verbose_name="patient")
    opened_on = models.DateField("ouvert le")
    activated_by_patient = models.BooleanField("activé par le patient", default=False)
    closed_on = models.DateField("fermé le", null=True, blank=True)
    closure_reason = models.CharField("motif de fermeture", max_length=20, choices=ClosureReason.choices, blank=True)
    closure_detail = models.CharField("raison de fermeture", max_length=200, blank=True)
    accepts_emergency = models.BooleanField("accepte le bris de glace", default=True)
    accepts_regulation = models.BooleanField("accepte la régulation médicale", default=True)
    shows_masked_in_emergency = models.BooleanField("documents masqués lisibles en urgence", default=False)
    masks_by_default = models.BooleanField("masque tout nouveau document", default=False)
    # Another one whenever the record changes, what it holds or what the patient declared: the database sees to it.
    revision = models.UUIDField(default=uuid4, editable=False)

    class Meta:
        verbose_name = "dossier partagé"
        verbose_name_plural = "dossiers partagés"
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closure_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closure_reason="")),
                name="closure_has_date_and_reason",
                violation_error_message="Une fermeture porte une date et un motif.",
            )
        ]

    def __str__(self) -> str:
        return f"Dossier {self.pk}"


class Representative(models.Model):
    """Who acts for a minor or a protected adult (AR 11.1)."""

    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="representatives", verbose_name="patient"
    )
    family_name = models.CharField("nom", max_length=100)
    given_name = models.CharField("prénom", max_length=100)
    relationship = models.CharField("lien", max_length=100)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    protects_adult = models.BooleanField("représente un majeur protégé", default=False)
    since = models.DateField("depuis", null=True, blank=True)
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "représentant"
        verbose_name_plural = "représentants"

    def __str__(self) -> str:
        return f"Représentant {self.pk}"


class Contact(models.Model):
    """Trusted person, person to warn, carer: declared by the patient."""

    class Kind(models.TextChoices):
        TRUSTED = "trusted", "Personne de confiance"
        EMERGENCY = "emergency", "Personne à prévenir"
        CARER = "carer", "Aidant"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="contacts", verbose_name="patient")
    kind = models.CharField("qualité", max_length=10, choices=Kind.choices)
    family_name = models.CharField("nom", max_length=100)
    given_name = models.CharField("prénom", max_length=100)
    relationship = models.CharField("lien", max_length=100, blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    declared_on = models.DateField("déclaré le", null=True, blank=True)

    class Meta:
        verbose_name = "contact"
        verbose_name_plural = "contacts"

    def __str__(self) -> str:
        return f"Contact {self.pk}"


class Wish(models.Model):
    """What the patient has stated about their care."""

    class Kind(models.TextChoices):
        DIRECTIVES = "directives", "Directives anticipées"
        ORGAN_DONATION = "organ_donation", "Don d’organes"

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="wishes", verbose_name="patient")
    kind = models.CharField("nature", max_length=20, choices=Kind.choices)
    statement = models.CharField("contenu", max_length=500)
    declared_on = models.DateField("déclaré le", null=True, blank=True)

    class Meta:
        verbose_name = "volonté"
        verbose_name_plural = "volontés"
        constraints = [models.UniqueConstraint(fields=["patient", "kind"], name="one_wish_of_each_kind")]

    def __str__(self) -> str:
        return f"Volonté {self.pk}"
