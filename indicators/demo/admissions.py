"""Admissions and members: of districts as the sample table says, then of communes."""

from collections.abc import Iterator, Sequence

from indicators.demo.scenes import Place, Said, Scene
from indicators.demo.shares import apportion, divide, steady
from indicators.models import Measure

# Form 2-TCTW, part II.1; in percent.
AGES = {"KN-07": 62, "KN-01.31-40": 26, "KN-01.41-50": 9, "KN-01.51-tro-len": 3}
OF_WHICH = {"KN-04": "women", "KN-05": "minority", "KN-06": "youth"}


def admissions(scene: Scene) -> Iterator[Said]:
    """Plan, result, «trong đó» and age groups of every commune, bloc and force."""
    planned = _of_units(scene, "planned", "planned_2012")
    admitted = _of_units(scene, "admitted", "admitted_2011", varies=True)
    of_which = {
        code: _of_which(scene, column, admitted) for code, column in OF_WHICH.items()
    }
    for place, unit in enumerate(scene.units):
        below = scene.below(unit)
        sizes = [commune.size for commune in below]
        plans = apportion(planned[place], sizes)
        yield from _said(below, "KN-01", plans, Measure.PLAN)
        results = apportion(
            admitted[place],
            [
                size * _turn(scene, at, 55)
                for size, at in zip(sizes, below, strict=True)
            ],
        )
        yield from _said(below, "KN-01", results)
        for code, totals in of_which.items():
            yield from _said(below, code, apportion(totals[place], results))
        ages = divide(results, list(AGES.values()))
        for code, parts in zip(AGES, ages, strict=True):
            yield from _said(below, code, parts)


def members(scene: Scene) -> Iterator[Said]:
    """Members at the end of the year: a steady share of every unit."""
    totals = apportion(
        scene.totals["members"],
        [scene.known[unit.code]["planned_2012"] for unit in scene.units],
    )
    for unit, total in zip(scene.units, totals, strict=True):
        below = scene.below(unit)
        sizes = [place.size for place in below]
        yield from _said(below, "DV-01", apportion(total, sizes))


def _said(
    places: Sequence[Place],
    indicator: str,
    values: Sequence[int],
    measure: str = Measure.RESULT,
) -> Iterator[Said]:
    for place, value in zip(places, values, strict=True):
        yield Said(place, indicator, value, measure)


def _turn(scene: Scene, place: Place, low: int) -> int:
    """What a year makes of a place: some do better than others, by turns."""
    return steady(f"{place.code} {scene.year}", low, 200 - low)


def _of_units(
    scene: Scene, column: str, basis: str, *, varies: bool = False
) -> list[int]:
    """What the sample table says of the units, else the total in proportion to it."""
    stated = f"{column}_{scene.year}"
    known = [scene.known[unit.code] for unit in scene.units]
    if all(stated in row for row in known):
        return [row[stated] for row in known]
    weights = [row[basis] * 100 for row in known]
    if varies:
        weights = [
            weight // 100 * _turn(scene, unit, 90)
            for weight, unit in zip(weights, scene.units, strict=True)
        ]
    return apportion(scene.totals[column], weights)


def _of_which(scene: Scene, column: str, admitted: Sequence[int]) -> list[int]:
    known = [scene.known[unit.code] for unit in scene.units]
    if scene.year == 2012:
        return [row[f"{column}_2012"] for row in known]
    weights = [
        number * row[f"{column}_2012"] * 1000 // row["admitted_2012"]
        for number, row in zip(admitted, known, strict=True)
    ]
    return apportion(scene.totals[column], weights)
