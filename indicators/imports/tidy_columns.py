"""The columns of a tidy file: each has the name that the template gives it."""

from collections.abc import Iterator, Sequence

from indicators.imports.corrections import NONE, Corrections
from indicators.imports.layout import Layout
from indicators.imports.meanings import MEASURED_IN, Column, Columns, unread
from indicators.imports.problems import Problem, letters, problem
from indicators.imports.roles import Role
from indicators.imports.tables import words

__all__ = ["CODE", "recognise_tidy"]

CODE = "indicator_code"
_TIDY_ROLES = {
    "unit_code": Role.UNIT_CODE,
    "unit_name": Role.UNIT,
    "year": Role.YEAR,
    "period": Role.PERIOD,
    CODE: Role.INDICATOR,
    "breakdown": Role.BREAKDOWN,
    "value": Role.VALUE,
    "plan": Role.VALUE,
    "status": Role.STATUS,
    "as_of": Role.AS_OF,
    "note": Role.NOTE,
}
_MEASURES = {"value": "result", "plan": "plan"}


def recognise_tidy(
    layout: Layout, year: int | None, corrections: Corrections = NONE
) -> Columns:
    """The columns of the template; a year asked for must be that of every row."""
    columns = tuple(
        Column(
            header.index,
            header.text,
            _role(header.text),
            measure=_MEASURES.get(header.text, ""),
        )
        for header in layout.headers
    )
    names = {column.header for column in columns}
    wanted = [("unit_code", "unit_name"), (CODE,), ("value", "plan")]
    if year is None:
        wanted.append(("year",))
    missing = [one[0] for one in wanted if names.isdisjoint(one)]
    problems = [
        *(problem("missing-column", name=name) for name in missing),
        *_twice_named(columns),
    ]
    return Columns(
        year, columns, tuple(problems), tuple(unread(columns, layout, corrections))
    )


def _role(name: str) -> Role:
    if words(name) in MEASURED_IN:
        return Role.MEASURED_IN
    return _TIDY_ROLES.get(name, Role.IGNORED)


def _twice_named(columns: Sequence[Column]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for column in columns:
        first = seen.setdefault(column.header, column.index)
        if first != column.index and column.role is not Role.IGNORED:
            yield problem(
                "column-twice",
                column=column.index,
                other=letters(first),
                header=column.header,
            )
