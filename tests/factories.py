"""Rows for tests: one plain function per model, with valid defaults.

`from tests.factories import make_unit`. Name in a test only what it is about; codes that
nobody names are counted up. The trees are derived: call `communes.tree.rebuild()` after
making units where a test reads them.
"""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from communes.models import (
    Assignment,
    Document,
    DocumentKind,
    Kind,
    Role,
    Succession,
    Unit,
    Year,
)
from indicators.models import (
    Batch,
    Borders,
    Entry,
    Figure,
    Indicator,
    Measure,
    MeasuredIn,
    PlanBasis,
    Sheet,
    SheetColumn,
    Theme,
)

ALWAYS_SINCE = date(2000, 1, 1)
_numbers = count(1)


def _decimal(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def make_unit(
    code: str = "",
    *,
    name: str = "",
    kind: Kind = Kind.COMMUNE,
    parent: Unit | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    ordinal: int = 0,
) -> Unit:
    """A commune directly under the province, for ever, unless told otherwise."""
    number = next(_numbers)
    if parent is None and kind != Kind.PROVINCE:
        parent = make_province()
    return Unit.objects.create(
        code=code or f"U{number}",
        name=name or f"Đơn vị {number}",
        kind=kind,
        parent=parent,
        valid_from=valid_from,
        valid_to=valid_to,
        ordinal=ordinal,
    )


def make_province() -> Unit:
    """The root: the one there is, or a new one, without beginning or end."""
    root = Unit.objects.filter(kind=Kind.PROVINCE).order_by("pk").first()
    return root or make_unit("24", name="Bắc Giang", kind=Kind.PROVINCE)


def make_district(code: str = "", *, communes: int = 0, **fields: Any) -> Unit:
    """A district under the province with so many communes, codes "<code>-1" and on."""
    district = make_unit(code, **{"kind": Kind.DISTRICT, **fields})
    for number in range(1, communes + 1):
        make_unit(f"{district.code}-{number}", parent=district)
    return district


def make_document(number: str = "", **fields: Any) -> Document:
    """A decision of the province."""
    defaults = {"kind": DocumentKind.DECISION, "issuer": "Tỉnh ủy"}
    return Document.objects.create(
        number=number or f"{next(_numbers)}-QĐ/TU", **{**defaults, **fields}
    )


def make_succession(
    predecessor: Unit,
    successor: Unit,
    on: date | None = None,
    *,
    share: Decimal | None = Decimal(1),
    kind: Succession.Kind = Succession.Kind.MERGE,
    **fields: Any,
) -> Succession:
    """The whole of one unit became the other; left out: on the day the first ended."""
    day = on or predecessor.valid_to
    assert day is not None, f"{predecessor} does not end: say on what day"
    return Succession.objects.create(
        predecessor=predecessor,
        successor=successor,
        on=day,
        share=share,
        kind=kind,
        **fields,
    )


def make_year(year: int = 2012, *, locked_by: User | None = None) -> Year:
    """An open year, or one that `locked_by` has locked."""
    if locked_by is None:
        return Year.objects.create(year=year)
    return Year.objects.create(
        year=year,
        state=Year.State.LOCKED,
        changed_by=locked_by,
        changed_at=timezone.now(),
        reason="Đã chốt số liệu năm",
    )


def make_user(
    name: str = "",
    *,
    role: Role | None = None,
    unit: Unit | None = None,
    **fields: Any,
) -> User:
    """An account; with `unit`, somebody with `role` there (left out: editor)."""
    user = User.objects.create_user(name or f"can-bo-{next(_numbers)}", **fields)
    if unit is not None:
        make_assignment(user, unit, role or Role.EDITOR)
    return user


def make_assignment(
    user: User,
    unit: Unit,
    role: Role = Role.EDITOR,
    *,
    since: date = ALWAYS_SINCE,
    until: date | None = None,
) -> Assignment:
    """A role in the subtree of a unit, in force today."""
    return Assignment.objects.create(
        user=user, unit=unit, role=role, since=since, until=until
    )


def make_theme(code: str = "KN", **fields: Any) -> Theme:
    """The theme of that code: the one there is, or a new one."""
    names = {"name_vi": f"Chủ đề {code}", "name_en": f"Theme {code}"}
    theme, _new = Theme.objects.get_or_create(code=code, defaults={**names, **fields})
    return theme


def make_indicator(
    code: str = "",
    *,
    numerator: list[Indicator] | None = None,
    **fields: Any,
) -> Indicator:
    """A flow in people that communes report and that is summed over tree and years.

    The theme is the letters before the hyphen; a ratio names `denominator`, and its
    `numerator` as a list.
    """
    code = code or f"KN-{next(_numbers)}"
    defaults: dict[str, Any] = {
        "name_vi": f"Chỉ tiêu {code}",
        "name_en": f"Indicator {code}",
        "theme": fields.get("theme") or make_theme(code.partition("-")[0]),
        "measured_in": MeasuredIn.PEOPLE,
        "kind": Indicator.Kind.FLOW,
        "direction": Indicator.Direction.UP,
        "over_years": Indicator.OverYears.SUM,
        "reported_by": [Kind.COMMUNE, Kind.WARD, Kind.TOWNSHIP],
        "has_plan": True,
    }
    if numerator:
        defaults |= {
            "kind": Indicator.Kind.RATIO,
            "measured_in": MeasuredIn.PERCENT,
            "over_tree": Indicator.OverTree.RATIO,
            "over_years": Indicator.OverYears.RATIO,
            "scale": 100,
            "decimals": 1,
        }
    indicator = Indicator.objects.create(code=code, **{**defaults, **fields})
    indicator.numerator.set(numerator or [])
    return indicator


def make_sheet(code: str = "", *indicators: Indicator, **fields: Any) -> Sheet:
    """A sheet with one column per indicator, for plan where it has one, and result."""
    code = code or f"S{next(_numbers)}"
    defaults = {"name_vi": f"Biểu {code}", "name_en": f"Sheet {code}"}
    sheet = Sheet.objects.create(code=code, **{**defaults, **fields})
    for ordinal, indicator in enumerate(indicators, start=1):
        SheetColumn.objects.create(
            sheet=sheet,
            indicator=indicator,
            ordinal=ordinal,
            takes_plan=indicator.has_plan,
        )
    return sheet


def make_batch(user: User | None = None, **fields: Any) -> Batch:
    """A batch written by a form."""
    defaults = {"kind": Batch.Kind.FORM}
    return Batch.objects.create(user=user or make_user(), **{**defaults, **fields})


def make_entry(
    unit: Unit,
    indicator: Indicator,
    value: Decimal | int | None,
    *,
    year: int = 2012,
    measure: Measure = Measure.RESULT,
    **fields: Any,
) -> Entry:
    """An entry put straight into the table, past the ledger: no figure follows."""
    basis = PlanBasis.ISSUED if measure == Measure.PLAN else ""
    defaults = {"basis": basis, "since": year, "batch": fields.get("batch")}
    defaults["batch"] = defaults["batch"] or make_batch()
    return Entry.objects.create(
        unit=unit,
        indicator=indicator,
        value=_decimal(value),
        year=year,
        measure=measure,
        **{**defaults, **fields},
    )


def make_figure(
    unit: Unit,
    indicator: Indicator,
    result: Decimal | int | None,
    *,
    year: int = 2012,
    **fields: Any,
) -> Figure:
    """A figure put straight into the read model: entered, by the unit itself."""
    defaults: dict[str, Any] = {
        "since": year,
        "through": 12,
        "borders": Borders.THEN,
        "basis": "entered",
        "quality": 3,
        "expected": 1,
        "reported": 1,
        "reported_below": 1,
        "plan_expected": 1,
        "plan_reported": 1 if "plan" in fields else 0,
    }
    return Figure.objects.create(
        unit=unit,
        indicator=indicator,
        result=_decimal(result),
        year=year,
        **{**defaults, **fields},
    )
