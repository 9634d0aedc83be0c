"""Hamlets, and the spells in which they had no member, as files."""

from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.lists.cells import Cells, Count, Found, RoughColumn, Unsaid
from communes.lists.columns import Column, Day, OneOf
from communes.lists.register import RegisterResource
from communes.lists.row_names import HamletNames
from communes.lists.unit_names import Period, on
from communes.lists.words import YesOrNo, in_commune
from communes.models import EntryReason, ExitReason, Hamlet, HamletKind, HamletSpell


class HamletResource(RegisterResource):
    """Hamlets by commune, kind, name and first day; one may end in another of the file."""

    unit = Found("unit", "find_unit", "write_unit", required=True)
    kind = Column("kind", OneOf(HamletKind.choices), HamletKind.THON)
    name = Column("name", required=True)
    valid_from = Column("valid_from", Day())
    valid_to = Column("valid_to", Day())
    merged_into = Found("merged_into", "find_heir", "write_heir")
    is_difficult = Column("is_difficult", YesOrNo())
    households = Column("households", Count())
    note = Column("note")

    key = ("unit", "kind", "name", "valid_from")
    begins = "valid_from"
    related = ("unit", "merged_into__unit")

    class Meta:
        model = Hamlet
        fields = (
            "unit", "kind", "name", "valid_from", "valid_to", "merged_into",
            "is_difficult", "households", "note",
        )  # fmt: skip
        import_id_fields = ("unit", "kind", "name")

    @cached_property
    def hamlets(self) -> HamletNames:
        """All that are stored; those of the file come to them."""
        stored = Hamlet.objects.select_related("unit").order_by("pk")
        return HamletNames(stored, self.standing)

    def fresh(self, cells: Cells) -> Any:
        """Rows of the file may be merged into it."""
        hamlet = super().fresh(cells)
        if hamlet.unit_id and hamlet.name:
            try:
                hamlet.valid_to = cells["valid_to"]
            except Unsaid:
                return hamlet
            self.hamlets.add(hamlet)
        return hamlet

    def find_heir(self, text: str, cells: Cells) -> Hamlet:
        """The hamlet that it was merged into, in its commune on that day."""
        ended = cells["valid_to"]
        if ended is None:
            raise Unsaid
        unit = cells["unit"]
        name, bar, commune = (part.strip() for part in text.partition("|"))
        if bar:
            unit = self.units.find(commune, on(ended))
        return self.hamlets.find(name, unit, ended)

    def write_heir(self, heir: Hamlet, instance: Hamlet) -> str:
        """The name with its kind; with the commune where that is another."""
        if heir.unit_id == instance.unit_id:
            return heir.full_name
        return (
            f"{heir.full_name} | {self.units.write(heir.unit, on(instance.valid_to))}"
        )

    def check_row(self, instance: Hamlet, cells: Cells) -> None:
        """Of a commune, alive when it begins; what was merged has ended."""
        in_commune(instance, instance.valid_from)
        if cells.text("merged_into") and instance.valid_to is None:
            raise ValidationError(
                {
                    "valid_to": gettext(
                        "A hamlet that was merged into another has ended: give the day."
                    )
                }
            )
        if instance.merged_into is instance:
            raise ValidationError(
                {"merged_into": gettext("A hamlet is not merged into itself.")}
            )


class SpellResource(RegisterResource):
    """Spells by hamlet and first day; the commune is that of the day, or the one of then."""

    unit = Found(
        "hamlet__unit",
        "find_unit",
        "write_unit",
        shown=True,
        required=True,
        label=_("commune"),
    )
    hamlet = Found("hamlet", "find_hamlet", "write_hamlet", required=True)
    since = RoughColumn("since", "since_precision", required=True)
    until = RoughColumn("until", "until_precision", end=True)
    entry_reason = Column("entry_reason", OneOf(EntryReason.choices))
    exit_reason = Column("exit_reason", OneOf(ExitReason.choices))
    note = Column("note")

    key = ("hamlet", "since")
    begins = "since"
    related = ("hamlet__unit",)
    within = "hamlet"

    class Meta:
        model = HamletSpell
        fields = (
            "unit", "hamlet", "since", "until", "entry_reason", "exit_reason", "note",
        )  # fmt: skip
        import_id_fields = ("unit", "hamlet", "since")

    @cached_property
    def hamlets(self) -> HamletNames:
        """All that are stored."""
        stored = Hamlet.objects.select_related("unit").order_by("pk")
        return HamletNames(stored, self.standing)

    def period(self, cells: Cells) -> Period:
        """From its first day on."""
        since = cells["since"]
        return Period(since.first, since.last)

    def find_hamlet(self, text: str, cells: Cells) -> Hamlet:
        """The hamlet of the commune on that day."""
        return self.hamlets.find(text, cells["unit"], cells["since"].first)

    def write_hamlet(self, hamlet: Hamlet, instance: HamletSpell) -> str:
        """With its kind."""
        return hamlet.full_name
