"""A table that is emptied at one stroke tells no rows: every record is revised."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION patients_revise_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE patients_sharedrecord SET revision = DEFAULT;
    RETURN NULL;
END $$;
"""


def emptied(table: str) -> migrations.RunSQL:
    name = f"{table}_revises_truncate"
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} AFTER TRUNCATE ON {table} EXECUTE FUNCTION patients_revise_all()",
        f"DROP TRIGGER {name} ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("patients", "0004_revision_of_a_record")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION patients_revise_all"),
        emptied("patients_wish"),
        emptied("patients_contact"),
    ]
