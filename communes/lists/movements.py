"""Emulation movements as a file."""

from communes.lists.cells import Found
from communes.lists.columns import Column, Day
from communes.lists.register import RegisterResource
from communes.models import Movement


class MovementResource(RegisterResource):
    """Movements by unit, name and first day."""

    unit = Found("unit", "find_unit", "write_unit", required=True)
    name = Column("name", required=True)
    started_on = Column("started_on", Day(), required=True)
    ended_on = Column("ended_on", Day())
    document = Found("document", "find_document", "write_document")
    note = Column("note")

    key = ("unit", "name", "started_on")
    begins = "started_on"
    related = ("unit", "document")

    class Meta:
        model = Movement
        fields = ("unit", "name", "started_on", "ended_on", "document", "note")
        import_id_fields = ("unit", "name", "started_on")
