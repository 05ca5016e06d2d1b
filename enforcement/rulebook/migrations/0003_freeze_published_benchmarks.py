from django.db import migrations

FROZEN = ("scope", "benchmarktier", "benchmarkfactor")

# A published or discarded benchmark stays as it is, but for one thing: a later edition ends its validity.
FREEZE = """
CREATE FUNCTION rulebook_only_ends(was jsonb, now jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT was - 'validity' = now - 'validity'
        AND (now->>'validity')::daterange <@ (was->>'validity')::daterange
        AND lower((now->>'validity')::daterange) IS NOT DISTINCT FROM lower((was->>'validity')::daterange)
        AND NOT isempty((now->>'validity')::daterange)
$$;

CREATE FUNCTION rulebook_benchmark_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND NOT (TG_OP = 'UPDATE' AND rulebook_only_ends(to_jsonb(OLD), to_jsonb(NEW))) THEN
        RAISE EXCEPTION 'rulebook: a published benchmark does not change (%)', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION rulebook_benchmark_rows_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.benchmark_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.benchmark_id; END IF;
    IF EXISTS (SELECT 1 FROM rulebook_benchmark WHERE id = ANY (touched) AND state <> 'draft')
        AND NOT (TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'rulebook_scope'
                 AND rulebook_only_ends(to_jsonb(OLD), to_jsonb(NEW))) THEN
        RAISE EXCEPTION 'rulebook: rows of a published benchmark do not change (%)', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER benchmark_stays BEFORE UPDATE OR DELETE ON rulebook_benchmark
    FOR EACH ROW EXECUTE FUNCTION rulebook_benchmark_stays();
"""
THAW = """
DROP FUNCTION rulebook_benchmark_rows_stay() CASCADE;
DROP FUNCTION rulebook_benchmark_stays() CASCADE;
DROP FUNCTION rulebook_only_ends(jsonb, jsonb) CASCADE;
"""


def on_rows(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER rows_stay BEFORE INSERT OR UPDATE OR DELETE ON rulebook_{table} "
        "FOR EACH ROW EXECUTE FUNCTION rulebook_benchmark_rows_stay()",
        f"DROP TRIGGER IF EXISTS rows_stay ON rulebook_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0002_freeze_published_editions")]
    operations = [migrations.RunSQL(FREEZE, THAW), *[on_rows(table) for table in FROZEN]]
