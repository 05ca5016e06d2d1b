from django.db import migrations

FREEZE = """
CREATE FUNCTION documents_stay_as_issued() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'document % is kept: void it or supersede it', OLD.id;
  END IF;
  IF (OLD.kind, OLD.number, OLD.title, OLD.bureau_id, OLD.subject, OLD.within, OLD.context, OLD.token,
      OLD.issued_at, OLD.issued_by_id, OLD.supersedes_id, OLD.wording_id)
     IS DISTINCT FROM
     (NEW.kind, NEW.number, NEW.title, NEW.bureau_id, NEW.subject, NEW.within, NEW.context, NEW.token,
      NEW.issued_at, NEW.issued_by_id, NEW.supersedes_id, NEW.wording_id) THEN
    RAISE EXCEPTION 'document % is frozen: supersede it', OLD.id;
  END IF;
  IF OLD.file_id IS NOT NULL AND NEW.file_id IS DISTINCT FROM OLD.file_id THEN
    RAISE EXCEPTION 'document % has its file: supersede it', OLD.id;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER documents_stay_as_issued BEFORE UPDATE OR DELETE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION documents_stay_as_issued();

CREATE FUNCTION documents_files_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'stored file % is kept as it is', OLD.id;
END $$;

CREATE TRIGGER documents_files_stay BEFORE UPDATE OR DELETE ON documents_storedfile
  FOR EACH ROW EXECUTE FUNCTION documents_files_stay();
"""

THAW = """
DROP TRIGGER documents_files_stay ON documents_storedfile;
DROP FUNCTION documents_files_stay();
DROP TRIGGER documents_stay_as_issued ON documents_document;
DROP FUNCTION documents_stay_as_issued();
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunSQL(FREEZE, THAW)]
