from django.db import migrations

# A status may be written by an act or by the SQL of an import. Whoever writes it, the register knows from which day it
# holds and what held before, or a draw for an earlier day would have another pool than it should. A status of a day to
# come holds from that day only; where nobody said what held before it, the enterprise was operating.
KEEP = """
CREATE FUNCTION enterprise_status_has_its_day() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE today date := (now() AT TIME ZONE 'Asia/Shanghai')::date;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status IS DISTINCT FROM NEW.status THEN
    IF NEW.status_on IS NOT DISTINCT FROM OLD.status_on THEN
      NEW.status_on := today;
    END IF;
    NEW.status_before := CASE
      WHEN OLD.status_on IS NULL THEN OLD.status
      WHEN OLD.status_on < NEW.status_on AND OLD.status_on <= today THEN OLD.status
      ELSE OLD.status_before END;
  END IF;
  IF NEW.status_on IS NOT NULL AND NEW.status_before = '' THEN
    NEW.status_before := 'operating';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER enterprise_status_has_its_day BEFORE UPDATE ON plans_enterprise
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.status_on IS DISTINCT FROM NEW.status_on)
  EXECUTE FUNCTION enterprise_status_has_its_day();
CREATE TRIGGER enterprise_status_follows BEFORE INSERT ON plans_enterprise
  FOR EACH ROW WHEN (NEW.status_on IS NOT NULL)
  EXECUTE FUNCTION enterprise_status_has_its_day();
"""
LEAVE = """
DROP TRIGGER enterprise_status_follows ON plans_enterprise;
DROP TRIGGER enterprise_status_has_its_day ON plans_enterprise;
DROP FUNCTION enterprise_status_has_its_day();
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_freeze_schemes_and_gradings")]

    operations = [migrations.RunSQL(KEEP, LEAVE)]
