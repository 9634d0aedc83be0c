"""Take the illustrative rows away, but for those that somebody has built on."""

from collections.abc import Iterator, Sequence

from django.db import models
from simple_history.models import HistoricalChanges

from communes.models.register import RegisterRow
from communes.registers import Writer, stored


def take_away(kinds: Sequence[type[RegisterRow]], to: Writer) -> tuple[int, list[str]]:
    """Take away the rows of these kinds, each of which stands after what it refers to.

    Returns how many it was, and the names of those that stay.
    """
    gone, left = 0, []
    for kind in reversed(kinds):
        rows = list(stored(kind).filter(illustrative=True))
        stay = _built_on(kind, {row.pk for row in rows})
        to.forget(kind, [row for row in rows if row.pk not in stay])
        gone += len(rows) - len(stay)
        left += [str(row) for row in rows if row.pk in stay]
    return gone, left


def _built_on(kind: type[models.Model], rows: set[int]) -> set[int]:
    """Which of these rows a row refers to that is not one of them or stays itself."""
    stay: set[int] = set()
    while True:
        found = {
            target
            for source, target in _references(kind, rows - stay)
            if source is None or source not in rows or source in stay
        }
        if not found:
            return stay
        stay |= found


def _references(
    kind: type[models.Model], rows: set[int]
) -> Iterator[tuple[int | None, int]]:
    """The rows that refer to some of these: the source where it is of the same kind."""
    for relation in kind._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        source = relation.related_model
        if issubclass(source, HistoricalChanges):
            continue
        column = relation.field.attname
        found = source._default_manager.filter(**{f"{column}__in": rows})
        for pk, target in found.values_list("pk", column):
            yield (pk if source is kind else None), target
