"""Import and export of a list in the admin: what was previewed is what is stored.

The package's confirm step leaves out rows that became invalid since the preview and still
reports success. Here the confirmation carries a fingerprint of what the preview showed:
anything else that would come of the file refuses the whole of it, in one transaction.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm

from communes.admin.base import scope
from communes.lists.formats import FORMATS
from communes.lists.problems import NEW, UPDATE, counts, fingerprint, problems
from communes.registers import may_write


class UploadForm(ImportForm):  # type: ignore[misc]
    """The file, and what kind of file it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["import_file"].label = _("File")
        self.fields["import_file"].widget.attrs["accept"] = ".xlsx,.csv"
        self.fields["format"].label = _("Kind of file")
        self.fields["resource"].label = _("List")


class DownloadForm(ExportForm):  # type: ignore[misc]
    """What kind of file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["format"].label = _("Kind of file")
        self.fields["format"].choices = self.fields["format"].choices[1:]
        self.fields["resource"].label = _("List")


class ConfirmForm(ConfirmImportForm):  # type: ignore[misc]
    """The file as it was previewed."""

    shown = forms.CharField(widget=forms.HiddenInput)


class ExchangeMixin(ImportExportMixin):  # type: ignore[misc]
    """Mixed into the admin of a list that is exchanged as a file."""

    formats = FORMATS
    to_encoding = "utf-8-sig"
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    export_form_class = DownloadForm

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Administrators of the province."""
        return scope(request).manages

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever sees the list, and of the list what he sees."""
        return bool(self.has_view_permission(request))

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """A row that does not fit takes the others with it.

        Of a confirmation also what was shown: nobody is told of what is taken back.
        """
        return {
            **super().get_import_data_kwargs(**kwargs),
            "rollback_on_validation_errors": True,
            "shown": kwargs["request"].POST.get("shown"),
        }

    def add_data_read_fail_error_to_form(self, form: Any, error: Exception) -> None:
        """Said for a person, not for the one who wrote the reader."""
        form.add_error(
            "import_file",
            _(
                "The file cannot be read as the kind chosen. Save the list as .xlsx or as "
                "CSV (UTF-8), choose that kind, and try again."
            ),
        )

    def import_action(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Upload and preview."""
        response = super().import_action(request, **kwargs)
        context = getattr(response, "context_data", None) or {}
        if result := context.get("result"):
            context |= self._outcome(result)
            if confirm := context.get("confirm_form"):
                confirm.initial["shown"] = fingerprint(result)
        return response

    def export_action(self, request: HttpRequest) -> Any:
        """Download; narrowed by what is not in the list, the address leads to all of it."""
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            return redirect(request.path)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Store exactly what was previewed, or nothing."""
        try:
            with transaction.atomic():
                return super().process_import(request, **kwargs)
        except FileNotFoundError:
            # Confirmed twice, or long after: the previewed file is kept for a while only.
            message = _("The previewed file is no longer there. Upload it again.")
            self.message_user(request, message, messages.ERROR)
            return redirect("..")

    def process_result(self, result: Any, request: HttpRequest) -> Any:
        """The end of the confirmed import: all of it, or a refusal that says why."""
        refused = result.has_errors() or result.has_validation_errors()
        if refused or fingerprint(result) != request.POST.get("shown"):
            transaction.set_rollback(True)
            return self._refusal(request, result)
        return super().process_result(result, request)

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        """How many rows did what."""
        self.message_user(
            request,
            gettext("Imported: %(new)d new, %(changed)d changed, %(same)d unchanged.")
            % counts(result),
        )

    def get_export_filename(
        self, request: HttpRequest, queryset: Any, file_format: Any
    ) -> str:
        """Named for the list, without diacritics: some systems still mangle them."""
        name: str = super().get_export_filename(request, queryset, file_format)
        return name.lower()

    def _refusal(self, request: HttpRequest, result: Any) -> Any:
        context = {
            **self.admin_site.each_context(request),
            **self._outcome(result),
            "title": _("Import"),
            "opts": self.opts,
            "form": UploadForm(self.get_import_formats(), self.resource_classes),
            "media": self.media,
            "refusal": _(
                "Nothing was imported: the register has changed since the preview, and the "
                "file would now do something else than was shown. Look at what it would do "
                "now, and upload it again."
            ),
        }
        return TemplateResponse(request, [self.import_template_name], context)

    def _outcome(self, result: Any) -> dict[str, Any]:
        rows = [row for row in result.valid_rows() if row.import_type in (NEW, UPDATE)]
        return {
            "result": result,
            "problems": problems(result, result.resource),
            "counts": counts(result),
            "preview": rows,
        }

    def _create_log_entries(self, user_pk: int, rows: dict[str, list[Any]]) -> None:
        for kind, flag in ((NEW, ADDITION), (UPDATE, CHANGE)):
            if rows.get(kind):
                LogEntry.objects.log_actions(
                    user_pk, rows[kind], flag, change_message=gettext("From a file")
                )


class RegisterExchange(ExchangeMixin):
    """Mixed into the admin of a register: whoever may write in a unit brings its rows.

    Each row is asked for its right. Who stored it is in its history, not in a second log.
    """

    skip_admin_log = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Whoever may write in the registers of some unit."""
        return may_write(scope(request))

    def get_export_resource_kwargs(
        self, request: HttpRequest, **kwargs: Any
    ) -> dict[str, Any]:
        """The list shows of others' rows what the person sees of them."""
        return {
            **super().get_export_resource_kwargs(request, **kwargs),
            "scope": scope(request),
        }
