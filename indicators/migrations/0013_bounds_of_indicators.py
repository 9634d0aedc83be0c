"""What a share or an age may be: kept by the indicator, held by the database."""

from django.db import migrations, models

import indicators.models.number

# Those of the shipped catalogue, where nobody has said otherwise.
SHARES = (
    "DV-05", "TC-08", "TB-05", "CB-05", "CB-07", "TD-04", "XL-05", "XL-05.den-2017",
    "XL-07", "HD-03", "VB-03",
)  # fmt: skip
FILL = f"""
UPDATE indicators_indicator SET highest = 100 WHERE code IN {SHARES};
UPDATE indicators_indicator SET lowest = 18, highest = 70 WHERE code = 'CB-09';
UPDATE indicators_indicator SET lowest = 1 WHERE code = 'CB-02';
"""

# Once a statement, not once a row: an import appends a hundred thousand in one. What was
# written before its indicator had bounds stays.
HOLD = """
CREATE FUNCTION indicators_refuse_out_of_bounds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE broken record;
BEGIN
    SELECT i.code, a.value INTO broken
    FROM indicators_indicator i JOIN appended a ON a.indicator_id = i.id
    WHERE (i.highest IS NOT NULL OR i.lowest IS NOT NULL)
        AND (a.value > i.highest OR a.value < i.lowest)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% is out of the bounds of %.', broken.value, broken.code
            USING ERRCODE = 'check_violation',
                  CONSTRAINT = 'entry_in_bounds_of_its_indicator';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_in_bounds_of_its_indicator AFTER INSERT ON indicators_entry
    REFERENCING NEW TABLE AS appended
    FOR EACH STATEMENT EXECUTE FUNCTION indicators_refuse_out_of_bounds();
"""
BACK = """
DROP TRIGGER entry_in_bounds_of_its_indicator ON indicators_entry;
DROP FUNCTION indicators_refuse_out_of_bounds();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0012_lines_keep_statements")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="lowest",
            field=indicators.models.number.Number(
                blank=True,
                decimal_places=10,
                help_text="Smaller values are refused. Empty: 0.",
                max_digits=30,
                null=True,
                verbose_name="lowest value",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="highest",
            field=indicators.models.number.Number(
                blank=True,
                decimal_places=10,
                help_text="Larger values are refused: 100 for a share. Empty: no bound.",
                max_digits=30,
                null=True,
                verbose_name="highest value",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lowest__isnull", True), ("lowest__gte", 0), _connector="OR"
                    ),
                    models.Q(
                        ("highest__isnull", True), ("highest__gte", 0), _connector="OR"
                    ),
                    models.Q(
                        ("lowest__isnull", True),
                        ("highest__isnull", True),
                        ("lowest__lte", models.F("highest")),
                        _connector="OR",
                    ),
                ),
                name="indicator_bounds_in_order",
                violation_error_message="The lowest value is not below 0, and not above the highest.",
            ),
        ),
        migrations.RunSQL(HOLD, BACK),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
