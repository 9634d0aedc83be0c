"""Rules that Django cannot write: lives do not overlap, shares do not exceed 1."""

from django.db import migrations

NO_OVERLAP = """
CREATE TYPE textrange AS RANGE (subtype = text);
ALTER TABLE communes_unit ADD CONSTRAINT unit_lives_do_not_overlap
    EXCLUDE USING gist (
        textrange(code::text, code::text, '[]') WITH &&,
        daterange(valid_from, valid_to) WITH &&
    ) DEFERRABLE INITIALLY DEFERRED;
"""
NO_OVERLAP_BACK = """
ALTER TABLE communes_unit DROP CONSTRAINT unit_lives_do_not_overlap;
DROP TYPE textrange;
"""

SHARES = """
CREATE FUNCTION communes_check_shares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT sum(share) FROM communes_succession
        WHERE predecessor_id = NEW.predecessor_id) > 1 THEN
        RAISE EXCEPTION 'The shares of predecessor % exceed 1.', NEW.predecessor_id
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'succession_shares_within_one';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER succession_shares_within_one
    AFTER INSERT OR UPDATE ON communes_succession
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION communes_check_shares();
"""
SHARES_BACK = """
DROP TRIGGER succession_shares_within_one ON communes_succession;
DROP FUNCTION communes_check_shares();
"""


class Migration(migrations.Migration):
    dependencies = [("communes", "0001_initial")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, NO_OVERLAP_BACK),
        migrations.RunSQL(SHARES, SHARES_BACK),
    ]
