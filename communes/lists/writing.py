"""What of a file is written, in bulk, and which rows the database refuses.

The checks of a table are asked for all rows at once, in the database's own words. Rules
that only show when rows are written (once only, no overlap, triggers) are found by
writing halves, and halves of these, until single rows are left.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils.translation import gettext, gettext_noop

from communes.refusals import PLACES, Refusal, refusal_of, sentence
from communes.registers import Writer

# After so many rows that the database refuses, the others are not looked for.
MOST_REFUSED = 100
RING = gettext_noop(
    "The rows of the file refer to one another in a ring. Leave the reference of one of "
    "them empty."
)


@dataclass(eq=False, slots=True)
class Draft:
    """A row of a register as `line` of the file wants it; `fields`: None where it is new."""

    line: int
    row: models.Model
    fields: tuple[str, ...] | None = None
    remove: bool = False


class Broken(NamedTuple):
    """The rule that a row breaks, for a person."""

    draft: Draft
    code: str
    refusal: Refusal


def broken_checks(drafts: Sequence[Draft]) -> Iterator[Broken]:
    """The checks of their own table that the rows break: two queries for each table."""
    of_model: dict[type[models.Model], list[Draft]] = defaultdict(list)
    for draft in drafts:
        if not draft.remove:
            of_model[type(draft.row)].append(draft)
    for model, some in of_model.items():
        yield from _of_table(model, some)


def _of_table(model: type[models.Model], drafts: list[Draft]) -> Iterator[Broken]:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY conname",
            [table],
        )
        # The database's own expressions; a percent sign in one is none of a parameter.
        cases = ", ".join(
            f"CASE WHEN ({rule.replace('%', '%%')}) IS FALSE THEN '{name}' END"
            for name, rule in cursor.fetchall()
        )
        if not cases:
            return
        cursor.execute(
            f"SELECT place, broken FROM (SELECT ordinality - 1 AS place,"
            f" array_remove(ARRAY[{cases}], NULL) AS broken"
            f" FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
            " WITH ORDINALITY) AS judged WHERE broken <> '{}' ORDER BY place",
            [json.dumps([_plain(one.row) for one in drafts], cls=DjangoJSONEncoder)],
        )
        for place, names in cursor.fetchall():
            for name in names:
                refusal = Refusal(sentence(name), PLACES.get(name))
                yield Broken(drafts[place], name, refusal)


def _plain(row: models.Model) -> dict[str, Any]:
    fields = row._meta.concrete_fields
    return {str(field.column): getattr(row, field.attname) for field in fields}


def write(drafts: Sequence[Draft], to: Writer) -> list[Broken]:
    """Write all, in an order that works; return those that the database refuses.

    Where there are any the caller takes everything back. Deferred rules answer at once.
    """
    broken: list[Broken] = []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for layer in _layers(drafts):
        waiting = layer
        while waiting:
            refused = list(_refused(waiting, to, MOST_REFUSED))
            if not refused or len(refused) in (len(waiting), MOST_REFUSED):
                broken += refused
                break
            # Some may only have had to wait for others of the file.
            waiting = [one.draft for one in refused]
        if len(broken) >= MOST_REFUSED:
            break
    if not broken:
        left = [one for one in drafts if one.row.pk is None and not one.remove]
        broken = [Broken(one, "ring", Refusal(gettext(RING))) for one in left]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return broken


def _layers(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    """What is there first, then what is new, each after the rows it refers to."""
    waiting = list(drafts)
    changes = [one for one in waiting if one.fields is not None or one.remove]
    new = [one for one in waiting if one.fields is None and not one.remove]
    ready = [one for one in changes if not _waits(one.row)]
    yield ready
    while new:
        layer = [one for one in new if not _waits(one.row)]
        if not layer:
            break  # they refer to one another, which the list has told
        yield layer
        new = [one for one in new if one not in set(layer)]
    ready_ones = set(ready)
    yield [one for one in changes if one not in ready_ones and not _waits(one.row)]


def _waits(row: models.Model) -> bool:
    """Whether a row it refers to has still to be stored."""
    return any(target.pk is None for target in referred(row))


def referred(row: models.Model) -> Iterator[models.Model]:
    """The rows that it refers to, as far as they are at hand."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.is_cached(row):
            target = field.get_cached_value(row)
            if target is not None:
                yield target


def _refused(drafts: list[Draft], to: Writer, most: int) -> Iterator[Broken]:
    """Write the drafts but those that the database refuses, which are returned."""
    try:
        with transaction.atomic():
            _write(drafts, to)
    except (IntegrityError, DataError) as error:
        for draft in drafts:
            if draft.fields is None and not draft.remove:
                draft.row.pk = None
                draft.row._state.adding = True
        if len(drafts) == 1:
            yield _broken(drafts[0], error)
            return
        half = len(drafts) // 2
        for part in (drafts[:half], drafts[half:]):
            for one in _refused(part, to, most):
                yield one
                most -= 1
                if most == 0:
                    return


def _write(drafts: Iterable[Draft], to: Writer) -> None:
    new: dict[type[models.Model], list[models.Model]] = defaultdict(list)
    changed: dict[type[models.Model], list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.remove:
            to.delete(draft.row)
        elif draft.fields is None:
            new[type(draft.row)].append(draft.row)
        else:
            changed[type(draft.row)].append(draft)
    for model, some in changed.items():
        fields = sorted({name for one in some for name in one.fields or ()})
        to.change(model, [one.row for one in some], fields)
    for model, rows in new.items():
        to.add(model, rows)


def _broken(draft: Draft, error: IntegrityError | DataError) -> Broken:
    cause = getattr(error.__cause__, "diag", None)
    name = getattr(cause, "constraint_name", None) or "refused"
    return Broken(draft, name, refusal_of(error))
