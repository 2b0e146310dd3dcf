"""The INS key is a constraint for the production authorities; published test identities carry wrong ones."""

from django.db import migrations

# Key = 97 - N mod 97, with 2A read 19 and 2B read 18 in positions 6 and 7.
INS_KEY = """
CREATE FUNCTION ins_key_is_valid(matricule text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN body ~ '^[0-9]{13}$' THEN 97 - body::bigint % 97 = right(matricule, 2)::int ELSE false END
    FROM (SELECT left(matricule, 5)
        || CASE substr(matricule, 6, 2) WHEN '2A' THEN '19' WHEN '2B' THEN '18' ELSE substr(matricule, 6, 2) END
        || substr(matricule, 8, 6) AS body) AS parts
$$;
ALTER TABLE patients_patient ADD CONSTRAINT production_matricule_has_its_key CHECK (
    ins_oid NOT IN ('1.2.250.1.213.1.4.8', '1.2.250.1.213.1.4.9') OR ins_key_is_valid(matricule)
);
"""
UNDO = """
ALTER TABLE patients_patient DROP CONSTRAINT production_matricule_has_its_key;
DROP FUNCTION ins_key_is_valid(text);
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]
    operations = [migrations.RunSQL(INS_KEY, UNDO)]
