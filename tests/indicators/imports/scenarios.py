"""What an import must do with a file, each case once: core, command and admin run them.

The figures are those of layout L1: 14 units, a plan of 2.400, 2.753 admitted.
"""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from django.contrib.auth.models import User
from openpyxl import Workbook

from communes import years
from indicators.imports import lines
from indicators.imports.apply import apply
from indicators.imports.preview import Counts, Options, Preview
from indicators.imports.problems import Problem
from indicators.imports.roles import Split
from indicators.models import Entry, Upload, UploadLine
from indicators.numbers import Convention
from tests.data.imports.make import FILES
from tests.factories import make_indicator, make_sheet
from tests.indicators.imports.import_cases import L1, L3, L4, T1
from tests.indicators.imports.province import (
    Province,
    keep_training,
    make_typed_share,
)

TEXT = L1.decode("utf-8-sig")
ALL = 70  # cells of L1 with a figure: 14 units, a plan and four results

Place = tuple[str, int | None, str | None]


class Outcome(NamedTuple):
    """What a door says of a file and what it did: `written` counts entries."""

    refused: bool
    counts: Counts
    problems: tuple[Place, ...]
    warnings: tuple[Place, ...]
    written: int


def outcome(shown: Preview, *, written: int) -> Outcome:
    """What a preview comes to."""
    return Outcome(
        not shown.is_acceptable,
        shown.counts,
        places(shown.problems),
        places(shown.warnings),
        written,
    )


def places(found: tuple[Problem, ...]) -> tuple[Place, ...]:
    """What is wrong, and where."""
    return tuple((one.code, one.row, one.column) for one in found)


def outcome_of(upload: Upload, *, written: int) -> Outcome:
    """What an upload comes to, by what is kept of its preview."""
    found = list(map(lines.problem_of, _kept(upload, "problem")))
    if upload.message:
        found.insert(0, lines.thawed(upload.message))
    return Outcome(
        bool(found),
        counts_of(upload),
        places(tuple(found)),
        places(tuple(map(lines.problem_of, _kept(upload, "warning")))),
        written,
    )


def counts_of(upload: Upload) -> Counts:
    """What becomes of the figures, as the upload remembers it."""
    return Counts(**{one.name: upload.counts[one.name] for one in fields(Counts)})


def _kept(upload: Upload, what: str) -> Iterable[UploadLine]:
    return upload.lines.filter(what=what).order_by("position")


Before = Callable[[Province], None]


@dataclass(frozen=True)
class Scenario:
    """A file, who brings it in what state of the ledger, and what must come of it."""

    name: str
    data: bytes
    counts: Counts = Counts()
    problems: tuple[Place, ...] = ()
    warnings: tuple[Place, ...] = ()
    suggested: str = ""
    file: str = "L1.csv"
    by: str = "officer"
    reason: str = ""
    options: Options = field(default_factory=Options)
    before: Before = lambda province: None
    registered: bool = False  # it fills a register, and the ledger counts that

    @property
    def is_written(self) -> bool:
        """Whether a batch comes of it."""
        counts = self.counts
        return not self.problems and bool(
            counts.new or counts.changed or counts.cleared
        )

    @property
    def expected(self) -> Outcome:
        """Everything is written, or nothing is."""
        counts = self.counts
        written = 0
        if self.is_written and not self.registered:
            written = counts.new + counts.changed + counts.cleared
        return Outcome(
            bool(self.problems), counts, self.problems, self.warnings, written
        )


def entries_after(before: int) -> int:
    """How many entries were written since there were `before`."""
    return Entry.objects.count() - before


def _imported(province: Province) -> None:
    apply(L1, "L1.csv", by=province.officer)


def _form_is_known(province: Province) -> None:
    """Two of its indicators are in the catalogue, as the form prints them."""
    confirmed = make_indicator(
        "KN-11", header_words=["đảng viên được công nhận chính thức"]
    )
    attending = make_indicator(
        "KN-10", header_words=["cảm tình đảng dự lớp nhận thức về đảng"]
    )
    make_sheet("B10", confirmed, attending)


def _share_is_typed(province: Province) -> None:
    make_typed_share()


def _locked(province: Province) -> None:
    _imported(province)
    superuser = User.objects.create_superuser("quan-tri")
    years.lock(2012, by=superuser, reason="Đã chốt số liệu năm")


def l1(*changes: tuple[str, str]) -> bytes:
    """The form with other texts in it; every one must be there."""
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def l1_workbook() -> bytes:
    """The form as a workbook with merged headings, numbers as numbers."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row, cells in enumerate(csv.reader(io.StringIO(TEXT), delimiter=";"), 1):
        for column, text in enumerate(cells, 1):
            sheet.cell(row, column, _typed(text, figures=row > 11 and column > 2))
    for merged in MERGED:
        sheet.merge_cells(merged)
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


MERGED = (
    *("A7:A9", "B7:B9", "C7:C9", "D7:H7", "D8:D9", "E8:G8"),
    *("H8:H9", "I7:J7", "I8:I9", "J8:J9", "K7:K9"),
)


def _typed(text: str, *, figures: bool) -> str | int | float | None:
    """As a spreadsheet keeps it: 2.400 is a number, 114,7 % is 1.147."""
    plain = text.replace(".", "").replace(",", ".").removesuffix("%").strip()
    if not figures or not plain.lstrip("+-").replace(".", "").isdigit():
        return text or None
    return float(plain) / 100 if text.endswith("%") else int(plain)


def table(*rows: str, title: str = "KẾT NẠP ĐẢNG VIÊN NĂM 2012") -> bytes:
    """A short table: name, plan and result of each row."""
    head = "TT;Đơn vị;Kế hoạch;Thực hiện"
    return "\n".join([title, "", head, *rows]).encode()


def shares(*rows: str) -> bytes:
    """A short table of a share that is typed: name and share of each row."""
    title = "TỶ LỆ CÁN BỘ ĐẠT CHUẨN NĂM 2012"
    return "\n".join([title, "", "TT;Đơn vị;Tỷ lệ đạt chuẩn", *rows]).encode()


HARMFUL = '=HYPERLINK("http://x.vn";"bấm")'
LEGACY = "STT;§¶ng bé trùc thuéc;KÕ ho¹ch n¨m 2012\n1;HuyÖn HiÖp Hßa;265\n"
TIDY_HEAD = "unit_code,unit_name,year,period,indicator_code,breakdown,value,plan\n"

TWO_NUMBERS = """TT;Đơn vị;Kết nạp năm 2012
1;Huyện Lục Ngạn;107/230
2;Huyện Sơn Động;41
""".encode()

# A column whose numbers can be read in two ways: 1371, or 1,371.
EITHER_WAY = """TT;Đơn vị;Kết nạp năm 2012
1;Huyện Lục Ngạn;1.371
2;Huyện Sơn Động;1.206
""".encode()

# Some, but not all units of the province are in the file.
SISTERS_MISSING = ("units-missing", None, None)

SCENARIOS = (
    Scenario("the form", L1, Counts(new=ALL)),
    Scenario("the form as a workbook", l1_workbook(), Counts(new=ALL), file="L1.xlsx"),
    Scenario("the form again", L1, Counts(same=ALL), before=_imported),
    Scenario(
        "one changed cell",
        l1((";163;190;", ";164;190;"), (";1.213;", ";1.214;")),
        Counts(changed=1, same=ALL - 1),
        before=_imported,
    ),
    Scenario(
        "an empty cell and one not reported stay",
        table("1;Huyện Lục Ngạn;;371", "2;Huyện Sơn Động;170;chưa BC"),
        Counts(same=2),
        before=_imported,
        warnings=(SISTERS_MISSING,),
    ),
    Scenario(
        "empty cells take back what is stored, when asked",
        table("1;Huyện Lục Ngạn;;371", "2;Huyện Sơn Động;170;chưa BC"),
        Counts(same=2, cleared=2),
        options=Options(clear_empty=True),
        before=_imported,
        warnings=(SISTERS_MISSING,),
    ),
    Scenario(
        "one wrong name",
        l1(("Huyện Hiệp Hòa", "Huyện Hiệp Hoa")),
        Counts(new=ALL - 5, rejected=5),
        problems=(("unit-unknown", 13, "B"),),
        suggested="Huyện Hiệp Hòa",
    ),
    Scenario(
        "a printed total that does not add up, with a reason",
        l1((";2.753;", ";2.735;")),
        Counts(new=ALL),
        warnings=(("total-differs", 27, "D"),),
        reason="In sai trong báo cáo",
    ),
    Scenario(
        "a printed total that does not add up, without a reason",
        l1((";2.753;", ";2.735;")),
        Counts(new=ALL),
        problems=(("reason-needed", None, None),),
        warnings=(("total-differs", 27, "D"),),
    ),
    Scenario(
        "a column that nobody asked for needs no reason",
        "TT;Đơn vị;Kết nạp năm 2012;Số điện thoại\n1;Huyện Lục Ngạn;371;3\n".encode(),
        Counts(new=1),
        warnings=(("column-unknown", None, "D"),),
    ),
    Scenario(
        "an old font",
        LEGACY.encode("cp1252"),
        Counts(new=1),
        warnings=(("read-as-old-font", None, None),),
        options=Options(sheet="KN"),
    ),
    Scenario(
        "an old font, of which a person says which",
        LEGACY.encode("cp1252"),
        Counts(new=1),
        warnings=(("read-as-old-font", None, None),),
        options=Options(sheet="KN", encoding="tcvn3"),
    ),
    Scenario(
        "an old font that a person takes for another encoding",
        LEGACY.encode("cp1252"),
        options=Options(sheet="KN", encoding="windows-1258"),
        problems=(("other-encoding", None, None),),
    ),
    Scenario(
        "numbers that can be read in two ways",
        EITHER_WAY,
        Counts(rejected=1),
        problems=(("ambiguous-number", 2, "C"),),
        options=Options(sheet="KN"),
    ),
    Scenario(
        "numbers that can be read in two ways: a point for thousands",
        EITHER_WAY,
        Counts(new=2),
        options=Options(sheet="KN", decimal=Convention.COMMA),
        warnings=(SISTERS_MISSING,),
    ),
    Scenario(
        "numbers that can be read in two ways: a point for decimals",
        EITHER_WAY,
        Counts(rejected=2),
        problems=(("not-whole", 2, "C"), ("not-whole", 3, "C")),
        options=Options(sheet="KN", decimal=Convention.POINT),
    ),
    Scenario(
        "the year and the period are said by a person",
        table("1;Huyện Lục Ngạn;290;171", title="KẾT NẠP ĐẢNG VIÊN"),
        Counts(new=2),
        options=Options(year=2012, through=6),
    ),
    Scenario(
        "a year that is not that of the title",
        table("1;Huyện Lục Ngạn;290;371"),
        Counts(new=2),
        problems=(("title-year-differs", None, None),),
        options=Options(year=2011),
    ),
    Scenario(
        "the form of one district, which its title names (L3)",
        L3,
        Counts(new=2),
        file="L3.csv",
        options=Options(sheet="B10"),
        before=_form_is_known,
        warnings=tuple(("row-unknown", row, None) for row in (8, 9, 10, 13, 15, 22)),
    ),
    Scenario(
        "two worksheets, one import",
        FILES["two_worksheets.xlsx"],
        Counts(new=6),
        options=Options(sheet="KN", worksheets=("Kết nạp", "Lục Nam")),
        warnings=(SISTERS_MISSING,),
        file="x.xlsx",
    ),
    Scenario(
        "the same figure on two worksheets",
        FILES["same_figure_on_two_worksheets.xlsx"],
        Counts(new=6, rejected=2),
        problems=(("twice", 5, None),),
        options=Options(sheet="KN", worksheets=("Quý IV", "Cả năm")),
        warnings=(SISTERS_MISSING,),
        file="x.xlsx",
    ),
    Scenario(
        "no encoding that is known",
        TEXT.encode().decode("latin-1").encode(),
        problems=(("wrong-encoding", None, None),),
    ),
    Scenario("an empty file", b"", problems=(("file-empty", None, None),)),
    Scenario(
        "a PDF named csv",
        b"%PDF-1.4\n" + bytes(range(128, 256)),
        problems=(("file-is-pdf", None, None),),
    ),
    Scenario("50 MB", b"1;2\n" * 12_500_000, problems=(("file-too-big", None, None),)),
    Scenario(
        "no column of units",
        l1(("Đảng bộ trực thuộc", "Họ và tên")),
        problems=(("missing-unit-column", None, None),),
        warnings=(("column-unknown", None, "B"),),
    ),
    Scenario(
        "a tidy file without its indicators",
        b"unit_code,unit_name,year,period,value\n24,,2012,Y,2753\n",
        problems=(("missing-column", None, None),),
    ),
    Scenario(
        "no year anywhere",
        table("1;Huyện Lục Ngạn;290;371", title="KẾT NẠP ĐẢNG VIÊN"),
        problems=(("year-missing", None, None),),
    ),
    Scenario(
        "a table of another matter",
        "TT;Đơn vị;Diện tích\n1;Huyện Lục Ngạn;1000\n".encode(),
        problems=(("sheet-unknown", None, None),),
    ),
    Scenario(
        "a unit of another time",
        table("1;Xã Cũ;2;3", "2;Huyện Lục Ngạn;290;371"),
        Counts(new=2, rejected=2),
        problems=(("unit-not-alive", 4, "B"),),
        suggested="Xã Thanh Hải, Huyện Lục Ngạn",
    ),
    Scenario(
        "a name that two communes bear",
        table("1;Xã Tân Tiến;2;3"),
        Counts(rejected=2),
        problems=(("unit-unclear", 4, "B"),),
        suggested="Xã Tân Tiến, Huyện Yên Dũng",
    ),
    Scenario(
        "the district above a name decides",
        table("I;Huyện Yên Dũng;;", "1;Xã Tân Tiến;2;3"),
        Counts(new=2),
    ),
    Scenario(
        "the unit that is named decides",
        table("1;Tân Tiến;2;3", "2;Thanh Hải;;4"),
        Counts(new=3),
        options=Options(unit="219"),
        warnings=(SISTERS_MISSING,),
    ),
    Scenario(
        "negative people",
        table("1;Huyện Lục Ngạn;290;-371"),
        Counts(new=1, rejected=1),
        problems=(("below-minimum", 4, "D"),),
    ),
    Scenario(
        "a share typed without its comma",
        shares("1;Huyện Lục Ngạn;869", "2;Huyện Sơn Động;86,9"),
        Counts(new=1, rejected=1),
        problems=(("above-maximum-slipped", 4, "C"),),
        options=Options(sheet="CB"),
        before=_share_is_typed,
    ),
    Scenario(
        "half a person",
        table("1;Huyện Lục Ngạn;290;371,5"),
        Counts(new=1, rejected=1),
        problems=(("not-whole", 4, "D"),),
    ),
    Scenario(
        "two numbers in a cell, and nobody says what the second is",
        TWO_NUMBERS,
        Counts(new=1, rejected=1),
        problems=(("fraction", 2, "C"),),
        options=Options(sheet="KN"),
    ),
    Scenario(
        "two numbers in a cell: a result and its plan",
        TWO_NUMBERS.replace(b"107/230", b"11/15"),
        Counts(new=3),
        options=Options(sheet="KN", split=Split.PLAN),
        warnings=(SISTERS_MISSING,),
    ),
    Scenario(
        "two numbers in a cell: a part and a whole that has no indicator",
        TWO_NUMBERS,
        Counts(new=2),
        options=Options(sheet="KN", split=Split.WHOLE),
        warnings=(("half-unread", 2, "C"), SISTERS_MISSING),
        reason="Mẫu số là số xã",
    ),
    Scenario(
        "a locked year is said once",
        l1((";163;190;", ";164;190;"), (";1.213;", ";1.214;")),
        Counts(rejected=ALL),
        problems=(("locked-year", None, None),),
        before=_locked,
    ),
    Scenario(
        "no right on most units",
        table("1;Huyện Lục Nam;255;249", "2;Huyện Lục Ngạn;290;371"),
        Counts(new=2, rejected=2),
        problems=(("no-right", 4, None),),
        by="of_district",
        warnings=(SISTERS_MISSING,),
    ),
    Scenario(
        "a reader may write nothing",
        table("1;Huyện Lục Nam;255;249"),
        Counts(rejected=2),
        problems=(("no-right", 4, None),),
        by="reader",
    ),
    Scenario(
        "the same row twice",
        table("1;Huyện Lục Ngạn;290;371", "2;HUYỆN LỤC NGẠN;290;371"),
        Counts(new=2, rejected=2),
        problems=(("same-key-twice", 5, "C"),),
    ),
    Scenario(
        "the same unit twice, spelt in two ways",
        table("1;Huyện Lục Ngạn;290;371", "2;Huyện ủy Lục Ngạn;;372"),
        Counts(new=2, rejected=1),
        problems=(("twice", 5, "D"),),
    ),
    Scenario(
        "a part above its whole",
        "TT;Đơn vị;Thực hiện năm 2012;Trong đó nữ\n1;Huyện Lục Ngạn;3;4\n".encode(),
        Counts(new=1, rejected=1),
        problems=(("part-above-whole", 2, "D"),),
        options=Options(sheet="KN"),
    ),
    Scenario(
        "training rounds",
        L4,
        Counts(new=5),
        file="L4.csv",
        before=keep_training,
        registered=True,
    ),
    Scenario(
        "training rounds whose printed sum is wrong",
        L4.replace(b";610;608;", b";610;680;"),
        Counts(new=5),
        problems=(("reason-needed", None, None),),
        warnings=(("total-differs", 9, "H"),),
        file="L4.csv",
        before=keep_training,
        registered=True,
    ),
    Scenario("the tidy template", T1, Counts(new=5), file="T1.csv"),
    Scenario(
        "a tidy file: code against name",
        (TIDY_HEAD + "219,Huyện Lục Nam,2012,Y,KN-01,,371,\n").encode(),
        Counts(rejected=1),
        problems=(("code-and-name-differ", 2, "B"),),
        suggested="Huyện Lục Ngạn",
    ),
    Scenario(
        "a tidy file: everything that is wrong with it",
        (
            TIDY_HEAD
            + "219,,2012,Y,KN-99,,371,\n99999,,2012,Y,KN-01,,1,\n219,,12,Y,KN-01,,1,\n"
        ).encode(),
        Counts(rejected=3),
        problems=(
            ("unknown-indicator", 2, "E"),
            ("unit-unknown", 3, "A"),
            ("bad-year", 4, "C"),
        ),
    ),
    Scenario(
        "a formula among the names and notes is only a text",
        f"TT;Đơn vị;Kết nạp năm 2012;Ghi chú\n1;{HARMFUL.replace(';', ',')};3;\n"
        "2;Huyện Lục Ngạn;371;=1+1\n".encode(),
        Counts(new=1, rejected=1),
        problems=(("unit-unknown", 2, "B"),),
    ),
)
