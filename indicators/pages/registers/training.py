"""`/registers/training/`: rounds, and turns by category and content; never people (US8)."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from communes.models import (
    ContentType,
    Mode,
    Register,
    TraineeCategory,
    TrainingRound,
)
from indicators import wording
from indicators.models import Figure
from indicators.pages import sections, writing
from indicators.pages.labels import TURNS, short
from indicators.pages.registers import addresses, told, training_rows
from indicators.pages.registers.ground import FEW, Ground, exact, not_kept, page
from indicators.pages.registers.parts import Fold, RegisterPage, Section
from indicators.pages.registers.training_rows import Held, OfYear, Training, Turns
from indicators.parts import Cell, Column, Group, Kind, Row, RowKind, Table, Tile
from indicators.progress import percent_of_plan

ROUNDS = "DT-03"


def training_page(on: Ground) -> RegisterPage:
    """The training rounds of the period and the turns of the area."""
    training = training_rows.read(on)
    figures = on.figures([TURNS, ROUNDS])
    kept = on.keeping(Register.TRAINING)
    answers = kept.whole or bool(training.held)
    turns = told.Told(
        label=short(TURNS),
        figure=told.figure(figures, TURNS, on.period.year),
        counted=training.turns.total if answers else None,
        whole=kept.whole,
    )
    warning = told.notice(turns)
    return page(
        on,
        addresses.TRAINING,
        _("Training of grassroots cadres"),
        tiles=_tiles(training, turns),
        notices=[warning] if warning else [],
        nothing=not_kept(on, Register.TRAINING, rows=bool(training.held)),
        sections=[
            _splits(training),
            _years(training),
            _spans(on),
            _rounds(training),
        ],
        models=[TrainingRound],
    )


def _tiles(training: Training, turns: told.Told) -> list[Tile]:
    tiles = [told.tile(turns, unit=_("turns"), comparison=_against_plan(training))]
    if not training.held:
        return tiles
    tiles.append(
        Tile(
            label=_("Training rounds"),
            value=writing.count(len(training.held)),
            unit=_("rounds"),
        )
    )
    total, women = training.turns.total, training.turns.women
    if women is not None and total:
        tiles.append(
            Tile(
                label=_("Of which women"),
                value=writing.count(women),
                unit=_("turns"),
                comparison=_share(women, total),
            )
        )
    return tiles


def _against_plan(training: Training) -> str:
    """«plan 610, 99.7 %»; "" without a plan."""
    plan = training.planned
    if not plan:
        return ""
    share = percent_of_plan(Decimal(training.turns.total), Decimal(plan))
    return _("planned %(plan)s turns, %(share)s") % {
        "plan": writing.count(plan),
        "share": writing.percent(share or Decimal(0)),
    }


def _rounds(training: Training) -> Section | None:
    on, held = training.on, training.held
    if not held and not on.keeping(Register.TRAINING).whole:
        return None
    none = _("No round was held in this period.")
    table = _round_table(training)
    long = len(held) > FEW
    count = writing.count(len(held))
    return Section(
        id="rounds",
        title=_("Which rounds were held?"),
        said=[] if held else [none],
        tables=[table] if held and not long else [],
        folds=[Fold(f"{table.caption}: {count}", table)] if long else [],
    )


def _round_table(training: Training) -> Table:
    total = [
        Cell(text=_("Together")),
        *[Cell()] * 4,
        _count(training.planned),
        *_turns(training.turns),
    ]
    return Table(
        id="rounds-of-year",
        caption=_("Rounds of the year"),
        groups=[
            Group("", 6),
            Group(_("Turns by category of trainees"), len(TraineeCategory)),
            Group("", 2),
        ],
        columns=[
            Column(label=_("Round"), kind=Kind.NAME),
            Column(label=_("Content"), kind=Kind.TEXT),
            Column(label=_("Organiser"), kind=Kind.PROSE),
            Column(label=_("Days as written"), kind=Kind.DAY),
            Column(label=_("Number of days")),
            Column(label=_("Planned"), unit=_("turns")),
            *(Column(label=str(each.label)) for each in TraineeCategory),
            Column(label=_("All turns")),
            Column(label=_("Women")),
        ],
        rows=[
            *(_round_row(each) for each in training.held),
            Row(total, RowKind.TOTAL),
        ],
        notes=[_("A turn is one person in one round; the same person counts in each.")],
        caption_unseen=True,
    )


def _round_row(held: Held) -> Row:
    of = held.round
    content = str(of.get_content_display())
    level = str(of.get_theory_level_display()).lower()
    return Row(
        [
            Cell(text=of.title, note=of.note),
            Cell(text=f"{content}, {level}" if of.theory_level else content),
            Cell(text=of.organiser or str(of.get_organiser_level_display())),
            Cell(text=_when(of)),
            Cell(text="" if of.days is None else writing.axis(of.days)),
            _count(of.planned_turns),
            *_turns(held.turns),
        ]
    )


def _when(of: TrainingRound) -> str:
    """The days as the source writes them, else in the same way: 14-18/3/2011."""
    if of.dates_text:
        return str(of.dates_text)
    first, last = of.starts_on, of.ends_on or of.starts_on
    if first is None or last is None:
        return exact(last)
    end = f"{last.day}/{last.month}/{last.year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{end}"
    if first.year == last.year:
        return f"{first.day}/{first.month}-{end}"
    return f"{first.day}/{first.month}/{first.year}-{end}"


def _turns(turns: Turns | None) -> list[Cell]:
    """By category, all, and of women; nothing told is not zero."""
    if turns is None:
        nothing = Cell(text=writing.NOTHING)
        return [nothing] * (len(TraineeCategory) + 2)
    return [
        *(Cell(text=writing.count(turns.of(each))) for each in TraineeCategory),
        Cell(text=writing.count(turns.total)),
        _count(turns.women),
    ]


def _splits(training: Training) -> Section | None:
    """The year's turns by category of trainees, by content and by mode."""
    if not training.held or not training.turns.total:
        return None
    by_content = _split(
        training,
        "contents",
        _("By content"),
        ContentType,
        lambda of: of.content,
    )
    by_mode = _split(
        training,
        "modes",
        _("By mode"),
        Mode,
        lambda of: of.mode,
    )
    return Section(
        id="splits",
        title=_("Who was trained in what?"),
        tables=[_categories(training.turns), by_content, by_mode],
        beside=True,
    )


def _categories(turns: Turns) -> Table:
    rows = [
        Row(
            [
                Cell(text=str(each.label)),
                Cell(text=writing.count(turns.of(each))),
                Cell(text=_share(turns.of(each), turns.total)),
            ]
        )
        for each in TraineeCategory
    ]
    total = [Cell(text=_("Together")), Cell(text=writing.count(turns.total)), Cell()]
    return Table(
        id="categories",
        caption=_("By category of trainees"),
        columns=[
            Column(label=_("Category"), kind=Kind.NAME),
            Column(label=_("Turns")),
            Column(label=_("Share")),
        ],
        rows=[*rows, Row(total, RowKind.TOTAL)],
    )


def _split(
    training: Training,
    name: str,
    caption: str,
    kinds: Iterable[ContentType | Mode],
    read: Callable[[TrainingRound], str],
) -> Table:
    rows = []
    for kind in kinds:
        held = [each for each in training.held if read(each.round) == kind]
        turns = training_rows.joined(each.turns for each in held).total
        if held:
            numbers = (writing.count(len(held)), writing.count(turns))
            share = _share(turns, training.turns.total)
            rows.append(
                Row([Cell(text=text) for text in (str(kind.label), *numbers, share)])
            )
    total = (len(training.held), training.turns.total)
    cells = [Cell(text=_("Together")), *(Cell(text=writing.count(n)) for n in total)]
    return Table(
        id=name,
        caption=caption,
        columns=[
            Column(label=caption, kind=Kind.NAME),
            Column(label=_("Rounds")),
            Column(label=_("Turns")),
            Column(label=_("Share")),
        ],
        rows=[*rows, Row([*cells, Cell()], RowKind.TOTAL)],
    )


def _years(training: Training) -> Section | None:
    """Year by year, as the register has them; the years are not added up."""
    on = training.on
    years = list(training.years)
    if training.held:
        own = training
        years.append(
            OfYear(on.period.year, len(own.held), own.planned, own.turns),
        )
    if not years:
        return None
    return Section(
        id="years",
        title=_("How much training was there year by year?"),
        tables=[
            Table(
                id="turns-by-year",
                caption=_("Training turns by year"),
                columns=[
                    Column(label=_("Year"), kind=Kind.NAME),
                    Column(label=_("Rounds")),
                    Column(label=_("Planned"), unit=_("turns")),
                    *(Column(label=str(each.label)) for each in TraineeCategory),
                    Column(label=_("All turns")),
                    Column(label=_("Women")),
                ],
                rows=[
                    Row(
                        [
                            Cell(text=str(each.year)),
                            Cell(text=writing.count(each.rounds)),
                            _count(each.planned),
                            *_turns(each.turns),
                        ]
                    )
                    for each in reversed(years)
                ],
                caption_unseen=True,
            )
        ],
    )


def _spans(on: Ground) -> Section | None:
    """Totals over several years as they were stated: in words, never as a bar."""
    found = _stated_spans(on)
    if not found:
        return None
    sentences = [
        wording.training(figure.since, figure.year, figure.result) for figure in found
    ]
    return Section(
        id="spans",
        title=_("What was stated for several years together?"),
        said=[writing.sentence(each) for each in sentences if each is not None],
        facts=sections.spans(found),
    )


def _stated_spans(on: Ground) -> list[Figure]:
    lives = [life.pk for life in on.found.lives if on.scope.sees_total(life)]
    found = Figure.objects.spanning().filter(
        unit__in=lives,
        indicator__code=TURNS,
        year__lte=on.period.year,
        result__isnull=False,
    )
    return list(found.read().order_by("since", "year"))


def _count(number: int | None) -> Cell:
    return Cell(text=writing.NOTHING if number is None else writing.count(number))


def _share(part: int, whole: int) -> str:
    share = percent_of_plan(Decimal(part), Decimal(whole))
    return writing.NOTHING if share is None else writing.share(share)
