"""The words of documents, passage by passage, for the search in a record (ADR 0018)."""

from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func

from documents.models.documents import Document


class SearchWords(Func):
    """Folded words between single spaces, one at each end: the SQL function of migration 0004."""

    function = "search_words"
    output_field = models.TextField()


class SearchLexemes(Func):
    """Stems of these words with their positions: the SQL function of migration 0004."""

    function = "search_lexemes"
    output_field = SearchVectorField()


class Passage(models.Model):
    """A part of a document that an extract may come from. Read through the gate of its document only."""

    class Kind(models.TextChoices):
        TITLE = "title", "Titre"
        HEAD = "head", "Informations du document"
        CODES = "codes", "Codes"
        SECTION = "section", "Section"
        PAGE = "page", "Page"
        TEXT = "text", "Texte"

    document = models.ForeignKey(  # its index is the one of the constraint below
        Document, on_delete=models.CASCADE, related_name="passages", db_index=False
    )
    rank = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.CharField(max_length=40, blank=True)  # number of the section, or of the page
    attachment = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # beside the document; None: the document itself
    heading = models.CharField(max_length=300, blank=True)
    text = models.TextField()  # as people read it
    words = models.GeneratedField(expression=SearchWords(F("text")), output_field=models.TextField(), db_persist=True)
    lexemes = models.GeneratedField(
        expression=SearchLexemes(F("text")), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = "passage d’un document"
        verbose_name_plural = "passages des documents"
        ordering = ["document", "rank"]
        constraints = [models.UniqueConstraint(fields=["document", "rank"], name="one_passage_per_rank")]

    def __str__(self) -> str:
        return f"Passage {self.pk}"
