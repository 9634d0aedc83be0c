"""Pilots of secretary-cum-chairman, as the entries say, each with its yearly reviews."""

from collections.abc import Iterator

from communes.models import (
    Conclusion,
    PilotReview,
    PilotStatus,
    PilotUnit,
    Rating,
    StopReason,
)
from communes.registers import Writer
from indicators.demo import communes
from indicators.demo.registers.stage import Stage, begun, over
from indicators.demo.scenes import Scene
from indicators.demo.shares import steady
from indicators.shipped import rows

# The classes of the scale up to 2017, out of ten ratings.
RATINGS = (*[Rating.A1] * 4, *[Rating.A2] * 4, *[Rating.A3] * 2)


def fill(stage: Stage, to: Writer) -> None:
    """Write the pilots, then what was found of them each year."""
    pilots: dict[str, PilotUnit] = {}
    for scene in stage.scenes:
        chosen, running = _of(scene, "TD-01"), _of(scene, "TD-02")
        for code in chosen:
            if code not in pilots:
                pilots[code] = _pilot(stage, code, scene.year)
            if code not in running and pilots[code].ended_on is None:
                _stop(pilots[code], code, scene.year)
    years = sorted({pilot.started_on.year for pilot in pilots.values()})
    for pilot in pilots.values():
        began = pilot.started_on.year
        pilot.batch = f"Đợt {years.index(began) + 1} ({began})"
    to.add(PilotUnit, list(pilots.values()))
    to.add(
        PilotReview,
        [
            review
            for code, pilot in pilots.items()
            for review in _reviews(pilot, code, stage.scenes[-1].year)
        ],
    )


def _of(scene: Scene, indicator: str) -> list[str]:
    return [
        one.place.code
        for one in communes.pilots(scene)
        if one.indicator == indicator and one.value
    ]


def _pilot(stage: Stage, code: str, year: int) -> PilotUnit:
    day, precision = begun(f"pilot {code}", year)
    return PilotUnit(
        unit_id=stage.home(code, year, day),
        started_on=day,
        started_precision=precision,
        status=PilotStatus.RUNNING,
        illustrative=True,
    )


def _stop(pilot: PilotUnit, code: str, year: int) -> None:
    pilot.ended_on, pilot.ended_precision = over(f"pilot {code}", year)
    pilot.status = PilotStatus.STOPPED
    pilot.stop_reason = StopReason.TRANSFERRED


def _reviews(pilot: PilotUnit, code: str, last: int) -> Iterator[PilotReview]:
    """One for each year; in the last a few pilots are found good enough to widen."""
    words = rows("demo_reviews.csv")
    ended = pilot.ended_on.year if pilot.ended_on else None
    for year in range(pilot.started_on.year, (ended or last) + 1):
        name = f"review {code} {year}"
        found = words[steady(name, 0, len(words) - 1)]
        party = RATINGS[steady(f"{name} party", 0, len(RATINGS) - 1)]
        conclusion = Conclusion.CONTINUE
        if year == ended:
            conclusion = Conclusion.STOP
        elif year == last and party == Rating.A1:
            conclusion = Conclusion.WIDEN
        yield PilotReview(
            pilot=pilot,
            year=year,
            party_rating=party,
            government_rating=RATINGS[steady(f"{name} rule", 0, len(RATINGS) - 1)],
            strengths=found["strengths"],
            weaknesses=found["weaknesses"],
            conclusion=conclusion,
            illustrative=True,
        )
