"""Layouts L2, L3 and L5 against the real units, the whole catalogue and the article."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from communes.access import system_account
from indicators.imports import telling
from indicators.imports.apply import Refused, apply
from indicators.imports.messages import message
from indicators.imports.preview import Counts, Options, preview
from indicators.imports.roles import Split
from indicators.models import Entry, Figure
from tests.indicators.imports.import_cases import DATA
from tests.indicators.imports.scenarios import places

L2 = (DATA / "L2_lucngan_theo_xa_2012.csv").read_bytes()
L3 = (DATA / "L3_bieu10_sondong_2012.csv").read_bytes()
L5 = (DATA / "L5_tongket_10nam_2002_2012.csv").read_bytes()


pytestmark = pytest.mark.usefixtures("with_article")


@pytest.fixture
def clerk(settings: Any, tmp_path: Path) -> User:
    settings.MEDIA_ROOT = tmp_path
    return system_account()


def figure(unit: str, indicator: str, year: int = 2012) -> Figure:
    return (
        Figure.objects.at(year)
        .read()
        .filter(unit__code=unit, indicator__code=indicator)
        .get()
    )


def test_missing_is_not_zero(clerk: User) -> None:
    shown = preview(L2, "L2.csv", by=clerk)
    assert places(shown.problems) == ()
    # The file has 8 of the 30 communes.
    assert [one.code for one in shown.warnings] == ["units-missing"]
    assert [sheet.code for sheet in shown.sheets] == ["TB", "KN"]
    assert (shown.units, shown.counts) == (8, Counts(new=38))
    assert [(one.said, one.units) for one in shown.coverage] == [
        (8, 8), (7, 8), (8, 8), (8, 8), (7, 8),
    ]  # fmt: skip
    assert len(telling.covered(shown)) == 2
    silent = {(one.row, one.indicator): one for one in shown.missing}
    assert silent.keys() == {(13, "KN-01"), (13, "TB-02")}
    assert "«chưa BC»" in telling.unsaid(silent[13, "TB-02"])
    totals = {(one.indicator, one.measure): one.printed for one in shown.totals}
    assert totals["KN-01", "plan"] == 92
    assert totals["KN-01", "result"] == 82


def test_the_figure_of_the_district_says_how_many_communes(clerk: User) -> None:
    batch = apply(L2, "L2.csv", by=clerk).batch
    assert batch is not None
    assert batch.counts["sheets"] == ["TB", "KN"]
    admitted = figure("219", "KN-01")
    assert (admitted.result, admitted.plan) == (82, 92)
    assert (admitted.reported_below, admitted.expected) == (7, 30)
    white = figure("219", "TB-02")
    assert (white.result, white.reported_below) == (2, 7)
    said = Entry.objects.current().filter(unit__name="Giáp Sơn", year=2012)
    assert sorted(said.values_list("indicator__code", "measure")) == [
        ("HC-02", "result"),
        ("KN-01", "plan"),
        ("TB-04", "result"),
    ]
    assert preview(L2, "L2.csv", by=clerk).counts == Counts(same=38)


def test_the_sheet_that_is_named_narrows(clerk: User) -> None:
    shown = preview(L2, "L2.csv", by=clerk, options=Options(sheet="KN"))
    assert shown.counts == Counts(new=15)
    assert [one.column for one in shown.warnings if one.column] == ["F", "G", "H"]


def test_a_form_is_about_the_unit_of_its_title(clerk: User) -> None:
    shown = preview(L3, "L3.csv", by=clerk)
    assert (places(shown.problems), shown.counts) == ((), Counts(new=5))
    assert {one.code for one in shown.warnings} == {"row-unknown"}
    assert not shown.needs_reason
    apply(L3, "L3.csv", by=clerk)
    assert figure("220", "KN-11").result == 181
    assert figure("220", "TB-02").result == 2


def test_a_form_that_contradicts_last_year_is_told(clerk: User) -> None:
    last = (
        L3.decode().replace("Năm 2012", "Năm 2011").replace(";2;4;50,00", ";7;4;175,00")
    )
    apply(last.encode(), "L3.csv", by=clerk)
    shown = preview(L3, "L3.csv", by=clerk)
    told = [one for one in shown.warnings if one.code == "previous-differs"]
    assert [(one.row, one.column, one.params["stored"]) for one in told][:2] == [
        (9, "C", 7),
        (12, "C", 181),
    ]
    assert shown.needs_reason
    assert "7" in telling.problem(told[0])


def test_another_unit_than_the_title_names_is_refused(clerk: User) -> None:
    shown = preview(L3, "L3.csv", by=clerk, options=Options(unit="219"))
    assert {one.code for one in shown.problems} == {"code-and-name-differ"}
    wrong = preview(L3.replace("Sơn Động".encode(), "Sơn Đông".encode()), "x", by=clerk)
    assert [(one.code, one.row, one.column) for one in wrong.problems] == [
        ("unit-unknown", 2, "A")
    ]
    assert wrong.problems[0].suggestions == ("Huyện Sơn Động",)


def test_the_review_of_ten_years(clerk: User) -> None:
    shown = preview(L5, "L5.csv", by=clerk)
    assert places(shown.problems) == (("fraction", 9, "N"),)
    assert {one.code for one in shown.warnings} == {"unit-assumed", "change-remarked"}
    assert shown.missing == ()
    with pytest.raises(Refused):
        apply(L5, "L5.csv", by=clerk)
    options = Options(split=Split.WHOLE)
    done = apply(L5, "L5.csv", by=clerk, options=options)
    assert done.preview.years == tuple(
        sorted({one.year for one in done.preview.statements})
    )
    entries = Entry.objects.current().filter(unit__code="24", unit__valid_from=None)
    turns = entries.filter(indicator__code="DT-01", measure="result")
    assert [(one.since, one.year, one.value) for one in turns] == [(2002, 2011, 13714)]
    share = entries.get(indicator__code="CB-05", year=2012)
    assert (share.qualifier, share.value) == (">", Decimal("86.9"))
    assert entries.get(indicator__code="TC-07", through=12).value == 2
    again = preview(L5, "L5.csv", by=clerk, options=options)
    assert again.changes_nothing


def test_a_review_takes_nothing_away_that_it_does_not_speak_of(clerk: User) -> None:
    """The article states a change with the share of 2012; layout L5 has no words for it."""
    share = {"unit__code": "24", "indicator__code": "CB-05", "year": 2012}

    def stated() -> tuple[object, ...]:
        entry = Entry.objects.current().get(unit__valid_from=None, **share)
        return entry.value, entry.change_stated, entry.change_kind, entry.change_since

    before = (Decimal("86.9"), Decimal("73.1"), "unknown", 2002)
    assert stated() == before
    options = Options(split=Split.WHOLE)
    apply(L5, "L5.csv", by=clerk, options=options)
    assert stated() == before
    # Without its remark the row says what is stored already, and nothing is written.
    plain = L5.decode().replace("tăng 73,1% so với 2002", "").encode()
    assert preview(plain, "L5.csv", by=clerk, options=options).changes_nothing
    # A change is said of one figure: it does not stay with another one.
    other = L5.decode().replace("trên 86,9", "trên 87,5").encode()
    apply(other, "L5.csv", by=clerk, options=options)
    assert stated() == (Decimal("87.5"), None, "", None)


def test_the_second_number_of_a_review_is_told_and_not_stored(clerk: User) -> None:
    """Nothing in the catalogue is TC-05 divided by: whose number 230 is, nobody says."""
    shown = preview(L5, "L5.csv", by=clerk, options=Options(split=Split.WHOLE))
    (found,) = [one for one in shown.warnings if one.code == "half-unread"]
    assert (found.row, found.column, found.params["second"]) == (9, "N", 230)
    assert {one.indicator for one in shown.changes if one.row == 9} == {"TC-05"}


def test_the_units_that_are_missing_end_the_sentence(clerk: User) -> None:
    (found,) = preview(L2, "L2.csv", by=clerk).warnings
    with translation.override("en"):
        said = message(found)
    assert said.startswith(
        "22 units of Huyện Lục Ngạn are not in the file (2012), and what is stored of them"
        " stays as it is: "
    )
    named, end = said.rpartition(": ")[2].rsplit(", ", 1)
    assert (len(named.split(", ")), end) == (12, "…")


def test_a_printed_percent_of_the_plan_goes_by_the_plan_that_is_stored(
    clerk: User,
) -> None:
    wrong = L5.decode().replace(";69,9;", ";96,9;")
    shown = preview(wrong.encode(), "L5.csv", by=clerk)
    told = [one for one in shown.warnings if one.code == "percent-of-plan-differs"]
    assert [(one.row, one.column, one.params["stored"]) for one in told] == [
        (4, "D", Decimal("69.9"))
    ]
    assert "69,9" in telling.problem(told[0])


def test_of_a_review_one_year_is_read_where_it_is_named(clerk: User) -> None:
    shown = preview(
        L5, "L5.csv", by=clerk, options=Options(year=2012, split=Split.WHOLE)
    )
    assert shown.years == (2012,)
    assert ("column-of-other-year", None, "D") in places(shown.warnings)
    assert shown.problems == ()
