"""What structured documents say, one row per fact: drawn from the file when it is deposited."""

from django.db import models
from django.db.models import Q

from documents.models.documents import Document


class Statement(models.Model):
    """One fact of one document. Read through the gate only: a query starts from the documents visible to a reader.

    Fields mean what they do in `documents.cda.statements.Said`.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="statements")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    section = models.CharField(max_length=200, blank=True)
    label = models.TextField()
    details = models.JSONField(default=list)
    code = models.CharField(max_length=60, blank=True)
    code_system = models.CharField(max_length=64, blank=True)
    started = models.CharField(max_length=40, blank=True)
    started_on = models.DateField(null=True, blank=True)
    stopped = models.CharField(max_length=40, blank=True)
    stopped_on = models.DateField(null=True, blank=True)
    dose = models.TextField(blank=True)
    value = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    reference_range = models.CharField(max_length=100, blank=True)
    interpretation = models.CharField(max_length=10, blank=True)
    author = models.CharField(max_length=300, blank=True)
    reimbursed_as = models.CharField(max_length=20, blank=True)
    declared_by_patient = models.BooleanField(default=False)
    note = models.BooleanField(default=False)
    negated = models.BooleanField(default=False)
    coded_only = models.BooleanField(default=False)

    # Of a laboratory value alone: fields of `documents.cda.statements.model.Measure`. Numbers sort, compare and draw;
    # `value` keeps the digits as the laboratory wrote them.
    analysis = models.CharField(max_length=20, blank=True)
    family = models.CharField(max_length=200, blank=True)
    number = models.DecimalField(max_digits=30, decimal_places=12, null=True, blank=True)
    comparator = models.CharField(max_length=1, blank=True)
    ucum = models.CharField(max_length=40, blank=True)
    range_low = models.DecimalField(max_digits=30, decimal_places=12, null=True, blank=True)
    range_high = models.DecimalField(max_digits=30, decimal_places=12, null=True, blank=True)
    outside = models.CharField(max_length=5, blank=True)
    sampled_at = models.DateTimeField(null=True, blank=True)
    laboratory = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=200, blank=True)
    specimen = models.CharField(max_length=200, blank=True)
    isolate = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, blank=True)

    class Meta:
        verbose_name = "fait d’un document"
        verbose_name_plural = "faits des documents"
        ordering = ["document", "position"]
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="one_statement_per_position")]
        indexes = [
            models.Index(fields=["kind", "document"], name="statement_by_kind"),
            models.Index(fields=["analysis", "document"], condition=~Q(analysis=""), name="statement_by_analysis"),
        ]

    def __str__(self) -> str:
        return f"Fait {self.pk}"
