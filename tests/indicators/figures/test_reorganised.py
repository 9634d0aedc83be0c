"""Figures follow a change of units, and its undoing, in the same transaction."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User

from communes import tree
from communes.models import Unit
from communes.reorganise import apply, undo
from communes.resolutions.events import MERGE
from indicators import ledger
from indicators.models import Batch, Figure
from tests.communes.reorganise.resolutions import DAY, event, resolution
from tests.factories import make_district, make_indicator, make_province, make_unit

MERGED = (
    event(MERGE, "A", "B", 1, to_name="Xã Mới"),
    event(MERGE, "B", "B", 1, to_name="Xã Mới"),
)


@pytest.mark.django_db
def test_predecessors_add_up_in_the_new_unit_until_it_is_taken_back(
    administrator: User,
) -> None:
    make_province()
    district = make_district("1", name="Một")
    one = make_unit("A", name="A", parent=district)
    other = make_unit("B", name="B", parent=district)
    tree.rebuild()
    indicator = make_indicator("KN-01").pk
    statements = [
        ledger.Statement(unit.pk, indicator, "result", 2012, Decimal(value))
        for unit, value in ((one, 3), (other, 4))
    ]
    ledger.write(statements, by=administrator, cause=ledger.Cause(Batch.Kind.FORM))

    (act,) = apply([resolution(*MERGED)], by=administrator)
    new = Unit.objects.get(code="B", valid_from=DAY)
    recast = Figure.objects.on_borders("now").get(unit=new, year=2012, through=12)
    assert (recast.result, recast.reported, recast.estimated) == (7, 2, False)

    undo(act, by=administrator)
    assert not Figure.objects.filter(unit_id=new.pk).exists()
    assert {
        figure.unit_id: figure.result
        for figure in Figure.objects.on_borders("now").filter(
            unit__in=(one, other), year=2012, through=12
        )
    } == {one.pk: 3, other.pk: 4}
