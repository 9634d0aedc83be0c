"""Assessments of 2012 for every district and some communes, in words of their own."""

from collections.abc import Sequence

from communes.models import Assessment
from communes.registers import Writer
from indicators.demo.registers.stage import Stage
from indicators.demo.scenes import Place
from indicators.demo.shares import steady
from indicators.shipped import rows

COMMUNES = 3  # of every district


def fill(stage: Stage, to: Writer) -> None:
    """Two fields of strength and two others of weakness each."""
    words = rows("demo_assessments.csv")
    scene = stage.scenes[-1]
    places: list[Place] = []
    for district in scene.units:
        communes = scene.communes.get(district.code, [])
        if communes:
            places += [district, *communes[-COMMUNES:]]
    to.add(Assessment, [_assessment(place, scene.year, words) for place in places])


def _assessment(place: Place, year: int, words: Sequence[dict[str, str]]) -> Assessment:
    start = steady(f"assessment {place.code}", 0, len(words) - 1)
    step = (1, 3)[steady(f"assessment {place.code} step", 0, 1)]
    strong_1, strong_2, weak_1, weak_2 = (
        words[(start + number * step) % len(words)] for number in range(4)
    )
    return Assessment(
        unit_id=place.pk,
        year=year,
        strength_tags=[strong_1["tag"], strong_2["tag"]],
        strengths=f"{strong_1['strengths']}\n{strong_2['strengths']}",
        weakness_tags=[weak_1["tag"], weak_2["tag"]],
        weaknesses=f"{weak_1['weaknesses']}\n{weak_2['weaknesses']}",
        causes=f"{weak_1['causes']}\n{weak_2['causes']}",
        next_steps=f"{weak_1['next_steps']}\n{weak_2['next_steps']}",
        illustrative=True,
    )
