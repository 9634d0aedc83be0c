"""Study sessions as a file."""

from communes.lists.cells import Cells, Count, Found
from communes.lists.columns import Column, Day
from communes.lists.register import RegisterResource
from communes.lists.words import in_commune
from communes.models import StudySession


class StudyResource(RegisterResource):
    """Sessions by document, unit and day."""

    document = Found("document", "find_document", "write_document", required=True)
    unit = Found("unit", "find_unit", "write_unit", required=True)
    held_on = Column("held_on", Day(), required=True)
    due = Column("due", Count(), required=True)
    attended = Column("attended", Count(), required=True)
    note = Column("note")

    key = ("document", "unit", "held_on")
    begins = "held_on"
    related = ("document", "unit")

    class Meta:
        model = StudySession
        fields = ("document", "unit", "held_on", "due", "attended", "note")
        import_id_fields = ("document", "unit", "held_on")

    def check_row(self, instance: StudySession, cells: Cells) -> None:
        """Of a unit that is alive then."""
        in_commune(instance, instance.held_on, any_kind=True)
