"""Every problem has a file that runs into it, and a sentence that says what to do.

What other tests show by name is not shown again; the last test lists what none does.
"""

import ast
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation
from openpyxl import Workbook

import indicators
from indicators.imports import desk, messages, problems
from indicators.imports.apply import Refused, apply
from indicators.imports.corrections import Corrections, Told
from indicators.imports.lines import problem_of
from indicators.imports.messages import message
from indicators.imports.preview import Counts, Options, Preview, preview
from indicators.imports.problems import Problem
from indicators.imports.roles import Kind as Layout
from indicators.imports.roles import Role
from indicators.models import Entry, Indicator, SheetColumn
from tests.data.imports import make as imports
from tests.data.worst import make as worst
from tests.factories import make_indicator, make_sheet
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import table
from tests.indicators.imports.template_cases import template, typed
from tests.indicators.imports.test_rounds import l4

KN = Options(sheet="KN")
TITLE = "KẾT NẠP ĐẢNG VIÊN NĂM 2012\n\n"
FORM = "Huyện ủy Lục Ngạn;;;\nBÁO CÁO NĂM 2012;;;\nSTT;Chỉ tiêu;%s\n"


def look(
    data: bytes | str, province: Province, options: Options = KN, name: str = "x"
) -> Preview:
    content = data.encode() if isinstance(data, str) else data
    return preview(content, name, by=province.officer, options=options)


def told(found: Problem) -> tuple[str, str]:
    """The code and the English sentence."""
    with translation.override("en"):
        return found.code, message(found)


def named(shown: Preview, code: str) -> list[str]:
    """The English sentences of one code, of problems and warnings."""
    with translation.override("en"):
        found = (*shown.problems, *shown.warnings)
        return [message(one) for one in found if one.code == code]


def stays_out(data: bytes | str, province: Province, options: Options = KN) -> None:
    """Whatever the reason, nothing of it is written."""
    content = data.encode() if isinstance(data, str) else data
    with pytest.raises(Refused):
        apply(content, "x", by=province.officer, options=options, reason="Đúng")
    assert not Entry.objects.exists()


# What keeps a file out: by code the file, the options, the sentence.
REFUSED: dict[str, tuple[str | bytes, Options, str]] = {
    "contradictory-numbers": (
        table("1;Huyện Lục Ngạn;290;1.234,5", "2;Huyện Sơn Động;170;1,234.5"),
        KN,
        ("Column D uses both signs for decimals: «1.234,5» and «1,234.5». Write the whole"
        " column in one way."),
    ),
    "file-cut-off": (
        worst.FILES["cut_off.csv"],
        KN,
        ("The file ends in the middle of a letter: it was not sent or saved to its end. Ask"
        " for it again, and import that."),
    ),
    "measures-in-rows": (
        worst.FILES["plan_and_result_on_two_rows.csv"],
        KN,
        ("Column C says in each row whether it is the plan or the result («KH»). Give each"
        " unit one row, with the plan and the result in two columns."),
    ),
    "table-beside": (
        worst.FILES["side_by_side.csv"],
        KN,
        ("Columns F to I hold another table beside the first. Put its rows below those of the"
        " first, or on a worksheet of its own."),
    ),
    "units-across": (
        worst.FILES["units_across.csv"],
        KN,
        ("Columns C and others are headed by units («Huyện Lục Ngạn»). Turn the table: one"
        " row for each unit, one column for each indicator."),
    ),
    "missing-label-column": (
        FORM % "Thực hiện" + "1;Kết nạp đảng viên;371\n",
        Options(
            corrections=Corrections(
                kind=Layout.FORM, columns=(Told(1, Role.IGNORED),)
            )
        ),
        "No column holds the names of the indicators. Give it the heading «Chỉ tiêu».",
    ),
    "no-measure-columns": (
        FORM % "Cột một;Cột hai" + "1;Kết nạp đảng viên;290;371\n",
        Options(),
        ("No column holds the figures of a year. Head it with «Thực hiện», «Kế hoạch» or the"
        " year."),
    ),
    "row-twice": (
        FORM % "Thực hiện" + "1;Kết nạp đảng viên;371\n2;Kết nạp đảng viên;372\n",
        Options(),
        ("Rows 4 and 5 mean the same: «Kết nạp đảng viên». Keep one of them, or make the names"
        " say how they differ."),
    ),
    "nothing-to-import": (
        TITLE + "TT;Đơn vị;Kế hoạch;Thực hiện\n1;2;3;4\n",
        KN,
        "No figures were found in the table. Check that the rows of the units are filled in.",
    ),
    "only-hidden-sheets": (
        b"",  # made below
        KN,
        ("All worksheets with content are hidden: Kết nạp, Cũ. Choose one of them, or show it"
        " in the spreadsheet and save."),
    ),
    "sheet-unclear": (
        "NĂM 2012\n\nTT;Đơn vị;KN-01;TB-02\n1;Huyện Lục Ngạn;371;4\n",
        Options(),
        "The headings fit several sheets equally well: KN, TB. Choose one of them.",
    ),
    "title-year-differs": (
        table("1;Huyện Lục Ngạn;290;371"),
        Options(sheet="KN", year=2011),
        ("The title says 2012, but the figures of 2011 were asked for. Choose the other year"
        " or the other file."),
    ),
    "year-differs": (
        "TT;Đơn vị;Kế hoạch 2012;Thực hiện 2012\n1;Huyện Lục Ngạn;290;371\n",
        Options(sheet="KN", year=2011),
        ("Column C «Kế hoạch 2012» is about 2012, but the file is read as 2011. Choose the"
        " other year, or correct the heading."),
    ),
}  # fmt: skip


def _hidden() -> bytes:
    book = Workbook()
    for name in ("Kết nạp", "Cũ"):
        sheet = book.create_sheet(name)
        for row in imports.TABLE:
            sheet.append([*row])
        sheet.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("code", REFUSED)
def test_a_file_is_refused_with_the_sentence(code: str, province: Province) -> None:
    data, options, sentence = REFUSED[code]
    if code == "only-hidden-sheets":
        data = _hidden()
    shown = look(data, province, options)
    assert (code, sentence) in map(told, shown.problems)
    stays_out(data, province, options)


def test_a_hidden_worksheet_is_read_when_it_is_named(province: Province) -> None:
    named_one = Options(sheet="KN", worksheets=("Cũ",))
    shown = look(_hidden(), province, named_one)
    assert (shown.problems, shown.counts) == ((), Counts(new=4))


# What is listed, and read or left out all the same


def test_columns_that_check_nothing_are_listed(province: Province) -> None:
    data = (
        TITLE
        + "TT;Đơn vị;Thực hiện;Tỷ lệ %;Năm trước\n1;Huyện Lục Ngạn;371;127,9;330\n"
    )
    shown = look(data, province)
    assert named(shown, "column-unchecked") == [
        (
            "Column D «Tỷ lệ %» is taken for one that only checks others, but there is nothing"
            " in the table to check with it. It is not read."
        )
    ]
    assert (shown.problems, shown.counts, shown.needs_reason) == (
        (),
        Counts(new=1),
        False,
    )
    apply(data.encode(), "x", by=province.officer, options=KN)
    assert [int(one.value or 0) for one in Entry.objects.all()] == [371]


def test_a_printed_difference_that_is_wrong_says_both(province: Province) -> None:
    data = (
        TITLE + "TT;Đơn vị;Thực hiện;Năm trước;Tăng giảm so với năm trước\n"
        "1;Huyện Lục Ngạn;371;330;40\n2;Huyện Sơn Động;205;200;5\n"
    )
    shown = look(data, province)
    assert named(shown, "difference-differs") == [
        (
            "Row 4, column E: a difference of 40 is printed, but the figures give 41."
            " Differences are not stored; check which of the figures is wrong."
        )
    ]
    assert shown.needs_reason


def test_hidden_worksheets_are_listed(province: Province) -> None:
    shown = look(imports.FILES["hidden_worksheet.xlsx"], province)
    assert named(shown, "hidden-sheets") == [
        (
            "The workbook has hidden worksheets, which are not read: Cũ. If one of them is to"
            " be imported, choose it by its name."
        )
    ]
    assert not shown.needs_reason


def test_struck_out_figures_and_signs_of_notes(province: Province) -> None:
    shown = look(worst.FILES["struck_out.xlsx"], province)
    assert [one.code for one in shown.problems] == ["struck-in-cell"] * 2
    assert len(named(shown, "struck-out")) == 1
    noted = look(worst.FILES["signs_of_notes.csv"], province)
    assert [one.code for one in noted.problems] == ["note-sign"] * 3


# What takes more than a file


def test_rounds_beside_another_worksheet(province: Province) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    rounds = [line.split(";") for line in l4().decode("utf-8-sig").splitlines()]
    for name, rows in (("Lớp", rounds), ("Kết nạp", imports.TABLE)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([*row])
    file = io.BytesIO()
    book.save(file)
    both = Options(worksheets=("Lớp", "Kết nạp"))
    shown = look(file.getvalue(), province, both, "x.xlsx")
    assert named(shown, "rounds-alone") == [
        (
            "«Lớp»: The worksheet is a table of training rounds, which goes into a register of"
            " its own. Import it by itself, without the other worksheets."
        )
    ]
    stays_out(file.getvalue(), province, both)


@pytest.mark.django_db
def test_before_there_are_units_a_file_says_so() -> None:
    make_sheet("KN", make_indicator("KN-01", header_words=["kết nạp đảng viên"]))
    by = User.objects.create_superuser("quan-tri")
    form = "BÁO CÁO NĂM 2012;;;\nSTT;Chỉ tiêu;Thực hiện\n1;Kết nạp đảng viên;371\n"
    for data, row in ((form.encode(), 1), (table("1;Huyện Lục Ngạn;;371"), 4)):
        (found,) = preview(data, "x", by=by, options=Options()).problems
        assert told(found) == (
            "no-units",
            (
                f"Row {row}: there are no units yet on 31-12-2012. Enter or load the units first,"
                " then import the file."
            ),
        )
        with pytest.raises(Refused):
            apply(data, "x", by=by, options=Options(), reason="Đúng")


def test_a_template_whose_indicator_is_gone(province: Province) -> None:
    data = typed(template(province.officer), {("07525", "KN-05/result"): 3})
    SheetColumn.objects.filter(indicator__code="KN-05").delete()
    Indicator.objects.filter(code="KN-05").delete()
    shown = look(data, province, Options(), "KN.xlsx")
    result, last_year = named(shown, "template-indicator-gone")
    assert "Năm trước" in last_year or "2011" in last_year
    assert result.endswith(
        "is for the indicator KN-05, which is no longer in the catalogue. Download the"
        " template again."
    )
    stays_out(data, province, Options())


def test_a_sheet_that_is_gone_before_the_file_is_looked_at(province: Province) -> None:
    gone = Options(sheet="ZZ")
    data = table("1;Huyện Lục Ngạn;290;371")
    upload = desk.take(data, "x.csv", by=province.officer, options=gone)
    (kept,) = upload.lines.filter(what="problem")
    found = problem_of(kept)  # said in the language of whoever sent the file
    assert found.code == "no-such"
    assert told(found)[1] == "Không có biểu «ZZ». Các biểu hiện có: DV, KN, TB."
    assert not Entry.objects.exists()


# All of them

_PACKAGE = Path(indicators.__file__).parent
_SENTENCES = ("file_sentences.py", "cell_sentences.py", "messages.py", "outcome.py")
ALL = (*problems.MESSAGES, *messages.MESSAGES)


def _texts(paths: Iterator[Path], of: Callable[[ast.AST], bool] = bool) -> set[str]:
    """All strings that stand in these modules."""
    return {
        node.value
        for path in paths
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and of(node)
    }


def _raised() -> set[str]:
    """The codes that a stage of the import names."""
    calls: set[Any] = set()
    for path in (_PACKAGE / "imports").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                if node.func.id in ("problem", "Refused") and isinstance(first, ast.Constant):  # fmt: skip
                    calls.add(first.value)
    return calls


def test_every_problem_that_is_raised_has_a_sentence() -> None:
    own_sentence = {"in-register"}  # the register's
    raised = _raised()
    assert len(raised) > 80
    assert raised - own_sentence <= {*ALL}


def test_every_sentence_is_of_a_problem_that_is_raised() -> None:
    stages = (
        path
        for path in _PACKAGE.rglob("*.py")
        if path.name not in _SENTENCES and "migrations" not in path.parts
    )
    assert sorted({*ALL} - _texts(stages)) == []


def test_every_problem_is_named_by_a_test() -> None:
    tests = _texts(Path(__file__).parents[2].rglob("test_*.py"))
    shared = _texts(Path(__file__).parent.glob("scenarios.py"))
    assert sorted(({*ALL} | _raised()) - tests - shared) == []
