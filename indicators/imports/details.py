"""What a statement says beside its value, and in which of it two equal values differ.

It is told of the lines of one page: what is stored is read for those alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.utils.formats import date_format
from django.utils.translation import gettext

from communes.models import Document
from indicators.imports.messages import written
from indicators.ledger import Statement
from indicators.models import Entry

__all__ = ["Details", "differences", "replaced"]

_NONE = "–"
_SHORT = 40  # letters: a longer text is only said to differ


class Details(NamedTuple):
    """All that is stated beside a value, by the names of the fields of an entry.

    `document` is a primary key.
    """

    qualifier: str = ""
    quality: int = 3
    low: Decimal | None = None
    high: Decimal | None = None
    percent_reported: Decimal | None = None
    change_stated: Decimal | None = None
    change_kind: str = ""
    change_since: int | None = None
    as_of: date | None = None
    decided_on: date | None = None
    document: int | None = None
    note: str = ""

    @classmethod
    def of(cls, one: Statement) -> Self:
        """Those of a statement."""
        return cls(*(getattr(one, name) for name in cls._fields))

    def apart(self, stored: Entry) -> Iterator[str]:
        """The names of the fields in which it differs from what is stored."""
        for name in self._fields:
            # As the ledger weighs it: silence about these leaves what is stored.
            if name in _MAY_BE_SILENT and not getattr(self, name):
                continue
            if getattr(self, name) != _stored(stored, name):
                yield name


_MAY_BE_SILENT = frozenset(["as_of", "decided_on", "document", "note"])


def differences(said: Mapping[int, Details]) -> dict[int, str]:
    """In words, by the stored entry it is compared with, what differs: «note: A → B».

    At most two queries, however many.
    """
    if not said:
        return {}
    stored = Entry.objects.select_related("document").in_bulk(said)
    named = {one.document for one in said.values() if one.document}
    documents = Document.objects.in_bulk(named) if named else {}
    return {
        pk: "; ".join(
            _told(
                name, _stored_word(entry, name), _said_word(said[pk], name, documents)
            )
            for name in said[pk].apart(entry)
        )
        for pk, entry in stored.items()
    }


def replaced(entries: Iterable[Entry]) -> dict[int, str]:
    """In words, by the entry, what it says otherwise than the one whose place it took,
    where the value is the same. With their documents at hand.
    """
    same = (
        (one, before)
        for one in entries
        if (before := one.supersedes) is not None
        and (one.value, one.absence) == (before.value, before.absence)
    )
    return {
        one.pk: "; ".join(
            _told(name, _stored_word(before, name), _stored_word(one, name))
            for name in Details._fields
            if _stored(before, name) != _stored(one, name)
        )
        for one, before in same
    }


def _stored(entry: Entry, name: str) -> object:
    return entry.document_id if name == "document" else getattr(entry, name)


def _stored_word(entry: Entry, name: str) -> str:
    return _word(name, getattr(entry, name))


def _said_word(said: Details, name: str, documents: Mapping[int, Document]) -> str:
    value = getattr(said, name)
    return _word(name, documents.get(value) if name == "document" else value)


def _word(name: str, value: object) -> str:
    """The value of a field as it is written; a dash where there is none."""
    field: Any = Entry._meta.get_field(name)
    if name == "qualifier" and not value:
        return gettext("exact")
    if value is None or value == "":
        return _NONE
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, Decimal):
        return written(value)
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return f"«{value}»" if name == "note" else str(value)


def _told(name: str, old: str, new: str) -> str:
    """What differs; from what to what, where both are short."""
    field: Any = Entry._meta.get_field(name)
    label = str(field.verbose_name)
    if max(len(old), len(new)) > _SHORT:
        return gettext("another text: %(what)s") % {"what": label}
    return gettext("%(what)s: %(old)s → %(new)s") % {
        "what": label,
        "old": old,
        "new": new,
    }
