"""A status of a day to come holds from that day only, whoever writes it and however: registered with it, imported,
changed twice. What held before it is always known; where nobody said, the enterprise was operating."""

from django.db import migrations, models
from django.db.models import F, Q

KEEP = """
CREATE OR REPLACE FUNCTION enterprise_status_has_its_day() RETURNS trigger LANGUAGE plpgsql AS $$
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

DROP TRIGGER enterprise_status_has_its_day ON plans_enterprise;
CREATE TRIGGER enterprise_status_has_its_day BEFORE UPDATE ON plans_enterprise
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.status_on IS DISTINCT FROM NEW.status_on)
  EXECUTE FUNCTION enterprise_status_has_its_day();
CREATE TRIGGER enterprise_status_follows BEFORE INSERT ON plans_enterprise
  FOR EACH ROW WHEN (NEW.status_on IS NOT NULL)
  EXECUTE FUNCTION enterprise_status_has_its_day();

UPDATE plans_enterprise SET status_before = 'operating' WHERE status_on IS NOT NULL AND status_before = '';
UPDATE plans_enterprise SET status_on = registered_on WHERE status_on < registered_on;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_records_follow_the_enterprise")]

    operations = [
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="enterprise",
            constraint=models.CheckConstraint(
                condition=Q(status_on__isnull=True) | ~Q(status_before=""), name="enterprise_status_follows_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="enterprise",
            constraint=models.CheckConstraint(
                condition=Q(status_on__isnull=True)
                | Q(registered_on__isnull=True)
                | Q(status_on__gte=F("registered_on")),
                name="enterprise_status_after_registration",
            ),
        ),
    ]
