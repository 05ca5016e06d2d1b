"""Gradings made before schemes had editions get the edition of the installed files; then neither changes any more."""

import json
from typing import Any

import django.db.models.deletion
import yaml
from django.db import migrations, models
from django.utils import timezone

from plans.queries.scheme import schemes, sha256_of

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


def give_editions(apps: Any, editor: Any) -> None:
    grading, edition = apps.get_model("plans", "Grading"), apps.get_model("plans", "SchemeEdition")
    for code in grading.objects.filter(edition=None).values_list("scheme", flat=True).distinct().order_by("scheme"):
        content = json.loads(json.dumps(schemes()[code]))
        first = edition.objects.create(
            code=code, name_zh=content["name_zh"], kind=content["kind"], status=content.get("status", ""),
            content=content, text=yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120),
            sha256=sha256_of(content), state="published", settled_at=timezone.now(),
        )  # fmt: skip
        grading.objects.filter(edition=None, scheme=code).update(edition=first)


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_scheme_editions")]
    operations = [
        migrations.RunPython(give_editions, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        *[
            migrations.AlterField(
                model,
                "edition",
                models.ForeignKey(
                    "plans.SchemeEdition",
                    django.db.models.deletion.PROTECT,
                    related_name="%(class)ss",
                    verbose_name="方案版次",
                ),
            )
            for model in ("grading", "taskgrading")
        ],
        migrations.RunSQL(FREEZE, THAW),
    ]
