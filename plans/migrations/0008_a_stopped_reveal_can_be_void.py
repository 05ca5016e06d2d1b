"""A reveal that stopped half way may be voided like every other draw that was begun. To be folded into `draw_stays` of
0004: one more pair in its list of moves."""

from django.db import migrations

CHANGED = """
DO $$ BEGIN
  EXECUTE replace(pg_get_functiondef('draw_stays'::regproc), {old}, {new});
END $$;
"""
WITHOUT = "$q$'revealed void'$q$"
WITH = "$q$'revealed void', 'revealing void'$q$"


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_corrections_can_be_discarded")]

    operations = [migrations.RunSQL(CHANGED.format(old=WITHOUT, new=WITH), CHANGED.format(old=WITH, new=WITHOUT))]
