"""The page of hamlets without members: the list, how it fell, what the total says (US4)."""

from datetime import date

import pytest

from communes.models import EntryReason, ExitReason, HamletSpell, RegisterKept
from indicators.pages.registers.hamlets import hamlets_page
from tests.factories import make_hamlet, make_spell
from tests.indicators.pages.registers.conftest import (
    Province,
    names,
    section,
    texts,
    tile,
)

LABEL = "“White” hamlets"


@pytest.fixture
def fallen(province: Province) -> Province:
    """18 white hamlets of 2002, of which 4 are left in 2012; told and listed alike."""
    for number in range(18):
        hamlet = make_hamlet(province.communes[number], name=f"Bản {number}")
        ends = {}
        if number >= 4:
            reason = ExitReason.MERGED if number % 2 else ExitReason.ADMITTED
            ends = {"until": date(2003 + number % 9, 6, 30), "exit_reason": reason}
        make_spell(hamlet, since=date(1998, 5, 1 + number), **ends)
    province.told("TB-02", 18, year=2002)
    province.told("TB-02", 4)
    return province


def test_four_are_left_of_eighteen(fallen: Province) -> None:
    page = hamlets_page(fallen.on())
    assert tile(page, LABEL) == ("4", "18 in 2002, down 14 (77.8%)", "")
    assert page.notices == []
    assert page.nothing is None
    (table,) = section(page, "now").tables
    assert [row[1] for row in texts(table)] == [f"Thôn Bản {n}" for n in range(4)]


def test_a_row_says_where_since_when_and_why(province: Province) -> None:
    hamlet = make_hamlet(province.communes[25], name="Khe Nghè", is_difficult=True)
    make_spell(
        hamlet,
        since=date(2005, 9, 1),
        since_precision="month",
        entry_reason=EntryReason.MOVED_AWAY,
    )
    (table,) = section(hamlets_page(province.on()), "now").tables
    assert texts(table) == [
        [
            "1",
            "Thôn Khe Nghè",
            province.communes[25].full_name,
            province.districts[1].full_name,
            "9-2005",
            "7",
            "Members moved away",
            "yes",
        ]
    ]


def test_list_of_three_beside_a_total_of_four_is_a_warning_and_both_are_shown(
    fallen: Province,
) -> None:
    HamletSpell.objects.filter(until=None).first().delete()  # type: ignore[union-attr]
    page = hamlets_page(fallen.on())
    (warning,) = page.notices
    assert warning.text == f"{LABEL}: the list holds 3, the total says 4"
    assert tile(page, LABEL)[::2] == ("3", "total in the ledger 4")
    fall = section(page, "fall")
    assert "2012: the total in the ledger is 4, the list holds 3" in fall.said[0]
    (chart,) = fall.charts
    assert [t.point.result_text for t in chart.geometry.treads][-1] == "4"  # type: ignore[union-attr]
    assert chart.geometry.beside[-1].point.result_text == "3"  # type: ignore[union-attr]


def test_those_that_ended_in_the_year_are_listed_with_how(fallen: Province) -> None:
    page = hamlets_page(fallen.on(year=2008))
    (table,) = section(page, "ended").tables
    assert [(row[0], row[-1]) for row in texts(table)] == [
        ("Thôn Bản 5", "Hamlet merged"),
        ("Thôn Bản 14", "Admission of new members"),
    ]
    assert tile(page, "Have members again this year")[0] == "2"


def test_why_they_fell_is_counted_by_year_and_reason(fallen: Province) -> None:
    table = section(hamlets_page(fallen.on()), "fall").tables[0]
    assert [column.label for column in table.columns][1:] == [
        "Admission of new members",
        "Hamlet merged",
        "Together",
    ]
    assert texts(table)[-1] == ["Together", "7", "7", "14"]


def test_a_district_lists_its_own_only(fallen: Province) -> None:
    make_spell(make_hamlet(fallen.communes[-1], name="Xa"))
    page = hamlets_page(fallen.on(fallen.districts[-1]))
    (table,) = section(page, "now").tables
    assert [row[1] for row in texts(table)] == ["Thôn Xa"]
    # Within a district its name needs no column.
    assert "District" not in [column.label for column in table.columns]


def test_on_an_earlier_day_those_of_that_day_are_listed(fallen: Province) -> None:
    page = hamlets_page(fallen.on(year=2002))
    assert tile(page, LABEL)[0] == "18"
    assert "ended" not in names(page)


def test_without_a_list_the_total_stands_and_it_is_said_what_to_do(
    province: Province,
) -> None:
    RegisterKept.objects.all().delete()
    province.told("TB-02", 4)
    page = hamlets_page(province.on())
    assert tile(page, LABEL) == ("4", "", "as entered, without a list")
    assert page.nothing is not None
    assert "is not kept in Tỉnh Bắc Giang on 31-12-2012" in page.nothing.title
    assert "Registers kept" in page.nothing.text
    assert names(page) == ["fall"]


def test_rows_of_a_register_that_is_not_complete_are_shown_as_such(
    province: Province,
) -> None:
    RegisterKept.objects.all().delete()
    make_spell(make_hamlet(province.communes[0]))
    province.told("TB-02", 4)
    page = hamlets_page(province.on())
    assert page.nothing is not None
    assert "is not complete" in page.nothing.title
    assert len(section(page, "now").tables) == 1
    assert "the list holds 1, the total says 4" in page.notices[0].text


def test_an_empty_list_that_is_kept_says_there_are_none(province: Province) -> None:
    page = hamlets_page(province.on())
    assert section(page, "now").said == ["No hamlet was without members that day."]
    assert tile(page, LABEL)[0] == "0"
