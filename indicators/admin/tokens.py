"""Keys to the API: a person makes them for programs, sees each once, withdraws them."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin import people
from communes.admin.base import ReadOnly, scope
from indicators.models import ApiToken
from indicators.models.token import LONGEST

_CHANGE = "admin:indicators_apitoken_change"
_LASTS = (30, 90, LONGEST.days)


class NewKeyForm(forms.Form):
    """What a key is for, and for how long."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Which program uses it, and where."),
    )
    days = forms.TypedChoiceField(
        label=_("Opens for"),
        coerce=int,
        choices=lambda: [
            (days, gettext("%(days)s days") % {"days": days}) for days in _LASTS
        ],
        initial=_LASTS[1],
    )


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnly):
    """The own keys; as administrator of the province those of everybody."""

    list_display = [
        "name", "prefix", "owner", "made_at", "expires_at", "last_used_at", "opens",
    ]  # fmt: skip
    list_select_related = ["user"]
    search_fields = ["name", "prefix", "user__username"]
    search_help_text = _("Name, first letters or account")
    fields = [
        "name", "prefix", "owner", "made_at", "expires_at", "last_used_at", "revoked_at",
    ]  # fmt: skip
    readonly_fields = ["owner"]
    owner = people.account("user", _("owner"))
    change_form_template = "admin/indicators/apitoken/change_form.html"

    @admin.display(description=_("opens"), boolean=True)
    def opens(self, token: ApiToken) -> bool:
        """Whether it is of use today."""
        return token.opens

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Everybody whom the site lets in: a key has no more rights than its owner."""
        return self.admin_site.has_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """The own ones."""
        tokens = super().get_queryset(request)
        return tokens if scope(request).manages else tokens.filter(user=request.user)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A new key. The page that follows shows it, this once."""
        form = NewKeyForm(request.POST or None)
        context = {**self.admin_site.each_context(request), "opts": self.opts}
        if request.method != "POST" or not form.is_valid():
            context |= {"form": form, "title": gettext("New API key")}
            return TemplateResponse(request, _template("new"), context)
        assert isinstance(request.user, User)  # the site has let the person in
        token, secret = ApiToken.make(
            user=request.user,
            name=form.cleaned_data["name"],
            lasts=timedelta(days=form.cleaned_data["days"]),
        )
        context |= {"token": token, "secret": secret, "title": gettext("The new key")}
        answer = TemplateResponse(request, _template("made"), context)
        add_never_cache_headers(answer)
        return answer

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """What is known of a key, and the button that withdraws it."""
        token = self.get_object(request, object_id)
        if token and request.method == "POST":
            token.withdraw()
            messages.success(
                request, gettext("%(key)s opens nothing any more.") % {"key": token}
            )
            return redirect(_CHANGE, token.pk)
        context = {"may_withdraw": bool(token and token.opens)}
        return super().change_view(request, object_id, form_url, context)


def _template(name: str) -> str:
    return f"admin/indicators/apitoken/{name}.html"
