from django.db import migrations

# The record only grows: not even the owner of the tables changes an entry without first removing this in the open.
FORWARD = """
CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger only grows: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_refuses();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses();
CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE ON ledger_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_refuses();
CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses();
"""
BACKWARD = """
DROP TRIGGER entry_append_only ON ledger_entry;
DROP TRIGGER entry_no_truncate ON ledger_entry;
DROP TRIGGER checkpoint_append_only ON ledger_checkpoint;
DROP TRIGGER checkpoint_no_truncate ON ledger_checkpoint;
DROP FUNCTION ledger_refuses();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
