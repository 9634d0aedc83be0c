"""What a page of a register is made of: the same template draws them all."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.parts import (
    Chart,
    Fact,
    Heading,
    Link,
    Notice,
    Switch,
    Table,
    Tile,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """Said where there is nothing to show, and what to do about it."""

    title: str
    text: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """A table behind the line that says what it holds; on paper all are open."""

    summary: str
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One question with its answer; what is empty is left out."""

    id: str
    title: str
    notices: Sequence[Notice] = ()
    said: Sequence[str] = ()  # sentences
    facts: Sequence[Fact] = ()
    charts: Sequence[Chart] = ()
    tables: Sequence[Table] = ()
    folds: Sequence[Fold] = ()
    beside: bool = False  # charts and tables side by side where there is room


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """A page of a register at a unit and period."""

    heading: Heading
    path: Sequence[Link]
    switch: Switch
    registers: Sequence[Link]  # the pages of all registers; this one without address
    tiles: Sequence[Tile] = ()
    notices: Sequence[Notice] = ()
    nothing: Nothing | None = None
    sections: Sequence[Section] = ()
