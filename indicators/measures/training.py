"""Training: rounds, the turns sent to them, and the turns that were planned.

A round counts in its year; before the year's end only where its first day is known to
lie within the period («Quý III» counts at the end of the year).
"""

from communes.models import (
    ContentType,
    OrganiserLevel,
    Placement,
    Register,
    TheoryLevel,
    TraineeCategory,
)
from indicators.measures.measure import Measure, one_of, yearly

_ROUNDS = "SELECT * FROM communes_traininground"
_TURNS = """
    SELECT t.id, t.unit_id, t.turns, t.category, d.year, d.starts_on, d.content,
        d.theory_level, d.organiser_level
    FROM communes_trainingturns t
    JOIN communes_traininground d ON d.id = t.round_id
"""
_HELD = "r.year = p.year AND (p.through = 12 OR r.starts_on <= p.day)"


def turns(*conditions: str, plan: Measure | None = None) -> Measure:
    """Turns of the period, by the unit that sent them; of one category, content ..."""
    return Measure(
        Register.TRAINING,
        Placement.Of.TURNS,
        _TURNS,
        " AND ".join([_HELD, *conditions]),
        number="sum(r.turns)",
        plan=plan,
    )


def planned_turns(*conditions: str) -> Measure:
    """Turns planned for the whole year, by the unit that keeps the rounds."""
    return Measure(
        Register.TRAINING,
        Placement.Of.ROUND,
        _ROUNDS,
        " AND ".join(["r.year = p.year AND r.planned_turns IS NOT NULL", *conditions]),
        number="sum(r.planned_turns)",
    )


def rounds(*conditions: str) -> Measure:
    """Rounds of the period, by the unit that keeps them; of one content, organiser."""
    return Measure(
        Register.TRAINING,
        Placement.Of.ROUND,
        _ROUNDS,
        " AND ".join([_HELD, *conditions]),
    )


def _content(value: ContentType) -> str:
    return one_of("r.content", value)


def _category(value: TraineeCategory) -> str:
    return one_of("r.category", value)


def _level(value: TheoryLevel) -> str:
    return one_of("r.theory_level", value)


def _organiser(value: OrganiserLevel) -> str:
    return one_of("r.organiser_level", value)


_BY_TITLE = _content(ContentType.BY_TITLE)

_BREAKDOWNS = {
    **{f"turns_{c}": turns(_category(c)) for c in TraineeCategory},
    **{
        f"turns_content_{c}": turns(_content(c), plan=planned_turns(_content(c)))
        for c in ContentType
    },
    **{f"turns_by_title_{c}": turns(_BY_TITLE, _category(c)) for c in TraineeCategory},
    **{f"turns_theory_{level}": turns(_level(level)) for level in TheoryLevel},
    **{
        f"turns_organiser_{level}": turns(_organiser(level)) for level in OrganiserLevel
    },
    **{f"rounds_content_{c}": rounds(_content(c)) for c in ContentType},
    **{
        f"rounds_organiser_{level}": rounds(_organiser(level))
        for level in OrganiserLevel
    },
}

MEASURES = {
    "turns": turns(plan=planned_turns()),
    "rounds": rounds(),
    **yearly(_BREAKDOWNS),
}
