"""How the admin names who did something."""

from django.contrib.auth.models import User
from django.utils.translation import gettext


def person(user: User | None) -> str:
    """Family name first, as the office writes it; the account where no name is kept."""
    if user is None:
        return gettext("the system")
    name = " ".join(filter(None, (user.last_name, user.first_name)))
    return name or user.get_username()
