"""The trees and the covers, written as tables so that nothing else does date arithmetic.

A tree stands from one day on which the structure changed until the next; the first one
from `date.min`. Both tables are derived: `rebuild` writes them again from the units and
successions, after the reference data are loaded and after every change of structure.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection, transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communes.borders import pieces
from communes.holders import holders
from communes.lineage import Life, Lineage, LineageError, Link
from communes.models import Cover, Holder, Node, Piece, Succession, Unit

Trees = Mapping[date, Mapping[int, int | None]]

# As many decimals as the column keeps.
SHARE = Decimal("0.00000001")

# Readers go on with the old trees; a second rebuild waits for the first.
_LOCK = "LOCK TABLE communes_node, communes_cover IN SHARE ROW EXCLUSIVE MODE"

# The big statements that follow in the same transaction are planned on what is there now.
_ANALYZE = (
    "ANALYZE communes_unit, communes_node, communes_cover, communes_piece,"
    " communes_holder"
)

_ALIVE = """
    WITH RECURSIVE day("on") AS (
        SELECT DATE '0001-01-01'
        UNION SELECT valid_from FROM communes_unit WHERE valid_from IS NOT NULL
        UNION SELECT valid_to FROM communes_unit WHERE valid_to IS NOT NULL
    ), alive AS (
        SELECT day."on", unit.id, unit.code, parent.code AS parent_code
        FROM day
        JOIN communes_unit unit
            ON (unit.valid_from IS NULL OR unit.valid_from <= day."on")
            AND (unit.valid_to IS NULL OR day."on" < unit.valid_to)
        LEFT JOIN communes_unit parent ON parent.id = unit.parent_id
    )"""

# The parent is the life of the parent's code on the day of the tree, which need not be
# the life that stood there when the unit began.
_PLACE = f"""{_ALIVE}, placed("on", id, code, parent_id, depth) AS (
        SELECT "on", id, code, NULL::bigint, 0 FROM alive WHERE parent_code IS NULL
        UNION ALL
        SELECT alive."on", alive.id, alive.code, placed.id, placed.depth + 1
        FROM placed
        JOIN alive ON alive."on" = placed."on" AND alive.parent_code = placed.code
    )
    INSERT INTO communes_node ("on", unit_id, parent_id, depth, children)
    SELECT placed."on", placed.id, placed.parent_id, placed.depth,
        coalesce(below.children, 0)
    FROM placed
    LEFT JOIN (
        SELECT "on", parent_id, count(*) AS children
        FROM placed GROUP BY "on", parent_id
    ) below ON below."on" = placed."on" AND below.parent_id = placed.id"""

_LEFT_OUT = f"""{_ALIVE}
    SELECT alive.id, alive."on", alive.parent_code
    FROM alive
    LEFT JOIN communes_node node
        ON node."on" = alive."on" AND node.unit_id = alive.id
    WHERE node.unit_id IS NULL
    ORDER BY alive."on", alive.code
    LIMIT 1"""


class TreeError(ValueError):
    """A unit that hangs on nothing on some day of its life, or successions that
    contradict the lives; the text, in the reader's language, names the units.
    """


def rebuild() -> None:
    """Write every tree and every cover again, in one transaction.

    Raises TreeError where a unit has no living parent or successions contradict the
    lives (the LineageError is its cause); then nothing is changed.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        Node.objects.all().delete()
        Cover.objects.all().delete()
        cursor.execute(_PLACE)
        cursor.execute(_LEFT_OUT)
        left_out = cursor.fetchone()
        if left_out is not None:
            raise _no_parent(*left_out)
        Piece.objects.all().delete()
        try:
            known = lineage()
        except LineageError as error:
            raise TreeError(_sentence(error)) from error
        Cover.objects.bulk_create(_covers(known), batch_size=5_000)
        trees = _trees()
        Piece.objects.bulk_create(_pieces(known, trees), batch_size=5_000)
        Holder.objects.all().delete()
        Holder.objects.bulk_create(_holders(known, trees), batch_size=5_000)
        cursor.execute(_ANALYZE)


def tree_on(day: date) -> date:
    """The first day of the tree that stands on `day`, as in Node.on and Cover.on.

    Without any unit only the first tree stands, empty: `date.min`.
    """
    began = Node.objects.filter(on__lte=day).aggregate(day=Max("on"))["day"]
    return began or date.min


def last_tree_of(unit: Unit) -> date:
    """The first day of the last tree that a unit stands in: today's for a living one."""
    last = Node.objects.filter(unit=unit).aggregate(day=Max("on"))["day"]
    return last or date.min


def lineage() -> Lineage[int]:
    """The lives of all stored units and the successions between them."""
    units = Unit.objects.only("code", "name", "kind", "valid_from", "valid_to")
    links = Succession.objects.values_list(
        "predecessor_id", "successor_id", "on", "share"
    )
    return Lineage(
        [Life(u.pk, u.code, u.valid_from, u.valid_to, u.full_name) for u in units],
        [Link(*row) for row in links],
    )


def _covers(known: Lineage[int]) -> Iterator[Cover]:
    """For each tree, the heirs of every unit that had ended by then."""
    ended = list(
        Unit.objects.exclude(valid_to=None)
        .order_by("valid_to", "pk")
        .values_list("pk", "valid_to")
    )
    for on in Node.objects.order_by("on").values_list("on", flat=True).distinct():
        for unit, ended_on in ended:
            if ended_on is None or on < ended_on:
                break
            for part in known.heirs(unit, on):
                share = _rounded(part.share)
                yield Cover(on=on, unit_id=unit, part_id=part.unit, share=share)


def _trees() -> Trees:
    """Every tree by its first day."""
    trees: dict[date, dict[int, int | None]] = {}
    for on, unit, parent in Node.objects.values_list("on", "unit_id", "parent_id"):
        trees.setdefault(on, {})[unit] = parent
    return trees


def _holders(known: Lineage[int], trees: Trees) -> Iterator[Holder]:
    """For each tree, who holds all of every unit there ever was."""
    for held in holders(known, trees):
        yield Holder(on=held.on, unit_id=held.unit, holder_id=held.holder)


def _pieces(known: Lineage[int], trees: Trees) -> Iterator[Piece]:
    """For each tree, what every unit is made of on its latest borders."""
    for piece in pieces(known, trees):
        yield Piece(
            on=piece.on,
            unit_id=piece.unit,
            part_id=piece.part,
            share=_rounded(piece.share),
        )


def _rounded(share: Decimal | None) -> Decimal | None:
    return None if share is None else share.quantize(SHARE, ROUND_HALF_UP)


def _sentence(error: LineageError) -> str:
    """What is refused, in the reader's language, with days as they are written."""
    params = {
        name: date_format(value, "SHORT_DATE_FORMAT")
        if isinstance(value, date)
        else value
        for name, value in error.params.items()
    }
    return _(error.template) % params


def _no_parent(unit_id: int, on: date, parent_code: str) -> TreeError:
    unit = Unit.objects.get(pk=unit_id)
    return TreeError(
        _(
            "%(unit)s (%(life)s) has no parent on %(day)s: no unit with code "
            "%(code)s stands in the tree on that day."
        )
        % {
            "unit": unit,
            "life": unit.life,
            "day": date_format(on, "SHORT_DATE_FORMAT"),
            "code": parent_code,
        }
    )
