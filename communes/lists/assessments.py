"""Yearly assessments as a file."""

from communes.lists.cells import Cells, Count, Found
from communes.lists.columns import Column, OneOf, Several
from communes.lists.register import RegisterResource
from communes.lists.unit_names import Period, of_year
from communes.models import Assessment, Tag


class AssessmentResource(RegisterResource):
    """Assessments by unit and year."""

    unit = Found("unit", "find_unit", "write_unit", required=True)
    year = Column("year", Count(), required=True)
    strength_tags = Column("strength_tags", Several(OneOf(Tag.choices)))
    strengths = Column("strengths")
    weakness_tags = Column("weakness_tags", Several(OneOf(Tag.choices)))
    weaknesses = Column("weaknesses")
    causes = Column("causes")
    next_steps = Column("next_steps")

    key = ("unit", "year")
    related = ("unit",)

    class Meta:
        model = Assessment
        fields = (
            "unit", "year", "strength_tags", "strengths", "weakness_tags", "weaknesses",
            "causes", "next_steps",
        )  # fmt: skip
        import_id_fields = ("unit", "year")

    def period(self, cells: Cells) -> Period:
        """Some time in the year."""
        return of_year(cells["year"])

    def period_of(self, instance: Assessment) -> Period:
        """Some time in the year."""
        return of_year(instance.year)
