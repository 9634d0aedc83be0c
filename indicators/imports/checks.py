"""Printed totals, percentages and differences against the figures themselves.

What is printed is never stored and never corrects anything; where it does not agree,
both numbers are shown.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from indicators.imports.cells import Numbers
from indicators.imports.columns import Column, Columns, Role
from indicators.imports.drafts import Draft, Rule, Total
from indicators.imports.layout import Row, RowKind
from indicators.imports.problems import Problem, problem
from indicators.imports.tables import text_of
from indicators.numbers import half_up

__all__ = [
    "Figures",
    "check_shares",
    "check_totals",
    "difference_of",
    "rounds_to",
    "small_shares",
]


_FIRST_ROWS = 5


def small_shares(
    body: Sequence[Row], drafts: Sequence[Draft], rules: Mapping[str, Rule]
) -> Iterator[Problem]:
    """A warning for every column with shares up to 1 that have no percent sign: 0,869 may
    be 86,9 %. It holds for a column or for none of it, so it is asked once.
    """
    suspect = [
        one
        for one in drafts
        if one.value is not None
        and 0 < one.value <= 1
        and one.indicator in rules
        and rules[one.indicator].unit_name == "%"
    ]
    if not suspect:
        return
    cells = {row.number: row.cells for row in body}
    found: defaultdict[int, list[tuple[int, str, Decimal]]] = defaultdict(list)
    for one in suspect:
        assert one.value is not None
        text = text_of(cells[one.row][one.column])
        if "%" not in text:
            found[one.column].append((one.row, text, one.value))
    for column, shares in found.items():
        _row, text, value = shares[0]
        rows = list(dict.fromkeys(str(row) for row, _text, _value in shares))
        more = ", …" if len(rows) > _FIRST_ROWS else ""
        yield problem(
            "share-below-one",
            None,
            column,
            count=len(shares),
            rows=", ".join(rows[:_FIRST_ROWS]) + more,
            text=text,
            meant=value.scaleb(2).normalize(),
        )


class Figures:
    """The values of one column by row, with quick sums over ranges of rows."""

    def __init__(self, values: Mapping[int, Decimal]) -> None:
        """Take values by row number; the rows must come in order."""
        self._values = values
        self._rows = list(values)
        self._sums = [Decimal(0), *accumulate(values.values())]

    def at(self, row: Row) -> Decimal | None:
        """The value of a unit's row; of a total's, what its rows add up to."""
        if row.covers is None:
            return self._values.get(row.number)
        start = bisect_left(self._rows, row.covers.start)
        stop = bisect_left(self._rows, row.covers.stop)
        return self._sums[stop] - self._sums[start] if stop > start else None


def check_totals(
    body: Sequence[Row],
    columns: Columns,
    numbers: Mapping[int, Numbers],
    figures: Mapping[int, Figures],
    rules: Mapping[str, Rule],
) -> Iterator[Total]:
    """Every printed total beside the sum of its rows, for what adds up over units."""
    summed = [
        column
        for column in columns.of(Role.VALUE)
        if column.index in figures
        and (column.indicator not in rules or rules[column.indicator].adds_up)
    ]
    for row in body:
        if row.covers is None:
            continue
        for column in summed:
            printed = numbers[column.index].value(row.cells[column.index])
            computed = figures[column.index].at(row)
            if printed is not None and computed is not None:
                yield Total(
                    row.label,
                    row.number,
                    column.index,
                    column.indicator,
                    column.measure,
                    printed,
                    computed,
                )


def difference_of(total: Total) -> Problem:
    """The warning that a total does not agree with its rows."""
    return problem(
        "total-differs",
        total.row,
        total.column,
        label=total.label,
        printed=total.printed,
        computed=total.computed,
        difference=abs(total.printed - total.computed),
    )


@dataclass(frozen=True, slots=True)
class _Check:
    """A column that only checks: the result against its plan or the year before."""

    column: Column
    numbers: Numbers
    result: Figures
    base: Figures

    def warning(self, row: Row) -> Problem | None:
        """What to say where the printed number does not follow from the figures."""
        cell = row.cells[self.column.index]
        printed = self.numbers.value(cell)
        result, base = self.result.at(row), self.base.at(row)
        if printed is None or result is None or base is None:
            return None
        if self.column.role is Role.CHECK_DIFFERENCE:
            exact = result - base
            code, agrees = "difference-differs", printed == exact
        elif not base:
            return None
        else:
            exact = result / base * 100
            code, agrees = "percent-differs", self._is_percent(printed, exact, cell)
        if agrees:
            return None
        shown = half_up(exact, _places(printed))
        return problem(
            code, row.number, self.column.index, printed=printed, computed=shown
        )

    def _is_percent(self, printed: Decimal, exact: Decimal, cell: object) -> bool:
        """Whether the exact percentage rounds to the printed one.

        A spreadsheet keeps 127,8 % as 1.278. Against the year before, offices print
        the growth (+5 %) as well as the share (105 %).
        """
        meant = [exact] if self.column.against == "plan" else [exact, exact - 100]
        if rounds_to(printed, meant):
            return True
        return not isinstance(cell, str) and rounds_to(printed.scaleb(2), meant)


def check_shares(
    body: Sequence[Row],
    columns: Columns,
    numbers: Mapping[int, Numbers],
    figures: Mapping[int, Figures],
) -> Iterator[Problem]:
    """A warning for every printed percentage or difference that does not agree."""
    checks = list(_checks(columns, numbers, figures))
    for row in body:
        if row.kind not in _WITH_FIGURES and row.covers is None:
            continue
        for check in checks:
            if warning := check.warning(row):
                yield warning


def _checks(
    columns: Columns, numbers: Mapping[int, Numbers], figures: Mapping[int, Figures]
) -> Iterator[_Check]:
    found: defaultdict[tuple[str, str], list[Column]] = defaultdict(list)
    for column in columns.of(Role.VALUE, Role.CHECK_PREVIOUS):
        if column.index in figures:
            found[column.indicator, column.measure or "previous"].append(column)
    for column in columns.of(Role.CHECK_PERCENT, Role.CHECK_DIFFERENCE):
        result = _one_of(found[column.indicator, "result"], column.year)
        before = None if column.against == "plan" or not result else result.year
        base = _one_of(
            found[column.indicator, column.against],
            column.year if before is None else before - 1,
        )
        if column.index in numbers and result is not None and base is not None:
            yield _Check(
                column,
                numbers[column.index],
                figures[result.index],
                figures[base.index],
            )


def _one_of(columns: Sequence[Column], year: int | None) -> Column | None:
    """The only column, or of several the one of that year."""
    if len(columns) > 1:
        columns = [column for column in columns if year and column.year == year]
    return columns[0] if len(columns) == 1 else None


_WITH_FIGURES = (RowKind.UNIT, RowKind.INDICATOR)

# What a binary float carries beyond the digits of a percentage.
_FLOAT_NOISE = Decimal("0.0001")


def rounds_to(printed: Decimal, meant: Sequence[Decimal]) -> bool:
    """Whether one of the exact numbers rounds to the printed one."""
    half = Decimal(5).scaleb(-_places(printed) - 1)
    return any(abs(printed - exact) <= max(half, _FLOAT_NOISE) for exact in meant)


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # numbers that were read are finite
    return max(-exponent, 0)
