"""Stacked bars: the shares of a whole, one bar a year, with a mark where scales change."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from indicators.charts.scale import HUNDRED, ZERO, px

BAR_HEIGHT, BAR_STEP, BREAK_BAND = Decimal(24), Decimal(30), Decimal(14)
LETTER = 7  # width of a letter or digit, in pixels, generously
TEXT_GAP = 10  # between a label or a total and the bars
NARROWEST = Decimal(260)  # width of the bars on the smallest screen, in pixels


class Shade(NamedTuple):
    """A tone's colour and that of a text upon it, for where no style sheet applies."""

    fill: str
    ink: str


SHADES = (
    Shade("#b5200f", "#ffffff"),
    Shade("#26394a", "#ffffff"),
    Shade("#4f6a80", "#ffffff"),
    Shade("#86a0b4", "#1b1a17"),
    Shade("#b9cad6", "#1b1a17"),
    Shade("#dfe7ec", "#1b1a17"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One share of a bar; `tone` 1 (dark) to 5 (light), 0 for what should alert."""

    label: str
    value: Decimal | None
    text: str
    tone: int

    @property
    def shade(self) -> Shade:
        return SHADES[self.tone]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One whole, most often a year; `break_text` says why it starts another scale."""

    label: str
    parts: Sequence[Part]
    total_text: str = ""
    href: str = ""
    break_text: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    part: Part
    x: str
    middle: str
    width: str
    roomy: bool  # wide enough to carry its text even on a narrow screen


@dataclass(frozen=True, slots=True)
class Row:
    """A bar in its place; no segments: nothing is known of it, which is not zero."""

    bar: Bar
    y: str
    middle: str
    break_y: str  # of the mark above this bar, or ""
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Legend:
    """What the tones mean for the bars from a break on (`since` says which)."""

    since: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Stack:
    height: str
    bar_height: str
    label_width: str
    total_width: str  # "" where no bar has a total
    rows: tuple[Row, ...]
    legends: tuple[Legend, ...]


def stack(bars: Sequence[Bar]) -> Stack:
    """The bars from top to bottom, each as long as the chart is wide."""
    rows: list[Row] = []
    y = ZERO
    for bar in bars:
        break_y = ""
        if bar.break_text:
            break_y = px(y + BREAK_BAND / 2 - (BAR_STEP - BAR_HEIGHT) / 2)
            y += BREAK_BAND
        rows.append(
            Row(bar, px(y), px(y + BAR_HEIGHT / 2), break_y, _segments(bar.parts))
        )
        y += BAR_STEP
    return Stack(
        height=px(y),
        bar_height=px(BAR_HEIGHT),
        label_width=_width([bar.label for bar in bars]),
        total_width=_width([bar.total_text for bar in bars]),
        rows=tuple(rows),
        legends=_legends(bars),
    )


def _segments(parts: Sequence[Part]) -> tuple[Segment, ...]:
    """Parts of nothing take no room; parts without a value are not drawn."""
    total = sum((max(part.value, ZERO) for part in parts if part.value), ZERO)
    segments: list[Segment] = []
    x = ZERO
    for part in parts:
        if part.value is None or part.value <= 0:
            continue
        width = part.value / total * HUNDRED
        segments.append(
            Segment(
                part=part,
                x=px(x),
                middle=px(x + width / 2),
                width=px(width),
                roomy=width / HUNDRED * NARROWEST >= (len(part.text) + 1) * LETTER,
            )
        )
        x += width
    return tuple(segments)


def _legends(bars: Sequence[Bar]) -> tuple[Legend, ...]:
    """One for each stretch of bars between two breaks, its parts as they first appear."""
    scales: list[tuple[str, dict[str, Part]]] = []
    for bar in bars:
        if bar.break_text or not scales:
            scales.append((bar.break_text, {}))
        for part in bar.parts:
            scales[-1][1].setdefault(part.label, part)
    return tuple(Legend(since, tuple(parts.values())) for since, parts in scales)


def _width(texts: Sequence[str]) -> str:
    longest = max((len(text) for text in texts), default=0)
    return str(longest * LETTER + TEXT_GAP) if longest else ""
