"""The catalogue of indicators as a file; wholes stand above their parts."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from import_export.results import RowResult

from communes.lists.cells import Tenths
from communes.lists.columns import (
    Column,
    Named,
    OneOf,
    Several,
    SeveralNamed,
    Whole,
    YesNo,
)
from communes.lists.resource import ListResource
from communes.models import Kind as UnitKind
from indicators.listeners import recompute
from indicators.measures import MEASURES
from indicators.models import Indicator, MeasuredIn, Theme

YES_NO = {True: _("Yes"), False: _("No")}


class IndicatorResource(ListResource):
    """Indicators by code; themes and other indicators are named by their codes."""

    code = Column("code")
    name_vi = Column("name_vi")
    name_en = Column("name_en")
    theme = Column("theme")
    ordinal = Column("ordinal", Whole(), default=0)
    measured_in = Column("measured_in", OneOf(MeasuredIn.choices))
    decimals = Column("decimals", Whole(), default=0)
    lowest = Column("lowest", Tenths())
    highest = Column("highest", Tenths())
    kind = Column("kind", OneOf(Indicator.Kind.choices))
    direction = Column("direction", OneOf(Indicator.Direction.choices), default="none")
    over_tree = Column(
        "over_tree",
        OneOf(Indicator.OverTree.choices),
        default="sum",
    )
    over_years = Column(
        "over_years",
        OneOf(Indicator.OverYears.choices),
        default="none",
    )
    numerator = Column("numerator")
    denominator = Column("denominator")
    scale = Column("scale", Whole(), default=1)
    part_of = Column("part_of")
    partition = Column("partition")
    reported_by = Column("reported_by", Several(OneOf(UnitKind.choices)))
    source = Column("source", OneOf(Indicator.Source.choices), default="entered")
    measure = Column("measure", OneOf([(name, name) for name in MEASURES]))
    method = Column("method", OneOf(Indicator.Method.choices))
    baseline_year = Column("baseline_year", Whole())
    has_plan = Column("has_plan", YesNo(YES_NO))
    sensitive = Column("sensitive", YesNo(YES_NO))
    header_words = Column("header_words", Several())
    definition_vi = Column("definition_vi")
    definition_en = Column("definition_en")
    source_form = Column("source_form")
    first_year = Column("first_year", Whole())
    last_year = Column("last_year", Whole())
    active = Column("active", YesNo(YES_NO))

    unchecked = ("theme", "part_of", "denominator")

    class Meta:
        model = Indicator
        fields = (
            "code", "name_vi", "name_en", "theme", "ordinal", "measured_in", "decimals",
            "lowest", "highest", "kind", "direction", "over_tree", "over_years", "numerator", "denominator",
            "scale", "part_of", "partition", "reported_by", "source", "measure", "method",
            "baseline_year", "has_plan", "sensitive", "header_words", "definition_vi",
            "definition_en", "source_form", "first_year", "last_year", "active",
        )  # fmt: skip
        import_id_fields = ("code",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = {one.code: one for one in Indicator.objects.all()}
        themes = {theme.code: theme for theme in Theme.objects.all()}
        by_code = Named(
            self.known.get,
            lambda one: one.code,
            _("«%(text)s» is no indicator. Put the row of a whole above its parts."),
        )
        self.fields["theme"].widget = Named(
            themes.get,
            lambda theme: theme.code,
            _("«%(text)s» is no theme. Write its code, for example KN."),
        )
        self.fields["part_of"].widget = self.fields["denominator"].widget = by_code
        self.fields["numerator"].widget = SeveralNamed(by_code, Indicator)

    def get_queryset(self) -> Any:
        """With all that a row names."""
        related = Indicator.objects.select_related("theme", "part_of", "denominator")
        return related.prefetch_related("numerator")

    def after_save_instance(self, instance: Indicator, row: Any, **kwargs: Any) -> None:
        """Later rows of the file may name it."""
        self.known[instance.code] = instance

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Figures follow what the catalogue says of them."""
        super().after_import(dataset, result, **kwargs)
        changed = result.totals[RowResult.IMPORT_TYPE_UPDATE]
        if changed and not kwargs.get("dry_run") and not result.has_validation_errors():
            recompute()
