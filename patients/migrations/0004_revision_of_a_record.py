"""A record has another revision after each change, whoever writes and however: triggers, not overridden methods."""

import uuid

from django.db import migrations, models

TRIGGERS = """
-- Nothing of the record itself changes without a fresh one, which no writer chooses: a row that was read earlier and is
-- saved whole brings none back.
CREATE FUNCTION patients_fresh_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := gen_random_uuid();
    RETURN NEW;
END $$;
CREATE TRIGGER record_has_a_fresh_revision BEFORE UPDATE ON patients_sharedrecord
    FOR EACH ROW EXECUTE FUNCTION patients_fresh_revision();

-- Of rows that bear their patient.
CREATE FUNCTION patients_revise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE patients_sharedrecord SET revision = DEFAULT WHERE patient_id IN (SELECT patient_id FROM changed);
    RETURN NULL;
END $$;
"""
UNDO = """
DROP FUNCTION patients_revise;
DROP TRIGGER record_has_a_fresh_revision ON patients_sharedrecord;
DROP FUNCTION patients_fresh_revision;
"""


def revising(table: str, function: str = "patients_revise") -> migrations.RunSQL:
    """Whatever statement writes to a table revises the records whose rows it wrote."""
    events = (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    names = [(f"{table}_revises_{event.lower()}_{side.lower()}", event, side) for event, side in events]
    return migrations.RunSQL(
        [
            f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {side} TABLE AS changed"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            for name, event, side in names
        ],
        [f"DROP TRIGGER {name} ON {table}" for name, _, _ in names],
    )


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_the_whole_record")]
    operations = [
        migrations.AddField("sharedrecord", "revision", models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.RunSQL(TRIGGERS, UNDO),
        revising("patients_wish"),
        revising("patients_contact"),
    ]
