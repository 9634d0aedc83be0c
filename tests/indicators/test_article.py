"""The article's figures, as the pages read them (design, section 5, checks)."""

import json
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from communes.access import system_account
from communes.models import Document, Unit
from indicators import ledger
from indicators.article import SOURCE, ArticleError, load_article
from indicators.catalogue import load_catalogue
from indicators.ledger import Cause, Statement, Written
from indicators.models import Batch, Entry, Indicator
from indicators.progress import change_readings


@pytest.fixture
def loaded(with_article: Written) -> Written:
    return with_article


def figures(*options: str) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("figures", *options, "--json", stdout=out)
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


def province(indicator: str, year: int) -> dict[str, Any]:
    (found,) = figures("--unit", "24", "--indicator", indicator, "--year", str(year))
    return found


def picked(figure: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(figure[name] for name in names)


def test_every_fact_of_the_file_is_in_the_ledger_with_its_line(
    loaded: Written,
) -> None:
    assert loaded.batch is not None
    assert (loaded.batch.kind, loaded.batch.file_name) == ("reference", "article.csv")
    assert loaded.counts == ledger.Counts(new=15)
    source = Document.objects.get(number=SOURCE)
    for entry in Entry.objects.all():
        assert entry.row is not None
        assert 2 <= entry.row <= 14
        assert (entry.document, entry.illustrative) == (source, False)


def test_admissions_of_2012_are_above_a_derived_plan(loaded: Written) -> None:
    found = province("KN-01", 2012)
    assert picked(found, "result", "plan", "plan_low", "plan_high") == (
        "2753", "2400", "2400", "2401",
    )  # fmt: skip
    assert picked(found, "plan_basis", "percent", "band", "basis", "quality") == (
        "derived", "114.7083", "exceeded", "entered", "final",
    )  # fmt: skip


def test_admissions_of_2002_are_low_on_the_unrounded_percent(loaded: Written) -> None:
    found = province("KN-01", 2002)
    assert picked(found, "result", "plan", "plan_low", "plan_high") == (
        "1621", "2319", "2318", "2320",
    )  # fmt: skip
    assert picked(found, "percent", "band") == ("69.9008", "low")
    plan = Entry.objects.get(indicator__code="KN-01", year=2002, measure="plan")
    assert plan.percent_reported == Decimal("69.9")


def test_members_stand_at_the_end_of_2012_only(loaded: Written) -> None:
    (found,) = figures("--indicator", "DV-01")
    assert picked(found, "unit", "year", "result") == ("24", 2012, "69599")


def test_ten_years_of_training_are_one_total_and_no_year_has_any(
    loaded: Written,
) -> None:
    (found,) = figures("--indicator", "DT-01", "--since", "2002")
    assert picked(found, "since", "year", "result") == (2002, 2011, "13714")
    assert figures("--indicator", "DT-01") == []
    for year in range(2002, 2013):
        assert figures("--indicator", "DT-01", "--year", str(year)) == []


def test_white_hamlets_fell_by_three_quarters_towards_none(loaded: Written) -> None:
    assert province("TB-02", 2002)["result"] == "18"
    found = province("TB-02", 2012)
    assert picked(found, "result", "plan", "plan_basis") == ("4", "0", "resolution")
    assert picked(found, "percent", "progress") == (None, "77.7778")


def test_agency_cells_are_those_of_september_among_230_communes(
    loaded: Written,
) -> None:
    for indicator, result in (("TC-05", "107"), ("TC-06", "66"), ("TC-07", "2")):
        found = province(indicator, 2012)
        assert picked(found, "result", "through", "expected", "reported_below") == (
            result, 9, 230, 0,
        )  # fmt: skip
    assert province("TC-08", 2012)["result"].startswith("28.69")


def test_pilots_are_twelve_and_how_many_run_is_not_said(loaded: Written) -> None:
    assert province("TD-01", 2012)["result"] == "12"
    assert figures("--indicator", "TD-02") == []


def test_share_of_trained_cadres_keeps_its_qualifier_and_the_unclear_change(
    loaded: Written,
) -> None:
    found = province("CB-05", 2012)
    assert picked(found, "result", "qualifier", "basis") == ("86.9", ">", "entered")
    assert figures("--indicator", "CB-05", "--year", "2002") == []
    entry = Entry.objects.get(indicator__code="CB-05")
    assert (entry.change_stated, entry.change_kind, entry.change_since) == (
        Decimal("73.1"), "unknown", 2002,
    )  # fmt: skip
    readings = change_readings(entry.value or Decimal(0), Decimal("73.1"))
    assert readings.if_points == Decimal("13.8")


def test_plan_of_the_province_implements_the_resolution(loaded: Written) -> None:
    plan = Document.objects.get(number="14-KH/TU")
    assert plan.implements is not None
    assert (plan.implements.number, str(plan.implements.issued_on)) == (
        "17-NQ/TW", "2002-03-18",
    )  # fmt: skip
    assert plan.implements.aliases == ["Nghị quyết Trung ương 5 khóa IX"]


def test_second_load_writes_nothing(loaded: Written) -> None:
    again = load_article(system_account())
    assert (again.batch, again.counts.written) == (None, 0)
    assert Batch.objects.count() == 1
    assert Document.objects.filter(number=SOURCE).count() == 1


def test_figure_that_staff_corrected_or_withdrew_is_left_alone(
    loaded: Written, administrator: User
) -> None:
    def say(code: str, **words: Any) -> None:
        root = Unit.objects.life("24@start")
        assert root is not None
        indicator = Indicator.objects.get(code=code)
        one = Statement(root.pk, indicator.pk, "result", 2012, **words)
        ledger.write([one], by=administrator, cause=Cause(Batch.Kind.FORM))

    say("DV-01", value=Decimal(69600))
    say("TD-01", absence="withdrawn")
    assert load_article(system_account()).batch is None
    assert province("DV-01", 2012)["result"] == "69600"
    assert figures("--indicator", "TD-01") == []


def test_article_without_units_is_refused(db: object) -> None:
    load_catalogue()
    with pytest.raises(ArticleError, match="24@start"):
        load_article(system_account())
    assert not Document.objects.exists()
