"""What a list counts beside what the ledger says: both shown where they differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from indicators import formats
from indicators.models import Basis, Figure
from indicators.pages import cells, links, writing
from indicators.parts import Notice, Status, Tile
from indicators.progress import percent_of_plan

WARNING = "▼"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One number twice: counted in the register, and as the figure of an indicator.

    `counted` None: the register is not kept, or says nothing; `whole`: it is declared
    complete, so that what it does not hold is not there.
    """

    label: str
    figure: Figure | None
    counted: int | None
    whole: bool = True

    @property
    def differs(self) -> bool:
        """Whether the two can be compared and are not equal."""
        if self.counted is None or self.figure is None or self.figure.result is None:
            return False
        compared = self.whole or self.counted > 0
        return compared and self.figure.result != self.counted

    @property
    def total(self) -> str:
        """The figure as it is printed, with the word for its month; "" for none."""
        if self.figure is None or self.figure.result is None:
            return ""
        return writing.value(
            self.figure.indicator, self.figure.result, self.figure.qualifier
        )


def figure(
    figures: Mapping[tuple[str, int], Figure], code: str, year: int
) -> Figure | None:
    """The figure of a code and year, if there is one."""
    return figures.get((code, year))


def notice(told: Told) -> Notice | None:
    """ "The list holds 3, the total says 4"; None where they agree or do not compare."""
    if not told.differs or told.figure is None or told.counted is None:
        return None
    text = _("%(what)s: the list holds %(counted)s, the total says %(total)s") % {
        "what": told.label,
        "counted": writing.count(told.counted),
        "total": told.total,
    }
    detail = _("difference %(difference)s; correct the list or the figure") % {
        "difference": formats.number(
            (told.figure.result or Decimal(0)) - told.counted,
            language=writing.language(),
            signed=True,
        )
    }
    return Notice(
        text=text,
        detail="; ".join(filter(None, [_source(told.figure), detail])),
        href=links.trace(told.figure),
        status=Status(_("list and total differ"), WARNING),
    )


def tile(told: Told, *, unit: str, comparison: str = "", note: str = "") -> Tile:
    """The count of the list; where there is none to rely on, the figure."""
    if told.counted is not None and (told.whole or told.counted):
        said = ""
        if told.differs:
            said = _("total in the ledger %(total)s") % {"total": told.total}
        return Tile(
            label=told.label,
            value=writing.count(told.counted),
            unit=unit,
            href=links.trace(told.figure) if told.figure else "",
            comparison=comparison,
            note="; ".join(filter(None, [said, note])),
        )
    if told.figure is None or told.figure.result is None:
        return Tile(label=told.label, value="", missing=True)
    return Tile(
        label=told.label,
        value=told.total,
        unit=unit,
        href=links.trace(told.figure),
        comparison=comparison,
        note="; ".join(filter(None, [_("as entered, without a list"), note])),
        estimated=cells.is_estimate(told.figure),
    )


def of_communes(told: Told, communes: int) -> str:
    """«107/230 communes (46.5 %)»; "" without a count, or for a commune by itself."""
    counted: int | Decimal | None = told.counted
    if counted is None and told.figure is not None:
        counted = told.figure.result
    if counted is None or communes < 2:
        return ""
    share = percent_of_plan(Decimal(counted), Decimal(communes)) or Decimal(0)
    return _("%(number)s/%(communes)s communes (%(share)s)") % {
        "number": writing.count(int(counted)),
        "communes": writing.count(communes),
        "share": writing.share(share),
    }


def _source(figure: Figure) -> str:
    """How the total came about, and of which month it is."""
    basis = str(Basis(figure.basis).label) if figure.basis else ""
    month = formats.month(figure.year, figure.through)
    return f"{basis} ({month})" if basis else month
