"""Whatever changes in documents, in their authors or in what they say gives their record another revision."""

from importlib import import_module

from django.db import migrations

# Of rows that bear their document. One that went with its document is told by the document's own row.
FUNCTION = """
CREATE FUNCTION documents_revise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE patients_sharedrecord SET revision = DEFAULT WHERE patient_id IN
        (SELECT patient_id FROM documents_document WHERE id IN (SELECT document_id FROM changed));
    RETURN NULL;
END $$;
"""
revising = import_module("patients.migrations.0004_revision_of_a_record").revising


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_partial_laboratory_reports"), ("patients", "0004_revision_of_a_record")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION documents_revise"),
        revising("documents_document"),
        revising("documents_documentauthor", "documents_revise"),
        revising("documents_statement", "documents_revise"),
    ]
