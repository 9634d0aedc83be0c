"""A field that is completed as one types, safe against what makes no sense."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect

_LONGEST_KEY = 18  # digits; of those with more not all fit the database's keys


class Completed(AutocompleteSelect):
    """The stock field asks the database for whatever was sent, even for what is no key."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """The chosen row, if it can be one."""
        return super().optgroups(name, list(filter(_is_key, value)), attr)


def _is_key(value: object) -> bool:
    text = str(value)
    return text.isdecimal() and len(text) <= _LONGEST_KEY
