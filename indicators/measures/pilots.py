"""Communes that try one person as Party secretary and chairman: ever, running, rated."""

from communes.models import GOOD_RATINGS, Kind, Level, Placement, Register
from indicators.measures.measure import COMMUNES, Measure, one_of, within, yearly

_PILOTS = "SELECT * FROM communes_pilotunit"
_REVIEWS = """
    SELECT pilot.id, pilot.unit_id, review.year,
        coalesce(nullif(review.party_rating, ''), review.government_rating) AS rating
    FROM communes_pilotreview review
    JOIN communes_pilotunit pilot ON pilot.id = review.pilot_id
"""


def pilots_ever(*kinds: Kind) -> Measure:
    """Communes alive on the day that were chosen, or came out of one that was."""
    only = "true"
    if kinds:
        commune = f"CASE WHEN holder.level = {Level.COMMUNE.value} THEN holder.kind"
        only = one_of(f"{commune} ELSE base.kind END", *kinds)
    return Measure(
        Register.PILOTS,
        Placement.Of.PILOT,
        _PILOTS,
        "r.started_on <= p.day",
        number=COMMUNES,
        only=only,
    )


def pilots_running() -> Measure:
    """Communes in which the pilot is under way on the day."""
    return Measure(
        Register.PILOTS,
        Placement.Of.PILOT,
        _PILOTS,
        within("started_on", "ended_on"),
        number=COMMUNES,
    )


def pilots_good() -> Measure:
    """Communes whose pilot was rated good or better in the year.

    By the rating of the Party committee; where there is none, of the government. Ratings
    are of whole years: only the end of the year is counted.
    """
    return Measure(
        Register.PILOTS,
        Placement.Of.PILOT,
        _REVIEWS,
        f"r.year = p.year AND {one_of('r.rating', *GOOD_RATINGS)}",
        number=COMMUNES,
        months=(12,),
    )


_BREAKDOWNS = {
    "pilots_ever_xa": pilots_ever(Kind.COMMUNE),
    "pilots_ever_phuong": pilots_ever(Kind.WARD),
    "pilots_ever_thi_tran": pilots_ever(Kind.TOWNSHIP),
}

MEASURES = {
    "pilots_ever": pilots_ever(),
    "pilots_running": pilots_running(),
    "pilots_good": pilots_good(),
    **yearly(_BREAKDOWNS),
}
