"""States of a document in words, never by colour alone."""

from documents.models import Availability, Document

Mark = tuple[str, str]  # word, kind


def marks_of(document: Document) -> list[Mark]:
    """States in words, never by colour alone; nothing for an ordinary document. Only what this reader may see."""
    marks: list[Mark] = []
    if document.masked:
        marks.append(("Masqué aux professionnels", "warn"))
    if document.hidden_from_patient_since:
        marks.append(("Non visible par le patient", "warn"))
    if document.hidden_from_representatives:
        marks.append(("Non visible par les représentants légaux", "warn"))
    if document.is_partial:
        marks.append(("Partiel", "warn"))
    if document.availability == Availability.ARCHIVED:
        marks.append(("Archivé", "info"))
    if document.availability == Availability.DEPRECATED:
        marks.append(("Ancienne version", "info"))
    if document.origin == Document.Origin.PATIENT:
        marks.append(("Déposé par le patient", "info"))
    if document.origin == Document.Origin.INSURANCE:
        marks.append(("Assurance maladie", "info"))
    if document.doubtful_date:
        marks.append(("Date incertaine", "warn"))
    return marks
