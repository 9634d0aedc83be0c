"""How a template looks: ink on paper, white where something is filled in."""

from typing import Any

from indicators.imports.fingerprints import DIFFERENCE, PERCENT
from indicators.imports.template.columns import Slot

__all__ = ["BRAND", "Looks"]

# As in the pages; of the brand only the title.
BRAND = "#6B1410"
_INK = "#1B1A17"
_FAINT = "#57544C"
_HAIR = "#D8D5CB"
_LINE = "#7C8289"
_TINT = "#F3F2ED"
_PLAIN = {"font_name": "Times New Roman", "font_size": 11, "font_color": _INK}
_CELL = {**_PLAIN, "border": 1, "border_color": _HAIR, "valign": "vcenter"}
_KINDS: dict[str, dict[str, Any]] = {
    "title": {**_PLAIN, "font_size": 14, "bold": True, "font_color": BRAND},
    "where": {**_PLAIN, "font_size": 12, "bold": True},
    "hint": {**_PLAIN, "italic": True, "font_color": _FAINT},
    "unit": {**_PLAIN, "italic": True, "align": "right"},
    "sign": {**_PLAIN, "bold": True, "align": "center"},
    "heading": {
        **_CELL, "bold": True, "align": "center", "text_wrap": True, "bg_color": _TINT,
        "border_color": _LINE,
    },
    # Over many columns, and so over pages: readable where it begins.
    "long": {
        **_CELL, "bold": True, "align": "left", "indent": 1, "text_wrap": True,
        "bg_color": _TINT, "border_color": _LINE,
    },
    "before": {
        **_CELL, "italic": True, "align": "center", "text_wrap": True,
        "bg_color": _TINT, "border_color": _LINE, "font_color": _FAINT,
    },
    "number": {
        **_CELL, "italic": True, "align": "center", "font_size": 9, "bg_color": _TINT,
        "font_color": _FAINT,
    },
    "key": {**_PLAIN, "font_size": 8, "font_color": _FAINT},
    "ordinal": {**_CELL, "align": "center"},
    "code": {**_CELL, "align": "center", "font_size": 8, "font_color": _FAINT},
    "name": {**_CELL, "text_wrap": True},
    "note": {**_CELL, "text_wrap": True, "locked": False},
    "input": {**_CELL, "align": "right", "locked": False},
    "sum": {**_CELL, "align": "right", "bg_color": _TINT},
    "previous": {**_CELL, "align": "right", "bg_color": _TINT, "font_color": _FAINT},
    # Hatched, as the forms do where a unit has nothing to fill in.
    "closed": {**_CELL, "pattern": 14, "fg_color": _HAIR, "bg_color": "#FFFFFF"},
}  # fmt: skip


class Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, str, bool], Any] = {}

    def of(self, kind: str, *, number: str = "", bold: bool = False) -> Any:
        """A format by what a cell is."""
        key = (kind, number, bold)
        if key not in self._made:
            look = dict(_KINDS[kind])
            if number:
                look["num_format"] = number
            if bold:
                look |= {"bold": True, "top": 1, "top_color": _LINE}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def number_format(slot: Slot) -> str:
    """How the numbers of a column are written; the spreadsheet puts in its own signs."""
    if slot.key.what == PERCENT:
        return "0.0%"
    decimals = slot.indicator.decimals
    plain = "#,##0" + ("." + "0" * decimals if decimals else "")
    if slot.key.what == DIFFERENCE:
        return f"+{plain};-{plain};0"
    return plain
