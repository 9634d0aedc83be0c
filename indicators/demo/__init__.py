"""Illustrative figures 2002-2012 that add up to those of the article.

Made up for the places and years of which the article says nothing, by the rules in this
package: no chance, so that every installation shows the same. Every entry is marked as
illustrative; what somebody stated is never touched (data/SOURCES.md).
"""

from collections.abc import Iterator
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils.translation import gettext

from indicators import ledger
from indicators.demo import admissions, communes, ratings
from indicators.demo.scenes import DemoError, scenes
from indicators.ledger import Cause, Statement, Written
from indicators.models import Batch, Indicator, Measure, PlanBasis

__all__ = ["DemoError", "load", "remove"]

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


def load(by: User) -> Written:
    """Write the illustrative figures in one batch; the second time there is nothing new.

    Raises DemoError without units, `ledger.Refused` as every write does.
    """
    note = gettext("Illustrative figures 2002–2012: made up, not reported by anyone.")
    return ledger.write(
        list(_statements()), by=by, cause=Cause(Batch.Kind.DEMO, note=note)
    )


def remove(by: User) -> Written:
    """Take all illustrative figures off the pages; the ledger keeps that they were."""
    return ledger.withdraw_illustrative(by=by)


def _statements() -> Iterator[Statement]:
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    for scene in scenes():
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
