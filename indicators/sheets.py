"""The rows of a form for several values: an indicator with its parts, or a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indicators.models import Indicator, Sheet

# The splits of the forms of 2012; one of the board's own is called by its name.
SPLITS = {
    "tuoi": _("by age"),
    "hoc-van": _("by schooling"),
    "trinh-do": _("by professional level"),
    "ly-luan": _("by level of political theory"),
    "loai-hinh": _("by kind of organisation"),
    "loai": _("by kind"),
    "noi-dung": _("by content"),
    "xep-loai": _("by class"),
    "ly-do": _("by reason"),
    "chuc-danh": _("by post"),
    "doi-tuong": _("by trainees"),
    "hinh-thuc": _("by form"),
    "cap": _("by level"),
    "to-chuc": _("by organisation"),
    "chat-luong": _("by quality"),
    "nhom": _("by group"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator of the form and what of it is typed."""

    indicator: Indicator
    takes_plan: bool
    takes_result: bool = True

    @property
    def measures(self) -> tuple[str, ...]:
        """What is typed, in the order of the columns."""
        taken = {"plan": self.takes_plan, "result": self.takes_result}
        return tuple(measure for measure, takes in taken.items() if takes)


@dataclass(frozen=True, slots=True)
class Split:
    """Parts of one whole: «trong đó» (name "") or one «chia ra», which must add up."""

    whole: Row
    name: str
    parts: tuple[Row, ...]

    @property
    def title(self) -> str:
        """As the forms head it."""
        if not self.name:
            return gettext("Of which")
        return gettext("Split %(how)s") % {"how": SPLITS.get(self.name, self.name)}


@dataclass(frozen=True, slots=True)
class Layout:
    """A form: its rows as they stand on paper, each whole before its parts."""

    code: str
    name: str
    rows: tuple[Row, ...]
    sheet: Sheet | None = None

    def lines(self) -> Iterator[tuple[Row | Split, int]]:
        """Rows and headings of splits in order, with how deep each one stands."""
        inside = {row.indicator.pk for row in self.rows}
        for row in self.rows:
            if row.indicator.part_of_id not in inside:
                yield from self._under(row, 0)

    def splits(self, whole: Row) -> list[Split]:
        """The parts of a row: «trong đó» first, then each «chia ra»."""
        parts = [
            row for row in self.rows if row.indicator.part_of_id == whole.indicator.pk
        ]
        names = dict.fromkeys(sorted((p.indicator.partition for p in parts), key=bool))
        return [
            Split(whole, name, tuple(p for p in parts if p.indicator.partition == name))
            for name in names
        ]

    def _under(self, row: Row, depth: int) -> Iterator[tuple[Row | Split, int]]:
        yield row, depth
        for split in self.splits(row):
            yield split, depth + 1
            for part in split.parts:
                yield from self._under(part, depth + 1)


def layout_of(code: str, year: int, *, sensitive: bool) -> Layout | None:
    """The form of that code: a sheet's, or an indicator's with its parts; None: neither.

    Only what is in use and kept in `year`; sensitive indicators only where `sensitive`.
    """
    sheet = Sheet.objects.filter(code=code).first()
    if sheet is not None:
        columns = sheet.columns.select_related("indicator__part_of")
        rows = [Row(c.indicator, c.takes_plan, c.takes_result) for c in columns]
        return Layout(code, sheet.name, _kept(rows, year, sensitive), sheet)
    whole = Indicator.objects.active().filter(code=code).first()
    if whole is None:
        return None
    return Layout(code, whole.name, _kept(_with_parts(whole), year, sensitive))


def layouts() -> list[tuple[str, str]]:
    """Code and name of every sheet, to choose from."""
    return [(sheet.code, sheet.name) for sheet in Sheet.objects.all()]


def _with_parts(whole: Indicator) -> list[Row]:
    """The indicator and its parts, theirs too, in the order of the catalogue."""
    known = list(Indicator.objects.in_order())
    taken, grown = {whole.pk}, True
    while grown:
        found = {one.pk for one in known if one.part_of_id in taken} - taken
        taken |= found
        grown = bool(found)
    return [Row(one, one.has_plan) for one in known if one.pk in taken]


def _kept(rows: Sequence[Row], year: int, sensitive: bool) -> tuple[Row, ...]:
    return tuple(row for row in rows if _is_kept(row.indicator, year, sensitive))


def _is_kept(indicator: Indicator, year: int, sensitive: bool) -> bool:
    return (
        indicator.active
        and (indicator.first_year is None or indicator.first_year <= year)
        and (indicator.last_year is None or year <= indicator.last_year)
        and (sensitive or not indicator.sensitive)
    )
