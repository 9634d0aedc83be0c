"""A decimal of any size and scale, as PostgreSQL's `numeric` keeps it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _DecimalField = models.DecimalField[Decimal | None, Decimal | None]
else:
    _DecimalField = models.DecimalField


class Number(_DecimalField):
    """What was stated comes back as it was stated: 1621 stays 1621, 86.9 stays 86.9."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Only forms read these two; the column is `numeric` without a scale.
        super().__init__(*args, **{**kwargs, "max_digits": 30, "decimal_places": 10})

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """The column's type, without the padding that a scale would add."""
        return "numeric"
