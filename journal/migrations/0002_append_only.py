"""The journal is append-only, whoever holds the connection: triggers, not overridden methods."""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_line_is_kept BEFORE UPDATE OR DELETE ON journal_line
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_line_is_not_truncated BEFORE TRUNCATE ON journal_line
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_chain_is_kept BEFORE DELETE ON journal_chain
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_chain_is_not_truncated BEFORE TRUNCATE ON journal_chain
    FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();

-- A line continues its chain or is refused, and the head advances with it: no writer can forget either.
CREATE FUNCTION journal_continue_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE journal_chain
        SET length = NEW.position, last_digest = NEW.digest, signature = NEW.head_signature
        WHERE key = NEW.chain AND length = NEW.position - 1 AND last_digest = NEW.previous;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'this line does not continue its chain' USING ERRCODE = 'check_violation';
    END IF;
    -- A signature that stayed with its line would let the chain be cut there and its head moved back.
    NEW.head_signature := '';
    RETURN NEW;
END $$;
CREATE TRIGGER journal_line_continues_its_chain BEFORE INSERT ON journal_line
    FOR EACH ROW EXECUTE FUNCTION journal_continue_chain();
-- The head moves by that trigger alone.
CREATE FUNCTION journal_guard_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER journal_chain_advances BEFORE UPDATE ON journal_chain
    FOR EACH ROW EXECUTE FUNCTION journal_guard_head();
"""
UNDO = """
DROP TRIGGER journal_chain_advances ON journal_chain;
DROP TRIGGER journal_line_continues_its_chain ON journal_line;
DROP TRIGGER journal_chain_is_not_truncated ON journal_chain;
DROP TRIGGER journal_chain_is_kept ON journal_chain;
DROP TRIGGER journal_line_is_not_truncated ON journal_line;
DROP TRIGGER journal_line_is_kept ON journal_line;
DROP FUNCTION journal_guard_head(), journal_continue_chain(), journal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(TRIGGERS, UNDO)]
