"""From when on which register is kept where, as a file."""

from communes.lists.cells import Found
from communes.lists.columns import Column, Day, OneOf
from communes.lists.register import RegisterResource
from communes.models import Register, RegisterKept


class KeptResource(RegisterResource):
    """Declarations by register, unit and first day."""

    register = Column("register", OneOf(Register.choices), required=True)
    unit = Found("unit", "find_unit", "write_unit", required=True)
    since = Column("since", Day(), required=True)
    until = Column("until", Day())
    note = Column("note")

    key = ("register", "unit", "since")
    begins = "since"
    related = ("unit",)

    class Meta:
        model = RegisterKept
        fields = ("register", "unit", "since", "until", "note")
        import_id_fields = ("register", "unit", "since")
