"""What a real file is told by the rules of the ledger, and what becomes of it.

The rules have their own tests; here a file runs into each, through preview and apply.
"""

from collections.abc import Iterable
from typing import Any

import pytest
from django.utils import translation

from indicators.imports.apply import Refused, apply
from indicators.imports.messages import message
from indicators.imports.preview import Options, Preview, preview
from indicators.imports.problems import Problem
from indicators.models import Entry, Indicator
from tests.factories import make_indicator, make_sheet
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import table

LUC_NGAN, SON_DONG = "219", "220"


def look(data: bytes | str, province: Province, **options: Any) -> Preview:
    content = data.encode() if isinstance(data, str) else data
    return preview(content, "x.csv", by=province.officer, options=Options(**options))


def take(
    data: bytes | str, province: Province, reason: str = "", **options: Any
) -> None:
    content = data.encode() if isinstance(data, str) else data
    told = Options(**options)
    apply(content, "x.csv", by=province.officer, options=told, reason=reason)


def refuse(
    data: bytes | str, province: Province, reason: str = "", **options: Any
) -> None:
    """Nothing is written: whatever the reason, or for lack of one."""
    before = list(Entry.objects.order_by("pk").values())
    with pytest.raises(Refused):
        take(data, province, reason, **options)
    assert list(Entry.objects.order_by("pk").values()) == before


def stored(indicator: str = "KN-01", year: int = 2012) -> dict[str, int]:
    """The results that the ledger holds, by the code of the unit."""
    held = Entry.objects.current().filter(
        indicator__code=indicator, year=year, measure="result"
    )
    return {
        code: int(value)
        for code, value in held.values_list("unit__code", "value")
        if value is not None
    }


def said(found: Iterable[Problem], *codes: str) -> list[tuple[int | None, str]]:
    """The rows and the English sentences, of these codes or of all."""
    with translation.override("en"):
        return [
            (one.row, message(one)) for one in found if not codes or one.code in codes
        ]


# Parts and wholes


@pytest.fixture
def split(province: Province) -> None:
    """Hamlets: those with and those without a cell are all of them («chia ra»)."""
    whole = make_indicator("TK-01", header_words=["tổng số thôn"], has_plan=False)
    parts = [
        make_indicator(
            code, part_of=whole, partition="p", header_words=words, has_plan=False
        )
        for code, words in (("TK-01.a", ["có chi bộ"]), ("TK-01.b", ["chưa có chi bộ"]))
    ]
    make_sheet("TK", whole, *parts)


SPLIT = (
    "TÌNH HÌNH THÔN NĂM 2012\n\nTT;Đơn vị;Tổng số thôn;Có chi bộ;Chưa có chi bộ\n"
    "1;Xã Tân Hoa;10;6;%s\n2;Xã Thanh Hải;12;8;4\n"
)


@pytest.mark.usefixtures("split")
def test_parts_that_are_not_the_whole(province: Province) -> None:
    wrong, right = SPLIT % 3, SPLIT % 4
    assert said(look(wrong, province, sheet="TK").problems) == [
        (
            4,
            (
                "Row 4, column E: Xã Tân Hoa, 2012: the parts of TK-01 add up to 9, but TK-01"
                " is 10. Correct the parts or the whole."
            ),
        )
    ]
    refuse(wrong, province, sheet="TK", reason="Đúng")
    take(right, province, sheet="TK")
    assert stored("TK-01.b") == {"07528": 4, "07525": 4}
    # What a file does not say, the ledger does: one part changes alone.
    alone = "TÌNH HÌNH THÔN NĂM 2012\n\nTT;Đơn vị;Có chi bộ\n1;Xã Tân Hoa;7\n"
    (found,) = look(alone, province, sheet="TK").problems
    assert found.code == "split-differs"
    refuse(alone, province, sheet="TK", reason="Đúng")


PART = "KẾT NẠP ĐẢNG VIÊN NĂM 2012\n\nTT;Đơn vị;Thực hiện;Trong đó nữ\n1;Huyện Lục Ngạn;371;%s\n"


def test_a_part_above_its_whole(province: Province) -> None:
    wrong, right = PART % 372, PART % 371
    assert said(look(wrong, province, sheet="KN").problems) == [
        (
            4,
            (
                "Row 4, column D: Huyện Lục Ngạn, 2012: KN-04 is 372, more than the 371 of KN-01"
                " that it is part of. Correct one of the two."
            ),
        )
    ]
    refuse(wrong, province, sheet="KN", reason="Đúng")
    take(right, province, "Đợt kết nạp của phụ nữ", sheet="KN")
    assert (stored(), stored("KN-04")) == ({LUC_NGAN: 371}, {LUC_NGAN: 371})
    # The whole comes down below the part that is stored.
    lower = table("1;Huyện Lục Ngạn;;370")
    (found,) = look(lower, province).problems
    assert found.code == "part-above-whole"
    refuse(lower, province, reason="Đúng")


# Units and those below them


def test_children_against_the_units_own_figure(province: Province) -> None:
    children = table("1;Xã Thanh Hải;;11", "2;Xã Tân Hoa;;8", "3;Xã Tân Tiến;;3")
    take(children, province, unit=LUC_NGAN)
    own = table("1;Huyện Lục Ngạn;;50")
    shown = look(own, province)
    assert said(shown.warnings) == [
        (
            4,
            (
                "Row 4, column D: KN-01 of Huyện Lục Ngạn, 2012, is 50 by itself, but its 3 units"
                " add up to 22. Both are kept and shown; check which is wrong, or say why they"
                " differ."
            ),
        )
    ]
    assert shown.needs_reason
    refuse(own, province)
    take(own, province, reason="Huyện tính cả khối trực thuộc")
    assert stored() == {LUC_NGAN: 50, "07525": 11, "07528": 8, "07530": 3}
    # The sum itself needs no reason; nor does a child that makes it fit.
    assert said(look(table("1;Huyện Lục Ngạn;;22"), province).warnings) == []
    more = table("1;Xã Tân Hoa;;36")
    assert said(look(more, province, unit=LUC_NGAN).warnings) == []


def test_children_in_the_same_file_as_their_district(province: Province) -> None:
    file = table(
        "I;Huyện Lục Ngạn;;50", "1;Xã Thanh Hải;;11", "2;Xã Tân Hoa;;8", "3;Xã Tân Tiến;;3"
    )  # fmt: skip
    # The district heads its group, so its figure is a printed sum, and no figure of it.
    shown = look(file, province)
    assert said(shown.warnings, "total-differs") == [
        (
            4,
            (
                "Row 4, column D: «Huyện Lục Ngạn» is printed as 50, but the rows add up to 22, a"
                " difference of 28. Correct the file, or say why it stays."
            ),
        )
    ]
    refuse(file, province)


def test_rows_of_units_that_do_not_report(province: Province) -> None:
    Indicator.objects.filter(code="TB-02").update(reported_by=["xa"])
    file = (
        "TT;Đơn vị;Thôn chưa có đảng viên năm 2012\n1;Đảng bộ Công an tỉnh;3\n"
        "2;Huyện Lục Ngạn;4\n"
    )
    shown = look(file, province)
    ((row, sentence),) = said(shown.warnings, "does-not-report")
    assert row == 2
    assert sentence.startswith(
        "Row 2, column C: Đảng bộ Công an tỉnh does not report TB-02 "
    )
    assert sentence.endswith(
        "Check the row and the column, or say why it does this time."
    )
    assert shown.needs_reason
    refuse(file, province)
    take(file, province, reason="Công an đỡ đầu hai thôn")
    assert stored("TB-02") == {"K04": 3, LUC_NGAN: 4}


def test_units_that_are_missing_are_listed_and_need_no_reason(
    province: Province,
) -> None:
    file = table("1;Huyện Lục Ngạn;;371", "2;Huyện Sơn Động;;205")
    shown = look(file, province)
    ((row, sentence),) = said(shown.warnings, "units-missing")
    assert row is None
    assert sentence.startswith(
        "6 units of Tỉnh Bắc Giang are not in the file (2012), and"
    )
    assert "Huyện Lục Nam" in sentence
    assert "Đảng bộ Công an tỉnh" in sentence
    assert "Lục Ngạn" not in sentence
    take(file, province)
    assert stored() == {LUC_NGAN: 371, SON_DONG: 205}


# Last year


def test_neighbouring_rows_that_were_swapped(province: Province) -> None:
    last = "KẾT NẠP ĐẢNG VIÊN NĂM 2011"
    take(table("1;Huyện Lục Ngạn;;371", "2;Huyện Sơn Động;;60", title=last), province)
    swapped = table("1;Huyện Lục Ngạn;;62", "2;Huyện Sơn Động;;375")
    shown = look(swapped, province)
    assert said(shown.warnings, "rows-swapped") == [
        (
            4,
            (
                "Row 4, column D: Huyện Lục Ngạn and Huyện Sơn Động in the next row would fit the"
                " year before far better the other way round. Check whether the two rows were"
                " swapped, or say why not."
            ),
        )
    ]
    refuse(swapped, province)
    right = table("1;Huyện Lục Ngạn;;375", "2;Huyện Sơn Động;;62")
    assert said(look(right, province).warnings, "rows-swapped") == []
    take(right, province)
    assert stored() == {LUC_NGAN: 375, SON_DONG: 62}


# Printed sums


def test_a_printed_sum_of_1905_where_the_rows_are_1950(province: Province) -> None:
    wrong = table(
        "1;Huyện Lục Ngạn;;1.000", "2;Huyện Sơn Động;;950", ";Tổng cộng;;1.905"
    )
    told = {"decimal": "comma"}
    shown = look(wrong, province, **told)
    assert said(shown.warnings, "total-differs") == [
        (
            6,
            (
                "Row 6, column D: «Tổng cộng» is printed as 1,905, but the rows add up to 1,950, a"
                " difference of 45. Correct the file, or say why it stays."
            ),
        )
    ]
    (total,) = shown.totals
    assert (total.printed, total.computed) == (1905, 1950)
    refuse(wrong, province, **told)
    take(wrong, province, "Báo in sai", **told)
    # What is stored is what the rows say.
    assert stored() == {LUC_NGAN: 1000, SON_DONG: 950}
