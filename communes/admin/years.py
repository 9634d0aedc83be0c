"""Years: closing one when its figures are final, and opening it again, with a reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes import years
from communes.admin import people
from communes.admin.base import Admin
from communes.models import Year


class YearForm(forms.ModelForm):  # type: ignore[type-arg]
    """The state and, where it changes, why."""

    class Meta:
        model = Year
        fields = ["state", "reason"]
        widgets = {"state": forms.RadioSelect, "reason": forms.Textarea({"rows": 3})}
        help_texts = {
            "reason": _(
                "Why the year is closed, or opened again; kept with the year and shown "
                "to whoever tries to write."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound and self.instance.is_locked:
            # What is to be given is the reason for opening, not the one for closing.
            self.initial["reason"] = ""
        if reason := self.fields.get("reason"):  # not there for one who may only look
            reason.required = True

    def clean_state(self) -> str:
        """Another state than the present one."""
        state: str = self.cleaned_data["state"]
        if state == Year.objects.values_list("state", flat=True).get(
            pk=self.instance.pk
        ):
            raise ValidationError(_("Choose the other state, or leave the page."))
        return state


@admin.register(Year)
class YearAdmin(Admin):
    """A year opens itself with its first figure; it is closed and opened here."""

    form = YearForm
    list_display = ["year", "state", "account", "changed_at", "reason"]
    list_select_related = ["changed_by"]
    list_filter = ["state"]
    search_fields = ["year", "reason"]
    fields = ["year", "state", "reason", "account", "changed_at"]
    readonly_fields = ["year", "account", "changed_at"]
    account = people.account("changed_by", _("changed by"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: the ledger opens years."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def save_model(
        self, request: HttpRequest, obj: Year, form: Any, change: bool
    ) -> None:
        """Through the one door for years, which sets who and when."""
        change_state = years.lock if obj.is_locked else years.reopen
        change_state(obj.pk, by=request.user, reason=obj.reason)  # type: ignore[arg-type]
