"""What a draw froze stays: its lists row by row, whom it drew, and what was decided of a recusal. The draw itself begins
as a draft, moves along its flow and not otherwise: nothing set before the freezing changes, the seed is entered once and
confirmed as it was entered, the result comes once and moves only with an agreed recusal, and what two people did stays
theirs. A role that may disable triggers can still do all of it; the ledger tells of that."""

from django.db import migrations

LISTS = ("plans_drawentry", "plans_drawexclusion", "plans_drawconflict")
DRAWN = {"plans_drawnunit": "unassigned", "plans_drawnofficer": "", "plans_drawnexpert": "not_sent"}
KEPT = ("plans_draw", *LISTS, *DRAWN, "plans_drawrecusal")
LISTS_STAY = """
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

CREATE FUNCTION draws_are_not_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  holds boolean;
BEGIN
  EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO holds;
  IF holds THEN
    RAISE EXCEPTION '% is kept: draws are not emptied', TG_TABLE_NAME;
  END IF;
  RETURN NULL;
END $$;
"""
DRAWN_STAY = """
CREATE FUNCTION draw_result_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM plans_draw WHERE state <> 'revealing' AND id IN (SELECT DISTINCT draw_id FROM added)) THEN
    RAISE EXCEPTION 'whom a draw drew is kept when it is revealed: nobody is added';
  END IF;
  RETURN NULL;
END $$;

-- The one argument names the column that says why nobody goes there: written once, while the tasks are made.
CREATE FUNCTION draw_result_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  said text := TG_ARGV[0];
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - said = to_jsonb(OLD) - said AND to_jsonb(OLD) ->> said = '' AND
     EXISTS (SELECT 1 FROM plans_draw WHERE id = OLD.draw_id AND state = 'revealing') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'whom a draw drew is kept';
END $$;

CREATE FUNCTION draw_recusal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  decision text[] := '{decided_by_id,decided_at,agreed}';
BEGIN
  IF TG_OP = 'INSERT' AND NEW.decided_by_id IS NULL OR
     TG_OP = 'UPDATE' AND OLD.decided_by_id IS NULL AND to_jsonb(NEW) - decision = to_jsonb(OLD) - decision THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a recusal is asked for, then decided once, and kept';
END $$;
CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON plans_drawrecusal
  FOR EACH ROW EXECUTE FUNCTION draw_recusal_stays();
"""
DRAW_STAYS = """
CREATE FUNCTION draw_is_only_set(draw plans_draw) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT draw.published_at IS NULL AND draw.sources = '[]' AND draw.rejected_seeds = '[]' AND draw.result = '{}' AND
    draw.handled = 0 AND num_nonnulls(draw.seeded_by_id, draw.confirmed_by_id, draw.drawn_at, draw.revealed_by_id,
      draw.revealed_at, draw.proof_file_id, draw.void_asked_by_id, draw.voided_by_id) = 0
$$;

CREATE FUNCTION draw_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state <> 'draft' OR NEW.commitment <> '' OR NOT draw_is_only_set(NEW) THEN
    RAISE EXCEPTION 'a draw begins as a draft, with nothing frozen and nothing drawn';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION draw_is_committed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM plans_draw WHERE id = NEW.id AND state = 'frozen' AND commitment = '') THEN
    RAISE EXCEPTION 'draw % is frozen by its commitment and by nothing else', NEW.id;
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
    IF NEW.state NOT IN ('draft', 'frozen', 'discarded') OR OLD.state = 'frozen' AND NEW.state <> 'frozen' OR
       NEW.commitment <> '' AND NEW.state <> 'frozen' OR NOT draw_is_only_set(NEW) THEN
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
      OLD.created_by_id, OLD.created_at, OLD.set_on)
     IS DISTINCT FROM
     (NEW.number, NEW.title, NEW.conditions, NEW.units_wanted, NEW.officers_wanted, NEW.experts_wanted, NEW.specialty,
      NEW.window_from, NEW.window_to, NEW.seed_kinds, NEW.seed_source, NEW.seed_at, NEW.seed_bits, NEW.hashes, NEW.salt,
      NEW.commitment, NEW.frozen_at, NEW.params, NEW.joint_partner, NEW.plan_item_id, NEW.bureau_id, NEW.replaces_id,
      NEW.small_source_reason, NEW.entry_method, NEW.repeat_reason, NEW.repeat_asked_by_id, NEW.repeat_approved_by_id,
      NEW.created_by_id, NEW.created_at, NEW.set_on) THEN
    RAISE EXCEPTION 'draw % is frozen: void it and set a new task', OLD.id;
  END IF;
  IF OLD.state = 'void' AND NEW.state <> 'void' THEN
    RAISE EXCEPTION 'draw % is void for good', OLD.id;
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state || ' ' || NEW.state) NOT IN (
      'frozen seeded', 'seeded confirmed', 'seeded frozen', 'confirmed drawn', 'drawn revealing', 'revealing revealed',
      'frozen void', 'seeded void', 'confirmed void', 'drawn void', 'revealed void', 'revealing void') THEN
    RAISE EXCEPTION 'draw % is %: no step leads to %, what is frozen moves along its flow', OLD.id, OLD.state, NEW.state;
  END IF;
  IF OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at THEN
    RAISE EXCEPTION 'draw %: the commitment was published once', OLD.id;
  END IF;
  IF OLD.voided_by_id IS NOT NULL AND (OLD.void_reason, OLD.void_asked_by_id, OLD.voided_by_id)
     IS DISTINCT FROM (NEW.void_reason, NEW.void_asked_by_id, NEW.voided_by_id) THEN
    RAISE EXCEPTION 'draw % is void, with its reason and by two people', OLD.id;
  END IF;
  RETURN NEW;
END $$;
"""
SEED_STAYS = """
CREATE FUNCTION draw_seed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  same boolean := (OLD.sources, OLD.seeded_by_id) IS NOT DISTINCT FROM (NEW.sources, NEW.seeded_by_id);
  sent_back boolean := NEW.state = 'frozen' AND OLD.sources <> '[]' AND NEW.sources = '[]' AND
    NEW.seeded_by_id IS NULL AND NEW.rejected_seeds - -1 = OLD.rejected_seeds AND
    COALESCE(NEW.rejected_seeds #> '{-1,sources}' = OLD.sources, FALSE);
BEGIN
  IF NEW.rejected_seeds <> OLD.rejected_seeds AND NOT sent_back THEN
    RAISE EXCEPTION 'draw %: a seed sent back is kept', OLD.id;
  END IF;
  IF NEW.confirmed_by_id IS DISTINCT FROM OLD.confirmed_by_id AND NOT (
      OLD.state = 'seeded' AND NEW.state = 'confirmed' AND same AND NEW.sources <> '[]') THEN
    RAISE EXCEPTION 'draw %: the seed is confirmed as it was entered, once', OLD.id;
  END IF;
  IF NOT same AND NOT sent_back AND NOT (
      OLD.state = 'frozen' AND NEW.state = 'seeded' AND OLD.sources = '[]' OR
      OLD.state = 'seeded' AND NEW.state = 'seeded' AND OLD.sources = '[]' AND OLD.seeded_by_id = NEW.seeded_by_id
     ) THEN
    RAISE EXCEPTION 'draw %: the seed is entered once, sent back or confirmed', OLD.id;
  END IF;
  RETURN NEW;
END $$;
"""
RESULT_STAYS = """
-- After the draw, a result makes room for one agreed recusal at a time, named last; the drawn units never change.
CREATE FUNCTION draw_recusal_moves(id bigint, before jsonb, after jsonb) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT before #> '{picks,unit}' = after #> '{picks,unit}' AND
    before #> '{transcript,unit}' = after #> '{transcript,unit}' AND
    (after -> 'named') - -1 = before -> 'named' AND
    EXISTS (SELECT 1 FROM plans_drawrecusal one WHERE one.draw_id = $1 AND one.agreed AND
      one.list = after #>> '{named,-1,list}' AND one.entry::text = after #>> '{named,-1,entry}')
$$;

CREATE FUNCTION draw_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.drawn_at IS DISTINCT FROM OLD.drawn_at AND (OLD.drawn_at IS NOT NULL OR NEW.state <> 'drawn') THEN
    RAISE EXCEPTION 'draw %: it is drawn once, what is frozen gives one result', OLD.id;
  END IF;
  IF NEW.result <> OLD.result AND (
      NEW.state <> 'drawn' OR OLD.result <> '{}' AND NOT COALESCE(draw_recusal_moves(OLD.id, OLD.result, NEW.result), FALSE)
     ) THEN
    RAISE EXCEPTION 'draw %: what is frozen gives one result', OLD.id;
  END IF;
  IF NEW.handled < OLD.handled OR NEW.handled > OLD.handled AND NEW.state <> 'revealing' OR
     NEW.state = 'revealed' AND NEW.handled IS DISTINCT FROM jsonb_array_length(NEW.result #> '{picks,unit}') OR
     NEW.revealed_by_id IS DISTINCT FROM OLD.revealed_by_id AND NEW.state = OLD.state OR
     NEW.revealed_at IS DISTINCT FROM OLD.revealed_at AND NEW.state = OLD.state OR
     NEW.proof_file_id IS DISTINCT FROM OLD.proof_file_id AND NEW.state = OLD.state OR
     NEW.state = 'revealing' AND NEW.result = '{}' OR
     OLD.revealed_by_id IS NOT NULL AND NEW.revealed_by_id IS DISTINCT FROM OLD.revealed_by_id OR
     OLD.revealed_at IS NOT NULL AND NEW.revealed_at IS DISTINCT FROM OLD.revealed_at OR
     OLD.proof_file_id IS NOT NULL AND NEW.proof_file_id IS DISTINCT FROM OLD.proof_file_id THEN
    RAISE EXCEPTION 'draw %: the result was revealed once, what is frozen is not taken back', OLD.id;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER begins BEFORE INSERT ON plans_draw FOR EACH ROW EXECUTE FUNCTION draw_begins();
CREATE TRIGGER draw_stays BEFORE UPDATE OR DELETE ON plans_draw FOR EACH ROW EXECUTE FUNCTION draw_stays();
CREATE TRIGGER draw_stays_in_seed BEFORE UPDATE ON plans_draw FOR EACH ROW EXECUTE FUNCTION draw_seed_stays();
CREATE TRIGGER draw_stays_in_result BEFORE UPDATE ON plans_draw FOR EACH ROW EXECUTE FUNCTION draw_once();
CREATE CONSTRAINT TRIGGER committed AFTER UPDATE OF state ON plans_draw DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.state = 'frozen') EXECUTE FUNCTION draw_is_committed();
"""
THAW = "DROP FUNCTION {} CASCADE;"


def functions(sql: str, *names: str) -> migrations.RunSQL:
    """Triggers go with the function they call."""
    return migrations.RunSQL(sql, "".join(THAW.format(name) for name in reversed(names)))


def on_list(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION draw_lists_stay();"
        f"CREATE TRIGGER closed AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION draw_lists_are_closed();",
        f"DROP TRIGGER stays ON {table}; DROP TRIGGER closed ON {table};",
    )


def on_drawn(table: str, said: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION draw_result_stays('{said}');"
        f"CREATE TRIGGER closed AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION draw_result_is_closed();",
        f"DROP TRIGGER stays ON {table}; DROP TRIGGER closed ON {table};",
    )


def kept(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION draws_are_not_emptied();",
        f"DROP TRIGGER no_truncate ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_status_has_its_day")]
    operations = [
        functions(LISTS_STAY, "draw_lists_stay()", "draw_lists_are_closed()", "draws_are_not_emptied()"),
        functions(DRAWN_STAY, "draw_result_is_closed()", "draw_result_stays()", "draw_recusal_stays()"),
        functions(
            DRAW_STAYS,
            "draw_is_only_set(plans_draw)",
            "draw_begins()",
            "draw_is_committed()",
            "draw_stays()",
        ),
        functions(SEED_STAYS, "draw_seed_stays()"),
        functions(RESULT_STAYS, "draw_recusal_moves(bigint, jsonb, jsonb)", "draw_once()"),
        *(on_list(table) for table in LISTS),
        *(on_drawn(table, said) for table, said in DRAWN.items()),
        *(kept(table) for table in KEPT),
    ]
