"""Party cells as a file."""

from communes.lists.cells import Cells, Found, RoughColumn
from communes.lists.columns import Column, OneOf
from communes.lists.register import RegisterResource
from communes.lists.unit_names import Period
from communes.lists.words import YesOrNo, in_commune
from communes.models import SINGLE_KINDS, CellEnd, CellKind, PartyCell


class CellResource(RegisterResource):
    """Cells by unit, kind, name and the day of establishment."""

    unit = Found("unit", "find_unit", "write_unit", required=True)
    kind = Column("kind", OneOf(CellKind.choices), required=True)
    name = Column("name")
    established_on = RoughColumn(
        "established_on", "established_precision", required=True
    )
    ended_on = RoughColumn("ended_on", "ended_precision", end=True)
    end_reason = Column("end_reason", OneOf(CellEnd.choices))
    document = Found("document", "find_document", "write_document")
    in_first_batch = Column("in_first_batch", YesOrNo())
    note = Column("note")

    key = ("unit", "kind", "name", "established_on")
    begins = "established_on"
    related = ("unit", "document")

    class Meta:
        model = PartyCell
        fields = (
            "unit", "kind", "name", "established_on", "ended_on", "end_reason",
            "document", "in_first_batch", "note",
        )  # fmt: skip
        import_id_fields = ("unit", "kind", "established_on")

    def period(self, cells: Cells) -> Period:
        """From the day of establishment on."""
        day = cells["established_on"]
        return Period(day.first, day.last)

    def check_row(self, instance: PartyCell, cells: Cells) -> None:
        """Alive when it is established; agency and military cells are of communes."""
        single = instance.kind in SINGLE_KINDS
        if single:
            in_commune(instance, instance.established_on)
