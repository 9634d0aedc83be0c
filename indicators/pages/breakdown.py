"""The parts of a number: what it splits into («chia ra») and what is in it («trong đó»)."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from indicators.models import Figure, Indicator
from indicators.pages import cells, writing
from indicators.parts import Cell, Column, Kind, Row, RowKind, Table
from indicators.progress import percent_of_plan


def breakdown(whole: Figure | None, figures: Iterable[Figure]) -> Table | None:
    """The parts of a figure that are told, with their share; None where there are none.

    `figures` are those of the same unit and year.
    """
    if whole is None:
        return None
    parts = [
        figure
        for figure in figures
        if figure.indicator.part_of_id == whole.indicator_id
        and figure.result is not None
    ]
    if not parts:
        return None
    return Table(
        id=f"parts-{whole.indicator.code}",
        caption=_("What it is made of"),
        subtitle=writing.unit_of_measure(whole.indicator),
        columns=[
            Column(label=whole.indicator.name, kind=Kind.NAME),
            Column(label=_("Result")),
            Column(label=_("Share"), unit="%"),
        ],
        rows=[*_rows(whole, parts), _whole_row(whole)],
    )


def split_label(partition: str) -> str:
    """The name of a split; "" is «trong đó», whose parts need not add up."""
    return {
        "": _("Of which"),
        "cap": _("By organiser"),
        "chat-luong": _("By quality"),
        "chuc-danh": _("By office"),
        "doi-tuong": _("By whom it concerns"),
        "hinh-thuc": _("By form"),
        "hoc-van": _("By schooling"),
        "loai": _("By kind"),
        "loai-hinh": _("By kind of organisation"),
        "ly-do": _("By reason"),
        "ly-luan": _("By political theory"),
        "nhom": _("By group"),
        "noi-dung": _("By content"),
        "to-chuc": _("By organisation"),
        "trinh-do": _("By professional level"),
        "tuoi": _("By age"),
        "xep-loai": _("By rating"),
    }.get(partition, partition.replace("-", " "))


def _rows(whole: Figure, parts: Sequence[Figure]) -> Iterable[Row]:
    """Splits first, then «trong đó», each under its name."""
    ordered = sorted(parts, key=lambda part: _place(part.indicator))
    for partition, group in groupby(ordered, lambda part: part.indicator.partition):
        yield Row([Cell(text=split_label(partition))], RowKind.GROUP)
        for part in group:
            yield _row(whole, part, RowKind.PART)


def _row(whole: Figure, part: Figure, kind: RowKind) -> Row:
    share = percent_of_plan(part.result, whole.result)
    return Row(
        [
            Cell(text=part.indicator.name),
            cells.result(part, unit=part.unit, indicator=part.indicator),
            Cell(text=writing.NOTHING if share is None else writing.share(share)),
        ],
        kind,
    )


def _whole_row(whole: Figure) -> Row:
    result = cells.result(whole, unit=whole.unit, indicator=whole.indicator)
    return Row([Cell(text=whole.indicator.name), result, Cell()], RowKind.TOTAL)


def _place(indicator: Indicator) -> tuple[bool, str, int, str]:
    split = indicator.partition
    return not split, split, indicator.ordinal, indicator.code
