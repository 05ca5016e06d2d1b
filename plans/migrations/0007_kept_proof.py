"""The proof of a draw is a file made once, at the reveal."""

import django.db.models.deletion
from django.db import migrations, models

REVEALED = "OLD.revealed_at IS NOT NULL AND NEW.revealed_at IS DISTINCT FROM OLD.revealed_at THEN"
KEPT = """OLD.revealed_at IS NOT NULL AND NEW.revealed_at IS DISTINCT FROM OLD.revealed_at OR
     OLD.proof_file_id IS NOT NULL AND NEW.proof_file_id IS DISTINCT FROM OLD.proof_file_id THEN"""


def swap(old: str, new: str) -> str:
    """The function of `0004_frozen_draws` with a new line in the place of an old one."""
    text = f"replace(pg_get_functiondef('draw_stays'::regproc), $l${old}$l$, $l${new}$l$)"
    return f"DO $do$ BEGIN EXECUTE {text}; END $do$;"


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("plans", "0006_draft_draws")]
    operations = [
        migrations.AddField(
            model_name="draw",
            name="proof_file",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
            ),
        ),
        migrations.RunSQL(swap(REVEALED, KEPT), swap(KEPT, REVEALED)),
    ]
