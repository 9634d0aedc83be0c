"""`/registers/pilots/`: communes that try secretary-cum-chairman; no person is named."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from communes.models import PilotReview, PilotStatus, PilotUnit, Register, Unit
from communes.whereabouts import communes_of, rows_in, standing, stands_at
from indicators.models import MeasuredIn
from indicators.pages import writing
from indicators.pages.labels import PILOTS, PILOTS_RUNNING
from indicators.pages.registers import addresses, medians, pilot_reviews, told
from indicators.pages.registers.ground import (
    Ground,
    not_kept,
    page,
    place_columns,
    rough,
    unit_cell,
)
from indicators.pages.registers.parts import RegisterPage, Section
from indicators.parts import Cell, Column, Kind, Row, RowKind, Table, Tile


def pilots_page(on: Ground) -> RegisterPage:
    """The pilots of the area up to the last day of the period."""
    pilots = _read(on)
    reviews = _reviews(on, pilots)
    figures = on.figures([PILOTS, PILOTS_RUNNING])
    running = [pilot for pilot in pilots if is_running(pilot, on.day)]
    kept = on.keeping(Register.PILOTS)
    answers = kept.whole or bool(pilots)
    ever, now = (
        told.Told(
            label=label,
            figure=told.figure(figures, code, on.period.year),
            counted=len(communes_of(found, on.area)) if answers else None,
            whole=kept.whole,
        )
        for label, code, found in (
            (_("Ever chosen"), PILOTS, pilots),
            (_("Running"), PILOTS_RUNNING, running),
        )
    )
    return page(
        on,
        addresses.PILOTS,
        _("Pilots: Party secretary also chairman"),
        tiles=_tiles(on, pilots, ever, now),
        notices=[n for each in (ever, now) if (n := told.notice(each))],
        nothing=not_kept(on, Register.PILOTS, rows=bool(pilots)),
        sections=[
            _listed(on, pilots, reviews),
            _compared(on, running),
            *pilot_reviews.sections(on, pilots, reviews),
        ],
        models=[PilotUnit],
    )


def is_running(pilot: PilotUnit, day: date) -> bool:
    """As PilotUnitQuerySet.running_on."""
    begun: bool = pilot.started_on <= day
    return begun and (pilot.ended_on is None or day < pilot.ended_on)


def _read(on: Ground) -> list[PilotUnit]:
    begun = PilotUnit.objects.filter(started_on__lte=on.day)
    found = standing(rows_in(begun, on.area), on.area)
    return list(found.select_related("unit", "document").order_by("started_on", "pk"))


def _reviews(on: Ground, pilots: Sequence[PilotUnit]) -> list[PilotReview]:
    return list(
        PilotReview.objects.filter(pilot__in=pilots, year__lte=on.period.year).order_by(
            "pilot_id", "-year"
        )
    )


def _tiles(
    on: Ground, pilots: Sequence[PilotUnit], ever: told.Told, now: told.Told
) -> list[Tile]:
    unit = _("units")
    if now.counted is None and now.figure is None:
        return [
            told.tile(
                ever, unit=unit, comparison=told.of_communes(ever, len(on.communes))
            )
        ]
    ended = [p for p in pilots if not is_running(p, on.day)]
    stopped = [p for p in ended if p.status == PilotStatus.STOPPED]
    tiles = [
        told.tile(ever, unit=unit, comparison=told.of_communes(ever, len(on.communes))),
        told.tile(now, unit=unit, comparison=told.of_communes(now, len(on.communes))),
    ]
    if pilots:
        tiles += [
            Tile(
                label=_("Stopped"),
                value=writing.count(len(stopped)),
                unit=unit,
                comparison="; ".join(
                    str(pilot.get_stop_reason_display()).lower() for pilot in stopped
                ),
            ),
            Tile(
                label=_("Made permanent"),
                value=writing.count(len(ended) - len(stopped)),
                unit=unit,
            ),
        ]
    return tiles


def _listed(
    on: Ground, pilots: Sequence[PilotUnit], reviews: Sequence[PilotReview]
) -> Section | None:
    latest: dict[int, PilotReview] = {}
    for review in reviews:
        latest.setdefault(review.pilot_id, review)
    running = [pilot for pilot in pilots if is_running(pilot, on.day)]
    ended = [pilot for pilot in pilots if not is_running(pilot, on.day)]
    rows: list[Row] = []
    for title, found in ((_("Running"), running), (_("Ended"), ended)):
        if not found:
            continue
        group = f"{title}: {writing.count(len(found))}"
        rows.append(Row([Cell(text=group)], RowKind.GROUP))
        rows += [_row(on, pilot, latest.get(pilot.pk)) for pilot in found]
    table = Table(
        id="pilots",
        caption=_("Pilot communes"),
        subtitle=_("on %(day)s") % {"day": on.period.cut},
        columns=[
            Column(label=_("Commune"), kind=Kind.NAME),
            *place_columns(on)[1:],
            Column(label=_("Started on"), kind=Kind.DAY),
            Column(label=_("Ended on"), kind=Kind.DAY),
            Column(label=_("Years run")),
            Column(label=_("Status"), kind=Kind.TEXT),
            Column(label=_("Last review")),
            Column(label=_("Party committee"), kind=Kind.TEXT),
            Column(label=_("Government"), kind=Kind.TEXT),
            Column(label=_("Decision of the pilot"), kind=Kind.TEXT),
        ],
        rows=rows,
        caption_unseen=True,
    )
    if not pilots and not on.keeping(Register.PILOTS).whole:
        return None
    none = _("No commune has been chosen for the pilot.")
    return Section(
        id="list",
        title=_("Which communes try it, and how did it go on?"),
        said=[] if pilots else [none],
        tables=[table] if pilots else [],
    )


def _row(on: Ground, pilot: PilotUnit, review: PilotReview | None) -> Row:
    at = stands_at(pilot, on.area)
    entered: Unit = pilot.unit
    district = on.area.district(at or entered)
    document = pilot.document
    runs = is_running(pilot, on.day)
    return Row(
        [
            unit_cell(on, entered, at),
            *(
                [Cell(text=district.full_name if district else "")]
                if on.districts
                else []
            ),
            Cell(text=rough(pilot.started_on, pilot.started_precision)),
            Cell(text="" if runs else rough(pilot.ended_on, pilot.ended_precision)),
            Cell(text=writing.count(_years(pilot, on.day))),
            _status(pilot, runs),
            Cell(text=str(review.year) if review else writing.NOTHING),
            Cell(text=pilot_reviews.word(review.party_rating) if review else ""),
            Cell(text=pilot_reviews.word(review.government_rating) if review else ""),
            Cell(text=document.number if document else writing.NOTHING),
        ]
    )


def _status(pilot: PilotUnit, runs: bool) -> Cell:
    """As it was on the day: one that was stopped later was running then."""
    if runs:
        return Cell(text=str(PilotStatus.RUNNING.label))
    reason = str(pilot.get_stop_reason_display()).lower()
    return Cell(text=str(pilot.get_status_display()), note=reason)


def _years(pilot: PilotUnit, day: date) -> int:
    """How many calendar years it has run in, up to the day."""
    end = day if pilot.ended_on is None else min(day, pilot.ended_on)
    years: int = end.year - pilot.started_on.year + 1
    return years


def _compared(on: Ground, running: Sequence[PilotUnit]) -> Section | None:
    """The communes with a running pilot against the others, by median."""
    at = {unit.pk for pilot in running if (unit := stands_at(pilot, on.area))}
    if not at or len(on.communes) < 2:
        return None
    compared = medians.compare(medians.figures_of_communes(on), at)
    if not compared:
        return None
    return Section(
        id="comparison",
        title=_("How do the pilot communes stand against the others?"),
        tables=[
            Table(
                id="medians",
                caption=_("Medians of running pilots and of the other communes"),
                subtitle=_("%(period)s; in brackets how many communes have a figure")
                % {"period": on.period.label},
                columns=[
                    Column(label=_("Indicator"), kind=Kind.NAME),
                    Column(label=_("Pilot communes")),
                    Column(label=_("Other communes")),
                    Column(label=_("Difference")),
                ],
                rows=[_comparison(each) for each in compared],
                notes=[
                    _(
                        "A median is the value in the middle: half of the communes lie "
                        "below it, half above. It says nothing about causes."
                    )
                ],
                caption_unseen=True,
            )
        ],
    )


def _comparison(each: medians.Compared) -> Row:
    label = each.indicator.name
    if each.percent:
        label = _("%(indicator)s: percent of plan") % {"indicator": label}
    difference = writing.NOTHING
    if each.chosen.value is not None and each.others.value is not None:
        distance = each.chosen.value - each.others.value
        if each.percent or each.indicator.measured_in == MeasuredIn.PERCENT:
            difference = _("%(points)s pts") % {"points": writing.points(distance)}
        else:
            difference = writing.change(each.indicator, distance)
    return Row(
        [
            Cell(text=label),
            Cell(text=_middle(each, each.chosen)),
            Cell(text=_middle(each, each.others)),
            Cell(text=difference),
        ]
    )


def _middle(each: medians.Compared, middle: medians.Middle) -> str:
    if middle.value is None:
        return writing.NOTHING
    text = (
        writing.percent(middle.value)
        if each.percent
        else writing.middle(each.indicator, middle.value)
    )
    return f"{text} ({writing.count(middle.of)})"
