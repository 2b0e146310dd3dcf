"""Whatever joins a patient to a professional: authorisations, blocks, roles, and opened records."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from access.models.professionals import Practice, Professional
from access.rules import Basis, Mode
from patients.models import Patient, SharedRecord

BASES = [
    (Basis.TEAM, "Équipe de soins"),
    (Basis.EXPLICIT, "Accord exprès pour cette consultation"),
    (Basis.EXPRESS_WORK, "Accord exprès, médecin du travail"),
    (Basis.EXPRESS_FIRE, "Accord exprès, médecin de sapeurs-pompiers"),
    (Basis.EHPAD, "Accord du résident, médecin coordonnateur"),
]
MODES = [
    (Mode.NORMAL, "Normal"),
    (Mode.BRIS_DE_GLACE, "Urgence (bris de glace)"),
    (Mode.CENTRE_15, "Régulation (centre 15)"),
]


class Authorisation(models.Model):
    """A grant, per patient and practice (AR 6.2). `until` is empty for a basis that lives with one opened record.

    What a minor grants in confidence stands beside the ordinary one, and opens confidential sessions alone.
    """

    class EndCause(models.TextChoices):
        NONE = "", "—"
        REMOVED = "removed", "Retirée par le professionnel"
        BLOCKED = "blocked", "Professionnel bloqué par le patient"
        RENEWED = "renewed", "Renouvelée"

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="authorisations", verbose_name="patient"
    )
    practice = models.ForeignKey(
        Practice, on_delete=models.PROTECT, related_name="authorisations", verbose_name="situation d’exercice"
    )
    basis = models.CharField("fondement", max_length=20, choices=BASES)
    collected_by = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="+", verbose_name="recueillie par"
    )
    collector_name = models.CharField("confrère ayant recueilli l’accord", max_length=200, blank=True)
    given_at = models.DateTimeField("donnée le")
    until = models.DateTimeField("jusqu’au", null=True, blank=True)
    ended_at = models.DateTimeField("terminée le", null=True, blank=True)
    end_cause = models.CharField("cause de fin", max_length=10, choices=EndCause.choices, blank=True)
    # Given or renewed in a session of confidential care: the representatives know nothing of it (AR 11.4).
    confidential = models.BooleanField("confidentielle", default=False)

    class Meta:
        verbose_name = "autorisation"
        verbose_name_plural = "autorisations"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "practice", "confidential"],
                condition=Q(ended_at__isnull=True),
                name="one_live_authorisation",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, end_cause="") | (Q(ended_at__isnull=False) & ~Q(end_cause="")),
                name="ended_authorisation_has_a_cause",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.TEAM, until__isnull=False) | ~Q(basis=Basis.TEAM),
                name="team_authorisation_expires",
            ),
        ]

    def __str__(self) -> str:
        return f"Autorisation {self.pk}"


class Block(models.Model):
    """The patient blocks a professional, in every practice (AR 6.2.4)."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="blocks", verbose_name="patient")
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="blocks", verbose_name="professionnel"
    )
    placed_at = models.DateTimeField("posé le", db_default=Now())
    lifted_at = models.DateTimeField("levé le", null=True, blank=True)

    class Meta:
        verbose_name = "blocage"
        verbose_name_plural = "blocages"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "professional"], condition=Q(lifted_at__isnull=True), name="one_live_block"
            )
        ]

    def __str__(self) -> str:
        return f"Blocage {self.pk}"


class TreatingDoctor(models.Model):
    """Médecin traitant: a role for one patient (AR 4.8). In office once confirmed; until then a declaration that waits.

    A waiting declaration stands beside the médecin traitant in office, whom it cannot strip of the role (ADR 0010).
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="treating_doctors", verbose_name="patient"
    )
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="+", verbose_name="professionnel"
    )
    declared_at = models.DateTimeField("déclaré le", db_default=Now())
    confirmed_at = models.DateTimeField("en fonction depuis le", null=True, blank=True)
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "médecin traitant"
        verbose_name_plural = "médecins traitants"
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(ended_at__isnull=True, confirmed_at__isnull=False),
                name="one_treating_doctor",
            ),
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(ended_at__isnull=True, confirmed_at__isnull=True),
                name="one_waiting_declaration",
            ),
        ]

    def __str__(self) -> str:
        return f"Médecin traitant {self.pk}"


class RecordAdministrator(models.Model):
    """A professional whom the patient made administrator: reads masked documents in normal mode (AR 8.8)."""

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="administrators", verbose_name="patient"
    )
    professional = models.ForeignKey(
        Professional, on_delete=models.PROTECT, related_name="+", verbose_name="professionnel"
    )
    given_at = models.DateTimeField("donné le", db_default=Now())
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "administrateur du dossier"
        verbose_name_plural = "administrateurs du dossier"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "professional"],
                condition=Q(ended_at__isnull=True),
                name="one_live_administrator_role",
            )
        ]

    def __str__(self) -> str:
        return f"Administrateur {self.pk}"


class RecordAccess(models.Model):
    """An opened record: what every page of a record starts from (ADR 0003). It belongs to a practice."""

    class EndCause(models.TextChoices):
        NONE = "", "—"
        LEFT = "left", "Fermé par vous"
        SIGNED_OUT = "signed_out", "Déconnexion"
        PRACTICE_CHANGED = "practice_changed", "Changement d’activité"
        EXPIRED = "expired", "Durée maximale atteinte"
        SUPERSEDED = "superseded", "Nouvelle déclaration d’accès"
        AUTHORISATION_ENDED = "authorisation_ended", "Autorisation terminée"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="record_accesses")
    record = models.ForeignKey(SharedRecord, on_delete=models.PROTECT, related_name="accesses")
    authorisation = models.ForeignKey(
        Authorisation, on_delete=models.PROTECT, null=True, related_name="record_accesses"
    )
    mode = models.CharField(max_length=20, choices=MODES, default=Mode.NORMAL)
    motive = models.CharField(max_length=500, blank=True)
    # A session of confidential care for a minor (AR 11.4): its traces and deposits stay out of representatives' sight.
    confidential = models.BooleanField(default=False)
    extended_at = models.DateTimeField(null=True)
    extension_motive = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_cause = models.CharField(max_length=20, choices=EndCause.choices, blank=True)
    hidden_from_home = models.BooleanField(default=False)

    class Meta:
        verbose_name = "dossier ouvert"
        verbose_name_plural = "dossiers ouverts"
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "record", "mode", "confidential"],
                condition=Q(ended_at__isnull=True),
                name="one_open_access",
            ),
            models.CheckConstraint(
                condition=Q(confidential=False) | Q(mode=Mode.NORMAL), name="confidential_session_is_normal"
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=True, extension_motive="")
                | (Q(extended_at__isnull=False, mode=Mode.BRIS_DE_GLACE) & ~Q(extension_motive="")),
                name="extension_of_an_emergency_has_a_motive",
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.NORMAL) | Q(authorisation__isnull=False),
                name="normal_access_has_an_authorisation",
            ),
            models.CheckConstraint(
                condition=Q(mode=Mode.NORMAL) | Q(authorisation__isnull=True), name="emergency_creates_no_authorisation"
            ),
            models.CheckConstraint(
                condition=~Q(mode=Mode.BRIS_DE_GLACE) | ~Q(motive=""), name="bris_de_glace_has_a_motive"
            ),
        ]
        indexes = [models.Index(fields=["practice", "-opened_at"], name="record_access_recent")]

    def __str__(self) -> str:
        return f"Dossier ouvert {self.pk}"


class EmergencyReview(models.Model):
    """What the référent of a structure thought of one emergency access (PS S37)."""

    class Verdict(models.TextChoices):
        JUSTIFIED = "justified", "Justifié"
        TO_REPORT = "to_report", "À signaler"

    record_access = models.OneToOneField(RecordAccess, on_delete=models.PROTECT, related_name="review")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    comment = models.CharField(max_length=500, blank=True)
    reviewed_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        verbose_name = "examen d’un accès en urgence"
        verbose_name_plural = "examens d’accès en urgence"

    def __str__(self) -> str:
        return f"Examen {self.pk}"
