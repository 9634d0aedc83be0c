"""Who may see, write and approve what; every page, command and import asks here.

A right is held in the subtree of a unit: the unit, the lives of its code that adjoin it,
and whatever lies under one of those in any tree. An officer of Lục Ngạn so keeps the
district through its change of 2025, with the communes that stayed in it. Rights count
while the assignment is in force; without one, a person sees nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.utils import timezone

from communes.models import Assignment, Level, Role, Unit

SYSTEM = "he-thong"

Units = frozenset[int]
NOWHERE: Units = frozenset()

_SUBTREES = """
    WITH RECURSIVE own(given, unit_id) AS (
        SELECT given, given FROM unnest(%s::bigint[]) AS given
        UNION
        SELECT own.given, other.id
        FROM own
        JOIN communes_unit unit ON unit.id = own.unit_id
        JOIN communes_unit other ON other.code = unit.code
            AND (other.valid_from = unit.valid_to OR other.valid_to = unit.valid_from)
    ), under(given, "on", unit_id) AS (
        SELECT own.given, node."on", node.unit_id
        FROM own JOIN communes_node node ON node.unit_id = own.unit_id
        UNION
        SELECT under.given, node."on", node.unit_id
        FROM under JOIN communes_node node
            ON node."on" = under."on" AND node.parent_id = under.unit_id
    )
    SELECT given, unit_id, true FROM own
    UNION SELECT given, unit_id, false FROM under"""


@dataclass(frozen=True, slots=True)
class Scope:
    """The units in which a person has rights; None stands for all units."""

    visible: Units | None = NOWHERE
    writable: Units | None = NOWHERE
    approvable: Units | None = NOWHERE
    # The units assigned themselves, with their adjoining lives, not what is under them.
    own: Units = NOWHERE
    # The highest unit assigned, whose page the person starts on; None: no such unit.
    home: Unit | None = None
    # Assigned to the province, in whatever role: sees sensitive figures everywhere.
    of_province: bool = False
    # Administrator of the province: units, catalogue, accounts, years.
    manages: bool = False

    @property
    def everything(self) -> bool:
        """Whether there is no limit, as for a superuser."""
        return self.visible is None

    @property
    def district_total_visible(self) -> bool:
        """Whether totals of district level and above are shown outside the scope."""
        return self.visible is None or bool(self.visible)

    def sees(self, unit_id: int) -> bool:
        """Whether every figure of the unit is shown, but for sensitive ones."""
        return _holds(self.visible, unit_id)

    def sees_total(self, unit: Unit) -> bool:
        """Whether totals and percents of the unit are shown (design, section 8)."""
        high = unit.level <= Level.DISTRICT
        return self.sees(unit.pk) or (high and self.district_total_visible)

    def sees_sensitive(self, unit: Unit) -> bool:
        """Whether figures by religion, ethnicity and discipline are shown.

        Below district level only to persons of the unit itself and of the province.
        """
        if unit.level <= Level.DISTRICT or self.of_province:
            return self.sees(unit.pk)
        return unit.pk in self.own

    def writes(self, unit_id: int) -> bool:
        """Whether values of the unit may be entered."""
        return _holds(self.writable, unit_id)

    def approves(self, unit_id: int) -> bool:
        """Whether what others entered for the unit may be approved."""
        return _holds(self.approvable, unit_id)


NOTHING = Scope()
EVERYTHING = Scope(None, None, None, of_province=True, manages=True)


def scope_of(user: User | AnonymousUser) -> Scope:
    """The rights of `user` today: no query for a superuser, two for anybody else."""
    if not user.is_active:
        return NOTHING
    if user.is_superuser:
        return EVERYTHING
    held = list(
        Assignment.objects.in_force(timezone.localdate())
        .filter(user=user)
        .select_related("unit")
        .order_by("unit__level", "unit__ordinal", "unit__code", "pk")
    )
    return _scope(held) if held else NOTHING


def system_account() -> User:
    """The account that commands write under when nobody is named; nobody signs in as it.

    Made when missing.
    """
    user, new = User.objects.get_or_create(
        username=SYSTEM, defaults={"is_superuser": True}
    )
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _scope(held: list[Assignment]) -> Scope:
    subtrees, own = _subtrees({assignment.unit_id for assignment in held})

    def units_of(*roles: Role) -> Units:
        given = {a.unit_id for a in held if a.role in roles}
        return NOWHERE.union(*(subtrees[unit_id] for unit_id in given))

    top = [a for a in held if a.unit.level == Level.PROVINCE]
    return Scope(
        visible=units_of(*Role),
        writable=units_of(Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR),
        approvable=units_of(Role.APPROVER, Role.ADMINISTRATOR),
        own=own,
        home=held[0].unit,
        of_province=bool(top),
        manages=any(a.role == Role.ADMINISTRATOR for a in top),
    )


def _subtrees(given: Iterable[int]) -> tuple[Mapping[int, set[int]], Units]:
    """The subtree of each unit given, and all of them with their adjoining lives."""
    subtrees: dict[int, set[int]] = {unit_id: set() for unit_id in given}
    own: set[int] = set()
    with connection.cursor() as cursor:
        cursor.execute(_SUBTREES, [list(subtrees)])
        for root, unit_id, is_own in cursor.fetchall():
            subtrees[root].add(unit_id)
            if is_own:
                own.add(unit_id)
    return subtrees, frozenset(own)


def _holds(units: Units | None, unit_id: int) -> bool:
    return units is None or unit_id in units
