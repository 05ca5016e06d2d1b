"""A published scheme and what a grading answered and computed do not change any more."""

from django.db import migrations

KEPT = ("answers", "arithmetic", "inputs", "score", "grade", "edition_id", "graded_by_id", "graded_at")
KEPT_OF_TASKS = ("answers", "arithmetic", "score", "level", "task", "edition_id", "graded_by_id", "graded_at")


def differs(names: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names)


FREEZE = f"""
CREATE FUNCTION plans_scheme_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' THEN
        RAISE EXCEPTION 'scheme: a published or discarded edition does not change (%)', OLD.code
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER scheme_stays BEFORE UPDATE OR DELETE ON plans_schemeedition
    FOR EACH ROW EXECUTE FUNCTION plans_scheme_stays();

CREATE FUNCTION plans_grading_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'grading: what was answered and computed does not change (%)', OLD.id
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER grading_stays BEFORE UPDATE ON plans_grading
    FOR EACH ROW WHEN ({differs(KEPT)}) EXECUTE FUNCTION plans_grading_stays();
CREATE TRIGGER grading_stays BEFORE UPDATE ON plans_taskgrading
    FOR EACH ROW WHEN ({differs(KEPT_OF_TASKS)}) EXECUTE FUNCTION plans_grading_stays();
"""
THAW = """
DROP FUNCTION plans_grading_stays() CASCADE;
DROP FUNCTION plans_scheme_stays() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
