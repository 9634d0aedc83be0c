"""`/registers/hamlets/`: hamlets without members, since when, and how it ended (US4)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from communes import territory
from communes.models import ExitReason, Hamlet, HamletSpell, Register, Unit
from communes.whereabouts import rows_in, standing, stands_at
from indicators.models import Figure
from indicators.pages import writing
from indicators.pages.breaks import breaks_between
from indicators.pages.labels import WHITE_HAMLETS, short
from indicators.pages.registers import addresses, hamlet_steps, told
from indicators.pages.registers.ground import (
    Ground,
    not_kept,
    page,
    place_cells,
    place_columns,
    rough,
)
from indicators.pages.registers.parts import RegisterPage, Section
from indicators.parts import Cell, Column, Kind, Row, RowKind, Status, Table, Tile
from indicators.progress import percent_of_plan

HAMLETS_ALL = "HC-02"
BETTER, WORSE = "●", "▼"


@dataclass(frozen=True, slots=True)
class Spells:
    """All spells of the area's hamlets that have begun by the day."""

    on: Ground
    every: Sequence[HamletSpell]

    def white_on(self, day: date) -> list[HamletSpell]:
        """Those that hold `day`, of hamlets that exist then; the longest first."""
        found = [spell for spell in self.every if _holds(spell, day)]
        return sorted(found, key=lambda spell: (spell.since, spell.hamlet.name))

    def ended(self) -> list[HamletSpell]:
        """Those that ended within the period, the latest first."""
        on = self.on
        found = [
            spell
            for spell in self.every
            if spell.until is not None and on.first <= spell.until <= on.day
        ]
        return sorted(found, key=lambda spell: spell.until or on.day, reverse=True)

    def counted(self, years: Sequence[int]) -> dict[int, int]:
        """How many were white at the end of each year for which the list answers.

        It is the list of today's area: years before the unit's life are left out.
        """
        since = self.on.keeping(Register.WHITE_HAMLETS).since
        if since is None:
            return {}
        days = {year: min(date(year, 12, 31), self.on.day) for year in years}
        return {
            year: len(self.white_on(day))
            for year, day in days.items()
            if since <= day and self.on.unit.is_alive_on(day)
        }


def hamlets_page(on: Ground) -> RegisterPage:
    """The hamlets without a Party member on the last day of the period."""
    spells = _read(on)
    hamlets = rows_in(Hamlet.objects.existing_on(on.day), on.area).count()
    figures = on.figures([WHITE_HAMLETS, HAMLETS_ALL])
    white = spells.white_on(on.day)
    kept = on.keeping(Register.WHITE_HAMLETS)
    number = told.Told(
        label=short(WHITE_HAMLETS),
        figure=told.figure(figures, WHITE_HAMLETS, on.period.year),
        counted=len(white) if kept.whole or spells.every else None,
        whole=kept.whole,
    )
    warning = told.notice(number)
    return page(
        on,
        addresses.HAMLETS,
        _("Hamlets without members"),
        tiles=_tiles(spells, number, figures, hamlets),
        notices=[warning] if warning else [],
        nothing=not_kept(on, Register.WHITE_HAMLETS, rows=bool(spells.every)),
        sections=[
            _listed(on, white),
            _ended(on, spells.ended()),
            _fall(on, spells, number, figures),
        ],
        models=[Hamlet],
    )


def _read(on: Ground) -> Spells:
    spells = HamletSpell.objects.filter(since__lte=on.day)
    found = standing(rows_in(spells, on.area), on.area)
    return Spells(on, list(found.select_related("hamlet", "hamlet__unit")))


def _holds(spell: HamletSpell, day: date) -> bool:
    """As HamletSpellQuerySet.on."""
    hamlet = spell.hamlet
    return (
        spell.since <= day
        and (spell.until is None or day < spell.until)
        and (hamlet.valid_from is None or hamlet.valid_from <= day)
        and (hamlet.valid_to is None or day < hamlet.valid_to)
    )


def _tiles(
    spells: Spells,
    number: told.Told,
    figures: Mapping[tuple[str, int], Figure],
    hamlets: int,
) -> list[Tile]:
    on = spells.on
    begun = [spell for spell in spells.every if spell.since >= on.first]
    ended = spells.ended()
    made = [told.tile(number, unit=_("hamlets"), comparison=_against(on, figures))]
    if spells.every:
        made += [
            Tile(
                label=_("Have members again this year"),
                value=writing.count(len(ended)),
                unit=_("hamlets"),
                comparison=_reasons(ended),
                status=Status(_("falling"), BETTER) if ended else None,
            ),
            Tile(
                label=_("Newly without members this year"),
                value=writing.count(len(begun)),
                unit=_("hamlets"),
                status=Status(_("rising"), WORSE) if begun else None,
            ),
        ]
    all_of = told.Told(
        label=_("All hamlets"),
        figure=told.figure(figures, HAMLETS_ALL, on.period.year),
        counted=hamlets or None,
        whole=on.keeping(Register.HAMLETS).whole,
    )
    if all_of.counted is not None or all_of.figure is not None:
        made.append(told.tile(all_of, unit=_("hamlets")))
    return made


def _against(on: Ground, figures: Mapping[tuple[str, int], Figure]) -> str:
    """The change against the first year that is told: «down 14 (77.8 %) since 2002»."""
    now = figures.get((WHITE_HAMLETS, on.period.year))
    first = min((year for code, year in figures if code == WHITE_HAMLETS), default=0)
    earlier = figures.get((WHITE_HAMLETS, first))
    if now is None or earlier is None or first >= on.period.year:
        return ""
    if now.result is None or not earlier.result:
        return ""
    params = {"year": first, "before": writing.value(earlier.indicator, earlier.result)}
    fallen = earlier.result - now.result
    share = percent_of_plan(abs(fallen), earlier.result)
    params["change"] = writing.value(now.indicator, abs(fallen))
    params["share"] = writing.share(share) if share is not None else ""
    if fallen > 0:
        return _("%(before)s in %(year)s, down %(change)s (%(share)s)") % params
    if fallen < 0:
        return _("%(before)s in %(year)s, up %(change)s (%(share)s)") % params
    return _("unchanged since %(year)s") % params


def _reasons(spells: Sequence[HamletSpell]) -> str:
    """«Admission of new members 2; hamlet merged 1»."""
    counted = Counter(spell.exit_reason for spell in spells)
    return "; ".join(
        f"{str(ExitReason(reason).label).lower()} {writing.count(number)}"
        for reason, number in counted.most_common()
    )


def _listed(on: Ground, white: Sequence[HamletSpell]) -> Section | None:
    table = Table(
        id="white",
        caption=_("Hamlets without members"),
        subtitle=_("on %(day)s, the longest first") % {"day": on.period.cut},
        columns=[
            Column(label=_("No."), kind=Kind.RANK),
            Column(label=_("Hamlet"), kind=Kind.NAME),
            *place_columns(on),
            Column(label=_("White since"), kind=Kind.DAY),
            Column(label=_("Years white")),
            Column(label=_("Reason of entry"), kind=Kind.TEXT),
            Column(label=_("Difficult area"), kind=Kind.TEXT),
        ],
        rows=[_white_row(on, place, spell) for place, spell in enumerate(white, 1)],
        caption_unseen=True,
    )
    if not white and not on.keeping(Register.WHITE_HAMLETS).whole:
        return None
    none_left = _("No hamlet was without members that day.")
    return Section(
        id="now",
        title=_("Which hamlets have no members?"),
        said=[] if white else [none_left],
        tables=[table] if white else [],
    )


def _white_row(on: Ground, place: int, spell: HamletSpell) -> Row:
    years = on.day.year - spell.since.year
    years -= (on.day.month, on.day.day) < (spell.since.month, spell.since.day)
    return Row(
        [
            Cell(text=writing.count(place)),
            _hamlet(spell),
            *place_cells(on, _entered(spell), stands_at(spell, on.area)),
            Cell(text=rough(spell.since, spell.since_precision)),
            Cell(text=writing.count(years)),
            Cell(text=_label(spell.get_entry_reason_display())),
            Cell(text=_("yes") if spell.hamlet.is_difficult else ""),
        ]
    )


def _ended(on: Ground, ended: Sequence[HamletSpell]) -> Section | None:
    if not ended:
        return None
    return Section(
        id="ended",
        title=_("Which have members again, and how?"),
        tables=[
            Table(
                id="ended-this-year",
                caption=_("Hamlets that have members again"),
                columns=[
                    Column(label=_("Hamlet"), kind=Kind.NAME),
                    *place_columns(on),
                    Column(label=_("White since"), kind=Kind.DAY),
                    Column(label=_("Members again from"), kind=Kind.DAY),
                    Column(label=_("How it ended"), kind=Kind.TEXT),
                ],
                rows=[
                    Row(
                        [
                            _hamlet(spell),
                            *place_cells(
                                on, _entered(spell), stands_at(spell, on.area)
                            ),
                            Cell(text=rough(spell.since, spell.since_precision)),
                            Cell(text=rough(spell.until, spell.until_precision)),
                            Cell(text=_label(spell.get_exit_reason_display())),
                        ]
                    )
                    for spell in ended
                ],
                caption_unseen=True,
            )
        ],
    )


def _fall(
    on: Ground,
    spells: Spells,
    number: told.Told,
    figures: Mapping[tuple[str, int], Figure],
) -> Section:
    """The staircase of the years, and by which reasons it fell."""
    stated = [
        f for (code, _year), f in sorted(figures.items()) if code == WHITE_HAMLETS
    ]
    since = on.keeping(Register.WHITE_HAMLETS).since
    first = min([f.year for f in stated] + ([since.year] if since else []), default=0)
    years = range(first, on.period.year + 1) if first else []
    moves = territory.moves([life.pk for life in on.found.lives])
    breaks = breaks_between(
        moves, [figure.year for figure in stated], on.period.through
    )
    steps = hamlet_steps.Steps(stated, spells.counted(list(years)), breaks)
    by_reason = _by_reason(spells)
    return Section(
        id="fall",
        title=_("How has their number fallen?"),
        said=hamlet_steps.differences(steps),
        charts=[hamlet_steps.chart(steps, title=number.label)],
        tables=[by_reason] if by_reason else [],
    )


def _by_reason(spells: Spells) -> Table | None:
    """How many spells ended in each year, by the reason that the leader asks for."""
    on = spells.on
    ended = [s for s in spells.every if s.until is not None and s.until <= on.day]
    if not ended:
        return None
    reasons = [r for r in ExitReason if any(s.exit_reason == r for s in ended)]
    years = sorted({spell.until.year for spell in ended if spell.until}, reverse=True)

    def row(of: Sequence[HamletSpell], label: str, kind: RowKind) -> Row:
        counted = Counter(spell.exit_reason for spell in of)
        cells = [Cell(text=writing.count(counted[reason])) for reason in reasons]
        return Row([Cell(text=label), *cells, Cell(text=writing.count(len(of)))], kind)

    rows = [
        row(
            [s for s in ended if s.until is not None and s.until.year == year],
            str(year),
            RowKind.PLAIN,
        )
        for year in years
    ]
    rows.append(row(ended, _("Together"), RowKind.TOTAL))
    return Table(
        id="reasons",
        caption=_("How spells without members ended, by year"),
        subtitle=_("hamlets"),
        columns=[
            Column(label=_("Year"), kind=Kind.NAME),
            *(Column(label=str(reason.label)) for reason in reasons),
            Column(label=_("Together")),
        ],
        rows=rows,
    )


def _hamlet(spell: HamletSpell) -> Cell:
    return Cell(text=spell.hamlet.full_name, note=spell.note)


def _entered(spell: HamletSpell) -> Unit:
    entered: Unit = spell.hamlet.unit
    return entered


def _label(text: object) -> str:
    return str(text) if text else writing.NOTHING
