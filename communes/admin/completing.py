"""A field that is completed as one types, safe against what makes no sense."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect

_LONGEST_KEY = 18  # digits; of those with more not all fit the database's keys


class Completed(AutocompleteSelect):
    """The stock field asks the database for whatever was sent, even for what is no key."""

    # Labels by key that the form has read already: rows of a table ask nothing each.
    known: Mapping[str, str] = {}

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        """The chosen row, if it can be one."""
        keys = [str(key) for key in value if _is_key(key)]
        if not keys or not set(keys) <= self.known.keys():
            return super().optgroups(name, keys, attr)
        options = [] if self.is_required else [("", "")]
        options += [(key, self.known[key]) for key in keys]
        made = [
            self.create_option(name, key, label, key in keys, index)
            for index, (key, label) in enumerate(options)
        ]
        return [(None, made, 0)]


def _is_key(value: object) -> bool:
    text = str(value)
    return text.isdecimal() and len(text) <= _LONGEST_KEY
