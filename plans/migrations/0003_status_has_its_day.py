from django.db import migrations

# A status may be written by an act or by the SQL of an import. Whoever writes it, the register knows from which day it
# holds and what held before, or a draw for an earlier day would have another pool than it should.
KEEP = """
CREATE FUNCTION enterprise_status_has_its_day() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status_on IS NOT DISTINCT FROM OLD.status_on THEN
    NEW.status_on := (now() AT TIME ZONE 'Asia/Shanghai')::date;
  END IF;
  NEW.status_before := CASE
    WHEN OLD.status_on IS NULL OR OLD.status_on < NEW.status_on THEN OLD.status ELSE OLD.status_before END;
  RETURN NEW;
END $$;

CREATE TRIGGER enterprise_status_has_its_day BEFORE UPDATE ON plans_enterprise
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION enterprise_status_has_its_day();
"""
LEAVE = """
DROP TRIGGER enterprise_status_has_its_day ON plans_enterprise;
DROP FUNCTION enterprise_status_has_its_day();
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_freeze_schemes_and_gradings")]

    operations = [migrations.RunSQL(KEEP, LEAVE)]
