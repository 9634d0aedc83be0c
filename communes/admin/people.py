"""How the admin names who did something."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.utils.translation import gettext


def account(field: str, description: Any) -> Callable[[Any, Any], str]:
    """A column of a screen with an account by name: its page opens for administrators
    alone, so it is no link.
    """

    @admin.display(description=description, ordering=field)
    def shown(_screen: Any, row: Any) -> str:
        user: User | None = getattr(row, field)
        return user.get_username() if user else "–"

    return shown


def person(user: User | None) -> str:
    """Family name first, as the office writes it; the account where no name is kept."""
    if user is None:
        return gettext("the system")
    name = " ".join(filter(None, (user.last_name, user.first_name)))
    return name or user.get_username()
