"""Cells with two numbers, 107/230, and with a span of years, 13.714 (2002-2011)."""

from typing import NamedTuple

from indicators.imports.cells import Numbers, Refused
from indicators.imports.drafts import Rule
from indicators.imports.problems import Problem, problem
from indicators.imports.roles import Split
from indicators.numbers import Reading

__all__ = ["Halves", "Span", "halves_of", "span_of", "unread_half"]


class Halves(NamedTuple):
    """The first number; the second with its indicator, "" where nobody knows it, and
    its measure.
    """

    first: Reading
    second: Reading
    indicator: str
    measure: str


class Span(NamedTuple):
    """One number for the years `since` to `year`."""

    reading: Reading
    since: int
    year: int


def halves_of(
    refused: Refused, numbers: Numbers, rule: Rule | None, split: Split | None
) -> Halves | Refused:
    """The two numbers of a cell, if a person said what the second one is."""
    if refused.code != "fraction" or split is None or rule is None:
        return refused
    first, second = map(numbers.read, refused.parts)
    for half in (first, second):
        if isinstance(half, Refused):
            return half
    assert isinstance(first, Reading)
    assert isinstance(second, Reading)
    if split is Split.PLAN:
        return Halves(first, second, rule.code, "plan")
    return Halves(first, second, rule.share_of, "result")


def unread_half(row: int, column: int, cell: Refused, halves: Halves) -> Problem:
    """The warning that the second number belongs to no indicator that is known."""
    return problem(
        "half-unread",
        row,
        column,
        text=cell.params["text"],
        first=halves.first.value,
        second=halves.second.value,
    )


def span_of(refused: Refused, numbers: Numbers, column_year: int) -> Span | Refused:
    """The number and its years, if the year of the column is one of them."""
    if refused.code != "several-years":
        return refused
    text, first, last = refused.parts
    reading = numbers.read(text)
    if isinstance(reading, Refused):
        return reading
    since, year = int(first), int(last)
    if not since < year or not since <= column_year <= year:
        return refused
    return Span(reading, since, year)
