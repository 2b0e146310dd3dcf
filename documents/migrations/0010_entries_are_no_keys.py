"""The identifier of an entry is no key to PostgreSQL, and what empties documents revises their records."""

import uuid
from importlib import import_module

from django.db import migrations, models

emptied = import_module("patients.migrations.0005_emptied_tables_revise_records").emptied


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0009_documents_revise_their_record"),
        ("patients", "0005_emptied_tables_revise_records"),
    ]
    operations = [
        migrations.AlterField("document", "entry_uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(
                fields=["entry_uuid"], condition=models.Q(entry_uuid__isnull=False), name="one_document_per_entry"
            ),
        ),
        emptied("documents_document"),
        emptied("documents_documentauthor"),
        emptied("documents_statement"),
    ]
