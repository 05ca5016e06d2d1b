"""What a draw froze stays: its lists row by row. The draw itself moves along its flow and not otherwise: nothing set
before the freezing changes, the state only goes where a step leads, the result comes once and its units stay, and what
two people did stays theirs."""

from django.db import migrations

TABLES = ("plans_drawentry", "plans_drawexclusion", "plans_drawconflict")
FREEZE = """
CREATE FUNCTION draw_lists_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the lists of a draw are kept as they were frozen';
END $$;

CREATE FUNCTION draw_lists_are_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM plans_draw WHERE commitment <> '' AND id IN (SELECT DISTINCT draw_id FROM added)) THEN
    RAISE EXCEPTION 'the lists of a draw are frozen: nobody is added';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION draw_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'discarded' THEN
    RAISE EXCEPTION 'draw % was discarded: what is kept of it stays', OLD.id;
  END IF;
  IF OLD.commitment = '' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF NEW.state NOT IN ('draft', 'frozen', 'discarded') THEN
      RAISE EXCEPTION 'draw %: nothing is drawn before the lists are frozen', OLD.id;
    END IF;
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'draw % is frozen: it is voided, not deleted', OLD.id;
  END IF;
  IF (OLD.number, OLD.title, OLD.conditions, OLD.units_wanted, OLD.officers_wanted, OLD.experts_wanted, OLD.specialty,
      OLD.window_from, OLD.window_to, OLD.seed_kinds, OLD.seed_source, OLD.seed_at, OLD.seed_bits, OLD.hashes, OLD.salt,
      OLD.commitment, OLD.frozen_at, OLD.params, OLD.joint_partner, OLD.plan_item_id, OLD.bureau_id, OLD.replaces_id,
      OLD.small_source_reason, OLD.entry_method, OLD.repeat_reason, OLD.repeat_asked_by_id, OLD.repeat_approved_by_id,
      OLD.created_by_id, OLD.created_at)
     IS DISTINCT FROM
     (NEW.number, NEW.title, NEW.conditions, NEW.units_wanted, NEW.officers_wanted, NEW.experts_wanted, NEW.specialty,
      NEW.window_from, NEW.window_to, NEW.seed_kinds, NEW.seed_source, NEW.seed_at, NEW.seed_bits, NEW.hashes, NEW.salt,
      NEW.commitment, NEW.frozen_at, NEW.params, NEW.joint_partner, NEW.plan_item_id, NEW.bureau_id, NEW.replaces_id,
      NEW.small_source_reason, NEW.entry_method, NEW.repeat_reason, NEW.repeat_asked_by_id, NEW.repeat_approved_by_id,
      NEW.created_by_id, NEW.created_at) THEN
    RAISE EXCEPTION 'draw % is frozen: void it and set a new task', OLD.id;
  END IF;
  IF OLD.state = 'void' AND NEW.state <> 'void' THEN
    RAISE EXCEPTION 'draw % is void for good', OLD.id;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || ' ' || NEW.state) NOT IN (
      'frozen seeded', 'seeded confirmed', 'seeded frozen', 'confirmed drawn', 'drawn revealing', 'revealing revealed',
      'frozen void', 'seeded void', 'confirmed void', 'drawn void', 'revealed void') THEN
    RAISE EXCEPTION 'draw % is %: no step leads to %, what is frozen moves along its flow', OLD.id, OLD.state, NEW.state;
  END IF;
  IF OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at THEN
    RAISE EXCEPTION 'draw %: the commitment was published once', OLD.id;
  END IF;
  IF (OLD.confirmed_by_id IS NOT NULL OR NEW.state NOT IN ('frozen', 'seeded', 'confirmed')) AND
     (OLD.sources, OLD.seeded_by_id, OLD.confirmed_by_id)
     IS DISTINCT FROM (NEW.sources, NEW.seeded_by_id, NEW.confirmed_by_id) THEN
    RAISE EXCEPTION 'draw %: the seed was confirmed by two people', OLD.id;
  END IF;
  IF NEW.drawn_at IS DISTINCT FROM OLD.drawn_at AND (OLD.drawn_at IS NOT NULL OR NEW.state <> 'drawn') THEN
    RAISE EXCEPTION 'draw %: it is drawn once, what is frozen gives one result', OLD.id;
  END IF;
  IF NEW.result IS DISTINCT FROM OLD.result AND (
      NEW.state <> 'drawn' OR OLD.result <> '{}' AND
      (OLD.result #> '{picks,unit}', OLD.result #> '{transcript,unit}')
      IS DISTINCT FROM (NEW.result #> '{picks,unit}', NEW.result #> '{transcript,unit}')) THEN
    RAISE EXCEPTION 'draw %: what is frozen gives one result', OLD.id;
  END IF;
  IF NEW.handled < OLD.handled OR
     OLD.revealed_by_id IS NOT NULL AND NEW.revealed_by_id IS DISTINCT FROM OLD.revealed_by_id OR
     OLD.revealed_at IS NOT NULL AND NEW.revealed_at IS DISTINCT FROM OLD.revealed_at OR
     OLD.proof_file_id IS NOT NULL AND NEW.proof_file_id IS DISTINCT FROM OLD.proof_file_id THEN
    RAISE EXCEPTION 'draw %: the result was revealed once, what is frozen is not taken back', OLD.id;
  END IF;
  IF OLD.voided_by_id IS NOT NULL AND (OLD.void_reason, OLD.void_asked_by_id, OLD.voided_by_id)
     IS DISTINCT FROM (NEW.void_reason, NEW.void_asked_by_id, NEW.voided_by_id) THEN
    RAISE EXCEPTION 'draw % is void, with its reason and by two people', OLD.id;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER draw_stays BEFORE UPDATE OR DELETE ON plans_draw FOR EACH ROW EXECUTE FUNCTION draw_stays();
"""
THAW = """
DROP TRIGGER draw_stays ON plans_draw;
DROP FUNCTION draw_stays();
DROP FUNCTION draw_lists_are_closed() CASCADE;
DROP FUNCTION draw_lists_stay() CASCADE;
"""


def on(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION draw_lists_stay();"
        f"CREATE TRIGGER closed AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION draw_lists_are_closed();",
        f"DROP TRIGGER stays ON {table}; DROP TRIGGER closed ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_status_has_its_day")]
    operations = [migrations.RunSQL(FREEZE, THAW), *(on(table) for table in TABLES)]
