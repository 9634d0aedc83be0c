"""The form beside a table: what it is, where it was understood wrongly.

Every field begins with what was understood. What is left as it is stays for the reader to
recognise, now and next year; only what differs becomes a correction.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.admin.import_choices import (
    COLUMNS_OF,
    FIGURES,
    KINDS,
    ROWS,
    choice_of_column,
    choice_of_row,
)
from indicators.admin.import_told import Answers
from indicators.imports.columns import Column, Role
from indicators.imports.corrections import Corrections
from indicators.imports.meanings import Item
from indicators.imports.pictures import Line, LineKind, Picture
from indicators.imports.problems import letters
from indicators.imports.roles import Kind
from indicators.numbers import Convention

__all__ = ["CorrectionsForm"]

FIRST_YEAR, LAST_YEAR = 1945, 2100
_OF_ITEMS = (LineKind.INDICATOR, LineKind.UNKNOWN)


class Asked(NamedTuple):
    """A column or row with its fields; `said` are texts from below a heading."""

    anchor: str
    place: str
    header: str
    said: str
    what: BoundField
    indicator: BoundField | None
    year: BoundField
    decimal: BoundField | None
    errors: list[str]


class CorrectionsForm(forms.Form):
    """What one table is. `names` are the indicators there are, by code; `doubtful` the
    columns in which the sign of decimals is not certain.
    """

    seen = forms.CharField(required=False)  # the state that was looked at
    header_first = forms.IntegerField(label=_("Headings from row"), required=False)
    header_last = forms.IntegerField(label=_("to row"), required=False)
    kind = forms.ChoiceField(
        label=_("How the table is laid out"),
        required=False,
        choices=[("", _("as recognised")), *KINDS.items()],
    )
    left_out = forms.CharField(
        label=_("Rows that are not to be read"),
        required=False,
        help_text=_("Their numbers, for example: 5, 12-14."),
    )

    def __init__(
        self,
        *args: Any,
        picture: Picture,
        names: Mapping[str, str],
        doubtful: Sequence[int] = (),
        seen: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.picture = picture
        self.names = names
        self.state = seen
        said = picture.corrections
        self._signs = dict(said.decimals)
        self._doubtful = sorted({*doubtful, *self._signs})
        self.initial["kind"] = said.kind or ""
        if header := said.header or picture.header:
            first, last = header
            self.initial.update(header_first=first, header_last=last)
        self._begin_rows(said)
        for column in self._columns:
            self._add_column(column)

    # The fields

    @property
    def _is_form(self) -> bool:
        return self.picture.kind == Kind.FORM

    @property
    def _columns(self) -> Sequence[Column]:
        """None where the template's names say what each is."""
        if self.picture.kind == Kind.TIDY or self.picture.register:
            return ()
        return self.picture.columns or [
            Column(index, text, Role.IGNORED)
            for index, text in enumerate(self.picture.heading_texts)
        ]

    @property
    def _lines(self) -> list[Line]:
        """The rows of a form that may be an indicator."""
        if not self._is_form:
            return []
        told = {one.index for one in self.picture.corrections.rows}
        return [
            line
            for line in self.picture.lines
            if line.kind in _OF_ITEMS or line.number in told
        ]

    def _begin_rows(self, said: Corrections) -> None:
        if not self._is_form:
            rows = [one.index for one in said.rows if one.role is Role.IGNORED]
            self.initial["left_out"] = ", ".join(map(str, rows))
            if self.picture.kind != Kind.TABLE or self.picture.register:
                del self.fields["left_out"]
            return
        del self.fields["left_out"]
        ignored = {one.index for one in said.rows if one.role is Role.IGNORED}
        for line in self._lines:
            item, name = line.item, f"r{line.number}"
            offered = [(key, text) for key, (_choice, text) in ROWS.items()]
            chosen = "ignored" if line.number in ignored else choice_of_row(item)
            self._add(name, offered, chosen, item, item.year if item else None)

    def _add_column(self, column: Column) -> None:
        name = f"c{column.index}"
        offered = COLUMNS_OF.get(self.picture.kind, COLUMNS_OF[""])
        told = {one.index: one for one in self.picture.corrections.columns}
        dismissed = column.index in self.picture.corrections.dismissed
        chosen = choice_of_column(column)
        if not chosen and (dismissed or column.index in told):
            chosen = "ignored"
        self._add(name, offered, chosen, column, column.year)
        if column.index in self._doubtful:
            sign = self._signs.get(column.index, "")
            self.fields[f"{name}-decimal"] = forms.ChoiceField(
                required=False,
                choices=[
                    ("", _("not said")),
                    (Convention.COMMA, _("comma: 1.621 and 69,9")),
                    (Convention.POINT, _("point: 1,621 and 69.9")),
                ],
                initial=sign,
            )
        if self._is_form:
            del self.fields[f"{name}-indicator"]

    def _add(
        self,
        name: str,
        offered: Sequence[tuple[str, Any]],
        chosen: str,
        of: Column | Item | None,
        year: int | None,
    ) -> None:
        """What it is, which indicator, which year."""
        understood = of is not None and of.role is not Role.IGNORED
        self.fields[f"{name}-what"] = forms.ChoiceField(
            required=False,
            choices=[
                ("", _("as recognised") if understood else _("not recognised")),
                *offered,
            ],
            initial=chosen,
        )
        self.fields[f"{name}-indicator"] = forms.CharField(
            required=False,
            widget=forms.TextInput(attrs={"list": "indicators", "size": 12}),
            initial=of.indicator if of else "",
        )
        self.fields[f"{name}-year"] = forms.IntegerField(
            required=False,
            min_value=FIRST_YEAR,
            max_value=LAST_YEAR,
            widget=forms.NumberInput(attrs={"size": 6}),
            initial=year,
        )

    # What is asked, for the page

    @property
    def columns(self) -> list[Asked]:
        """The columns from the left."""
        samples = dict(enumerate(self.picture.samples))
        return [
            self._asked(
                f"c{column.index}",
                letters(column.index),
                column.header,
                "; ".join(samples.get(column.index, ())),
            )
            for column in self._columns
        ]

    @property
    def rows(self) -> list[Asked]:
        """The rows of a form from the top."""
        return [
            self._asked(f"r{line.number}", str(line.number), _name_of(line), "")
            for line in self._lines
        ]

    @property
    def asks_indicators(self) -> bool:
        """Whether it is the columns that have the indicators."""
        return not self._is_form

    @property
    def asks_signs(self) -> bool:
        """Whether the sign of decimals is asked somewhere."""
        return any(name.endswith("-decimal") for name in self.fields)

    def _asked(self, name: str, place: str, header: str, said: str) -> Asked:
        bound = {
            part: self[f"{name}-{part}"]
            for part in ("what", "indicator", "year", "decimal")
            if f"{name}-{part}" in self.fields
        }
        errors = [str(error) for one in bound.values() for error in one.errors]
        return Asked(
            f"{name}-asked", place, header, said, bound["what"],
            bound.get("indicator"), bound["year"], bound.get("decimal"), errors,
        )  # fmt: skip

    # What was answered

    def clean_seen(self) -> str:
        """What is corrected is the table that was looked at."""
        seen: str = self.cleaned_data["seen"]
        if seen != self.state:
            raise forms.ValidationError(
                gettext(
                    "The file was read in another way since this page was opened."
                    " Compare what you set with the table as it is now, and send it"
                    " again."
                )
            )
        return seen

    def clean_left_out(self) -> list[int]:
        """Numbers of rows."""
        text: str = self.cleaned_data["left_out"]
        rows: set[int] = set()
        for part in filter(None, re.split(r"[\s,;]+(?![-–])", text.strip())):
            match = re.fullmatch(r"(\d{1,7})(?:\s*[-–]\s*(\d{1,7}))?", part)
            first, last = (
                (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            )
            if not 1 <= first <= last <= self.picture.height:
                raise forms.ValidationError(
                    gettext(
                        "«%(text)s» is no row of this sheet, which has %(height)s."
                        " Write numbers of rows: 5, 12-14."
                    )
                    % {"text": part, "height": self.picture.height}
                )
            rows.update(range(first, last + 1))
        return sorted(rows)

    def clean(self) -> dict[str, Any]:
        """What fits together."""
        given = super().clean() or {}
        self._check_header(given)
        for column in self._columns:
            place = gettext("column %(column)s") % {"column": letters(column.index)}
            self._check(f"c{column.index}", place, needs=not self._is_form)
        for line in self._lines:
            place = gettext("row %(row)s") % {"row": line.number}
            self._check(f"r{line.number}", place, needs=True)
        return given

    def _check_header(self, given: Mapping[str, Any]) -> None:
        first, last = given.get("header_first"), given.get("header_last")
        if {"header_first", "header_last"} & self.errors.keys():
            return
        height = self.picture.height
        if (first is None) != (last is None):
            self.add_error("header_first", gettext("Give the first and the last row of the headings, or neither."))  # fmt: skip
        elif first is not None and last is not None and not 1 <= first <= last < height:
            self.add_error(
                "header_first",
                gettext(
                    "Rows %(first)s to %(last)s cannot be the headings: the sheet has"
                    " rows 1 to %(height)s, and something must stand below them."
                )
                % {"first": first, "last": last, "height": height},
            )

    def _check(self, name: str, place: str, *, needs: bool) -> None:
        given = self.cleaned_data
        what = given.get(f"{name}-what", "")
        is_figure = what in FIGURES or what == "figure"
        if f"{name}-indicator" not in self.fields or not (is_figure and needs):
            return
        text = given.get(f"{name}-indicator", "").strip()
        if not text:
            self.add_error(
                f"{name}-indicator",
                gettext(
                    "Say which indicator %(place)s is about: its code or its name. Or"
                    " choose «do not read»."
                )
                % {"place": place},
            )
            return
        code = self._code_of(text)
        if code is None:
            self.add_error(f"{name}-indicator", self._unknown(text, place))
        else:
            given[f"{name}-indicator"] = code

    def _code_of(self, text: str) -> str | None:
        """An indicator by its code or its whole name, in any case."""
        said = " ".join(text.casefold().split())
        for code, name in self.names.items():
            if said in (code.casefold(), " ".join(name.casefold().split())):
                return code
        return None

    def _unknown(self, text: str, place: str) -> str:
        lowered = {}
        for code, name in self.names.items():
            lowered[code.casefold()] = code
            lowered[name.casefold()] = f"{code} {name}"
        near = get_close_matches(text.casefold(), lowered, n=3, cutoff=0.5)
        said = gettext(
            "«%(text)s» (%(place)s) is no indicator that this file may hold. Choose one of"
            " the list."
        ) % {"text": text, "place": place}
        if not near:
            return said
        names = "; ".join(lowered[one] for one in near)
        return f"{said} {gettext('Nearest: %(names)s.') % {'names': names}}"

    @property
    def corrections(self) -> Corrections:
        """What a person says."""
        began = {name: field.initial for name, field in self.fields.items()}
        return Answers(
            self.picture, self._columns, self._lines, self._doubtful,
            self.cleaned_data, began,
        ).corrections  # fmt: skip


def _name_of(line: Line) -> str:
    """A row of a form by its first text that is more than a number."""
    if line.item is not None:
        return line.item.label
    texts = [text.strip() for text in line.cells]
    return next((text for text in texts if len(text) > _SHORT), "")


_SHORT = 3
