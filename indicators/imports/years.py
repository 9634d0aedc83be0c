"""Which year each column is about: its own heading says it, else the title."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from indicators.imports.layout import Layout
from indicators.imports.meanings import Column
from indicators.imports.problems import Problem, problem
from indicators.imports.roles import Role

__all__ = ["dated", "is_of_other_year", "listed", "year_problems", "year_told"]


def year_told(layout: Layout, found: Iterable[Column]) -> int | None:
    """The year of the title, else the only one that the headings of figures name."""
    if layout.year is not None:
        return layout.year
    years = {
        column.year for column in found if column.role is Role.VALUE and column.year
    }
    return years.pop() if len(years) == 1 else None


def dated(
    column: Column, found: Sequence[Column], about: int | None, *, told: bool = False
) -> Column:
    """The column with its year.

    The year before stands beside a year to compare it, unless a person `told` that it
    is a figure; of more years than two each has its own figures.
    """
    if about is None:
        return column
    if column.role is Role.CHECK_PREVIOUS:
        return replace(column, year=column.year or about - 1)
    if column.role is not Role.VALUE:
        return column
    if not told and column.measure == "result" and column.year == about - 1:
        beside = {
            other.year or about
            for other in found
            if (other.role, other.indicator, other.measure)
            == (Role.VALUE, column.indicator, "result")
        }
        if beside == {about - 1, about}:
            return replace(column, role=Role.CHECK_PREVIOUS, measure="")
    return replace(column, year=column.year or about)


def is_of_other_year(column: Column, about: int | None, *, asked: int | None) -> bool:
    """Whether a column is not read for its year: a person asked for another one, or it
    compares with a year that is none before.
    """
    if about is None or column.year is None:
        return False
    if column.role is Role.CHECK_PREVIOUS:
        return column.year >= about
    return column.role is Role.VALUE and asked is not None and column.year != asked


def year_problems(
    layout: Layout,
    found: Sequence[Column],
    columns: Sequence[Column],
    about: int | None,
    *,
    asked: int | None,
) -> Iterator[Problem]:
    """No year at all, or another one than was asked for.

    `found` are the columns with the years of their own headings only. Where one of them
    names the year that was asked for, those of other years are merely not read.
    """
    values = [column for column in found if column.role is Role.VALUE]
    if about is None and not (values and all(column.year for column in values)):
        yield problem("year-missing")
    if asked and layout.year and asked != layout.year:
        yield problem("title-year-differs", found=layout.year, year=asked)
    chosen = any(column.year == asked for column in values)
    for column in columns:
        if chosen and column.role is Role.VALUE:
            continue
        if is_of_other_year(column, about, asked=asked):
            yield problem(
                "year-differs",
                column=column.index,
                header=column.header,
                found=column.year,
                year=about,
            )


def listed(
    problems: Iterable[Problem], columns: Sequence[Column], read: Sequence[Column]
) -> Sequence[Column]:
    """The columns to look through for what is not read: where another year is refused,
    that has been said already.
    """
    refused = any(found.code == "year-differs" for found in problems)
    return columns if refused else read
