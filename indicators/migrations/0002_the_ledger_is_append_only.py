"""Nothing is overwritten: the database itself refuses to change or delete an entry."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION indicators_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The ledger is append-only: % of entry % refused.', TG_OP, OLD.id
        USING ERRCODE = 'integrity_constraint_violation',
              CONSTRAINT = 'entry_append_only';
END $$;
CREATE TRIGGER entry_never_deleted BEFORE DELETE ON indicators_entry
    FOR EACH ROW EXECUTE FUNCTION indicators_refuse_change();
-- Only the two flags change, and only from true to false.
CREATE TRIGGER entry_never_changed BEFORE UPDATE ON indicators_entry
    FOR EACH ROW WHEN (
        (NEW.is_current AND NOT OLD.is_current)
        OR (NEW.stands AND NOT OLD.stands)
        OR (OLD.unit_id, OLD.indicator_id, OLD.measure, OLD.basis, OLD.year, OLD.since,
            OLD.through, OLD.value, OLD.absence, OLD.qualifier, OLD.quality, OLD.low,
            OLD.high, OLD.percent_reported, OLD.change_stated, OLD.change_kind,
            OLD.change_since, OLD.as_of, OLD.decided_on, OLD.document_id, OLD.note,
            OLD.batch_id, OLD.row, OLD.supersedes_id,
            OLD.illustrative)
        IS DISTINCT FROM
           (NEW.unit_id, NEW.indicator_id, NEW.measure, NEW.basis, NEW.year, NEW.since,
            NEW.through, NEW.value, NEW.absence, NEW.qualifier, NEW.quality, NEW.low,
            NEW.high, NEW.percent_reported, NEW.change_stated, NEW.change_kind,
            NEW.change_since, NEW.as_of, NEW.decided_on, NEW.document_id, NEW.note,
            NEW.batch_id, NEW.row, NEW.supersedes_id,
            NEW.illustrative)
    ) EXECUTE FUNCTION indicators_refuse_change();
-- Many flags are set to false on a busy day: let the vacuum be keen here.
ALTER TABLE indicators_entry SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02
);
"""
BACK = """
DROP TRIGGER entry_never_changed ON indicators_entry;
DROP TRIGGER entry_never_deleted ON indicators_entry;
DROP FUNCTION indicators_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial")]

    operations = [migrations.RunSQL(APPEND_ONLY, BACK)]
