"""Take back what was written to registers in one act, by the history of its rows.

Every row gets the state it had before the act, or goes where it was not there: all of
them or none. An undo is an act of its own, and can be taken back in the same way.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db import models

from communes.acts import newest_records, records_of, wholes
from communes.registers import KEPT, writing

__all__ = ["Later", "TakenBack", "WrittenSince", "take_back", "was_written"]

_GONE = "-"


class Later(NamedTuple):
    """A row that was written again after the act, in which act ("": in none), and by
    which account ("": it is gone, or nobody is named).
    """

    row: models.Model
    act: str
    by: str


@dataclass(frozen=True, slots=True)
class TakenBack:
    """How many rows got an earlier state back, and how many went away; what hangs on a
    row is counted with it.
    """

    restored: int
    removed: int


class WrittenSince(Exception):  # noqa: N818
    """The act cannot be taken back: `rows` were written since, or others hang on them."""

    def __init__(self, rows: list[Later]) -> None:
        super().__init__(f"{len(rows)} rows were written since")
        self.rows = rows


class _Step(NamedTuple):
    """What becomes of one row; `before` None: it goes."""

    model: type[models.Model]
    key: int
    before: models.Model | None


def was_written(act: str) -> bool:
    """Whether any row of a register was written in this act."""
    written = [
        records_of(model)
        .filter(history_change_reason=act)
        .order_by()
        .values_list("history_id")
        for model in KEPT
    ]
    return bool(written[0].union(*written[1:], all=True).exists())


def take_back(act: str, *, by: User, in_act: str) -> TakenBack:
    """Take the act back as `in_act`. Raises WrittenSince, and NotAllowed of a row."""
    with writing(by=by, act=in_act) as to:
        steps = [step for model in KEPT for step in _steps(model, act)]
        going = [step for step in steps if step.before is None]
        _refuse_what_hangs_on(going)
        staying = [step.before for step in steps if step.before is not None]
        touched = wholes(staying)
        gone = {(step.model, step.key) for step in going}
        for step in reversed(going):
            row = step.model._default_manager.filter(pk=step.key).first()
            if row is not None:
                touched |= wholes([row])
                to.delete(row)
        for before in staying:
            to.save(before)
    return TakenBack(len(touched - gone), len(touched & gone))


def _steps(model: type[models.Model], act: str) -> list[_Step]:
    """One for each row of the model that the act wrote, in the order of their keys."""
    records = records_of(model)
    first: dict[int, int] = {}
    written = records.filter(history_change_reason=act).order_by("-history_id")
    for key, number in written.values_list("id", "history_id"):
        first[key] = number
    if not first:
        return []
    of_rows = list(
        records.filter(id__in=first)
        .select_related("history_user")
        .order_by("id", "history_id")
    )
    now = {record.id: record for record in of_rows}
    then = {one.id: one for one in of_rows if one.history_change_reason == act}
    later = [
        _later(record.instance, record)
        for key, record in now.items()
        if _told(record) != _told(then[key])
    ]
    if later:
        raise WrittenSince(later)
    before = {
        record.id: record for record in of_rows if record.history_id < first[record.id]
    }
    return [_Step(model, key, _state(before.get(key))) for key in sorted(first)]


def _told(record: Any) -> object:
    """What a record says of its row: equal where later acts were taken back again."""
    if record.history_type == _GONE:
        return _GONE
    names = [field.attname for field in record.tracked_fields]
    return [getattr(record, name) for name in names]


def _state(record: Any) -> models.Model | None:
    """The row as the record has it; None: it was not there."""
    if record is None or record.history_type == _GONE:
        return None
    row: models.Model = record.instance
    return row


def _refuse_what_hangs_on(going: list[_Step]) -> None:
    """Rows that somebody added to what the act made would go with it unseen."""
    keys: dict[type[models.Model], set[int]] = defaultdict(set)
    for step in going:
        keys[step.model].add(step.key)
    hanging: dict[type[models.Model], dict[int, models.Model]] = defaultdict(dict)
    for model, of_model in list(keys.items()):
        for part in _parts(model, of_model) if KEPT[model].parts else ():
            if part.pk not in keys[type(part)]:
                hanging[type(part)][part.pk] = part
    if hanging:
        raise WrittenSince([*_last_written(hanging)])


def _last_written(
    rows: Mapping[type[models.Model], Mapping[int, models.Model]],
) -> Iterator[Later]:
    for model, of_model in rows.items():
        records = newest_records(model, of_model)
        yield from (_later(row, records.get(key)) for key, row in of_model.items())


def _later(row: models.Model, record: Any) -> Later:
    if record is None:
        return Later(row, "", "")
    by = record.history_user
    account = by.get_username() if by is not None else ""
    return Later(row, record.history_change_reason or "", account)


def _parts(model: type[models.Model], keys: Iterable[int]) -> Iterator[models.Model]:
    """What hangs on the rows of these keys."""
    to_parts: Any = model._meta.get_field(KEPT[model].parts)
    found = to_parts.related_model._default_manager
    yield from found.filter(**{f"{to_parts.field.name}__in": keys})
