"""Rules of the registers that span rows or tables: overlaps, lives, kinds of units."""

from django.db import migrations

# Equality as a range of one: btree_gist is not to be had everywhere.
NO_OVERLAP = """
ALTER TABLE communes_hamletspell ADD CONSTRAINT hamlet_spells_do_not_overlap
    EXCLUDE USING gist (
        int8range(hamlet_id, hamlet_id, '[]') WITH &&,
        daterange(since, until) WITH &&
    ) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE communes_partycell ADD CONSTRAINT cells_do_not_overlap
    EXCLUDE USING gist (
        int8range(unit_id, unit_id, '[]') WITH &&,
        textrange(kind::text, kind::text, '[]') WITH &&,
        daterange(established_on, ended_on) WITH &&
    ) WHERE (
        kind IN ('co_quan', 'quan_su')
        AND established_precision = 'day' AND ended_precision = 'day'
    ) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE communes_pilotunit ADD CONSTRAINT pilots_do_not_overlap
    EXCLUDE USING gist (
        int8range(unit_id, unit_id, '[]') WITH &&,
        daterange(started_on, ended_on) WITH &&
    ) WHERE (started_precision = 'day' AND ended_precision = 'day')
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE communes_registerkept ADD CONSTRAINT registers_kept_do_not_overlap
    EXCLUDE USING gist (
        textrange(register::text, register::text, '[]') WITH &&,
        int8range(unit_id, unit_id, '[]') WITH &&,
        daterange(since, until) WITH &&
    ) DEFERRABLE INITIALLY DEFERRED;
"""
NO_OVERLAP_BACK = """
ALTER TABLE communes_hamletspell DROP CONSTRAINT hamlet_spells_do_not_overlap;
ALTER TABLE communes_partycell DROP CONSTRAINT cells_do_not_overlap;
ALTER TABLE communes_pilotunit DROP CONSTRAINT pilots_do_not_overlap;
ALTER TABLE communes_registerkept DROP CONSTRAINT registers_kept_do_not_overlap;
"""

# The arguments of the trigger: the column with the day a row begins, and whether its unit
# must be a commune, ward or township ('commune', 'any', or the kinds of cells that need one).
ON_A_UNIT = """
CREATE FUNCTION communes_check_unit_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_unit communes_unit;
    begins date := (to_jsonb(NEW) ->> TG_ARGV[0])::date;
BEGIN
    SELECT * INTO of_unit FROM communes_unit WHERE id = NEW.unit_id;
    IF (TG_ARGV[1] = 'commune' OR to_jsonb(NEW) ->> 'kind' = ANY(string_to_array(TG_ARGV[1], ',')))
            AND of_unit.kind NOT IN ('xa', 'phuong', 'thi_tran') THEN
        RAISE EXCEPTION 'The unit of the row is not a commune, ward or township.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'row_of_a_commune';
    END IF;
    IF begins >= of_unit.valid_to THEN
        RAISE EXCEPTION 'The row begins after its unit has ended.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'row_begins_in_its_unit';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hamlet_on_a_unit BEFORE INSERT OR UPDATE ON communes_hamlet
    FOR EACH ROW EXECUTE FUNCTION communes_check_unit_of_row('valid_from', 'commune');
CREATE TRIGGER cell_on_a_unit BEFORE INSERT OR UPDATE ON communes_partycell
    FOR EACH ROW EXECUTE FUNCTION communes_check_unit_of_row('established_on', 'co_quan,quan_su');
CREATE TRIGGER pilot_on_a_unit BEFORE INSERT OR UPDATE ON communes_pilotunit
    FOR EACH ROW EXECUTE FUNCTION communes_check_unit_of_row('started_on', 'commune');
CREATE TRIGGER study_session_on_a_unit BEFORE INSERT OR UPDATE ON communes_studysession
    FOR EACH ROW EXECUTE FUNCTION communes_check_unit_of_row('held_on', 'any');
"""
ON_A_UNIT_BACK = """
DROP TRIGGER hamlet_on_a_unit ON communes_hamlet;
DROP TRIGGER cell_on_a_unit ON communes_partycell;
DROP TRIGGER pilot_on_a_unit ON communes_pilotunit;
DROP TRIGGER study_session_on_a_unit ON communes_studysession;
DROP FUNCTION communes_check_unit_of_row();
"""

SPELLS = """
CREATE FUNCTION communes_check_spells() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_hamlet bigint := CASE TG_TABLE_NAME WHEN 'communes_hamlet'
        THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(NEW) ->> 'hamlet_id')::bigint END;
BEGIN
    IF EXISTS (
        SELECT FROM communes_hamletspell s JOIN communes_hamlet h ON h.id = s.hamlet_id
        WHERE h.id = of_hamlet AND (s.since < h.valid_from OR s.since >= h.valid_to)
    ) THEN
        RAISE EXCEPTION 'A spell begins outside the life of its hamlet %.', of_hamlet
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spell_in_life_of_hamlet';
    END IF;
    IF EXISTS (
        SELECT FROM communes_hamletspell s JOIN communes_hamlet h ON h.id = s.hamlet_id
        WHERE h.id = of_hamlet AND h.valid_to IS NOT NULL AND s.until IS NULL
    ) THEN
        RAISE EXCEPTION 'Hamlet % has ended and its spell has not.', of_hamlet
            USING ERRCODE = 'check_violation', CONSTRAINT = 'spell_ends_with_its_hamlet';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER hamlet_spells_in_life
    AFTER INSERT OR UPDATE ON communes_hamletspell DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION communes_check_spells();
CREATE CONSTRAINT TRIGGER hamlet_life_holds_spells
    AFTER UPDATE ON communes_hamlet DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION communes_check_spells();
"""
SPELLS_BACK = """
DROP TRIGGER hamlet_spells_in_life ON communes_hamletspell;
DROP TRIGGER hamlet_life_holds_spells ON communes_hamlet;
DROP FUNCTION communes_check_spells();
"""

REVIEWS = """
CREATE FUNCTION communes_check_reviews() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_pilot bigint := CASE TG_TABLE_NAME WHEN 'communes_pilotunit'
        THEN (to_jsonb(NEW) ->> 'id')::bigint
        ELSE (to_jsonb(NEW) ->> 'pilot_id')::bigint END;
BEGIN
    IF EXISTS (
        SELECT FROM communes_pilotreview r JOIN communes_pilotunit p ON p.id = r.pilot_id
        WHERE p.id = of_pilot AND (r.year < extract(year FROM p.started_on)
            OR r.year > extract(year FROM p.ended_on))
    ) THEN
        RAISE EXCEPTION 'A review lies outside the years of its pilot %.', of_pilot
            USING ERRCODE = 'check_violation', CONSTRAINT = 'review_in_years_of_pilot';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER pilot_reviews_in_its_years
    AFTER INSERT OR UPDATE ON communes_pilotreview DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION communes_check_reviews();
CREATE CONSTRAINT TRIGGER pilot_years_hold_reviews
    AFTER UPDATE ON communes_pilotunit DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION communes_check_reviews();
"""
REVIEWS_BACK = """
DROP TRIGGER pilot_reviews_in_its_years ON communes_pilotreview;
DROP TRIGGER pilot_years_hold_reviews ON communes_pilotunit;
DROP FUNCTION communes_check_reviews();
"""


class Migration(migrations.Migration):
    dependencies = [("communes", "0005_registers")]

    operations = [
        migrations.RunSQL(NO_OVERLAP, NO_OVERLAP_BACK),
        migrations.RunSQL(ON_A_UNIT, ON_A_UNIT_BACK),
        migrations.RunSQL(SPELLS, SPELLS_BACK),
        migrations.RunSQL(REVIEWS, REVIEWS_BACK),
    ]
