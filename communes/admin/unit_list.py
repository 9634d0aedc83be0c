"""The list of units as a file: labels are put right, lives that are missing are added.

Kind, parent and end of a life that is there are not changed by a list: that would move
figures without saying who became whom. Such changes are reorganisations.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.results import RowResult

from communes import tree
from communes.lists.columns import Column, Day, Named, OneOf, Whole
from communes.lists.resource import ListResource
from communes.models import Unit
from communes.models.unit import Kind
from communes.names import fold
from communes.signals import structure_changed

STRUCTURE = ("kind", "parent", "valid_to")


def refuse_renaming(old: str, new: str) -> None:
    """A name may be spelt right here; another name is a change of the unit.

    Raises ValidationError where more than capital letters and diacritics differ.
    """
    if fold(old) != fold(new):
        raise ValidationError(
            gettext(
                "Only the spelling can be put right here: capital letters, diacritics, "
                "spaces. From «%(old)s» to «%(new)s» is a change of name: record it as "
                "a reorganisation, with its day and decision."
            )
            % {"old": old, "new": new}
        )


class UnitResource(ListResource):
    """Units by code and first day; the parent is named by its life (219@start)."""

    code = Column("code")
    name = Column("name")
    kind = Column("kind", OneOf(Kind.choices))
    parent = Column("parent")
    valid_from = Column("valid_from", Day())
    valid_to = Column("valid_to", Day())
    ordinal = Column("ordinal", Whole(), default=0)

    unchecked = ("parent",)

    class Meta:
        model = Unit
        fields = ("code", "valid_from", "name", "kind", "parent", "valid_to", "ordinal")
        import_id_fields = ("code", "valid_from")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["parent"].widget = Named(
            self._life,
            lambda unit: unit.life,
            _("«%(text)s» is no unit. Name its life, for example 219@start."),
        )
        self.lives: dict[str, list[Unit]] = defaultdict(list)
        self.before: dict[str, Any] | None = None

    def get_queryset(self) -> Any:
        """With the parents, which every row names."""
        return Unit.objects.select_related("parent")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Know the lives that are there."""
        super().before_import(dataset, **kwargs)
        for unit in Unit.objects.all():
            self.lives[unit.code].append(unit)

    def after_init_instance(
        self, instance: Unit, new: bool, row: Any, **kwargs: Any
    ) -> None:
        """Keep what the row may not change."""
        kept = ("name", *STRUCTURE)
        self.before = None if new else {name: getattr(instance, name) for name in kept}

    def check(self, instance: Unit) -> None:
        """A new life may not overlap another; an old one keeps its place."""
        if self.before is None:
            self._refuse_overlap(instance)
            return
        errors: dict[str, Any] = {}
        try:
            refuse_renaming(self.before["name"], instance.name)
        except ValidationError as error:
            errors["name"] = error
        for name in STRUCTURE:
            if getattr(instance, name) != self.before[name]:
                errors[name] = gettext(
                    "This life is there already, and a list does not change its kind, "
                    "parent or end. Record the change as a reorganisation."
                )
        if errors:
            raise ValidationError(errors)

    def after_save_instance(self, instance: Unit, row: Any, **kwargs: Any) -> None:
        """Later rows of the file may name it as their parent."""
        if self.before is None:
            self.lives[instance.code].append(instance)

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """New units take their place in the trees, or the whole list is refused."""
        super().after_import(dataset, result, **kwargs)
        if result.has_validation_errors() or result.has_errors():
            return
        if result.totals[RowResult.IMPORT_TYPE_NEW]:
            tree.rebuild()
            if not kwargs.get("dry_run"):
                structure_changed.send(sender=Unit, since=date.min)

    def _life(self, text: str) -> Unit | None:
        """The life of that name; a code alone only where it has one life."""
        code, _at, start = text.partition("@")
        lives = self.lives[code] if self.lives else list(Unit.objects.filter(code=code))
        if start:
            return next((unit for unit in lives if unit.life == text), None)
        return lives[0] if len(lives) == 1 else None

    def _refuse_overlap(self, new: Unit) -> None:
        starts, ends = new.valid_from or date.min, new.valid_to or date.max
        for unit in self.lives[new.code]:
            if (unit.valid_from or date.min) < ends and starts < (
                unit.valid_to or date.max
            ):
                raise ValidationError(
                    gettext("The code %(code)s is that of %(unit)s (%(life)s) then.")
                    % {"code": new.code, "unit": unit, "life": unit.life}
                )
