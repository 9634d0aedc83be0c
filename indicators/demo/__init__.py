"""Illustrative figures 2002-2012 that add up to those of the article.

Made up for the places and years of which the article says nothing, by the rules in this
package: no chance, so that every installation shows the same. Every entry is marked as
illustrative; what somebody stated is never touched (data/SOURCES.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext

from indicators import figures, ledger
from indicators.demo import admissions, communes, ratings, registers
from indicators.demo.scenes import DemoError, Scene, scenes
from indicators.ledger import Cause, Statement, Written
from indicators.models import Batch, Indicator, Measure, PlanBasis

__all__ = ["DemoError", "Shown", "load", "remove"]

THEMES = (
    admissions.admissions,
    admissions.members,
    communes.hamlets,
    communes.cells,
    communes.pilots,
    communes.cadres,
    communes.training,
    ratings.ratings,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What was written or taken away: figures in one batch, and rows of registers."""

    figures: Written
    registers: registers.Changed


def load(by: User) -> Shown:
    """Write the illustrative figures and rows; the second time there is nothing new.

    Raises DemoError without units, `ledger.Refused` as every write does.
    """
    note = gettext("Illustrative figures 2002–2012: made up, not reported by anyone.")
    cause = Cause(Batch.Kind.DEMO, note=note)
    years = scenes()
    with transaction.atomic(), figures.all_at_once():
        return Shown(
            ledger.write(list(_statements(years)), by=by, cause=cause),
            registers.fill(years, by),
        )


def remove(by: User) -> Shown:
    """Take all of it off the pages; the ledger keeps that the figures were there."""
    with transaction.atomic(), figures.all_at_once():
        return Shown(ledger.withdraw_illustrative(by=by), registers.remove(by))


def _statements(years: Sequence[Scene]) -> Iterator[Statement]:
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    for scene in years:
        for theme in THEMES:
            for said in theme(scene):
                yield Statement(
                    unit=said.place.pk,
                    indicator=indicators[said.indicator],
                    measure=said.measure,
                    basis=PlanBasis.ISSUED if said.measure == Measure.PLAN else "",
                    year=scene.year,
                    through=said.through,
                    value=Decimal(said.value),
                    illustrative=True,
                )
