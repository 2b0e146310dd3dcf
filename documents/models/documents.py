"""The document entry: XDS metadata of the DMP (see docs/adr/0008), its authors and its submission set."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from access.models import DocumentType, Professional, Structure
from access.models.vocabulary import Category
from documents.models.contents import Content
from documents.querysets import DocumentQuerySet
from patients.models import Fold, Patient


class Availability(models.TextChoices):
    """availabilityStatus (AR 8.9)."""

    APPROVED = "approved", "En vigueur"
    DEPRECATED = "deprecated", "Ancienne version"
    ARCHIVED = "archived", "Archivé"
    DELETED = "deleted", "Supprimé"


class Confidentiality(models.TextChoices):
    """Level of the CDA header; visibility is apart (AR 8.1)."""

    NORMAL = "N", "Normal"
    RESTRICTED = "R", "Restreint"
    VERY_RESTRICTED = "V", "Très restreint"


class Indexed(models.TextChoices):
    """How much of a document the search knows besides what the list says of it. Empty: not yet looked at."""

    WHOLE = "whole", "Tout le texte"
    PART = "part", "Une partie du texte"
    NONE = "none", "Aucun texte"


class SubmissionSet(models.Model):
    """What was deposited together; immutable."""

    entry_uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    unique_id = models.CharField(max_length=200, unique=True)
    source_id = models.CharField(max_length=100)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="submission_sets")
    content_type_code = models.CharField(max_length=40, blank=True)
    submitted_at = models.DateTimeField()
    author = models.ForeignKey(Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    comments = models.TextField(blank=True)

    class Meta:
        verbose_name = "lot de dépôt"
        verbose_name_plural = "lots de dépôt"

    def __str__(self) -> str:
        return f"Lot {self.pk}"


class Document(models.Model):
    """One version of one document. Pages reach it through `Document.objects.visible_to(reader)` only (ADR 0001)."""

    class Origin(models.TextChoices):
        PROFESSIONAL = "professional", "Professionnel"
        PATIENT = "patient", "Patient"
        INSURANCE = "insurance", "Assurance maladie"

    # Identifiers: of the document (stable address), of this state of its metadata, of the producer.
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    entry_uuid = models.UUIDField(default=uuid4, editable=False)
    metadata_version = models.PositiveIntegerField(default=1)
    unique_id = models.CharField(max_length=200, unique=True)
    set_id = models.CharField(max_length=200, blank=True)
    version_number = models.PositiveIntegerField(default=1)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    submission_set = models.ForeignKey(SubmissionSet, on_delete=models.PROTECT, related_name="documents")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="documents")

    # What it is
    title = models.CharField(max_length=300)
    comments = models.TextField(blank=True)
    document_type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="documents")
    type_code = models.CharField(max_length=100)
    type_oid = models.CharField(max_length=64, blank=True)
    type_label = models.CharField(max_length=300, blank=True)
    class_code = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    format_code = models.CharField(max_length=120)
    language = models.CharField(max_length=20, default="fr-FR")
    origin = models.CharField(max_length=20, choices=Origin.choices, default=Origin.PROFESSIONAL)
    availability = models.CharField(max_length=12, choices=Availability.choices, default=Availability.APPROVED)
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="documents")
    # The file as its depositor sent it, when it was cleaned; and the digest of what they sent, to know it again.
    original_content = models.ForeignKey(
        Content, on_delete=models.PROTECT, null=True, blank=True, related_name="originals"
    )
    source_digest = models.CharField(max_length=64, blank=True)

    # Who must not see it: three facts apart from the confidentiality level (DESIGN 4)
    confidentiality = models.CharField(max_length=1, choices=Confidentiality.choices, default=Confidentiality.NORMAL)
    masked = models.BooleanField(default=False)
    hidden_from_patient_since = models.DateTimeField(null=True, blank=True)
    hidden_from_representatives = models.BooleanField(default=False)
    mask_on_release = models.BooleanField(default=False)

    # The four dates that must not be mixed: act, creation, deposit, last metadata change (MetadataVersion)
    act_on = models.DateField()
    act_start = models.DateTimeField(null=True, blank=True)
    act_stop = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    deposited_at = models.DateTimeField(db_default=Now())
    doubtful_date = models.BooleanField(default=False)
    # A laboratory report that its header says is not complete (IHE XD-LAB); another version or report completes it.
    is_partial = models.BooleanField(default=False)

    # Where and by whom
    depositor = models.ForeignKey(
        Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="deposits"
    )
    depositing_structure = models.ForeignKey(
        Structure, on_delete=models.PROTECT, null=True, blank=True, related_name="deposits"
    )
    author_label = models.CharField(max_length=300, blank=True)  # first author as lists show it: no join, sortable
    institution_label = models.CharField(max_length=300, blank=True)
    author_profession = models.CharField(max_length=300, blank=True)
    facility_code = models.CharField(max_length=40, blank=True)
    practice_setting_code = models.CharField(max_length=40, blank=True)
    event_codes = models.JSONField(default=list)
    legal_authenticator = models.JSONField(default=dict)
    custodian = models.JSONField(default=dict)
    source_patient_id = models.CharField(max_length=200, blank=True)
    source_patient_info = models.JSONField(default=dict)
    reference_ids = models.JSONField(default=list)
    identity_differences = models.JSONField(default=list)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    indexed = models.CharField(max_length=5, choices=Indexed.choices, blank=True)
    folded_title = models.GeneratedField(expression=Fold(F("title")), output_field=models.TextField(), db_persist=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documents"
        constraints = [
            models.CheckConstraint(
                condition=Q(masked=False) | Q(hidden_from_patient_since__isnull=True),
                name="masked_excludes_hidden_from_patient",
            ),
            models.CheckConstraint(
                condition=Q(mask_on_release=False) | Q(hidden_from_patient_since__isnull=False),
                name="mask_on_release_waits_for_release",
            ),
            models.CheckConstraint(
                condition=Q(is_partial=False) | Q(category=Category.LABORATORY.value),
                name="only_laboratory_reports_are_partial",
            ),
            models.UniqueConstraint(fields=["replaces"], name="replaced_once"),
            # Of part of the rows, in words: each state of the metadata has its own, and a column of a whole unique
            # index is a key to PostgreSQL. Whoever changes one waits for all who insert a mark of reading, and they
            # for the journal line of the change.
            models.UniqueConstraint(
                fields=["entry_uuid"], condition=Q(entry_uuid__isnull=False), name="one_document_per_entry"
            ),
        ]
        indexes = [
            models.Index(fields=["patient", "-act_on", "-id"], name="document_newest_first"),
            models.Index(fields=["patient", "set_id"], name="document_versions"),
            models.Index(fields=["patient", "source_digest"], name="document_source"),
            models.Index(fields=["patient", "deposited_at"], name="document_newly_deposited"),
            models.Index(fields=["id"], condition=Q(indexed=""), name="document_not_yet_indexed"),
        ]

    def __str__(self) -> str:
        return f"Document {self.pk}"


class DocumentAuthor(models.Model):
    """A person, a device, or the patient. The identifier counts only with its authority (AR 14, step 15)."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="authors")
    rank = models.PositiveSmallIntegerField()
    family_name = models.CharField(max_length=100, blank=True)
    given_name = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=40, blank=True)
    device = models.CharField(max_length=200, blank=True)
    identifier = models.CharField(max_length=100, blank=True)
    identifier_oid = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=200, blank=True)
    specialty_code = models.CharField(max_length=60, blank=True)
    specialty_label = models.CharField(max_length=300, blank=True)
    institution = models.CharField(max_length=300, blank=True)
    institution_id = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "auteur"
        verbose_name_plural = "auteurs"
        ordering = ["rank"]
        constraints = [models.UniqueConstraint(fields=["document", "rank"], name="one_author_per_rank")]
        indexes = [models.Index(fields=["identifier", "identifier_oid"], name="author_by_identifier")]

    def __str__(self) -> str:
        return f"Auteur {self.pk}"
