"""What the wizard for changes of units asks, step by step."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.forms.widgets import Select, SelectMultiple
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.completing import Completed
from communes.admin.units import unit_name
from communes.models import Document, Level, Reorganisation, Unit
from communes.models.unit import Kind
from communes.names import split
from communes.resolutions.events import (
    ABOLISH,
    MERGE,
    RECLASSIFY,
    RENAME,
    SPLIT,
    TRANSFER,
)
from communes.resolutions.tables import MOST_BYTES

KINDS = (
    (MERGE, _("Merge: units become one")),
    (SPLIT, _("Split: part of a unit becomes another, or passes to a neighbour")),
    (RENAME, _("Rename")),
    (RECLASSIFY, _("Change of kind: commune, ward, township, town, city")),
    (TRANSFER, _("Transfer to another district")),
    (ABOLISH, _("Abolition: a unit ends, and others take its people in")),
)

# What the second step asks of each row, by kind of change.
ASKED = {
    MERGE: ("code", "kind", "name", "above"),
    SPLIT: ("code", "kind", "name", "above", "share", "along"),
    RENAME: ("name",),
    RECLASSIFY: ("kind",),
    TRANSFER: ("above",),
    ABOLISH: ("into", "share", "along"),
}
SHARED_OUT = (SPLIT, ABOLISH)
ALONG = {
    SPLIT: _("The others stay with the district that is divided."),
    ABOLISH: _("The others go to the first unit named."),
}
COLUMNS_TOLD = (
    ("Ngày hiệu lực (date)", _("From when it holds: 01-07-2025")),
    (
        "Hình thức (kind)",
        _("Nhập, Tách, Đổi tên, Đổi loại, Chuyển, Giải thể; or as in English"),
    ),
    ("Mã cũ (from_code)", _("The unit that changes, and its name to check")),
    ("Tên cũ (from_name)", ""),
    ("Mã mới (to_code)", _("The unit it becomes, or passes to in part")),
    ("Tên mới (to_name)", _("With its kind: «Phường Bắc Giang»")),
    ("Mã cấp trên (parent_code)", _("The unit that the new one lies in")),
    (
        "Tỷ lệ dân số (share_pop)",
        _("Empty: not known. 0: land without people. A level abolished: empty"),
    ),
    ("Văn bản (source)", _("Number of the decision: 1658/NQ-UBTVQH15")),
    ("Ghi chú (note)", ""),
)
PARTS = 4  # rows to share a unit out over


class Listed(Completed):
    """Completed as one types; without a script, chosen from the whole list."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        """Every choice, as a plain list has them."""
        return Select.optgroups(self, name, value, attr)


class SeveralListed(Listed, SelectMultiple):
    """Several of them."""


def _completing(model: Any, field: str, widget: type[Listed] = Listed) -> Listed:
    return widget(model._meta.get_field(field), admin.site)


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit that has not ended, with its district."""

    default_error_messages = {
        "invalid_choice": _(
            "This unit has ended or does not exist. Choose one that exists today."
        )
    }

    def label_from_instance(self, obj: Any) -> str:
        """The name that tells it from its namesakes."""
        return f"{unit_name(obj)} · {obj.code}"


class UnitChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several of them."""

    default_error_messages = UnitChoice.default_error_messages
    label_from_instance = UnitChoice.label_from_instance


def living(*levels: Level) -> Any:
    """Units that have not ended, in the order of the lists."""
    units = Unit.objects.filter(valid_to=None).select_related("parent").in_order()
    return units.filter(level__in=levels) if levels else units


class CommuneChoices(UnitChoices):
    """The communes of one district: their names suffice."""

    def label_from_instance(self, obj: Any) -> str:
        """The name with its kind."""
        name: str = obj.full_name
        return name


def of_divided(units: Sequence[Unit]) -> Any:
    """The communes of a district that is divided alone; none of anything else."""
    communes = living(Level.COMMUNE)
    if len(units) != 1 or units[0].level != Level.DISTRICT:
        return communes.none()
    return communes.filter(parent__code=units[0].code)


class StartForm(forms.Form):
    """First step: what happens, by which decision, from when, to which units."""

    kind = forms.ChoiceField(label=_("What happens"), choices=KINDS)
    document = forms.ModelChoiceField(
        Document.objects.order_by("-issued_on", "number"),
        label=_("Decision"),
        error_messages={
            "required": _("No unit changes without a decision: choose the document.")
        },
    )
    on = forms.DateField(
        label=_("In force from"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The first day on which the new units exist."),
    )
    units = UnitChoices(
        queryset=Unit.objects.none(),
        label=_("Units concerned"),
        help_text=_(
            "Of a merger all units that become one, also the one whose code is kept; of a "
            "split the one that is divided."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units, document = self.fields["units"], self.fields["document"]
        assert isinstance(units, UnitChoices)
        assert isinstance(document, forms.ModelChoiceField)
        document.widget = _completing(Reorganisation, "document")
        document.widget.choices = document.choices
        units.widget = _completing(Unit, "parent", SeveralListed)
        units.queryset = living()

    def clean(self) -> dict[str, Any]:
        """As many units as the change is about, all of one level."""
        data: dict[str, Any] = super().clean() or {}
        units, kind = list(data.get("units") or ()), data.get("kind")
        if not units or kind is None:
            return data
        if kind == MERGE and len(units) < 2:
            self.add_error("units", gettext("A merger needs at least two units."))
        if kind == SPLIT and len(units) > 1:
            self.add_error("units", gettext("Split one unit at a time."))
        if len({unit.level for unit in units}) > 1:
            self.add_error(
                "units", gettext("Choose units of one level: districts, or communes.")
            )
        return data


class RowForm(forms.Form):
    """Second step: one unit that begins, or one that takes people in."""

    code = forms.CharField(
        label=_("Code"),
        max_length=16,
        validators=[
            RegexValidator(
                r"^[0-9A-Za-z._-]+$",
                _("A code holds letters without diacritics, digits, dots and hyphens."),
            )
        ],
    )
    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(label=_("Name"), max_length=120)
    above = UnitChoice(queryset=Unit.objects.none(), label=_("Lies in"))
    into = UnitChoice(queryset=Unit.objects.none(), label=_("Passes to"))
    share = forms.DecimalField(
        label=_("Share in %"),
        required=False,
        min_value=0,
        max_value=100,
        max_digits=7,
        decimal_places=4,
        localize=True,
        help_text=_("Empty: not known. 0: land without people."),
    )

    along = CommuneChoices(
        queryset=Unit.objects.none(),
        label=_("Communes that go along"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, change: str, level: int, communes: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(ASKED[change]):
            del self.fields[name]
        if "along" in self.fields:
            self._ask_along(communes, change)
        if "kind" in self.fields:
            field = self.fields["kind"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = _kinds_of(level)
        if "above" in self.fields:
            self._list("above", living(*(one for one in Level if one < level)))
        if "into" in self.fields:
            self._list("into", living(*(one for one in Level if one <= level)))

    def _ask_along(self, communes: Any, change: str) -> None:
        if not communes:
            del self.fields["along"]
            return
        field = self.fields["along"]
        assert isinstance(field, CommuneChoices)
        field.queryset = communes
        field.help_text = ALONG[change]

    def _list(self, name: str, units: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, UnitChoice)
        field.widget = _completing(Unit, "parent")
        field.queryset = units

    def clean_name(self) -> str:
        """Without the kind, where it was typed as well."""
        name: str = self.cleaned_data["name"].strip()
        written = split(name)
        return written.bare if written.kind else name


class RowsFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows of the second step; of those to share a unit out over, one at least."""

    @property
    def filled(self) -> list[dict[str, Any]]:
        """What was answered; further rows that are left empty are left out."""
        return [
            form.cleaned_data
            for number, form in enumerate(self.forms)
            if number < self.min_num or form.has_changed()
        ]

    def clean(self) -> None:
        """Shares come to the whole at most; a commune goes along with one part."""
        if any(self.errors):
            return
        self._check_along()
        shares = [row.get("share") for row in self.filled]
        if sum(share for share in shares if share is not None) > 100:
            raise ValidationError(
                gettext("The shares come to more than 100 %. Correct them.")
            )

    def _check_along(self) -> None:
        times = Counter(unit for row in self.filled for unit in row.get("along") or ())
        twice = [unit.full_name for unit, count in times.items() if count > 1]
        if twice:
            raise ValidationError(
                gettext(
                    "A commune goes along with one part only: %(communes)s. Untick it in "
                    "the others."
                )
                % {"communes": ", ".join(twice)}
            )


class AboutForm(forms.Form):
    """Second step: what is said once for the whole change."""

    share_of = forms.ChoiceField(
        label=_("Shares are of"),
        choices=[
            ("people", _("People")),
            ("area", _("Area")),
            ("members", _("Members")),
        ],
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(self, *args: Any, change: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if change not in SHARED_OUT:
            del self.fields["share_of"]


class FileForm(forms.Form):
    """A file with whole resolutions."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or XLSX: one row per change, with the number of the decision."
        ),
    )
    placements = forms.FileField(
        label=_("Placements"),
        required=False,
        help_text=_(
            "Where rows of registers of divided units go: columns register, row, unit. "
            "Without it the preview asks."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """No file larger than is read."""
        data: dict[str, Any] = super().clean() or {}
        for name, file in data.items():
            if file is not None and file.size > MOST_BYTES:
                self.add_error(name, gettext("The file is larger than 5 MB."))
        return data


def rows_formset(change: str, units: int) -> Any:
    """The rows that a kind of change asks for: one for all, one a unit, or parts."""
    shared_out = change == SPLIT or (change == ABOLISH and units == 1)
    of_each = units if change in (RENAME, RECLASSIFY) else 1
    extra = PARTS - 1 if shared_out else 0
    return forms.formset_factory(
        RowForm,
        formset=RowsFormSet,
        extra=extra,
        min_num=of_each,
        validate_min=False,
        max_num=of_each + extra,
        absolute_max=of_each + extra,
    )


def _kinds_of(level: int) -> list[tuple[str, Any]]:
    named = {
        Level.PROVINCE: (Kind.PROVINCE,),
        Level.DISTRICT: (Kind.DISTRICT, Kind.TOWN, Kind.CITY),
        Level.COMMUNE: (Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP),
    }
    return [("", "---------"), *((k.value, k.label) for k in named[Level(level)])]
