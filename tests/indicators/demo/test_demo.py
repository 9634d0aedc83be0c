"""The demo adds up: to the article, and to the sample table of admissions of 2012."""

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Sum

from communes import years
from communes.models import BLOC_KINDS, COMMUNE_KINDS, DISTRICT_KINDS, Unit
from indicators import demo, ledger
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Entry, Figure, Indicator

TABLE = Path(__file__).parents[2] / "data" / "L1_ketnap_dangbo_tructhuoc_2012.csv"
YEARS = range(2002, 2013)


pytestmark = pytest.mark.usefixtures("with_demo")


def sums(indicator: str, year: int, **of: Any) -> tuple[int, int]:
    """How many entries of lowest units there are, and what they add up to."""
    found = Entry.objects.live_demo().filter(
        indicator__code=indicator, year=year, **{"measure": "result", **of}
    )
    told = found.aggregate(number=Count("pk"), total=Sum("value"))
    return told["number"], int(told["total"] or 0)


def province(indicator: str, year: int, **of: Any) -> Figure:
    return (
        Figure.objects.at(year, **of)
        .read()
        .get(unit__code="24", indicator__code=indicator)
    )


def table() -> dict[str, list[int]]:
    """The sample table: the numbers of each unit by its full name."""
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        lines = [line for line in csv.reader(file, delimiter=";") if line[2:3]]
    return {
        line[1]: [0 if line[at] == "-" else int(line[at]) for at in (2, 3, 4, 5, 6, 8)]
        for line in lines
        if line[0].isdigit() and not line[1].isdigit()
    }


def test_every_entry_is_illustrative_and_in_one_batch(with_demo: demo.Shown) -> None:
    batch, counts = with_demo.figures.batch, with_demo.figures.counts
    assert batch is not None
    assert batch.kind == Batch.Kind.DEMO
    assert batch.note
    entries = batch.entries.all()
    assert entries.count() == counts.new == counts.written
    assert not entries.exclude(illustrative=True, is_current=True).exists()
    assert Entry.objects.live_demo().count() == counts.new


def test_stated_figures_of_the_province_stay_and_differ_from_no_sum() -> None:
    for indicator, year, result in (
        ("KN-01", 2002, 1621),
        ("KN-01", 2012, 2753),
        ("DV-01", 2012, 69599),
        ("TB-02", 2002, 18),
        ("TB-02", 2012, 4),
        ("TD-01", 2012, 12),
        ("TC-05", 2012, 107),
        ("TC-06", 2012, 66),
        ("TC-07", 2012, 2),
    ):
        found = province(indicator, year)
        assert (found.basis, found.result) == ("entered", result), indicator
        assert found.result_below == result, indicator
        assert found.difference is None
        assert found.reported_below == found.expected
    assert province("TC-05", 2012).through == 9


def test_plans_below_add_up_to_the_derived_ones() -> None:
    for year, plan in ((2002, 2319), (2012, 2400)):
        found = province("KN-01", year)
        assert (found.plan, found.plan_basis) == (plan, "derived")
        assert (found.plan_below, found.plan_reported) == (plan, found.plan_expected)


def test_units_of_the_sample_table_have_its_figures() -> None:
    """So importing it afterwards shows the same totals and no difference."""
    lines = table()
    assert len(lines) == 14
    units = Unit.objects.filter(kind__in=[*DISTRICT_KINDS, *BLOC_KINDS])
    codes = {"KN-01": 1, "KN-04": 2, "KN-05": 3, "KN-06": 4}
    seen = set()
    for figure in (
        Figure.objects.at(2012).filter(unit__in=units, indicator__code__in=codes).read()
    ):
        line = lines[figure.unit.full_name]
        code = figure.indicator.code
        assert figure.result == line[codes[code]], (figure.unit, code)
        if code == "KN-01":
            assert figure.plan == line[0]
        seen.add((figure.unit.full_name, code))
    assert seen == {(name, code) for name in lines for code in codes}
    before = Figure.objects.at(2011).filter(unit__in=units, indicator__code="KN-01")
    assert {f.unit.full_name: f.result for f in before.read()} == {
        name: line[5] for name, line in lines.items()
    }


def test_percent_of_plan_rises_with_ups_and_downs() -> None:
    percents = [province("KN-01", year).percent for year in YEARS]
    assert [round(p or 0, 1) for p in (percents[0], percents[-1])] == [
        Decimal("69.9"), Decimal("114.7"),
    ]  # fmt: skip
    steps = [
        (new or 0) > (old or 0)
        for old, new in zip(percents, percents[1:], strict=False)
    ]
    assert steps.count(True) > steps.count(False) > 0


def test_every_commune_and_bloc_alive_reports_every_year() -> None:
    communes = [227] + [229] * 5 + [230] * 5
    for year, number in zip(YEARS, communes, strict=True):
        assert sums("KN-01", year)[0] == number + 4
        assert sums("DV-01", year)[0] == number + 4
        assert sums("HC-01", year, through=12) == (number, number)
        assert sums("TB-02", year)[0] == number


def test_ten_years_of_training_add_up_and_the_eleventh_is_silent() -> None:
    turns = [sums("DT-01", year)[1] for year in YEARS]
    assert (sum(turns), turns[-1]) == (13714, 0)
    assert not Entry.objects.filter(indicator__code="DT-01", year=2012).exists()
    for year in YEARS[:-1]:
        kinds = Indicator.objects.filter(part_of__code="DT-01", partition="doi-tuong")
        assert len(kinds) == 4
        parts = [sums(kind.code, year)[1] for kind in kinds]
        assert sum(parts) == sums("DT-01", year)[1]
    spanning = Figure.objects.spanning().get(unit__code="24", indicator__code="DT-01")
    assert spanning.result == 13714


def test_white_hamlets_are_single_ones_that_never_come_back() -> None:
    white = {
        year: set(
            Entry.objects.live_demo()
            .filter(indicator__code="TB-02", year=year, value__gt=0)
            .values_list("unit__code", "value")
        )
        for year in YEARS
    }
    assert [len(white[year]) for year in YEARS] == [
        18, 17, 16, 14, 13, 11, 10, 8, 7, 6, 4,
    ]  # fmt: skip
    assert {value for found in white.values() for _, value in found} == {1}
    for year in YEARS[1:]:
        assert white[year] < white[year - 1]
    assert province("TB-02", 2012).progress.percent is not None


def test_cells_set_up_never_fall_and_those_running_are_among_them() -> None:
    ever = {
        year: set(
            Entry.objects.live_demo()
            .filter(indicator__code="TC-05", year=year, value=1)
            .values_list("unit__code", flat=True)
        )
        for year in YEARS
    }
    for year in YEARS[1:]:
        assert ever[year] >= ever[year - 1]
        running = Entry.objects.live_demo().filter(
            indicator__code="TC-06", year=year, value=1
        )
        assert set(running.values_list("unit__code", flat=True)) <= ever[year]
    assert sums("TC-06", 2012, through=9) == (230, 66)
    assert sums("TC-07", 2012, through=9) == (230, 2)


def test_pilots_were_twelve_and_one_has_ended() -> None:
    assert (sums("TD-01", 2012)[1], sums("TD-02", 2012)[1]) == (12, 11)


def test_share_of_trained_cadres_rises_to_a_little_above_the_stated_one() -> None:
    levels = [
        "CB-04.trung-cap", "CB-04.cao-dang", "CB-04.dai-hoc", "CB-04.sau-dai-hoc",
    ]  # fmt: skip
    shares = [
        Decimal(sum(sums(level, year)[1] for level in levels))
        / sums("CB-01", year)[1]
        * 100
        for year in YEARS
    ]
    assert shares == sorted(shares)
    assert Decimal("86.9") < shares[-1] < Decimal("86.95")
    assert all(sums("CB-01", year)[1] <= sums("CB-02", year)[1] for year in YEARS)


def test_parts_of_a_split_add_up_at_every_unit() -> None:
    """Summed a second way, not by the ledger's own rule."""
    parts = Indicator.objects.exclude(partition="").filter(entry__isnull=False)
    splits = set(parts.values_list("part_of__code", "partition"))
    assert splits == {
        ("KN-01", "tuoi"), ("CB-01", "trinh-do"), ("DT-01", "doi-tuong"),
        ("XL-01", "xep-loai"),
    }  # fmt: skip
    for whole, partition in splits:
        live = Entry.objects.live_demo().filter(measure="result")
        of_parts = {
            (unit, year): total
            for unit, year, total in live.filter(
                indicator__part_of__code=whole, indicator__partition=partition
            )
            .values("unit", "year")
            .annotate(total=Sum("value"))
            .values_list("unit", "year", "total")
        }
        wholes = live.filter(indicator__code=whole).values_list("unit", "year", "value")
        assert of_parts == {(unit, year): value for unit, year, value in wholes}


def test_values_are_whole_and_belong_to_units_of_their_kind() -> None:
    live = Entry.objects.live_demo()
    assert not live.filter(value__lt=0).exists()
    assert not live.exclude(value=F("value") - F("value") % 1).exists()
    kinds = set(live.values_list("unit__kind", flat=True))
    assert kinds == {*COMMUNE_KINDS, *BLOC_KINDS, "huyen", "thanh_pho", "thi_xa"}
    on_districts = live.filter(unit__kind__in=DISTRICT_KINDS)
    themes = on_districts.values_list("indicator__theme__code", flat=True)
    assert set(themes) == {"TC", "XL"}


def test_remove_takes_all_away_and_leaves_what_was_stated(
    administrator: User,
) -> None:
    commune = Unit.objects.get(code="07531", valid_to="2025-07-01")
    indicator = Indicator.objects.get(code="KN-10")
    stated = Statement(commune.pk, indicator.pk, "result", 2012, value=Decimal(9))
    ledger.write([stated], by=administrator, cause=Cause(Batch.Kind.FORM))
    call_command("demo", "--remove", stdout=StringIO())
    assert not Entry.objects.live_demo().exists()
    assert Entry.objects.current().exclude(absence="withdrawn").count() == 16
    left = StringIO()
    call_command("figures", "--indicator", "KN-01", "--json", stdout=left)
    found = json.loads(left.getvalue())
    assert [(item["year"], item["result"]) for item in found] == [
        (2002, "1621"), (2012, "2753"),
    ]  # fmt: skip
    assert all(item["result_below"] is None for item in found)
    assert not Figure.objects.filter(basis="register").exists()
    assert not Figure.objects.filter(counted=True).exists()
    again = demo.remove(administrator)
    assert (again.figures.batch, again.registers.rows) == (None, 0)


def test_second_run_writes_nothing_and_replaces_no_stated_figure(
    with_demo: demo.Shown, administrator: User
) -> None:
    commune = Unit.objects.get(code="07531", valid_to="2025-07-01")
    indicator = Indicator.objects.get(code="DV-01")
    stated = Statement(commune.pk, indicator.pk, "result", 2008, value=Decimal(321))
    ledger.write([stated], by=administrator, cause=Cause(Batch.Kind.FORM))
    # Those of the demo, of the article, and this one.
    entries, batches = with_demo.figures.counts.new + 15 + 1, 3
    assert (Entry.objects.count(), Batch.objects.count()) == (entries, batches)
    out = StringIO()
    call_command("demo", stdout=out)
    assert (Entry.objects.count(), Batch.objects.count()) == (entries, batches)
    assert out.getvalue().strip()
    current = Entry.objects.current().get(
        unit=commune, indicator=indicator, year=2008, measure="result"
    )
    assert (current.value, current.illustrative) == (321, False)


def test_locked_year_refuses_the_removal_in_one_sentence(administrator: User) -> None:
    years.lock(2012, by=administrator, reason="Đã chốt")
    with pytest.raises(CommandError) as refused:
        call_command("demo", "--remove")
    assert str(refused.value).count("Đã chốt") == 1
    assert Entry.objects.live_demo().filter(year=2012).exists()


def test_without_units_the_command_says_what_to_run() -> None:
    Unit.objects.filter(kind="army").update(valid_to="2005-01-01")
    with pytest.raises(CommandError, match=r"K03.*load_reference"):
        call_command("demo")
