"""Which state of a row a form was opened on: nobody overwrites what he has not seen."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext

from communes.admin.people import person


def version_of(row: models.Model, parts: Iterable[tuple[Any, str]]) -> str:
    """The newest step in the history of a row and of what hangs on it, as a word.

    `parts`: models and the names of their fields that lead to the row.
    """
    newest = [_newest(type(row), "id", row.pk)]
    newest += [_newest(model, field, row.pk) for model, field in parts]
    return "-".join(map(str, newest))


def overtaken(row: Any) -> str:
    """What to tell somebody whose form is older than the row."""
    last = row.history.select_related("history_user").first()
    return gettext(
        "Nothing was stored: since this form was opened, the record was changed (last by "
        "%(who)s). Open it again, look at what it says now, and enter your change there."
    ) % {"who": person(last.history_user if last else None)}


def _newest(model: Any, field: str, key: Any) -> int:
    steps = model.history.filter(**{field: key})
    return steps.aggregate(newest=Max("history_id"))["newest"] or 0
