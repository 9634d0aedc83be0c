"""Messy tables through preview and apply: what is stored is what the table says.

A table is made of cells of which a person knows what each says. It is written whole, and
then the ledger holds that and nothing else; or it is refused, and nothing has changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from indicators import ledger
from indicators.imports.apply import Refused, apply
from indicators.imports.messages import message
from indicators.imports.preview import Options, Preview, preview
from indicators.models import Batch, Entry, Figure
from indicators.numbers import Convention
from tests.data.imports.make import book, text
from tests.indicators.imports.province import BLOCS, DISTRICTS, Province

Draw = Any
OPTIONS = Options(sheet="KN", decimal=Convention.COMMA)
REASON = "Đã đối chiếu với văn bản gốc"

# By code and measure the columns a table may have, and their headings.
PLAN, RESULT, WOMEN = ("KN-01", "plan"), ("KN-01", "result"), ("KN-04", "result")
HEADINGS = {
    PLAN: ["Kế hoạch", "KH năm 2012", "Kế hoạch (ĐVT: người)"],
    RESULT: ["Thực hiện", "Kết quả năm 2012", "KN-01"],
    WOMEN: ["Trong đó nữ", "KN-04"],
}


@dataclass(frozen=True)
class Said:
    """What one cell says; nothing: what is stored stays."""

    value: Decimal | None = None
    absent: bool = False
    qualifier: str = ""

    @property
    def is_nothing(self) -> bool:
        return self.value is None and not self.absent


NOTHING = Said()
Figures = dict[tuple[str, str, str], Said]
Column = tuple[str, str]


class Body(NamedTuple):
    """Rows of units, with what they say by unit, indicator and measure."""

    rows: list[list[object]]
    figures: Figures


@dataclass(frozen=True)
class Messy:
    """A table with what it says, by unit, indicator and measure; `wrong` says why it must
    be refused, "" that nothing in it is certain to be.
    """

    rows: list[list[object]]
    figures: Figures
    wrong: str
    kind: str
    has_women: bool

    @property
    def data(self) -> bytes:
        if self.kind == "xlsx":
            typed = [[_typed(cell) for cell in row] for row in self.rows]
            return book([("Biểu", typed)])
        return text(self.rows).encode("utf-8-sig" if self.kind == "bom" else "utf-8")

    def __repr__(self) -> str:
        lines = (";".join(map(str, row)) for row in self.rows)
        return "\n".join([f"wrong: {self.wrong}", *lines])


def _typed(cell: object) -> object:
    """As a spreadsheet keeps it: plain digits are a number."""
    written = str(cell)
    plain = written.isascii() and written.isdigit() and written == str(int(written))
    return int(written) if plain else cell or None


NUMBERS = st.integers(0, 60) | st.integers(0, 4000)
SILENT = st.sampled_from(["", "", "…", "....", "chưa BC", "chưa có số liệu"])
BROKEN = st.sampled_from(
    ["(5)", "12,5", "371*", "15-Nov", "205 đ/c", "11/15", "#REF!", "12%", "-7", "1.2.3"]
)


@st.composite
def cells(draw: Draw) -> tuple[str, Said]:
    """A cell and what it says."""
    number = draw(NUMBERS)
    how = draw(st.sampled_from(["plain"] * 6 + ["grouped", "zero", "plus", "dash", "x", "about", "silent"]))  # fmt: skip
    value = Said(Decimal(number))
    if how == "grouped":
        return f"{number:,}".replace(",", "."), value
    if how == "zero":
        return f"0{number}", value
    if how == "plus":
        return f"+{number}", value
    if how == "dash":
        return draw(st.sampled_from(["-", "–", "—"])), Said(Decimal(0))
    if how == "x":
        return "x", Said(absent=True)
    if how == "about":
        word, sign = draw(st.sampled_from([("trên", ">"), ("gần", "~"), ("dưới", "<")]))
        return f"{word} {number}", Said(Decimal(number), qualifier=sign)
    if how == "silent":
        return draw(SILENT), NOTHING
    return str(number), value


UNITS = [(code, f"{kind.label} {name}") for code, kind, name in DISTRICTS] + [
    (code, name) for code, _, name in BLOCS
]


def spelt(code: str, name: str) -> st.SearchStrategy[str]:
    """The names a unit goes by; Lục Nam alone is a township as well."""
    own = next((own for one, _, own in DISTRICTS if one == code), "")
    forms = [name, name.upper(), f"  {name} ", name.replace(" ", "\u00a0", 1)]
    if own and name.startswith("Huyện"):
        forms += [f"H. {own}", f"Huyện uỷ {own}"]
        forms += [own] if own != "Lục Nam" else []
    return st.sampled_from(forms)


NOISE: list[list[object]] = [
    [],
    ["I", "Các huyện, thành phố"],
    ["", "(trong đó có 2 đ/c kết nạp lại)"],
    ["", "Tiếp theo biểu số 10-TCTW"],
    ["", "Ghi chú: số liệu đến 31-12-2012"],
]
ABOVE: list[list[object]] = [
    ["TỈNH ỦY BẮC GIANG", "", "ĐẢNG CỘNG SẢN VIỆT NAM"],
    ["BAN TỔ CHỨC"],
    [],
    ["", "(Kèm theo Báo cáo số 5)"],
    ["", "", "", "Đvt: Người"],
]
BELOW: list[list[object]] = [
    [],
    ["", "", "Bắc Giang, ngày 15 tháng 01 năm 2013"],
    ["", "NGƯỜI LẬP BIỂU", "", "TRƯỞNG BAN"],
    ["", "Nguyễn Văn A", "", "0204.385"],
]
FAULTS = [""] * 7 + ["cell", "name", "twice", "measure"]


@st.composite
def bodies(draw: Draw, columns: list[Column], *, checked: bool) -> Body:
    """The rows of some units, and what they say."""
    chosen = draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=6, unique=True))
    figures: Figures = {}
    body: list[list[object]] = []
    for number, (code, name) in enumerate(chosen, 1):
        row: list[object] = [number, draw(spelt(code, name))]
        for indicator, measure in columns:
            written, said = draw(cells())
            row.append(written)
            figures[code, indicator, measure] = said
        if checked:
            row.append(draw(st.sampled_from(["100,0", "98%", "", "120,5"])))
        body.append(row)
    return Body(body, figures)


@st.composite
def tables(draw: Draw) -> Messy:
    """A wide table as somebody made it."""
    columns = draw(st.sampled_from([[PLAN, RESULT], [RESULT], [PLAN, RESULT, WOMEN]]))
    checked = draw(st.booleans()) and PLAN in columns
    head: list[object] = [
        "STT",
        draw(st.sampled_from(["Đơn vị", "Đảng bộ trực thuộc"])),
    ]
    head += [draw(st.sampled_from(HEADINGS[key])) for key in columns]
    head += ["Tỷ lệ %"] if checked else []
    fault = draw(st.sampled_from(FAULTS))
    body, figures = draw(bodies(columns, checked=checked))
    at, result = draw(st.integers(0, len(body) - 1)), 2 + columns.index(RESULT)
    _break(body, at, result, fault, draw(BROKEN))
    rows = draw(st.lists(st.sampled_from(ABOVE), max_size=3))
    rows += [["", "", "Đvt: Nghìn người"]] if fault == "measure" else []
    title = draw(st.sampled_from(["KẾT NẠP ĐẢNG VIÊN NĂM 2012", "Kết nạp năm 2012"]))
    numbers = [str(number) for number in range(1, len(head) + 1)]
    rows += [[title], [], head, *draw(st.sampled_from([[], [numbers]]))]
    for line in body:
        rows += draw(st.lists(st.sampled_from([*NOISE, head]), max_size=1))
        rows.append(line)
    if draw(st.booleans()):
        rows.append(["", "Tổng cộng", *(_sums(columns, figures))])
        rows += BELOW[: draw(st.integers(0, len(BELOW)))]
    kind = draw(st.sampled_from(["csv", "bom", "xlsx"]))
    return Messy(rows, figures, fault, kind, WOMEN in columns)


def _break(
    body: list[list[object]], at: int, column: int, fault: str, broken: str
) -> None:
    """Put a fault into a row."""
    if fault == "cell":
        body[at][column] = broken
    elif fault == "name":
        body[at][1], body[at][column] = "Huyện Lục Ngạnn", "5"
    elif fault == "twice":
        body[at][column] = "5"
        body.append([*body[at]])


def _sums(columns: list[tuple[str, str]], figures: Figures) -> Iterator[str]:
    for column in columns:
        values = [said.value for key, said in figures.items() if key[1:] == column]
        yield str(sum(value for value in values if value is not None))


def held() -> Mapping[tuple[str, str, str], Said]:
    """What the ledger holds, without its own numbers of rows and batches."""
    rows = Entry.objects.current().filter(year=2012).exclude(absence="withdrawn")
    return {
        (one.unit.code, one.indicator.code, one.measure): Said(
            one.value, bool(one.absence), one.qualifier
        )
        for one in rows.select_related("unit", "indicator")
    }


def everything() -> list[object]:
    """All that an import writes."""
    return [
        [*Entry.objects.order_by("pk").values()],
        [*Batch.objects.order_by("pk").values()],
        [
            *Figure.objects.order_by(
                "unit", "indicator", "year", "through", "borders"
            ).values()
        ],
    ]


def said_of(shown: Preview) -> list[str]:
    return [message(one) for one in (*shown.problems, *shown.warnings)]


def check(made: Messy, province: Province) -> None:
    """One table, from the upload to the ledger and back."""
    # The same workbook made again would be another file, for its time.
    data, before, all_before = made.data, held(), everything()
    shown = preview(data, "x", by=province.officer, options=OPTIONS)
    assert all(said_of(shown))
    assert everything() == all_before
    if shown.problems:
        event("refused" if made.wrong else shown.problems[0].code)
        with pytest.raises(Refused):
            apply(data, "x", by=province.officer, options=OPTIONS, reason=REASON)
        assert everything() == all_before
        # Without a fault only a part above its whole keeps a table out.
        assert made.wrong or made.has_women, f"{said_of(shown)}\n{made!r}"
        return
    assert not made.wrong, repr(made)
    event("written")
    done = apply(
        data, "x", by=province.officer, options=OPTIONS, reason=REASON,
        confirmed=shown.fingerprint,
    )  # fmt: skip
    news = {key: said for key, said in made.figures.items() if not said.is_nothing}
    assert held() == {**before, **news}, repr(made)
    changed = {key for key, said in news.items() if before.get(key) != said}
    assert len(changed) == shown.counts.new + shown.counts.changed
    assert {said.row for said in shown.changes} <= {*range(1, len(made.rows) + 1)}
    again = preview(data, "x", by=province.officer, options=OPTIONS)
    assert again.changes_nothing
    if changed:
        assert done.batch is not None
        ledger.undo(done.batch, by=province.officer, reason=REASON)
        assert held() == before
        apply(data, "x", by=province.officer, options=OPTIONS, reason=REASON)


@given(st.lists(tables(), min_size=1, max_size=2))
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],  # making a failure small would take minutes
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
def test_what_is_stored_is_what_the_tables_say(
    province: Province, made: list[Messy]
) -> None:
    with transaction.atomic():
        for one in made:
            check(one, province)
        transaction.set_rollback(True)
