"""The words of the shipped catalogue without a database: what the pure stages need."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from indicators.imports.drafts import Rule
from indicators.imports.headings import IndicatorWord, Vocabulary

DATA = Path(__file__).parents[3] / "indicators" / "data"


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


_CATALOGUE = {row["code"]: row for row in _rows("catalogue.csv")}
WORDS = {
    code: IndicatorWord(
        code,
        (*filter(None, row["header_words"].split(";")), row["name_en"]),
        row["part_of"] or None,
        row["name_vi"],
    )
    for code, row in _CATALOGUE.items()
}
RULES = {
    code: Rule(
        code,
        int(row["decimals"]),
        Decimal(row["lowest"] or 0),
        "%" if row["kind"] == "ratio" else "số",
        adds_up=row["over_tree"] == "sum",
        maximum=Decimal(row["highest"]) if row["highest"] else None,
    )
    for code, row in _CATALOGUE.items()
}


def _sheets() -> dict[str, Vocabulary]:
    columns: dict[str, list[str]] = defaultdict(list)
    for row in _rows("sheet_columns.csv"):
        if _CATALOGUE[row["indicator"]]["active"] == "yes":
            columns[row["sheet"]].append(row["indicator"])
    return {
        sheet: Vocabulary(sheet, codes[0], tuple(WORDS[code] for code in codes))
        for sheet, codes in columns.items()
    }


SHEETS = _sheets()
ALL = Vocabulary(
    "", "", tuple({word.code: word for one in SHEETS.values() for word in one.words}.values())
)  # fmt: skip
