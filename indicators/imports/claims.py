"""What a file says of other years, and in percent of the plan, against what is stored."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F

from indicators.imports.changes import Sees
from indicators.imports.checks import rounds_to
from indicators.imports.prepared import Claim, Stated
from indicators.imports.problems import Problem, problem
from indicators.imports.units import full_name
from indicators.models import Borders, Figure
from indicators.numbers import half_up

__all__ = ["contradictions"]


class _Stored(NamedTuple):
    """The result and the plan that pages show."""

    result: Decimal | None = None
    plan: Decimal | None = None


_Key = tuple[int, str, int, int]


def contradictions(
    claims: Sequence[Claim], stated: Sequence[Stated], *, sees: Sees
) -> Iterator[Problem]:
    """A warning for each claim that does not agree, in at most one query.

    A percentage goes by the figures of the file where it has them. Where nothing is
    stored, or may not be seen, nothing is said.
    """
    seen = [one for one in claims if sees(one.unit, one.said.indicator)]
    if not seen:
        return
    stored = _stored(seen)
    for one in stated:
        key = (one.unit.id, one.indicator, one.statement.year, one.statement.through)
        if one.statement.since in (None, one.statement.year):
            kept = stored.get(key, _Stored())
            stored[key] = kept._replace(**{one.statement.measure: one.statement.value})
    for claim in seen:
        said = claim.said
        held = stored.get((claim.unit.id, said.indicator, said.year, said.through))
        if held is not None:
            yield from _compared(claim, held)


def _compared(claim: Claim, held: _Stored) -> Iterator[Problem]:
    said, printed, stored = claim.said, claim.said.value, held.result
    code = "previous-differs"
    if printed is None or stored is None:
        return
    if said.measure == "percent":
        if not held.plan:
            return
        exact = stored / held.plan * 100
        if rounds_to(printed, [exact]):
            return
        code, stored = "percent-of-plan-differs", half_up(exact, 1)
    elif printed == stored:
        return
    yield problem(
        code,
        said.row,
        said.column,
        printed=printed,
        stored=stored,
        unit=full_name(claim.unit),
        indicator=said.indicator,
        year=said.year,
    )


def _stored(claims: Sequence[Claim]) -> dict[_Key, _Stored]:
    found: Mapping[str, set[object]] = {
        "unit__in": {one.unit.id for one in claims},
        "indicator__code__in": {one.said.indicator for one in claims},
        "year__in": {one.said.year for one in claims},
        "through__in": {one.said.through for one in claims},
    }
    rows = Figure.objects.filter(borders=Borders.THEN, since=F("year"), **found)
    return {
        (unit, code, year, through): _Stored(result, plan)
        for unit, code, year, through, result, plan in rows.values_list(
            "unit_id", "indicator__code", "year", "through", "result", "plan"
        )
    }
