"""What a page shows: the read model, derived from the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.utils.translation import gettext_lazy as _

from communes.models.unit import Unit
from indicators import progress
from indicators.models.catalogue import Indicator
from indicators.models.number import Number
from indicators.models.vocabulary import Basis, Borders, PlanBasis, Qualifier, Quality

_BOOLEAN = BooleanField()

# Rule 8: what is counted on a day is still worth showing at a later one of the year.
_LASTING = Q(indicator__kind__in=["stock", "cumulative"]) | Q(
    indicator__kind="ratio", indicator__over_years="last"
)


class FigureQuerySet(models.QuerySet["Figure"]):
    """The one read path: every page, report, export and API call starts here."""

    def on_borders(self, borders: str) -> Self:
        """Figures on the borders of their time, or on the unit's latest ones.

        A row of its own is stored for the latest borders only where they differ; that
        one takes the place of the row on the borders of the time.
        """
        if borders == Borders.THEN:
            return self.filter(borders=borders)
        same = ("indicator", "unit", "year", "since", "through")
        recast = Figure.objects.filter(
            borders=Borders.NOW, **{name: OuterRef(name) for name in same}
        )
        # An empty row only says that the figure of the time is not to be read.
        nothing = Q(borders=Borders.NOW, expected=0, result=None, plan=None)
        shown = self.filter(Q(borders=Borders.NOW) | ~Exists(recast)).exclude(nothing)
        return shown.annotate(read_on=Value(Borders.NOW))

    def at(self, year: int, through: int = 12, borders: str = Borders.THEN) -> Self:
        """The yearly figures of `year` as seen at the end of month `through`.

        A stock or cumulative indicator without a figure at that month shows the latest
        one of the year, whose own `through` tells which; a flow never (rule 8).
        """
        return self.series(through, borders).filter(year=year)

    def series(self, through: int = 12, borders: str = Borders.THEN) -> Self:
        """The yearly figures of every year, each as seen at the end of its `through`."""
        yearly = Q(since=F("year"))
        latest = (
            Figure.objects.on_borders(borders)
            .filter(
                _LASTING,
                yearly,
                indicator=OuterRef("indicator"),
                unit=OuterRef("unit"),
                year=OuterRef("year"),
                through__lte=through,
            )
            .alias(absent=ExpressionWrapper(Q(result__isnull=True), _BOOLEAN))
            .order_by("absent", "-through")
            .values("through")[:1]
        )
        return (
            self.on_borders(borders)
            .filter(yearly, through__lte=through)
            .filter(
                Q(~_LASTING, through=through) | Q(_LASTING, through=Subquery(latest))
            )
        )

    def spanning(self, borders: str = Borders.THEN) -> Self:
        """Totals over several years, as they were stated."""
        return self.on_borders(borders).filter(since__lt=F("year"))

    def read(self, borders: str = Borders.THEN) -> Self:
        """With what a page prints beside a figure: unit, indicator and baseline.

        `borders` are those that the figures are read on: the baseline's too.
        """
        baseline = (
            Figure.objects.on_borders(borders)
            .filter(
                indicator=OuterRef("indicator"),
                unit=OuterRef("unit"),
                year=OuterRef("indicator__baseline_year"),
                since=F("year"),
                result__isnull=False,
            )
            .order_by("-through")
        )
        return self.select_related("unit", "indicator", "indicator__theme").annotate(
            baseline=Subquery(baseline.values("result")[:1])
        )


class Figure(models.Model):
    """The resolved result, plan and coverage of a unit, indicator, period and borders.

    Derived: only `indicators/figures/` writes it, in the transaction of the entries.
    Reads go through the QuerySet methods above.
    """

    pk = models.CompositePrimaryKey(
        "indicator_id", "year", "since", "through", "borders", "unit_id"
    )
    indicator = models.ForeignKey(
        Indicator, models.DO_NOTHING, db_constraint=False, db_index=False
    )
    year = models.PositiveSmallIntegerField()
    since = models.PositiveSmallIntegerField()
    through = models.PositiveSmallIntegerField()
    borders = models.CharField(max_length=4, choices=Borders)
    unit = models.ForeignKey(
        Unit, models.DO_NOTHING, db_constraint=False, db_index=False
    )
    result = Number(null=True)
    result_below = Number(null=True)
    plan = Number(null=True)
    plan_first = Number(null=True)
    plan_below = Number(null=True)
    plan_low = Number(null=True)
    plan_high = Number(null=True)
    result_matched = Number(null=True)
    plan_matched = Number(null=True)
    basis = models.CharField(max_length=8, choices=Basis, blank=True)
    plan_basis = models.CharField(max_length=10, choices=PlanBasis, blank=True)
    qualifier = models.CharField(max_length=2, choices=Qualifier, blank=True)
    quality = models.PositiveSmallIntegerField(choices=Quality, null=True)
    expected = models.IntegerField()
    reported = models.IntegerField()
    reported_below = models.IntegerField()
    plan_expected = models.IntegerField()
    plan_reported = models.IntegerField()
    estimated = models.BooleanField(default=False)
    # Whether `result_below` is what a register counts (rule 3), not a sum of results.
    counted = models.BooleanField(default=False, db_default=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        indexes = [
            models.Index(
                fields=["unit", "borders", "through", "indicator", "year"],
                name="figure_of_unit",
            )
        ]

    @property
    def asked_borders(self) -> Borders:
        """The borders that it was read on; its own may be those of the time all the same."""
        return Borders(getattr(self, "read_on", self.borders))

    @property
    def is_recast(self) -> bool:
        """Whether it was put together anew, because the unit had other borders then."""
        return self.borders == Borders.NOW

    @property
    def is_ratio(self) -> bool:
        """Whether it is a percentage of its own, which has no percent of plan."""
        return self.indicator.kind == Indicator.Kind.RATIO

    @property
    def percent(self) -> Decimal | None:
        """Result over plan x 100, unrounded: the quotient of the printed columns."""
        if self.is_ratio:
            return None
        return progress.percent_of_plan(self.result, self.plan)

    @property
    def percent_matched(self) -> Decimal | None:
        """The same over the lowest units that have both a result and a plan."""
        return progress.percent_of_plan(self.result_matched, self.plan_matched)

    @property
    def progress(self) -> progress.Progress:
        """Progress by the indicator's method; needs `read()` for the baseline."""
        method = progress.method_for(self.indicator.method, self.indicator.direction)
        if self.is_ratio and method is progress.Method.RATIO:
            # The distance of a ratio to its plan is in points; it has no percent.
            return progress.Progress(method, self.result, self.plan)
        return progress.progress(
            method,
            result=self.result,
            plan=self.plan,
            baseline=getattr(self, "baseline", None),
        )

    @property
    def is_whole(self) -> bool:
        """Whether everybody who is expected to has reported a result."""
        return self.reported >= self.expected

    @property
    def plan_is_whole(self) -> bool:
        """Whether everybody who is expected to has a plan."""
        return self.plan_reported >= self.plan_expected

    @property
    def difference(self) -> Decimal | None:
        """What was typed less what the units below add up to; None where one is missing.

        Shown beside the figure, never mended (rule 2).
        """
        if self.basis != Basis.ENTERED or self.result is None:
            return None
        if self.result_below is None or self.result == self.result_below:
            return None
        return self.result - self.result_below
