"""What the import tests share: the forms of the office and a run of all pure stages."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from indicators.imports.columns import Columns, IndicatorWord, Vocabulary, recognise
from indicators.imports.layout import Layout, find
from indicators.imports.problems import MESSAGES, Problem
from indicators.imports.readers import Table, read_table
from indicators.imports.rows import Rows, Rule, drafts

DATA = Path(__file__).parents[2] / "data"
L1 = (DATA / "L1_ketnap_dangbo_tructhuoc_2012.csv").read_bytes()
L3 = (DATA / "L3_bieu10_sondong_2012.csv").read_bytes()
L4 = (DATA / "L4_lop_daotao_2011.csv").read_bytes()
T1 = (DATA / "T1_tidy_template.csv").read_bytes()

KN = Vocabulary(
    "KN",
    "KN-01",
    (
        IndicatorWord("KN-01", ("kết nạp đảng viên", "Số đảng viên kết nạp trong năm")),
        IndicatorWord("KN-04", ("nữ", "phụ nữ"), "KN-01"),
        IndicatorWord("KN-05", ("DTTS", "dân tộc thiểu số"), "KN-01"),
        IndicatorWord("KN-06", ("đoàn viên",), "KN-01"),
    ),
)
DV = Vocabulary(
    "DV",
    "DV-01",
    (
        IndicatorWord("DV-01", ("đảng viên",)),
        IndicatorWord("DV-01.nu", ("nữ",), "DV-01"),
    ),
)
PEOPLE = ("KN-01", "KN-01.nu", "KN-04", "KN-05", "KN-06", "DV-01")
RULES = {
    **{code: Rule(code, 0, Decimal(0), "người") for code in PEOPLE},
    "TB-02": Rule("TB-02", 0, Decimal(0), "thôn"),
    "CB-05": Rule("CB-05", 1, Decimal(0), "%", adds_up=False, maximum=Decimal(100)),
}


@dataclass(frozen=True)
class Read:
    """All that the pure stages make of one file."""

    table: Table
    layout: Layout
    columns: Columns
    rows: Rows

    @property
    def problems(self) -> list[Problem]:
        """What blocks, from all stages."""
        return [*self.layout.problems, *self.columns.problems, *self.rows.problems]

    @property
    def warnings(self) -> list[Problem]:
        """What passes with a reason, from all stages."""
        return [*self.layout.warnings, *self.columns.warnings, *self.rows.warnings]


def read(
    data: bytes | str,
    vocabulary: Vocabulary = KN,
    *,
    year: int | None = None,
    **options: Any,
) -> Read:
    """Run a file through all pure stages."""
    content = data.encode() if isinstance(data, str) else data
    table = read_table(content, "file.csv")
    layout = find(table)
    columns = recognise(layout, vocabulary, year=year)
    rows = drafts(layout, columns, rules=RULES, **options)
    return Read(table, layout, columns, rows)


def codes(problems: Iterable[Problem]) -> list[str]:
    """The codes, after showing that every message can be rendered."""
    return [found.code for found in problems if MESSAGES[found.code] % found.params]


def sentences(problems: Iterable[Problem]) -> list[str]:
    """The messages as a person reads them."""
    return [MESSAGES[found.code] % found.params for found in problems]


def windows_1258(text: str) -> bytes:
    """The text as Vietnamese Windows wrote it: letters first, tones as marks."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = []
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        plain = "".join(mark for mark in apart if mark not in tones)
        tone = "".join(mark for mark in apart if mark in tones)
        written.append(unicodedata.normalize("NFC", plain) + tone)
    return "".join(written).encode("cp1258")
