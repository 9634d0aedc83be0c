"""What an import hands out: the template of a sheet, and a refused file with its marks."""

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.access import Scope
from communes.admin.base import scope
from indicators.admin.import_forms import above
from indicators.admin.periods import through_field
from indicators.imports.lines import problem_of
from indicators.imports.looking import options_of
from indicators.imports.marked import marked
from indicators.imports.template import (
    Wanted,
    filled,
    name_of,
    tidy_csv,
    tidy_workbook,
    workbook,
)
from indicators.models import Sheet, Upload, UploadLine
from indicators.selection import NoSuch

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPES = {
    ".xlsx": _XLSX,
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    ".csv": "text/csv; charset=utf-8",
}
_KINDS = {
    "form": (workbook, ".xlsx"),
    "tidy": (tidy_workbook, ".xlsx"),
    "csv": (tidy_csv, ".csv"),
}


class TemplateForm(forms.Form):
    """Which template."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    year = forms.IntegerField(label=_("Year"), min_value=1945, max_value=2100)
    through = through_field()
    unit = forms.ChoiceField(
        label=_("Units of"),
        required=False,
        help_text=_("Whose units are filled in as rows; those that stood at the end of the "
                    "period."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Form of the table"),
        choices=[
            ("form", _("Sheet with a row for each unit (.xlsx)")),
            ("tidy", _("List with a row for each figure (.xlsx)")),
            ("csv", _("List with a row for each figure (.csv)")),
        ],
        initial="form",
    )

    def __init__(self, *args: Any, rights: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["through"].label = _("Period")
        self.fields["year"].initial = timezone.localdate().year
        sheets = [(sheet.code, str(sheet)) for sheet in Sheet.objects.all()]
        self.fields["sheet"].choices = sheets  # type: ignore[attr-defined]
        units = [("", _("My units")), *above(rights)]
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


def template(request: HttpRequest) -> HttpResponse:
    """Choose a template; once everything is chosen, the file."""
    rights = scope(request)
    asked = "kind" in request.GET
    form = TemplateForm(
        request.GET if asked else None, initial=request.GET.dict(), rights=rights
    )
    if asked and form.is_valid():
        try:
            return _template(request, form.cleaned_data)
        except NoSuch as error:
            form.add_error(None, str(error))
    return TemplateResponse(
        request,
        "admin/indicators/import/template.html",
        {
            **admin.site.each_context(request),
            "title": gettext("Template of a sheet"),
            "form": form,
        },
    )


def marked_file(held: Upload, data: bytes) -> HttpResponse:
    """A file that was looked at, with what its preview says marked in it."""
    options = options_of(held)
    problems, warnings = (
        [problem_of(line) for line in held.lines.filter(what=what).order_by("position")]
        for what in (UploadLine.What.PROBLEM, UploadLine.What.WARNING)
    )
    copy = marked(
        data,
        held.file_name,
        problems=problems,
        warnings=warnings,
        encoding=options.encoding,
        worksheets=options.worksheets,
    )
    return _file(copy.data, copy.name)


def _template(request: HttpRequest, chosen: dict[str, Any]) -> HttpResponse:
    assert isinstance(request.user, User)  # the site has let the person in
    wanted = Wanted(
        chosen["sheet"], chosen["year"], chosen["unit"] or None, chosen["through"]
    )
    made = filled(wanted, by=request.user)
    write, ending = _KINDS[chosen["kind"]]
    return _file(write(made), name_of(made, tidy=chosen["kind"] != "form") + ending)


def _file(data: bytes, name: str) -> HttpResponse:
    ending = name[name.rfind(".") :]
    answer = HttpResponse(data, content_type=_TYPES[ending])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "no-store"
    return answer
