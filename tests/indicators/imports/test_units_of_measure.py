"""What a table says its figures are counted in, and what comes of it in every layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from communes.names import fold
from indicators.imports.preview import Options, Preview, preview
from indicators.imports.scaled import scaled, shows
from indicators.imports.units_of_measure import (
    counts,
    heading_says,
    is_multiple,
    is_percent,
    plain,
    told,
)
from tests.data.worst.make import saved
from tests.indicators.imports.old_fonts import in_vni
from tests.indicators.imports.province import Province, make_typed_share
from tests.indicators.imports.template_cases import office

KN = Options(sheet="KN")


def look(data: str | bytes, province: Province, options: Options = KN) -> Preview:
    raw = data if isinstance(data, bytes) else data.encode()
    return preview(raw, "x", by=province.officer, options=options)


def found(shown: Preview) -> list[tuple[str, int | None, str | None]]:
    """What blocks, and the warnings about units of measure."""
    own = [one for one in shown.warnings if "counted" in one.code]
    return [(one.code, one.row, one.column) for one in (*shown.problems, *own)]


# The words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Đvt: Người", "Người"),
        ("(ĐVT : Nghìn người)", "Nghìn người"),
        ("Đơn vị tính: 1.000 người", "1.000 người"),
        ("ĐVT nghìn người", "nghìn người"),
        ("Đ.v.t - chục", "chục"),
        ("ÐVT: NGHÌN NGƯỜI", "NGHÌN NGƯỜI"),
        ("dvt: nghin nguoi", "nghin nguoi"),
        ("Don vi tinh: ngan dong chi", "ngan dong chi"),
        ("Đơn vị: nghìn người", "nghìn người"),
        ("Đơn vị: %", "%"),
        ("Đơn vị: Huyện Lục Ngạn", ""),
        ("Đơn vị: Xã Vạn Ninh", ""),
        ("KẾT NẠP NĂM 2012 (ĐVT: nghìn người)", "nghìn người"),
        ("KẾT NẠP (nghìn người) NĂM 2012", "nghìn người"),
        ("KẾT NẠP NĂM 2012, nghìn người", "nghìn người"),
        ("Ghi chú: số liệu tính bằng nghìn người", "nghìn người"),
        ("Số liệu tính theo tháng", ""),
        ("Số 1000", ""),
        ("Số: 100/1000", ""),
        ("Các xã có trên 1.000 dân", ""),
        ("Đảng bộ huyện Lục Ngạn", ""),
        ("KẾT NẠP ĐẢNG VIÊN NĂM 2012", ""),
    ],
)
def test_a_line_states_a_unit_of_measure(text: str, said: str) -> None:
    assert told(text) == said


@pytest.mark.parametrize(
    "said",
    [
        "nghìn", "Nghìn người", "NGÀN ĐỒNG CHÍ", "trăm người", "chục đ/c", "vạn", "triệu",
        "1000 người", "1.000 người", "1 000 đ/c", "người x 1000", "x 10", "nghin nguoi",
        "tram nguoi", "chuc dong chi", "thousands", "triệu đồng", "người (nghìn)",
    ],
)  # fmt: skip
def test_multiples(said: str) -> None:
    assert is_multiple(said)
    assert not is_percent(said)


@pytest.mark.parametrize(
    "said",
    [
        "", "người", "đ/c", "%", "phần trăm", "văn bản", "van ban", "trạm y tế", "tram y te",
        "chức danh", "chuc danh", "lượt người", "người, triệu đồng", "hộ", "2012", "1",
    ],
)  # fmt: skip
def test_what_is_no_multiple(said: str) -> None:
    assert not is_multiple(said)


def test_percentages() -> None:
    assert all(map(is_percent, ("%", " % ", "Phần trăm", "tỷ lệ %", "Tỷ lệ phần trăm")))
    assert not any(map(is_percent, ("", "người", "%, người", "10%", "nghìn")))


@pytest.mark.parametrize(
    ("heading", "said", "rest"),
    [
        ("Thực hiện (nghìn người)", "nghìn người", "Thực hiện"),
        ("Kế hoạch (1.000 người)", "1.000 người", "Kế hoạch"),
        ("Năm 2012 (x1000)", "x1000", "Năm 2012"),
        ("Số đảng viên, nghìn người", "nghìn người", "Số đảng viên"),
        ("Thực hiện - nghìn", "nghìn", "Thực hiện"),
        ("Số nghìn người kết nạp", "nghìn người", "Số kết nạp"),
        ("Thực hiện (ĐVT: người)", "người", "Thực hiện"),
        ("Thực hiện (ĐVT: %)", "%", "Thực hiện (%)"),
        ("ĐVT: nghìn người", "nghìn người", ""),
        ("Kế hoạch (000 người)", "000 người", "Kế hoạch"),
        ("Kế hoạch (10³ người)", "10³ người", "Kế hoạch"),
        ("Kế hoạch (ng. người)", "ng. người", "Kế hoạch"),
        ("Kế hoạch (tr.đồng chí)", "tr.đồng chí", "Kế hoạch"),
        ("Kế hoạch (1.000)", "1.000", "Kế hoạch"),
        ("Kế hoạch ('000)", "'000", "Kế hoạch"),
        ("Kế hoạch (10^3)", "10^3", "Kế hoạch"),
        ("Kế hoạch, 1000", "1000", "Kế hoạch"),
        ("Kế hoạch 1.000", "1.000", "Kế hoạch"),
        # The number of a column, a year, a bound.
        ("Kế hoạch (10)", "", "Kế hoạch (10)"),
        ("Kế hoạch năm 2000", "", "Kế hoạch năm 2000"),
        ("Xã có dân số trên 1.000", "", "Xã có dân số trên 1.000"),
        ("Từ 500 - 1.000", "", "Từ 500 - 1.000"),
        # What is none stays, so that no unknown word is lost.
        ("Thực hiện tính theo tháng", "", "Thực hiện tính theo tháng"),
        ("Thực hiện (ĐVT: hộ)", "", "Thực hiện (ĐVT: hộ)"),
        ("Xã có trên một nghìn dân", "", "Xã có trên một nghìn dân"),
        ("Tỷ lệ phần trăm", "", "Tỷ lệ phần trăm"),
        ("Đạt 100%", "", "Đạt 100%"),
        ("Thực hiện (người)", "", "Thực hiện (người)"),
    ],
)
def test_headings(heading: str, said: str, rest: str) -> None:
    assert (heading_says((heading,)), plain(heading)) == (said, rest)


@given(st.text(max_size=40))
def test_any_text_can_be_asked(text: str) -> None:
    assert told(text) in text or not told(text)
    assert len(plain(text)) <= len(text) + len(" (%)")
    assert is_multiple(text) in (True, False)
    assert not counts(text) or text.strip()


@given(
    st.sampled_from(["nghìn", "ngàn", "trăm", "chục", "vạn", "triệu"]),
    st.sampled_from(["người", "đồng chí", "đảng viên", "lượt"]),
    st.sampled_from(["ĐVT: %s", "(đvt: %s)", "Đơn vị tính : %s", "NĂM 2012 (ĐVT %s)"]),
    st.booleans(),
)
def test_a_multiple_is_known_with_and_without_diacritics(
    many: str,
    noun: str,
    line: str,
    bare: bool,  # noqa: FBT001
) -> None:
    said = f"{many} {noun}"
    assert is_multiple(told(line % (fold(said) if bare else said)))


# The layouts

TITLE = ";KẾT NẠP ĐẢNG VIÊN NĂM 2012;;%s\n"
WIDE = (
    "TT;Đơn vị;Kế hoạch;Thực hiện\n1;Huyện Lục Ngạn;290;371\n2;Huyện Sơn Động;170;205\n"
)
ALL = [("measured-in-multiples", None, None)]


@pytest.mark.parametrize(
    "data",
    [
        TITLE % "ĐVT: nghìn người" + WIDE,
        TITLE % "Đơn vị: 1.000 người" + WIDE,
        TITLE % "dvt: nghin nguoi" + WIDE,
        TITLE % "(Nghìn người)" + WIDE,
        TITLE % "(1.000)" + WIDE,
        TITLE % "ĐVT: '000 người" + WIDE,
        ";KẾT NẠP ĐẢNG VIÊN (NGHÌN NGƯỜI) NĂM 2012;;\n" + WIDE,
        TITLE % "" + WIDE.replace("Đơn vị;", "Đơn vị (ĐVT: nghìn người);"),
        TITLE % "" + WIDE.replace("hiện\n", "hiện;ĐVT: nghìn người\n"),
        TITLE % "" + WIDE + ";Tổng cộng;460;576\n;Ghi chú: số liệu tính bằng nghìn người;;\n",
        "ĐVT: nghìn người,,,,\nunit_code,year,period,indicator_code,value\n219,2012,Y,KN-01,3\n",
        in_vni(TITLE % "đvt: nghìn người" + WIDE).encode("latin-1"),
    ],
)  # fmt: skip
def test_a_whole_table_in_multiples(data: str | bytes, province: Province) -> None:
    assert found(look(data, province)) == ALL


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (WIDE.replace("hiện", "hiện (nghìn người)"), ("column-in-multiples", None, "D")),
        (WIDE.replace("hoạch", "hoạch, trăm đ/c"), ("column-in-multiples", None, "C")),
        (WIDE.replace("hiện", "hiện (1.000)"), ("column-perhaps-in-multiples", None, "D")),
        (
            ("TT;Đơn vị;ĐVT;Thực hiện\n1;Huyện Lục Ngạn;nghìn người;371\n"
            "2;Huyện Sơn Động;người;205\n"),
            ("row-in-multiples", 3, "C"),
        ),
        (
            "TT;Đơn vị;Đơn vị tính;Thực hiện\n1;Huyện Lục Ngạn;%;371\n",
            ("row-in-percent", 3, "C"),
        ),
        (
            "TT;Đơn vị;ĐVT;Thực hiện\n1;Huyện Lục Ngạn;thôn;371\n",
            ("row-counted-otherwise", 3, "C"),
        ),
        (
            WIDE.replace("hiện", "hiện (ĐVT: thôn)"),
            ("column-counted-otherwise", None, "D"),
        ),
    ],
)  # fmt: skip
def test_a_table_of_units(
    data: str, expected: tuple[str, int | None, str], province: Province
) -> None:
    assert found(look(TITLE % "" + data, province)) == [expected]


TIDY = "unit_code,year,period,indicator_code,value,%s\n"


@pytest.mark.parametrize("name", ["đvt", "đơn vị tính", "unit_of_measure", "dvt"])
def test_a_tidy_table(name: str, province: Province) -> None:
    rows = (
        "219,2012,Y,KN-01,371,nghìn người\n220,2012,Y,KN-01,205,%\n"
        "218,2012,Y,KN-01,249,người\n215,2012,Y,TB-02,4,người\n216,2012,Y,TB-02,4,thôn\n"
    )
    assert found(look(TIDY % name + rows, province)) == [
        ("row-in-multiples", 2, "F"),
        ("row-in-percent", 3, "F"),
        ("row-counted-otherwise", 5, "F"),
    ]


FORM = "Huyện ủy Lục Ngạn;;;\nMỘT SỐ CHỈ TIÊU;;;;\n"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            (
                "TT;Chỉ tiêu;ĐVT;2011;2012\n1;Kết nạp đảng viên;nghìn đ/c;330;371\n"
                "2;Thôn chưa có đảng viên;thôn;3;4\n"
            ),
            [("row-in-multiples", 4, "C")],
        ),
        (
            "TT;Chỉ tiêu;2011;2012\n1;Kết nạp đảng viên (nghìn người);330;371\n",
            [("row-in-multiples", 4, "B")],
        ),
        (
            "TT;Chỉ tiêu;2011;2012\n1;Kết nạp đảng viên (1.000);330;371\n",
            [("row-in-multiples", 4, "B")],
        ),
        (
            "TT;Chỉ tiêu;2011;2012 (nghìn)\n1;Kết nạp đảng viên;330;371\n",
            [("column-in-multiples", None, "D")],
        ),
        (
            "TT;Chỉ tiêu;ĐVT;2011;2012\n1;Kết nạp đảng viên;%;69,9;114,7\n",
            [("not-whole", 4, "D"), ("not-whole", 4, "E")],
        ),
        (
            "TT;Chỉ tiêu;ĐVT;2011;2012\n1;Kết nạp đảng viên;%;69;114\n",
            [("row-in-percent", 4, "C")],
        ),
        (
            "TT;Chỉ tiêu;ĐVT;2011;2012\n1;Kết nạp đảng viên;thôn;330;371\n",
            [("row-counted-otherwise", 4, "C")],
        ),
    ],
)
def test_years_across(
    data: str, expected: list[tuple[str, int | None, str]], province: Province
) -> None:
    assert found(look(FORM + data, province, Options())) == expected


def test_percent_above_counts_is_refused_where_the_counts_are(
    province: Province,
) -> None:
    checked = WIDE.replace("hiện", "hiện;Tỷ lệ %").replace("371", "371;127,9")
    shown = look(TITLE % "ĐVT: %" + checked.replace("205", "205;120,6"), province)
    assert found(shown) == [
        ("column-in-percent", None, "C"), ("column-in-percent", None, "D"),
    ]  # fmt: skip
    # The percentages themselves only check, as ever.
    assert [one.role for one in shown.columns][-1] == "check-percent"


def test_a_heading_goes_before_the_line_above_the_table(province: Province) -> None:
    people = WIDE.replace("hoạch", "hoạch (ĐVT: người)").replace("hiện", "hiện (ĐVT: đ/c)")  # fmt: skip
    assert found(look(TITLE % "ĐVT: %" + people, province)) == []


def test_another_thing_is_counted_in_the_whole_table(province: Province) -> None:
    assert found(look(TITLE % "ĐVT: thôn" + WIDE, province)) == [
        ("table-counted-otherwise", None, None)
    ]
    # Hamlets beside people: the line may speak of either.
    both = "TT;Đơn vị;Kết nạp;Thôn chưa có đảng viên\n1;Huyện Lục Ngạn;371;4\n"
    for said in ("người", "thôn", "người, thôn", "hộ"):
        assert found(look(TITLE % f"ĐVT: {said}" + both, province, Options())) == []


def test_what_is_not_read_may_be_counted_in_anything(province: Province) -> None:
    money = WIDE.replace("hiện", "hiện;Kinh phí (triệu đồng)").replace("371", "371;5,5")
    shown = look(TITLE % "" + money, province)
    assert (found(shown), len(shown.changes)) == ([], 4)


# What the format of a cell makes of a number


@pytest.mark.parametrize(
    ("code", "value", "text", "lacks"),
    [
        ("#,##0,", 371000, "371", False),
        ("0.0,", 371400, "371,4", False),
        ("0,,", 5_000_000, "5", False),
        ('0" nghìn"', 205, "205 nghìn", True),
        ('#,##0.0" nghìn người"', 0.5, "0,5 nghìn người", True),
        (r"0\k", 205, "205k", True),
        ('0" triệu"', 2, "2 triệu", True),
        ('0," triệu"', 2000, "2 triệu", True),
        ('0" nghìn";[Red]-0" nghìn"', 205, "205 nghìn", True),
        ('0".000"', 371, "371.000", True),
        (r"#,##0\.\0\0\0", 371, "371.000", True),
    ],
)
def test_a_format_that_shows_another_number(
    code: str, value: float, text: str, lacks: object
) -> None:
    how = shows(code)
    assert how is not None
    assert (how.text(value), how.lacks) == (text, lacks)


@pytest.mark.parametrize(
    "code",
    [
        *("General", "0", "#,##0", "0.00", "#,##0.00", "0%", "0.0%", "d-mmm", "@", ""),
        *('0" người"', '0," nghìn"', "0,,\\ \"triệu\"", '0,"k"', "[>=1000]#,##0;0"),
        *('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', "# ?/?", "dd/mm/yyyy", "[$-42A]0"),
    ],
)  # fmt: skip
def test_a_format_that_shows_all_of_the_number(code: str) -> None:
    assert shows(code) is None


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_a_percent_sign_that_the_format_adds(
    ending: str, province: Province, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = book({"C4": '0"%"', "C5": r"0.0\ \%", "D5": '0" phần trăm"'})
    if ending == "ods":
        data = office(data, ending, tmp_path_factory.mktemp("office"))
    assert found(look(data, province)) == [
        ("percent-in-count", 4, "C"), ("percent-in-count", 5, "C"), ("percent-in-count", 5, "D"),
    ]  # fmt: skip


def test_a_percent_sign_beside_shares_is_no_matter(province: Province) -> None:
    make_typed_share()
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["NĂM 2012"])
    sheet.append(["TT", "Đơn vị", "Tỷ lệ đạt chuẩn"])
    sheet.append([1, "Huyện Lục Ngạn", 86.9])
    sheet["C3"].number_format = '0.0"%"'
    shown = look(saved(made), province, Options(sheet="CB"))
    assert (shown.problems, [str(one.new) for one in shown.changes]) == ((), ["86.9"])


@given(st.text('0#,.;"\\[]%kn ghìtr-_*@', max_size=20))
def test_no_format_stops_the_reader(code: str) -> None:
    how = shows(code)
    assert how is None or how.text(371000.0) is not None


def book(formats: dict[str, str]) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (
        ["KẾT NẠP ĐẢNG VIÊN NĂM 2012"], ["ĐVT: người"], ["TT", "Đơn vị", "Kế hoạch", "Thực hiện"],
        [1, "Huyện Lục Ngạn", 290, 371000], [2, "Huyện Sơn Động", 170, 205],
    ):  # fmt: skip
        sheet.append(row)
    for place, code in formats.items():
        sheet[place].number_format = code
    return saved(made)


@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_shown_numbers_of_a_workbook(
    ending: str, province: Province, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = book({"D4": "#,##0,", "D5": '0" nghìn"', "A4": "0,", "C4": "#,##0"})
    if ending == "ods":
        data = office(data, ending, tmp_path_factory.mktemp("office"))
    shown = look(data, province)
    (lacking,) = shown.problems
    divided = next(one for one in shown.warnings if one.code == "shown-divided")
    assert (lacking.code, lacking.params["cells"], lacking.params["text"]) == (
        "shown-in-multiples", "D5", "205 nghìn",
    )  # fmt: skip
    assert (divided.params["cells"], divided.params["value"]) == ("D4", "371000")


def test_a_format_that_says_how_it_divides_is_no_matter(province: Province) -> None:
    shown = look(book({"D4": '0," nghìn"', "D5": "0"}), province)
    assert (shown.problems, [one.code for one in shown.warnings if "shown" in one.code]) == ((), [])  # fmt: skip


STYLES = (
    b'<styleSheet><numFmts><numFmt numFmtId="170" formatCode="0&quot; ngh\xc3\xacn&quot;"/>'
    b'</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (b'<c r="D4" s="1"><v>205</v></c>', ["205 nghìn"]),
        (b'<c r="D4" s="1"><f>A1*5</f><v>205</v></c>', ["205 nghìn"]),
        (b'<x:c r="D4" s="1"><x:f t="shared" si="0"/><x:v>205</x:v></x:c>', ["205 nghìn"]),
        (b'<c r="D4" s="1" t="n"><v>205</v></c>', ["205 nghìn"]),
        (b'<c r="D4" s="1" t="s"><v>3</v></c>', []),
        (b'<c r="D4" s="1" t="e"><v>#REF!</v></c>', []),
        (b'<c r="D4" s="1"><v>0</v></c>', []),
        (b'<c r="D4" s="1"><v>many</v></c>', []),
        (b'<c r="D4" s="1"/>', []),
        (b'<c r="D4" s="0"><v>205</v></c>', []),
        (b'<c r="D4"><v>205</v></c>', []),
    ],
)  # fmt: skip
def test_the_markup_of_a_cell(cell: bytes, shown: list[str]) -> None:
    content = b"<worksheet><sheetData><row>" + cell + b"</row></sheetData></worksheet>"
    found = scaled({"xl/styles.xml": STYLES}, content)
    assert [(one.text, one.row, one.column) for one in found] == [
        (text, 3, 3) for text in shown
    ]
