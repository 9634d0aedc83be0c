"""`/password/`: a person changes his own password."""

from django.contrib.auth.views import PasswordChangeView
from django.contrib.messages.views import SuccessMessageMixin
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class Password(SuccessMessageMixin, PasswordChangeView):  # type: ignore[type-arg]
    """The old password and the new one twice; the person stays signed in."""

    template_name = "pages/password.html"
    success_url = reverse_lazy("overview")
    success_message = _("The password was changed.")
