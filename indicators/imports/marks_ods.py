"""What a table of an .ods says besides its values; see marks.py."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from xml.parsers import expat

from indicators.imports.marks import Marks
from indicators.imports.markup import Place
from indicators.imports.problems import Unreadable, problem
from indicators.imports.tables import ERRORS, Range, Scaled, Struck
from indicators.imports.units_of_measure import is_multiple, is_percent

__all__ = ["of_ods"]

_HIDDEN = ("collapse", "filter")
# No spreadsheet program goes beyond some dozens.
_DEEPEST = 256
_LONGEST_TEXT = 100
_MOST_ALIKE = 10_000
_THOUSAND = 1000
_FIGURES = re.compile(r"[\d.,]+")


def of_ods(content: bytes, sheet: str) -> Marks:
    """The marks of one table. Raises Unreadable where the markup is too deep."""
    reader = _Reader(sheet)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise Unreadable(problem("file-damaged")) from None
    return Marks(
        tuple(reader.merged),
        tuple(reader.hidden_rows),
        tuple(reader.hidden_columns),
        tuple(reader.uncomputed),
        reader.errors,
        lambda place, day: reader.dated(place, day),
        tuple(reader.struck),
        reader.percents,
        tuple(reader.scaled),
    )


class _Reader:
    """Walks over the cells of one table; cells and rows may stand for many alike."""

    def __init__(self, sheet: str) -> None:
        self.merged: list[Range] = []
        self.hidden_rows: list[range] = []
        self.hidden_columns: list[range] = []
        self.uncomputed: list[Place] = []
        self.errors: dict[Place, str] = {}
        self.struck: list[Struck] = []
        self.percents: dict[Place, int] = {}
        self.scaled: list[Scaled] = []
        self._style = ""
        self._unsaid: set[str] = set()
        self._lost = self._left = ""
        self._spans: list[bool] = []
        self._shown: dict[Place, str] = {}
        self._sheet = sheet
        self._depth = 0
        self._tables: list[bool] = []
        self._row = self._rows = self._column = self._heading = 0
        self._said = ""
        self._cell: Mapping[str, str] = {}
        self._within = 0
        self._shows = False

    def dated(self, place: Place, _day: date) -> str:
        """The text under which a date is shown."""
        return self._shown.get(place, "")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Unreadable(problem("too-deep"))
        name = tag.rpartition(":")[2]
        if name == "table":
            self._tables.append(attributes.get("table:name") == self._sheet)
            return
        if self._tables == [True]:
            self._start_inside(name, attributes)
        elif name == "style":
            self._style = attributes.get("style:name", "")
        elif name == "text-properties" and _takes_back(attributes):
            self._unsaid.add(self._style)

    def _start_inside(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "table-column":
            count = _repeated(attributes, "columns")
            if attributes.get("table:visibility") in _HIDDEN:
                columns = range(self._heading, self._heading + count)
                self.hidden_columns.append(columns)
            self._heading += count
        elif name == "table-row":
            count = _repeated(attributes, "rows")
            if attributes.get("table:visibility") in _HIDDEN:
                self.hidden_rows.append(range(self._row, self._row + count))
            self._row += count
            self._rows = count
            self._column = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell, self._said = attributes, ""
            self._lost = self._left = ""
            self._within, self._shows = self._depth, False
        elif name == "p":
            self._shows |= self._depth == self._within + 1
        elif name == "span":
            self._spans.append(attributes.get("text:style-name", "") in self._unsaid)

    def text(self, said: str) -> None:
        """Text, of which only the beginning matters."""
        if len(self._said) < _LONGEST_TEXT:
            self._said += said
            if any(self._spans):
                self._lost += said
            else:
                self._left += said

    def end(self, tag: str) -> None:
        """A tag closes."""
        self._depth -= 1
        name = tag.rpartition(":")[2]
        if name == "table":
            self._tables.pop()
        elif name == "span" and self._spans:
            self._spans.pop()
        elif name in ("table-cell", "covered-table-cell") and self._tables == [True]:
            self._close_cell(self._cell, self._said.strip())
            self._column += _repeated(self._cell, "columns")

    def _close_cell(self, cell: Mapping[str, str], said: str) -> None:
        down = int(cell.get("table:number-rows-spanned", 1))
        across = int(cell.get("table:number-columns-spanned", 1))
        if down > 1 or across > 1:
            top = self._row - 1
            last = (top + down - 1, self._column + across - 1)
            self.merged.append(Range(top, self._column, *last))
        if said and cell.get("table:style-name") in self._unsaid:
            self.struck += (Struck(*place, "", "") for place in self._places(cell))
        elif self._lost.strip():
            lost, left = self._lost.strip(), self._left.strip()
            self.struck += (Struck(*place, lost, left) for place in self._places(cell))
        self._look_at_number(cell, said)
        if ERRORS.fullmatch(said):
            self.errors.update(dict.fromkeys(self._places(cell), said))
        elif "table:formula" in cell and not self._is_computed(cell):
            self.uncomputed.extend(self._places(cell))
        elif cell.get("office:value-type") == "date":
            self._shown.update(dict.fromkeys(self._places(cell), said))

    def _is_computed(self, cell: Mapping[str, str]) -> bool:
        """LibreOffice gives an empty text no type, only a paragraph with nothing in it."""
        return "office:value-type" in cell or self._shows

    def _look_at_number(self, cell: Mapping[str, str], said: str) -> None:
        if cell.get("office:value-type") == "percentage":
            self.percents.update(dict.fromkeys(self._places(cell), 100))
        elif cell.get("office:value-type") == "float" and said:
            words = _FIGURES.sub(" ", said)
            if is_percent(words):
                self.percents.update(dict.fromkeys(self._places(cell), 1))
            lacks = is_multiple(words)
            if lacks != _is_divided(said, cell.get("office:value", "")):
                self.scaled += (
                    Scaled(*place, said, lacks) for place in self._places(cell)
                )

    def _places(self, cell: Mapping[str, str]) -> Iterator[Place]:
        """All cells that one in the markup stands for."""
        columns = _repeated(cell, "columns")
        if columns * self._rows > _MOST_ALIKE:
            columns = 1
        for row in range(
            max(self._row - self._rows, self._row - _MOST_ALIKE), self._row
        ):
            for column in range(self._column, self._column + columns):
                yield Place(row, column)


def _is_divided(said: str, value: str) -> bool:
    """Whether fewer digits are shown than the whole number has: 371 for 371000."""
    try:
        whole = abs(round(float(value)))
    except (ValueError, OverflowError):
        return False
    shown = sum(map(str.isdigit, said))
    return bool(shown) and whole >= _THOUSAND and shown < len(str(whole))


def _takes_back(look: Mapping[str, str]) -> bool:
    """Whether text that looks so is struck out, or raised like the sign of a note."""
    struck = (
        look.get(f"style:text-line-through-{what}", "none")
        for what in ("style", "type")
    )
    raised = look.get("style:text-position", "0%").startswith(("super", "sub"))
    return raised or any(one != "none" for one in struck)


def _repeated(attributes: Mapping[str, str], what: str) -> int:
    return int(attributes.get(f"table:number-{what}-repeated", 1))
