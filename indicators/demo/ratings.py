"""Grassroots organisations and their ratings, as districts and blocs report them."""

from collections.abc import Iterator

from indicators.demo.scenes import Said, Scene
from indicators.demo.shares import apportion, divide

# The classes of the scale that was used to 2017, in the order of form 7A-TCTW.
CLASSES = ("XL-02", "XL-01.hoan-thanh-tot", "XL-01.hoan-thanh", "XL-03")


def ratings(scene: Scene) -> Iterator[Said]:
    """Organisations, those rated, and the four classes, which add up to them."""
    totals = scene.totals
    weights = [scene.known[unit.code]["planned_2012"] for unit in scene.units]
    organisations = apportion(totals["organisations"], weights)
    rated = apportion(totals["rated"], organisations)
    best, good, weak = totals["strong"], totals["good"], totals["weak"]
    done = totals["rated"] - best - good - weak
    classes = divide(rated, [best, good, done, weak])
    columns = [("TC-01", organisations), ("XL-01", rated)]
    for indicator, values in [*columns, *zip(CLASSES, classes, strict=True)]:
        for unit, value in zip(scene.units, values, strict=True):
            yield Said(unit, indicator, value)
