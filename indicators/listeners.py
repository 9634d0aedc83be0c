"""Figures follow registers, structure and the locking of years, in the same transaction.

Imported once all models are there (indicators/apps.py); `communes` only sends.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.dispatch import receiver

from communes.signals import (
    register_changed,
    structure_changed,
    year_closing,
    year_reopened,
)
from indicators import figures
from indicators.ledger.closing import withdraw_counted, write_counted
from indicators.ledger.locking import lock_all_years


@receiver(register_changed)
def count_again(
    *,
    registers: Collection[str],
    since: date | None,
    keeping: bool = True,
    **_others: Any,
) -> None:
    """What is counted from these registers, from the day `since` on."""
    with transaction.atomic():
        lock_all_years(since)
        figures.refresh_counted(registers, since, keeping=keeping)


@receiver(structure_changed)
def recompute(**_others: Any) -> None:
    """Every figure: any of them may stand on other trees now."""
    with transaction.atomic():
        lock_all_years()
        figures.rebuild()


@receiver(year_closing)
def write_down(*, year: int, by: User, reason: str, **_others: Any) -> None:
    """What is counted, as entries: a locked year no longer moves with its registers."""
    write_counted(year, by=by, reason=reason)


@receiver(year_reopened)
def take_back(*, year: int, by: User, reason: str, **_others: Any) -> None:
    """The entries of the lock: the registers speak for themselves again."""
    withdraw_counted(year, by=by, reason=reason)
