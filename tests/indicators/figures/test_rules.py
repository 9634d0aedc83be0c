"""The rules of figures by example (design, section 5), one small story each."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User

from indicators import figures, ledger
from indicators.models import Batch, Figure, Indicator
from indicators.models.vocabulary import Quality
from tests.factories import make_indicator
from tests.indicators.figures.world import Small, small_province


@pytest.fixture
def small(db: None) -> Small:
    """The small province."""
    return small_province()


class Desk:
    """Somebody who writes results of 2012 and reads figures of the year's end."""

    def __init__(self, small: Small, by: User) -> None:
        self.small, self.by = small, by

    def says(self, code: str, values: dict[str, Any], **fields: Any) -> None:
        """Results by life: numbers, or the fields of a statement."""
        statements = []
        for life, value in values.items():
            own = value if isinstance(value, dict) else {"value": Decimal(str(value))}
            statement = ledger.Statement(
                self.small.unit(life).pk,
                Indicator.objects.get(code=code).pk,
                **{"measure": "result", "year": 2012, **fields, **own},
            )
            statements.append(statement)
        ledger.write(statements, by=self.by, cause=ledger.Cause(Batch.Kind.FORM))

    def plans(self, code: str, values: dict[str, Any], **fields: Any) -> None:
        """Issued plans by life."""
        self.says(code, values, measure="plan", **{"basis": "issued", **fields})

    def reads(self, code: str, life: str, **period: Any) -> Figure:
        """One figure."""
        wanted = {"year": 2012, "through": 12, "borders": "then", **period}
        return Figure.objects.read().get(
            indicator__code=code, unit=self.small.unit(life), **wanted
        )


@pytest.fixture
def desk(small: Small, administrator: User) -> Desk:
    """The administrator's desk in the small province."""
    return Desk(small, administrator)


D2, B2, B3 = "D2@start", "B2@2012-08-01", "B3@2012-08-01"
A1, A2, A4, TOWN = "A1@start", "A2@start", "A4@2012-05-01", "D1@2012-09-01"
C1 = "C1@2012-10-01"
BLOC, ROOT = "K1@start", "24@start"


def test_missing_children_add_nothing_and_coverage_says_so(desk: Desk) -> None:
    desk.says("KN-01", {A1: 5, B2: 7, BLOC: 2})
    root = desk.reads("KN-01", ROOT)
    assert (root.result, root.basis) == (14, "summed")
    assert (root.reported, root.reported_below, root.expected) == (3, 3, 7)
    assert not root.is_whole


def test_zero_is_reported_and_nothing_is_not(desk: Desk) -> None:
    desk.says("KN-01", {B2: 0})
    district = desk.reads("KN-01", D2)
    assert (district.result, district.reported, district.expected) == (0, 1, 2)


def test_quality_of_a_sum_is_the_weakest_part_s(desk: Desk) -> None:
    desk.says("KN-01", {B2: 3}, quality=Quality.ESTIMATE)
    desk.says("KN-01", {B3: 4}, quality=Quality.FINAL)
    assert desk.reads("KN-01", D2).quality == Quality.ESTIMATE


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (">", "", ">"),
        (">", ">=", ">"),
        ("<=", "", "<="),
        (">", "<", "~"),
        ("~", "", "~"),
    ],
)
def test_qualifiers_pass_on_and_mixed_ones_become_about(
    desk: Desk, one: str, other: str, together: str
) -> None:
    desk.says("KN-01", {B2: 3}, qualifier=one)
    desk.says("KN-01", {B3: 4}, qualifier=other)
    assert desk.reads("KN-01", D2).qualifier == together


def test_typed_total_stands_and_the_sum_below_is_kept_beside_it(desk: Desk) -> None:
    desk.says("KN-01", {B2: 3, B3: 4, D2: 9})
    district = desk.reads("KN-01", D2)
    assert (district.result, district.result_below, district.difference) == (9, 7, 2)
    assert desk.reads("KN-01", ROOT).result == 9


def test_typed_district_covers_its_communes_for_the_province_only(desk: Desk) -> None:
    desk.says("KN-01", {TOWN: 20})
    district, root = desk.reads("KN-01", TOWN), desk.reads("KN-01", ROOT)
    assert (district.reported, district.reported_below, district.expected) == (4, 0, 4)
    assert (root.reported, root.reported_below, root.expected) == (4, 4, 7)


def test_district_reports_when_all_its_communes_have(desk: Desk) -> None:
    desk.says("DV-01", {A1: 5, A2: 5})
    assert desk.reads("DV-01", ROOT).reported_below == 0
    desk.says("DV-01", {A4: 5, C1: 5})
    assert desk.reads("DV-01", ROOT).reported_below == 1
    assert desk.reads("DV-01", ROOT).expected == 3


def test_what_is_not_summed_has_no_total(desk: Desk) -> None:
    desk.says("DV-02", {B2: 3, B3: 4})
    assert desk.reads("DV-02", D2).result is None
    assert desk.reads("DV-02", D2).reported == 2


def test_ratio_is_that_of_the_sums_never_a_mean_of_ratios(desk: Desk) -> None:
    desk.says("CB-04", {B2: 1, B3: 90})
    desk.says("CB-04b", {B2: 0, B3: 0})
    desk.says("DV-01", {B2: 2, B3: 100})
    assert desk.reads("CB-05", B2).result == 50
    assert desk.reads("CB-05", B3).result == 90
    whole = desk.reads("CB-05", D2)
    assert whole.result == Decimal("89.2156862745")
    assert (whole.basis, whole.reported) == ("ratio", 2)


def test_ratio_counts_only_units_that_have_every_part(desk: Desk) -> None:
    desk.says("CB-04", {B2: 1, B3: 90})
    desk.says("CB-04b", {B2: 0, B3: 0})
    desk.says("DV-01", {B2: 2})
    district = desk.reads("CB-05", D2)
    assert (district.result, district.reported, district.expected) == (50, 1, 2)
    assert desk.reads("CB-05", ROOT).result == 50


def test_ratio_without_a_denominator_is_none(desk: Desk) -> None:
    desk.says("CB-04", {B2: 1})
    desk.says("CB-04b", {B2: 1})
    desk.says("DV-01", {B2: 0})
    assert not Figure.objects.filter(indicator__code="CB-05").exists()


def test_ratio_typed_without_parts_stands_with_its_qualifier(desk: Desk) -> None:
    desk.says("CB-05", {ROOT: "86.9"}, qualifier=">")
    figure = desk.reads("CB-05", ROOT)
    assert (figure.result, figure.qualifier, figure.basis) == (
        Decimal("86.9"), ">", "entered",
    )  # fmt: skip
    desk.says("CB-04", {B2: 1})
    desk.says("CB-04b", {B2: 1})
    desk.says("DV-01", {B2: 4})
    figure = desk.reads("CB-05", ROOT)
    assert (figure.result, figure.result_below) == (Decimal("86.9"), 50)


def test_percent_is_the_quotient_of_the_printed_columns(desk: Desk) -> None:
    desk.plans("KN-01", {B2: 10, B3: 10})
    desk.says("KN-01", {B2: 9, A1: 6})
    root = desk.reads("KN-01", ROOT)
    assert (root.result, root.plan, root.percent) == (15, 20, 75)
    assert (root.result_matched, root.plan_matched) == (9, 10)
    assert root.percent_matched == 90
    assert not root.plan_is_whole


def test_zero_plan_has_no_percent(desk: Desk) -> None:
    desk.plans("KN-01", {B2: 0})
    desk.says("KN-01", {B2: 9})
    assert desk.reads("KN-01", B2).percent is None


def test_plan_bases_are_kept_apart_and_issued_comes_first(desk: Desk) -> None:
    desk.plans("KN-01", {B2: 12}, basis="registered")
    assert desk.reads("KN-01", B2).plan == 12
    desk.plans("KN-01", {B2: 10})
    figure = desk.reads("KN-01", B2)
    assert (figure.plan, figure.plan_basis) == (10, "issued")


def test_total_over_years_is_neither_spread_nor_added(desk: Desk) -> None:
    desk.says("KN-01", {ROOT: 13714}, year=2011, since=2002)
    assert desk.reads("KN-01", ROOT, year=2011).since == 2002
    assert not Figure.objects.at(2011).exists()
    assert Figure.objects.spanning().get().result == 13714


def test_stock_shows_the_latest_month_of_the_year_and_a_flow_does_not(
    desk: Desk,
) -> None:
    desk.says("DV-01", {BLOC: 66}, through=9)
    desk.says("KN-01", {BLOC: 66}, through=9)
    desk.plans("DV-01", {BLOC: 70})
    shown = Figure.objects.at(2012).filter(unit=desk.small.unit(BLOC), result__gt=0)
    assert [(f.indicator.code, f.through) for f in shown] == [("DV-01", 9)]
    assert not Figure.objects.at(2012, 6).filter(result__gt=0).exists()
    assert Figure.objects.at(2013).count() == 0


def test_reduction_is_read_from_its_baseline_year(desk: Desk) -> None:
    make_indicator(
        "TB-02", kind="stock", direction="down", method="reduction", baseline_year=2002
    )
    desk.says("TB-02", {ROOT: 18}, year=2002)
    desk.says("TB-02", {ROOT: 4})
    desk.plans("TB-02", {ROOT: 0})
    reached = desk.reads("TB-02", ROOT).progress
    assert reached.percent is not None
    assert reached.percent.quantize(Decimal("0.1")) == Decimal("77.8")


def test_rebuild_changes_nothing_that_was_refreshed(desk: Desk) -> None:
    desk.says("KN-01", {B2: 3, D2: 9, BLOC: 1})
    desk.plans("KN-01", {B2: 10, ROOT: 11})
    assert figures.rebuild() == 0


def test_check_finds_wrong_missing_and_surplus_figures(desk: Desk) -> None:
    desk.says("KN-01", {B2: 3, B3: 4, BLOC: 1})
    Figure.objects.filter(unit=desk.small.unit(B2)).update(result=5)
    Figure.objects.filter(unit=desk.small.unit(BLOC)).delete()
    surplus = desk.reads("KN-01", B3)
    surplus.year, surplus.since = 2011, 2011
    surplus.save(force_insert=True)
    wrong = {(key.year, key.unit) for key in figures.check()}
    assert wrong == {
        (2012, desk.small.unit(B2).pk),
        (2012, desk.small.unit(BLOC).pk),
        (2011, desk.small.unit(B3).pk),
    }
    assert figures.rebuild() == 3
    assert figures.check() == []


def test_transferred_commune_leaves_one_district_s_past_for_the_other_s(
    desk: Desk,
) -> None:
    spring = {"C1@start": 5, "B1@start": 2, "B2@start": 3, A1: 1}
    desk.says("KN-01", spring, through=3)
    then = desk.reads("KN-01", D2, through=3, borders="then")
    now = desk.reads("KN-01", D2, through=3, borders="now")
    assert (then.result, then.expected) == (10, 3)
    assert (now.result, now.expected, now.basis) == (5, 2, "recast")
    town = desk.reads("KN-01", TOWN, through=3, borders="now")
    assert (town.result, town.estimated) == (6, False)


def test_piece_of_a_divided_commune_makes_the_figure_an_estimate(desk: Desk) -> None:
    desk.says("KN-01", {"B1@start": 8, "B2@start": 2}, through=3)
    recast = desk.reads("KN-01", B2, through=3, borders="now")
    assert (recast.result, recast.estimated) == (5, True)
    assert desk.reads("KN-01", B3, through=3, borders="now").result == 5
    district = desk.reads("KN-01", D2, through=3, borders="now")
    assert (district.result, district.estimated) == (10, False)


def test_ratio_on_latest_borders_is_made_from_the_recast_parts(desk: Desk) -> None:
    desk.says("CB-04", {"B1@start": 8, "B2@start": 2}, through=3)
    desk.says("CB-04b", {"B1@start": 0, "B2@start": 0}, through=3)
    desk.says("DV-01", {"B1@start": 16, "B2@start": 2}, through=3)
    # (8 x 0.375 + 2) of (16 x 0.375 + 2)
    assert desk.reads("CB-05", B2, through=3, borders="now").result == Decimal("62.5")


def test_figure_typed_on_other_borders_is_not_read_on_the_latest(desk: Desk) -> None:
    desk.says("KN-01", {D2: 50}, through=3)
    code = {"indicator__code": "KN-01", "unit": desk.small.unit(D2)}
    assert Figure.objects.at(2012, 3).filter(**code).get().result == 50
    assert not Figure.objects.at(2012, 3, "now").filter(**code).exists()


def test_reading_latest_borders_falls_back_where_they_are_the_same(desk: Desk) -> None:
    desk.says("KN-01", {BLOC: 5, B2: 2})
    read = Figure.objects.at(2012, 12, "now")
    assert {f.unit.life: f.borders for f in read.read()} == {
        BLOC: "then", B2: "then", D2: "then", ROOT: "then",
    }  # fmt: skip
