"""The sentences of an overview, T1 to T8, from the figures of a unit's page."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from indicators import wording
from indicators.models import Figure
from indicators.pages import writing
from indicators.pages.labels import (
    ADMITTED,
    CELLS_RUNNING,
    CELLS_SET_UP,
    COMMUNES,
    MEMBERS,
    PILOTS,
    PILOTS_RUNNING,
    QUALIFIED,
    TURNS,
    WHITE_HAMLETS,
)
from indicators.pages.material import Material
from indicators.pages.ranking import Ranked
from indicators.parts import Commentary
from indicators.phrases import Month, Phrase
from indicators.progress import ChangeKind
from indicators.wording import Outcome


def commentary(material: Material, ranks: Sequence[Ranked]) -> Commentary:
    """What the figures say, in a fixed order; pieces without figures are left out."""
    said = [phrase for phrase in _phrases(material, ranks) if phrase is not None]
    return Commentary(sentences=[writing.sentence(phrase) for phrase in said])


def _phrases(material: Material, ranks: Sequence[Ranked]) -> Iterator[Phrase | None]:
    # Sentences that speak of a year's work would be wrong in the middle of it.
    whole_year = material.period.through == 12
    if whole_year:
        yield _two_years(material)
        yield _one_year(material)
    yield _white_hamlets(material)
    yield from _training(material)
    yield _agency_cells(material)
    yield _pilots(material)
    yield from _qualification(material)
    if whole_year:
        yield wording.ranking(
            [(writing.inside(each.unit), each.percent) for each in ranks]
        )
    yield _caution(material)


def _two_years(material: Material) -> Phrase | None:
    """T1: the first year known against the year of the page."""
    years = material.results_to_date(ADMITTED)
    if len(years) < 2 or years[-1].year != material.period.year:
        return None
    if material.breaks([years[0], years[-1]]):
        return None  # another territory then
    members = material.result(MEMBERS)
    return wording.two_years(
        _outcome(years[0]),
        _outcome(years[-1]),
        unit=material.place.inside(material.unit),
        members=members.result if members else None,
        as_of=material.period.day if members else None,
    )


def _one_year(material: Material) -> Phrase | None:
    """T2: the year against its plan and the year before."""
    figure, before = material.result(ADMITTED), material.before(ADMITTED)
    if figure is None:
        return None
    return wording.one_year(
        _outcome(figure),
        unit=material.place.inside(material.unit),
        earlier=_outcome(before) if before else None,
    )


def _white_hamlets(material: Material) -> Phrase | None:
    known = material.results_to_date(WHITE_HAMLETS)
    if not known or known[-1].year != material.period.year:
        return None
    first = known[0] if len(known) > 1 else None
    if first is not None and material.breaks([first, known[-1]]):
        first = None
    return wording.white_hamlets(
        first.year if first else known[-1].year,
        first.result if first else None,
        known[-1].year,
        known[-1].result,
    )


def _training(material: Material) -> Iterator[Phrase | None]:
    """T4: the year's turns, and periods of years that reach up to it or the year before."""
    for span in material.spans:
        if span.year >= material.period.year - 1:
            yield wording.training(span.since, span.year, span.result)
    turns = material.result(TURNS)
    if turns is not None:
        yield wording.training(turns.year, turns.year, turns.result)


def _agency_cells(material: Material) -> Phrase | None:
    set_up, running = material.result(CELLS_SET_UP), material.result(CELLS_RUNNING)
    told = running or set_up
    if told is None or not material.place.below:
        return None
    if not any(each and each.result for each in (set_up, running)):
        return None  # there never was one
    return wording.agency_cells(
        set_up=set_up.result if set_up else None,
        communes=Decimal(told.expected),
        running=running.result if running else None,
        month=Month(told.year, told.through),
    )


def _pilots(material: Material) -> Phrase | None:
    """«12/230 communes (5.2 %)»; of a single commune its page says more."""
    chosen, running = material.result(PILOTS), material.result(PILOTS_RUNNING)
    if chosen is None or not chosen.result or not material.place.below:
        return None
    communes = material.result(COMMUNES)
    return wording.pilots(
        chosen=chosen.result,
        communes=communes.result if communes else Decimal(chosen.expected),
        running=running.result if running else None,
    )


def _qualification(material: Material) -> Iterator[Phrase | None]:
    figure, stated = material.result(QUALIFIED), material.stated
    if figure is None or figure.result is None:
        return
    if stated is None or stated.change_stated is None or stated.change_since is None:
        yield wording.qualification(figure.result, qualifier=figure.qualifier)
        return
    kind = ChangeKind(stated.change_kind)
    yield wording.qualification(
        figure.result,
        qualifier=figure.qualifier,
        stated=stated.change_stated,
        kind=kind,
        since=stated.change_since,
    )
    if kind == ChangeKind.UNKNOWN:
        yield wording.unclear_change(
            figure.result, stated.change_stated, stated.change_since
        )


def _caution(material: Material) -> Phrase | None:
    figure = material.figure(ADMITTED)
    return (
        None if figure is None else wording.caution(figure.expected - figure.reported)
    )


def _outcome(figure: Figure) -> Outcome:
    return Outcome(figure.year, figure.result, figure.plan)
