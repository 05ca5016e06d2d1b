from django.db import migrations

FROZEN = [
    "law",
    "dayrule",
    "timelimit",
    "threshold",
    "gate",
    "violation",
    "ordertype",
    "servicemethod",
    "recurringdate",
    "retention",
    "checklist",
    "checklistitem",
    "penaltyclause",
    "element",
    "guide",
    "article",
    "documenttext",
    "sourcefile",
]
WATCHED = ("edition", "holidayyear", "calendarday", "setting")

FREEZE = """
CREATE FUNCTION rulebook_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.edition_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.edition_id; END IF;
    IF EXISTS (SELECT 1 FROM rulebook_edition WHERE id = ANY (touched) AND state <> 'draft') THEN
        RAISE EXCEPTION 'rulebook: rows of a published edition do not change (%)', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION rulebook_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' THEN
        RAISE EXCEPTION 'rulebook: a published edition does not change (%)', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER edition_stays BEFORE UPDATE OR DELETE ON rulebook_edition
    FOR EACH ROW EXECUTE FUNCTION rulebook_edition_stays();

CREATE FUNCTION rulebook_renew_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO rulebook_version (id, token) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET token = EXCLUDED.token;
    RETURN NULL;
END $$;
"""
# A bureau that moves in the tree inherits other values: what processes hold in memory is no longer so.
MOVES = """
CREATE TRIGGER rulebook_renew_token AFTER UPDATE OF path ON accounts_bureau
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path AND OLD.path <> '') EXECUTE FUNCTION rulebook_renew_token();
"""
STAYS = "DROP TRIGGER IF EXISTS rulebook_renew_token ON accounts_bureau"
THAW = """
DROP FUNCTION rulebook_renew_token() CASCADE;
DROP FUNCTION rulebook_edition_stays() CASCADE;
DROP FUNCTION rulebook_rows_stay() CASCADE;
"""


def on_rows(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER rows_stay BEFORE INSERT OR UPDATE OR DELETE ON rulebook_{table} "
        "FOR EACH ROW EXECUTE FUNCTION rulebook_rows_stay()",
        f"DROP TRIGGER IF EXISTS rows_stay ON rulebook_{table}",
    )


def on_changes(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER renew_token AFTER INSERT OR UPDATE OR DELETE ON rulebook_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION rulebook_renew_token()",
        f"DROP TRIGGER IF EXISTS renew_token ON rulebook_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial")]
    operations = [
        migrations.RunSQL(FREEZE, THAW),
        *[on_rows(table) for table in FROZEN],
        *[on_changes(table) for table in WATCHED],
        migrations.RunSQL(MOVES, STAYS),
    ]
