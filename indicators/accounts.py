"""The first accounts: one per role, so that a new installation can be used at once.

Passwords are generated, returned once to be printed, and kept nowhere in clear.
"""

import secrets
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction

from communes.access import SYSTEM
from communes.models import Assignment, Role, Unit

# Without the letters and digits that are taken for one another on paper.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


class First(NamedTuple):
    """An account that a new installation gets."""

    username: str
    role: Role
    code: str  # of the unit it is for


class Credentials(NamedTuple):
    """What the owner of a first account is told."""

    username: str
    password: str
    role: Role
    unit: Unit


FIRST = (
    First("quan-tri", Role.ADMINISTRATOR, "24"),
    First("duyet", Role.APPROVER, "24"),
    First("nhap", Role.EDITOR, "24"),
    First("xem", Role.VIEWER, "24"),
    # Sees and writes one district only.
    First("nhap-luc-ngan", Role.EDITOR, "219"),
)


def nobody_yet() -> bool:
    """Whether there is no account of a person: the first start has not ended."""
    return not User.objects.exclude(username=SYSTEM).exists()


@transaction.atomic
def make_first() -> list[Credentials]:
    """Make the first accounts, or give them new passwords where they exist.

    Their rights stay as they are where they exist. An account whose unit is not there
    (an installation for another province) is left out.
    """
    made = []
    for username, role, code in FIRST:
        unit = Unit.objects.life(code)
        if unit is not None:
            password = _password()
            _set(username, password, role, unit)
            made.append(Credentials(username, password, role, unit))
    return made


def _set(username: str, password: str, role: Role, unit: Unit) -> None:
    user = User.objects.filter(username=username).first()
    if user is not None:
        user.set_password(password)
        user.save(update_fields=["password"])
        return
    user = User.objects.create_user(
        username,
        password=password,
        is_staff=role != Role.VIEWER,
        is_superuser=role == Role.ADMINISTRATOR,
    )
    Assignment.objects.create(user=user, unit=unit, role=role)


def _password() -> str:
    """Three groups of four signs: 59 bits."""
    return "-".join(
        "".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)
    )
