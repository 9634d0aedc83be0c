"""How pilots were rated year by year, on the two scales, and what was said of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from communes.models import PilotReview, PilotUnit, Rating
from communes.models.pilot import FIRST_RATINGS, SECOND_RATINGS, SECOND_SCALE
from communes.whereabouts import stands_at
from indicators import charts
from indicators.charts import Bar, Part
from indicators.pages import writing
from indicators.pages.registers.ground import Ground, unit_cell
from indicators.pages.registers.parts import Section
from indicators.parts import Cell, Chart, Column, Kind, Row, Table

# Dark to light, the last class alerts.
TONES = (1, 2, 4, 0)


def sections(
    on: Ground, pilots: Sequence[PilotUnit], reviews: Sequence[PilotReview]
) -> list[Section | None]:
    """The ratings of all years, and the reviews of the year in words."""
    return [_ratings(reviews), _of_year(on, pilots, reviews)]


def word(rating: str) -> str:
    """A class without its scale, for beside a year; "" for none."""
    return (
        {
            Rating.A2: _("Tasks fulfilled well"),
            Rating.A3: _("Tasks fulfilled"),
            Rating.B2: _("Tasks fulfilled well"),
            Rating.B3: _("Tasks fulfilled"),
        }.get(Rating(rating), str(Rating(rating).label))
        if rating
        else ""
    )


def _ratings(reviews: Sequence[PilotReview]) -> Section | None:
    drawn = [
        chart
        for chart in (
            _chart(
                reviews,
                "party",
                _("Rating of the Party committees of pilot communes"),
                lambda review: review.party_rating,
            ),
            _chart(
                reviews,
                "government",
                _("Rating of the governments of pilot communes"),
                lambda review: review.government_rating,
            ),
        )
        if chart is not None
    ]
    if not drawn:
        return None
    return Section(
        id="ratings",
        title=_("How were they rated?"),
        charts=drawn,
        beside=True,
    )


def _chart(
    reviews: Sequence[PilotReview],
    name: str,
    title: str,
    rating: Callable[[PilotReview], str],
) -> Chart | None:
    rated = [review for review in reviews if rating(review)]
    if not rated:
        return None
    years = sorted({review.year for review in rated})
    bars = []
    for before, year in zip([0, *years], years, strict=False):
        counted = Counter(rating(review) for review in rated if review.year == year)
        crosses = 0 < before < SECOND_SCALE <= year
        bars.append(
            Bar(
                label=str(year),
                parts=_parts(counted, year),
                total_text=writing.count(counted.total()),
                break_text=_("Since 2018: another scale") if crosses else "",
            )
        )
    return Chart(
        id=f"ratings-{name}",
        title=title,
        subtitle=_("units, by class; at the right all that were rated"),
        geometry=charts.stack(bars),
        table=_table(name, title, rated, rating),
    )


def _parts(counted: Counter[str], year: int) -> list[Part]:
    scale = SECOND_RATINGS if year >= SECOND_SCALE else FIRST_RATINGS
    return [
        Part(
            word(each),
            Decimal(counted[each]),
            writing.count(counted[each]),
            tone,
        )
        for each, tone in zip(scale, TONES, strict=True)
    ]


def _table(
    name: str,
    caption: str,
    rated: Sequence[PilotReview],
    rating: Callable[[PilotReview], str],
) -> Table:
    classes = [each for each in Rating if any(rating(r) == each for r in rated)]
    rows = []
    for year in sorted({review.year for review in rated}, reverse=True):
        counted = Counter(rating(review) for review in rated if review.year == year)
        cells = [
            Cell(text=writing.count(counted[c]) if _in_force(c, year) else "")
            for c in classes
        ]
        rows.append(
            Row([Cell(text=str(year)), *cells, Cell(text=str(counted.total()))])
        )
    return Table(
        id=f"ratings-{name}-table",
        caption=caption,
        columns=[
            Column(label=_("Year"), kind=Kind.NAME),
            *(Column(label=str(each.label)) for each in classes),
            Column(label=_("Rated")),
        ],
        rows=rows,
        caption_unseen=True,
    )


def _in_force(rating: Rating, year: int) -> bool:
    return (rating in SECOND_RATINGS) == (year >= SECOND_SCALE)


def _of_year(
    on: Ground, pilots: Sequence[PilotUnit], reviews: Sequence[PilotReview]
) -> Section | None:
    by_pilot = {r.pilot_id: r for r in reviews if r.year == on.period.year}
    reviewed = [pilot for pilot in pilots if pilot.pk in by_pilot]
    if not reviewed:
        return None
    return Section(
        id="reviews",
        title=_("What did the reviews of %(year)s say?") % {"year": on.period.year},
        tables=[
            Table(
                id="reviews-of-year",
                caption=_("Reviews of the year"),
                columns=[
                    Column(label=_("Commune"), kind=Kind.NAME),
                    Column(label=_("Party committee"), kind=Kind.TEXT),
                    Column(label=_("Government"), kind=Kind.TEXT),
                    Column(label=_("Strengths"), kind=Kind.PROSE),
                    Column(label=_("Weaknesses"), kind=Kind.PROSE),
                    Column(label=_("Conclusion"), kind=Kind.TEXT),
                ],
                rows=[_review(on, pilot, by_pilot[pilot.pk]) for pilot in reviewed],
                caption_unseen=True,
            )
        ],
    )


def _review(on: Ground, pilot: PilotUnit, review: PilotReview) -> Row:
    texts = (
        word(review.party_rating),
        word(review.government_rating),
        review.strengths,
        review.weaknesses,
        str(review.get_conclusion_display()),
    )
    at = stands_at(pilot, on.area)
    return Row(
        [unit_cell(on, pilot.unit, at), *(Cell(text=text or "") for text in texts)]
    )
