"""Where the marks of a chart go: pure geometry, drawn by `templates/components/`.

Every position leaves as text with a point and at most one decimal ("12.5"), so that no
locale can turn it into "12,5". Charts over years and stacks take the width they are
given: their x and widths are in percent of it, their y and heights in pixels. Bullets,
coverage bars and sparklines have a size of their own, in pixels.

A missing value is a gap: never zero, never bridged by a line.
"""

from indicators.charts.ground import Point
from indicators.charts.lifelines import Life, Lifeline, Passage, lifeline
from indicators.charts.marks import (
    Bullet,
    Coverage,
    Dot,
    Sparkline,
    bullet,
    coverage,
    sparkline,
)
from indicators.charts.stacks import Bar, Part, Stack, stack
from indicators.charts.years import Steps, Trend, steps, trend

__all__ = [
    "Bar",
    "Bullet",
    "Coverage",
    "Dot",
    "Life",
    "Lifeline",
    "Part",
    "Passage",
    "Point",
    "Sparkline",
    "Stack",
    "Steps",
    "Trend",
    "bullet",
    "coverage",
    "lifeline",
    "sparkline",
    "stack",
    "steps",
    "trend",
]
