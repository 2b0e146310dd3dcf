"""An access that somebody found abnormal (PS S28): what administrators must look into."""

from django.db import models


class AccessReport(models.Model):
    """Points at one line of a record's chain, by copies and never by references, like the journal itself.

    The reporter's reason stays in the journal: it may tell of care, and administrators read none.
    """

    record = models.UUIDField(editable=False)
    position = models.PositiveBigIntegerField("ligne signalée", editable=False)
    acted_at = models.DateTimeField("accès du", editable=False)
    action = models.CharField("action", max_length=32, editable=False)
    mode = models.CharField("mode", max_length=20, blank=True, editable=False)
    professional = models.CharField("professionnel en cause", max_length=40, blank=True, editable=False)
    account = models.CharField(max_length=40, editable=False)
    reporter = models.CharField("signalé par", max_length=40, blank=True, editable=False)
    reported_at = models.DateTimeField("signalé le", editable=False)
    handled_at = models.DateTimeField("traité le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "signalement d’accès"
        verbose_name_plural = "signalements d’accès"
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "position", "account"], name="one_report_per_line_and_account")
        ]

    def __str__(self) -> str:
        return f"Signalement {self.pk}"
