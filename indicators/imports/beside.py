"""Tables that are laid out in a way that one row is not one unit: said, never half read.

Two tables side by side have the units of the second in the columns of the first; plan and
result below each other have two rows for each unit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from indicators.imports.headings import read_marks
from indicators.imports.layout import Layout, RowKind
from indicators.imports.meanings import Column
from indicators.imports.problems import Problem, letters, problem
from indicators.imports.roles import Role
from indicators.imports.tables import text_of, words

__all__ = ["one_table", "turned", "without_periods"]


def one_table(found: Sequence[Column]) -> tuple[list[Column], list[Problem]]:
    """The columns of the first table, and where another one stands beside it.

    It begins where the names of units come again after figures, or with the numbers of
    the rows before them.
    """
    units = [one for one in found if one.role is Role.UNIT]
    for again in units[1:]:
        first = units[0]
        between = found[first.index + 1 : again.index]
        if words(again.header) == words(first.header) and any(
            one.role is Role.VALUE for one in between
        ):
            start = again.index
            if found[start - 1].role is Role.ORDINAL:
                start -= 1
            said = problem("table-beside", None, start, last=letters(found[-1].index))
            return [*found[:start]], [said]
    return list(found), []


_CUMULATIVE = words("lũy kế")


def without_periods(found: Sequence[Column]) -> list[Column]:
    """Beside a cumulative figure («lũy kế») that of the period alone is not read: figures
    count from January.
    """
    kept = {_meant(one) for one in found if _is_cumulative(one)}
    return [
        replace(one, role=Role.IGNORED, measure="")
        if _meant(one) in kept and not _is_cumulative(one)
        else one
        for one in found
    ]


def _meant(column: Column) -> tuple[Role, str, str, int | None]:
    return column.role, column.indicator, column.measure, column.year


def _is_cumulative(column: Column) -> bool:
    said = words(column.header)
    pairs = zip(said, said[1:], strict=False)
    return column.role is Role.VALUE and any(pair == _CUMULATIVE for pair in pairs)


_OFTEN = 2


def turned(layout: Layout, found: Sequence[Column]) -> Iterator[Problem]:
    """A column that says in each row whether it is the plan or the result."""
    body = [row.cells for row in layout.body if row.kind is RowKind.UNIT]
    for column in found:
        if column.role is not Role.IGNORED:
            continue
        said = [text for cells in body if (text := text_of(cells[column.index]))]
        read = [read_marks((text,)) for text in said]
        plans = sum(one.indicator == "" and one.planned for one in read)
        results = sum(one.indicator == "" and not one.planned for one in read)
        if min(plans, results) and (plans + results) * _OFTEN >= len(said):
            plan = next(
                text for text, one in zip(said, read, strict=True) if one.planned
            )
            yield problem("measures-in-rows", None, column.index, text=plan)
