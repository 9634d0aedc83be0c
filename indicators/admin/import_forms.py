"""What is asked when a file is imported: which file, and how it is to be read."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.access import Scope
from communes.models import BLOC_KINDS, Level, Unit
from indicators.admin.periods import through_field
from indicators.imports import telling
from indicators.imports.messages import message
from indicators.imports.options import Options
from indicators.imports.problems import Unreadable
from indicators.imports.readers import SheetInfo
from indicators.imports.roles import Split
from indicators.imports.tables import LIMITS
from indicators.models import Sheet
from indicators.numbers import Convention


class ReadingForm(forms.Form):
    """How to read a file; what is left open, the file itself must say."""

    sheet = forms.ChoiceField(
        label=_("Sheet"),
        required=False,
        help_text=_("Left open: recognised by the headings of the table."),
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1945,
        max_value=2100,
        help_text=_("Left empty: as the title or the headings say."),
    )
    through = through_field()
    unit = forms.ChoiceField(
        label=_("Units of"),
        required=False,
        help_text=_("Whose units the rows are, where names alone do not tell."),
    )
    worksheets = forms.MultipleChoiceField(
        label=_("Worksheets"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Several are read as one import."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        choices=[("", _("Recognise")), *telling.ENCODINGS.items()],
    )
    decimal = forms.TypedChoiceField(
        label=_("Decimals"),
        required=False,
        coerce=Convention,
        empty_value=None,
        choices=[
            ("", _("As the numbers of the file tell")),
            (Convention.COMMA, _("After a comma: 1.621 and 69,9")),
            (Convention.POINT, _("After a point: 1,621 and 69.9")),
        ],
    )
    split = forms.TypedChoiceField(
        label=_("Two numbers in a cell"),
        required=False,
        coerce=Split,
        empty_value=None,
        choices=[
            ("", _("Refuse them")),
            (Split.PLAN, _("11/15: result and plan")),
            (Split.WHOLE, _("107/230: a part and the whole")),
        ],
    )
    clear_empty = forms.BooleanField(
        label=_("Empty cells take back what is stored"), required=False
    )

    def __init__(
        self,
        *args: Any,
        rights: Scope,
        worksheets: Sequence[SheetInfo] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose_worksheets([one for one in worksheets if one.filled])
        self.fields["through"].label = _("Period")
        sheets = ((sheet.code, str(sheet)) for sheet in Sheet.objects.all())
        self._choices("sheet", _("Recognise"), sheets)
        self._choices("unit", _("All units"), above(rights))

    @property
    def options(self) -> Options:
        """What was answered."""
        given = self.cleaned_data
        return Options(
            year=given["year"],
            sheet=given["sheet"] or None,
            unit=given["unit"] or None,
            through=given["through"],
            worksheets=tuple(given.get("worksheets", ())),
            encoding=given["encoding"] or None,
            decimal=given["decimal"],
            split=given["split"],
            clear_empty=given["clear_empty"],
        )

    def _choose_worksheets(self, filled: Sequence[SheetInfo]) -> None:
        """Asked for only where there is a choice."""
        if len(filled) < 2:
            del self.fields["worksheets"]
            return
        field = self.fields["worksheets"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.name, _label(one)) for one in filled]

    def _choices(
        self, name: str, empty: Any, choices: Iterator[tuple[str, str]]
    ) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", empty), *choices]


class UploadForm(ReadingForm):
    """A file, and how to read it."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,  # the reader has a better sentence for it
        widget=forms.ClearableFileInput({"accept": ".csv,.txt,.xlsx,.xlsm,.xls,.ods"}),
        help_text=_("A workbook or CSV of at most 20 MB, as it is: titles, groups and "
                    "totals may stay in it."),
    )  # fmt: skip
    field_order = ["file"]

    def clean_file(self) -> "File[bytes]":
        """A file that is not too big to be looked at."""
        file: File[bytes] = self.cleaned_data["file"]
        try:
            LIMITS.check_size(file.size or 0)
        except Unreadable as error:
            raise ValidationError(message(error.problem)) from error
        return file


def _label(worksheet: SheetInfo) -> str:
    """The name and the size, and that it is hidden."""
    told = gettext("%(name)s (rows: %(rows)s, columns: %(columns)s)") % {
        "name": worksheet.name,
        "rows": worksheet.rows,
        "columns": worksheet.columns,
    }
    return told if worksheet.visible else f"{told}, {gettext('hidden')}"


def above(rights: Scope) -> Iterator[tuple[str, str]]:
    """The province and the districts, of all times, by code."""
    units = Unit.objects.filter(level__lte=Level.DISTRICT).exclude(kind__in=BLOC_KINDS)
    if rights.visible is not None:
        units = units.filter(pk__in=rights.visible)
    names = {unit.code: unit.full_name for unit in units.in_order()}
    yield from names.items()
