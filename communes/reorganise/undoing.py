"""Take an act back: exactly the rows before, or what stands in the way.

Rows that refer to the new units with PROTECT are somebody's work and stand in the way,
whatever they are; those that may vanish with a unit (trees) are derived. Those who build
on the units otherwise say so by a signal.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext

from communes import registers, tree
from communes.access import scope_of
from communes.lineage import LineageError
from communes.models import (
    Placement,
    RegisterKept,
    Reorganisation,
    Succession,
    Unit,
    Year,
)
from communes.reorganise.applying import LOCK
from communes.reorganise.previewing import NotAllowed
from communes.signals import structure_changed, structure_undoing
from communes.tree import TreeError

_MOST_NAMED = 5

# What the act itself wrote does not stand in its way.
_OWN: dict[type[models.Model], str] = {
    Succession: "successions",
    Placement: "placements",
    RegisterKept: "kept",
    Unit: "opened",
}


class Standing(ValueError):
    """The act cannot be taken back; `sentences` say what stands in the way."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


def undo(act: Reorganisation, *, by: User, commit: bool = True) -> None:
    """Take the act back; without `commit` only find out whether it can be.

    Raises Standing and NotAllowed; then nothing is changed.
    """
    if not scope_of(by).manages:
        raise NotAllowed(
            gettext(
                "Only administrators of the province take changes of units back. Ask one "
                "of them."
            )
        )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        act = Reorganisation.objects.select_for_update().get(pk=act.pk)
        sentences = list(standing_in_the_way(act))
        if sentences:
            raise Standing(sentences)
        try:
            _take_back(act, by)
        except (TreeError, LineageError) as error:
            raise Standing([_later_builds_on(str(error))]) from error
        if not commit:
            transaction.set_rollback(True)


def standing_in_the_way(act: Reorganisation) -> Iterator[str]:
    """A sentence for each thing that keeps the act from being taken back."""
    if act.is_undone:
        yield gettext("This act is taken back already.")
        return
    opened = act.done["opened"]
    for year in Year.objects.filter(year__gte=act.on.year, state=Year.State.LOCKED):
        yield gettext(
            "The year %(year)s is locked, and its figures would change. Reopen it first."
        ) % {"year": year}
    yield from _later_acts(act)
    for model, field in _references():
        rows = model._base_manager.filter(**{f"{field}__in": opened})
        own = _OWN.get(model)
        if own is not None:
            rows = rows.exclude(pk__in=act.done[own])
        if rows.exists():
            yield _referring(model, field, rows)
    answers: list[tuple[Any, Any]] = structure_undoing.send(
        sender=None, units=frozenset(opened), since=act.on
    )
    for _receiver, sentences in answers:
        yield from sentences or ()


def _take_back(act: Reorganisation, by: User) -> None:
    done = act.done
    Placement.objects.filter(pk__in=done["placements"]).delete()
    with registers.writing(by=by) as to:
        for row in RegisterKept.objects.filter(pk__in=done["kept"]):
            to.delete(row)
        Succession.objects.filter(pk__in=done["successions"]).delete()
        for level in (3, 2, 1):
            Unit.objects.filter(pk__in=done["opened"], level=level).delete()
        Unit.objects.filter(pk__in=done["closed"]).update(valid_to=None)
        tree.rebuild()
        act.undone_by, act.undone_at = by, timezone.now()
        act.save(update_fields=["undone_by", "undone_at"])
        structure_changed.send(sender=None, since=act.on)


def _references() -> Iterator[tuple[type[models.Model], str]]:
    """Every model whose rows keep a unit from vanishing, with the field that does."""
    for relation in Unit._meta.get_fields(include_hidden=True):
        if (
            isinstance(relation, models.ManyToOneRel)
            and relation.on_delete is models.PROTECT
        ):
            yield relation.related_model, relation.field.name


def _later_acts(act: Reorganisation) -> Iterator[str]:
    """Later acts that changed the new units, or gave a code away that would come back."""
    closed = set(act.done["closed"])
    codes = Unit.objects.filter(pk__in=closed).values_list("code", flat=True)
    follow = Unit.objects.filter(code__in=codes, valid_from__gte=act.on)
    involved = {*act.done["opened"], *follow.values_list("pk", flat=True)}
    later = Reorganisation.objects.filter(undone_at=None, on__gte=act.on)
    for other in later.exclude(pk=act.pk).select_related("document").order_by("on"):
        touched = {*other.done["closed"], *other.done["opened"]}
        if touched & involved:
            yield gettext(
                "A later act builds on it: %(act)s. Take that one back first."
            ) % {"act": other}


def _referring(
    model: type[models.Model], field: str, rows: models.QuerySet[models.Model]
) -> str:
    """What refers to the new units: how many rows of what, and to which units."""
    units = Unit.objects.filter(pk__in=rows.values(field)).order_by("code")
    names = [unit.full_name for unit in units[: _MOST_NAMED + 1]]
    if len(names) > _MOST_NAMED:
        names[_MOST_NAMED] = "…"
    return gettext(
        "%(what)s: %(number)s rows are on %(units)s, which would vanish. Remove them "
        "first, where they are wrong; else correct by a new act."
    ) % {
        "what": capfirst(model._meta.verbose_name_plural),
        "number": rows.count(),
        "units": ", ".join(names),
    }


def _later_builds_on(said: str) -> str:
    return gettext("Without it the structure would not hold: %(why)s") % {"why": said}
