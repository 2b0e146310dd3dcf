"""What happened: lines of identifiers and words, without any foreign key, so that nothing can disturb them.

One chain per record, and one per account for what concerns no record. Triggers (migration 0002) refuse UPDATE, DELETE
and TRUNCATE, refuse a line that does not continue its chain, and advance the head with each line. See ADR 0006.
"""

from django.db import models


class Action(models.TextChoices):
    SIGN_IN = "sign_in", "Connexion"
    SIGN_OUT = "sign_out", "Déconnexion"
    SECOND_FACTOR = "second_factor", "Second facteur"
    ENROLMENT = "enrolment", "Enrôlement du second facteur"
    ACCOUNT_RESET = "account_reset", "Réinitialisation de l’accès"
    PRACTICE_CHOSEN = "practice_chosen", "Choix de l’activité"
    ACCOUNT_CHANGED = "account_changed", "Modification d’un compte"
    PROFESSIONAL_CHANGED = "professional_changed", "Modification d’un professionnel"
    PATIENT_SEARCHED = "patient_searched", "Recherche d’un patient"
    RECORD_STATE = "record_state", "Consultation de l’état du dossier"
    ACCESS_DECLARED = "access_declared", "Déclaration d’accès"
    RECORD_OPENED = "record_opened", "Ouverture du dossier"
    RECORD_LEFT = "record_left", "Fermeture du dossier"
    DOCUMENTS_LISTED = "documents_listed", "Liste des documents"
    RECORD_SEARCHED = "record_searched", "Recherche dans le dossier"
    EXTRACT_READ = "extract_read", "Lecture d’un extrait de document"
    DOCUMENT_READ = "document_read", "Lecture d’un document"
    FILE_READ = "file_read", "Lecture d’une pièce jointe"
    DOCUMENT_DOWNLOADED = "document_downloaded", "Téléchargement d’un document"
    DOCUMENT_PRINTED = "document_printed", "Impression d’un document"
    DOCUMENT_DEPOSITED = "document_deposited", "Dépôt d’un document"
    DOCUMENT_REPLACED = "document_replaced", "Remplacement d’un document"
    DOCUMENT_DELETED = "document_deleted", "Suppression d’un document"
    DOCUMENT_CHANGED = "document_changed", "Modification des propriétés d’un document"
    DOCUMENT_RELEASED = "document_released", "Document rendu visible au patient"
    DEPOSITS_LISTED = "deposits_listed", "Liste de ses propres dépôts"
    DEPOSIT_STARTED = "deposit_started", "Préparation d’un dépôt"
    SYNTHESIS_READ = "synthesis_read", "Lecture de la synthèse du dossier"
    PATHWAY_READ = "pathway_read", "Lecture du parcours de soins"
    BIOLOGY_READ = "biology_read", "Lecture des résultats de biologie"
    VACCINATIONS_READ = "vaccinations_read", "Lecture des vaccinations"
    WISHES_READ = "wishes_read", "Lecture des volontés et de l’entourage"
    IDENTITY_READ = "identity_read", "Lecture de l’identité"
    ACCESS_LIST_READ = "access_list_read", "Lecture des accès au dossier"
    EMERGENCY_EXTENDED = "emergency_extended", "Prolongation de l’accès en urgence"
    EMERGENCIES_LISTED = "emergencies_listed", "Liste des accès en urgence"
    EMERGENCY_REVIEWED = "emergency_reviewed", "Examen d’un accès en urgence"
    AUTHORISATION_ENDED = "authorisation_ended", "Fin d’une autorisation"
    PROFESSIONAL_BLOCKED = "professional_blocked", "Blocage d’un professionnel"
    PROFESSIONAL_UNBLOCKED = "professional_unblocked", "Déblocage d’un professionnel"
    TREATING_DOCTOR_DECLARED = "treating_doctor_declared", "Déclaration de médecin traitant"
    TREATING_DOCTOR_CONFIRMED = "treating_doctor_confirmed", "Confirmation du médecin traitant"
    TREATING_DOCTOR_ENDED = "treating_doctor_ended", "Fin du rôle de médecin traitant"
    ADMINISTRATOR_NAMED = "administrator_named", "Désignation d’un administrateur du dossier"
    ADMINISTRATOR_ENDED = "administrator_ended", "Fin du rôle d’administrateur du dossier"
    CHOICES_CHANGED = "choices_changed", "Modification des choix du patient"
    DUTIES_ACKNOWLEDGED = "duties_acknowledged", "Rappel des obligations lu"
    ACCESS_REPORTED = "access_reported", "Signalement d’un accès anormal"
    TRACES_EXPORTED = "traces_exported", "Export de l’historique des accès"
    ALERTS_READ = "alerts_read", "Lecture de ses avis"
    TASK_RUN = "task_run", "Tâche programmée"
    TRACES_READ = "traces_read", "Lecture de l’historique des accès"
    JOURNAL_DROPPED = "journal_dropped", "Destruction de traces à terme"
    JOURNAL_EXPORTED = "journal_exported", "Export du journal"
    HABILITATION_CHANGED = "habilitation_changed", "Modification de l’habilitation"
    IDENTITY_CHANGED = "identity_changed", "Modification de l’identité"
    RECORD_CHANGED = "record_changed", "Modification de l’état du dossier"


class Chain(models.Model):
    """Head of a chain: how many lines, the last digest, and a signature that proves both."""

    key = models.CharField(primary_key=True, max_length=80)
    length = models.PositiveBigIntegerField(default=0)
    last_digest = models.CharField(max_length=64, default="")
    signature = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name = "chaîne du journal"
        verbose_name_plural = "chaînes du journal"

    def __str__(self) -> str:
        return f"Chaîne {self.pk}"


class Tombstone(models.Model):
    """What is left of a chain whose time of keeping has passed: its length and last digest, signed (AR 13.6)."""

    chain = models.CharField(max_length=80)
    length = models.PositiveBigIntegerField()
    last_digest = models.CharField(max_length=64)
    dropped_at = models.DateTimeField()
    signature = models.CharField(max_length=64)

    class Meta:
        verbose_name = "chaîne détruite à terme"
        verbose_name_plural = "chaînes détruites à terme"
        indexes = [models.Index(fields=["chain"], name="journal_tombstone_chain")]

    def __str__(self) -> str:
        return f"Chaîne détruite {self.pk}"


class Line(models.Model):
    """One action of one actor, with what was true then (AR 13.1). Copies, never references."""

    chain = models.CharField(max_length=80)
    position = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=32, choices=Action.choices)
    granted = models.BooleanField()
    decision = models.CharField(max_length=40, blank=True)
    account = models.CharField(max_length=40, blank=True)
    professional = models.CharField(max_length=40, blank=True)
    professional_name = models.CharField(max_length=200, blank=True)
    profession = models.CharField(max_length=120, blank=True)
    practice = models.CharField(max_length=40, blank=True)
    structure = models.CharField(max_length=40, blank=True)
    structure_name = models.CharField(max_length=200, blank=True)
    record = models.UUIDField(null=True, blank=True)
    record_access = models.UUIDField(null=True, blank=True)
    document = models.UUIDField(null=True, blank=True)
    document_type = models.CharField(max_length=40, blank=True)
    document_version = models.PositiveIntegerField(null=True, blank=True)
    mode = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=20, blank=True)
    motive = models.CharField(max_length=500, blank=True)
    edition = models.CharField(max_length=40, blank=True)
    session = models.CharField(max_length=64, blank=True)
    confidential = models.BooleanField(default=False)
    matricule_hmac = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    # What the chain's head becomes with this line. The trigger of migration 0002 moves it there and leaves nothing:
    # a signature that stayed with its line would let a chain be cut and its head moved back.
    head_signature = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="one_line_per_position")]
        indexes = [
            models.Index(fields=["record", "professional", "-at"], name="journal_own_traces"),
            models.Index(fields=["record", "-at", "-id"], name="journal_all_traces"),
            models.Index(fields=["action", "account", "at"], name="journal_searches_account"),
            models.Index(fields=["action", "structure", "at"], name="journal_searches_structure"),
            models.Index(fields=["-at"], name="journal_newest"),
        ]

    def __str__(self) -> str:
        return f"Ligne {self.pk}"
