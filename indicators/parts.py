"""The values that the parts of a page are made of: what `templates/components/` takes.

Numbers are ready text, set in the reader's language, with the address of their trace;
geometry comes from `indicators/charts/`. An empty text means: leave it out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from indicators.charts import (
    Bullet,
    Coverage,
    Lifeline,
    Sparkline,
    Stack,
    Steps,
    Trend,
)

_TONES = {
    "▲": "over",
    "●": "met",
    "◐": "near",
    "▼": "below",
    "▼▼": "low",
    "–": "none",
    "…": "missing",
}


@dataclass(frozen=True, slots=True)
class Status:
    """A standing in a word and a sign; the colour only repeats the sign."""

    word: str
    sign: str = ""

    @property
    def tone(self) -> str:
        """The name of the sign's colour and shape in the style sheet."""
        return _TONES.get(self.sign, "plain")


@dataclass(frozen=True, slots=True)
class Link:
    """A label that leads somewhere; without address it is where one is."""

    label: str
    href: str = ""


# Tables


class Kind(StrEnum):
    """How a column is set: texts to the left, numbers to the right."""

    NAME = "name"  # names the row; stays in place when the table's frame scrolls
    TEXT = "text"
    PROSE = (
        "prose"  # sentences and titles: wide enough to be read where the frame scrolls
    )
    NUMBER = "number"
    RANK = "rank"
    MARK = "mark"  # status, bullet or sparkline
    DAY = "day"  # a day of a register, never broken over two lines


class RowKind(StrEnum):
    """A row's part in its table."""

    PLAIN = "plain"
    PART = "part"  # "of which"
    MUTED = "muted"
    GROUP = "group"  # a heading over the rows below, in one cell
    TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's head; `sorted` is "ascending", "descending" or "" for neither."""

    label: str
    kind: Kind = Kind.NUMBER
    unit: str = ""  # of measure
    href: str = ""  # sorts by this column
    sorted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What stands in a cell. A status beside a text is its sign alone."""

    text: str = ""
    href: str = ""
    label: str = ""  # the link or the sparkline, as it is read out
    status: Status | None = None
    bullet: Bullet | None = None
    spark: Sparkline | None = None
    note: str = ""
    estimated: bool = False
    recast: bool = False  # put together anew on other borders than those of its time
    missing: bool = False  # not reported, which is not zero

    @property
    def is_plain(self) -> bool:
        """Whether it is a text, with or without address, and nothing else."""
        marks = self.status or self.bullet or self.spark or self.note or self.label
        return not (marks or self.estimated or self.missing)


@dataclass(frozen=True, slots=True)
class Row:
    cells: Sequence[Cell]
    kind: RowKind = RowKind.PLAIN


@dataclass(frozen=True, slots=True)
class Group:
    """A head over several columns."""

    label: str
    span: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table in its frame.

    One column names the row; a row has a cell for every column, a group only one. Else
    ValueError.
    """

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    subtitle: str = ""
    groups: Sequence[Group] = ()
    notes: Sequence[str] = ()
    source: str = ""
    empty: str = ""  # said instead of no rows
    caption_unseen: bool = False  # where a heading right above says the same

    def __post_init__(self) -> None:
        if [column.kind for column in self.columns].count(Kind.NAME) != 1:
            raise ValueError(f"Table {self.id}: one column must name the row.")
        for row in self.rows:
            if len(row.cells) != (row.kind == RowKind.GROUP or len(self.columns)):
                raise ValueError(f"Table {self.id}: a row does not fit its columns.")

    @property
    def recast(self) -> bool:
        """Whether a figure in it was recast: the table then says what the mark means."""
        return any(cell.recast for row in self.rows for cell in row.cells)

    @property
    def lines(self) -> list[tuple[RowKind, list[tuple[Column, Cell]]]]:
        """Each row's kind, and its cells with their columns."""
        return [
            (row.kind, list(zip(self.columns, row.cells, strict=False)))
            for row in self.rows
        ]


# Charts


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart that says what it shows, in what unit, from where; its table behind it."""

    id: str
    title: str
    geometry: Trend | Steps | Stack | Lifeline
    subtitle: str = ""  # unit of measure
    result: str = ""  # what the bars of a trend are called
    plan: str = ""
    source: str = ""
    notes: Sequence[str] = ()
    table: Table | None = None
    empty: str = ""  # said instead of a chart without figures

    @property
    def kind(self) -> str:
        """Which component draws it."""
        return type(self.geometry).__name__.lower()

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw."""
        match self.geometry:
            case Trend(columns=marks) | Steps(treads=marks) | Stack(rows=marks):
                return bool(marks)
            case Lifeline(spans=spans):
                return sum(len(span.pieces) for span in spans) > 1


# The head of a page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """How much of a total is reported, as "228" of "234" communes."""

    reported: str
    expected: str
    geometry: Coverage
    what: str = ""
    href: str = ""  # to who has not reported


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What, where, when, up to which day, how sure and how complete."""

    what: str
    where: str = ""
    when: str = ""
    cut: str = ""
    quality: str = ""
    provisional: bool = False
    coverage: Reported | None = None
    notes: Sequence[str] = ()
    actions: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Year, period and borders of a page; what offers no choice is not shown."""

    years: Sequence[Option] = ()
    throughs: Sequence[Option] = ()
    borders: Sequence[Option] = ()
    previous: Link | None = None
    next: Link | None = None
    kept: Mapping[str, str] = field(default_factory=dict)  # further parameters


# Sections


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number that a leader asks for first."""

    label: str
    value: str
    unit: str = ""
    href: str = ""
    comparison: str = ""
    status: Status | None = None
    bullet: Bullet | None = None
    spark: Sparkline | None = None
    spark_label: str = ""  # its years: "2008–2012"
    note: str = ""
    why: str = ""  # the address of what a recast number was put together from
    estimated: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line of a definition list: the identity of a unit, the terms of an indicator."""

    label: str
    text: str
    href: str = ""
    status: Status | None = None
    note: str = ""
    estimated: bool = False
    recast: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that asks for attention."""

    text: str
    detail: str = ""
    href: str = ""
    status: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Commentary:
    """The sentences made from the figures and, kept apart, what a person made of them."""

    sentences: Sequence[str]
    edited: Sequence[str] = ()  # paragraphs; printed instead of the sentences
    byline: str = ""
    edit_href: str = ""
