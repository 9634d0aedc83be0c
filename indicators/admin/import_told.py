"""From the answers of the form beside a table to corrections: only what differs is one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indicators.admin.import_choices import FIGURES, NAMED, ROWS
from indicators.imports.columns import Column, Role
from indicators.imports.corrections import Corrections, Told
from indicators.imports.pictures import Line, Picture
from indicators.imports.roles import Kind
from indicators.numbers import Convention

__all__ = ["Answers"]

_OF_FIGURES = frozenset(NAMED[name].role for name in FIGURES)


@dataclass(frozen=True)
class Answers:
    """What was `given` for the `columns` and `lines` that were asked about, and what the
    form began with, by the names of its fields; `doubtful` are the columns asked about
    the sign of their decimals.
    """

    picture: Picture
    columns: Sequence[Column]
    lines: Sequence[Line]
    doubtful: Sequence[int]
    given: Mapping[str, Any]
    began: Mapping[str, Any]

    @property
    def corrections(self) -> Corrections:
        """What a person says; what was said before and not changed is included."""
        kind = self.given.get("kind", "")
        columns, dismissed = self._told_columns()
        return replace(
            self.picture.corrections,
            kind=Kind(kind) if kind else None,
            header=self._header(),
            columns=columns,
            rows=self._told_rows(),
            dismissed=dismissed,
            decimals=tuple(self._decimals()),
        )

    def _header(self) -> tuple[int, int] | None:
        first, last = map(self.given.get, ("header_first", "header_last"))
        if first is None or last is None:
            return None
        said = self.picture.corrections.header
        return said if (first, last) == (said or self.picture.header) else (first, last)

    def _told_columns(self) -> tuple[tuple[Told, ...], tuple[int, ...]]:
        said, asked = self.picture.corrections, self._asked
        told = {one.index: one for one in said.columns if one.index in asked}
        dismissed = {index for index in said.dismissed if index in asked}
        for column in self.columns:
            index, name = column.index, f"c{column.index}"
            if not self._is_changed(name):
                continue
            told.pop(index, None)
            dismissed.discard(index)
            what = self._what(name)
            if what == "ignored" and column.role is Role.IGNORED:
                dismissed.add(index)  # nothing changes, it is only no longer listed
            elif what:
                told[index] = self._told(index, name, *NAMED[what])
        return tuple(told[at] for at in sorted(told)), tuple(sorted(dismissed))

    @property
    def _asked(self) -> range:
        """The columns there are: what was said of others helps nobody any more."""
        return range(len(self.columns) or self.picture.width)

    def _told_rows(self) -> tuple[Told, ...]:
        said = self.picture.corrections.rows
        if "left_out" in self.given:
            kept = [one for one in said if one.role is not Role.IGNORED]
            rows: list[int] = self.given["left_out"]
            return (*kept, *(Told(row, Role.IGNORED) for row in rows))
        told = {one.index: one for one in said}
        for line in self.lines:
            name = f"r{line.number}"
            if not self._is_changed(name):
                continue
            told.pop(line.number, None)
            if what := self._what(name):
                choice, _text = ROWS[what]
                told[line.number] = self._told(line.number, name, *choice)
        return tuple(told[at] for at in sorted(told))

    def _what(self, name: str) -> str:
        what: str = self.given.get(f"{name}-what", "")
        return what

    def _is_changed(self, name: str) -> bool:
        parts = (f"{name}-{part}" for part in ("what", "indicator", "year"))
        return any(
            self.given.get(part) != self.began[part]
            for part in parts
            if part in self.began
        )

    def _told(self, index: int, name: str, role: Role, measure: str) -> Told:
        """The year of the file is left to the file: next year it is another one."""
        if role not in _OF_FIGURES:
            return Told(index, role)
        year = self.given.get(f"{name}-year")
        if name.startswith("c") and year == self.picture.year:
            year = None
        indicator = self.given.get(f"{name}-indicator", "")
        return Told(index, role, indicator, measure, year)

    def _decimals(self) -> Iterator[tuple[int, Convention]]:
        for index in self.doubtful:
            sign = self.given.get(f"c{index}-decimal", "")
            if sign:
                yield index, Convention(sign)
