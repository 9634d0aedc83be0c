"""The tree of each period of unchanged structure, and who stands for whom in it.

The tables are derived from units and successions (`communes/tree.py` rewrites them);
the big statements of `indicators/` join them instead of doing date arithmetic.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from communes.models.unit import Unit


class Node(models.Model):
    """A unit in the tree that stands from day `on` until the next tree begins."""

    pk = models.CompositePrimaryKey("on", "unit_id")
    on = models.DateField(_("tree from"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    parent = models.ForeignKey(
        Unit, models.CASCADE, null=True, related_name="+", verbose_name=_("parent")
    )
    depth = models.PositiveSmallIntegerField(_("depth"))
    children = models.PositiveSmallIntegerField(_("number of children"))

    class Meta:
        verbose_name = _("node")
        verbose_name_plural = _("nodes")


class Cover(models.Model):
    """`part` of tree `on` stands for `unit`, which is not itself in that tree.

    `share` is how much of `unit` became `part`; null where it is unknown.
    """

    pk = models.CompositePrimaryKey("on", "unit_id", "part_id")
    on = models.DateField(_("tree from"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    part = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    share = models.DecimalField(_("share"), max_digits=9, decimal_places=8, null=True)

    class Meta:
        verbose_name = _("cover")
        verbose_name_plural = _("covers")


class Piece(models.Model):
    """`part` of tree `on` lies in `unit` as it is on its latest borders.

    `share` is how much of the part does, null where it is unknown. A unit that is made
    of itself alone has no pieces in that tree.
    """

    pk = models.CompositePrimaryKey("on", "unit_id", "part_id")
    on = models.DateField(_("tree from"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    part = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    share = models.DecimalField(_("share"), max_digits=9, decimal_places=8, null=True)

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")


class Holder(models.Model):
    """`holder` is the lowest unit of tree `on` that holds all of `unit`.

    Of a unit of that tree itself; of one that ended who stands for it, of a divided one
    the lowest unit above all of its heirs; of one that is yet to begin likewise over its
    origins; the root where there are none. So each row of a register counts exactly once
    on every day.
    """

    pk = models.CompositePrimaryKey("on", "unit_id")
    on = models.DateField(_("tree from"))
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    holder = models.ForeignKey(Unit, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("holder")
        verbose_name_plural = _("holders")
