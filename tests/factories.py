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
    Assessment,
    Assignment,
    CellKind,
    ContentType,
    Document,
    DocumentKind,
    DocumentReview,
    Hamlet,
    HamletSpell,
    Kind,
    Movement,
    PartyCell,
    PilotReview,
    PilotUnit,
    Placement,
    Programme,
    Register,
    RegisterKept,
    Role,
    StudySession,
    Succession,
    Task,
    TraineeCategory,
    TrainingRound,
    TrainingTurns,
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


# Registers: put straight into their tables, past the door; who builds on them is not told.


def make_hamlet(unit: Unit | None = None, **fields: Any) -> Hamlet:
    """A hamlet of a commune, for ever."""
    fields.setdefault("name", f"Thôn số {next(_numbers)}")
    return Hamlet.objects.create(unit=unit or make_unit(), **fields)


def make_spell(hamlet: Hamlet | None = None, **fields: Any) -> HamletSpell:
    """A hamlet without members since 2002, still."""
    fields.setdefault("since", date(2002, 1, 1))
    return HamletSpell.objects.create(hamlet=hamlet or make_hamlet(), **fields)


def make_cell(unit: Unit | None = None, **fields: Any) -> PartyCell:
    """A commune-agency cell, running since 2010."""
    defaults = {"kind": CellKind.AGENCY, "established_on": date(2010, 9, 30)}
    return PartyCell.objects.create(unit=unit or make_unit(), **{**defaults, **fields})


def make_pilot(unit: Unit | None = None, **fields: Any) -> PilotUnit:
    """A pilot running since 2009."""
    fields.setdefault("started_on", date(2009, 9, 1))
    return PilotUnit.objects.create(unit=unit or make_unit(), **fields)


def make_pilot_review(pilot: PilotUnit | None = None, **fields: Any) -> PilotReview:
    """The review of 2011."""
    fields.setdefault("year", 2011)
    return PilotReview.objects.create(pilot=pilot or make_pilot(), **fields)


def make_round(unit: Unit | None = None, **fields: Any) -> TrainingRound:
    """A round of the province by title, in 2012."""
    defaults = {
        "year": 2012,
        "title": f"Lớp bồi dưỡng số {next(_numbers)}",
        "content": ContentType.BY_TITLE,
    }
    return TrainingRound.objects.create(
        unit=unit or make_province(), **{**defaults, **fields}
    )


def make_turns(round_: TrainingRound | None = None, **fields: Any) -> TrainingTurns:
    """40 turns of key cadres of the unit that keeps the round."""
    held = round_ or make_round()
    defaults = {"unit": held.unit, "category": TraineeCategory.KEY, "turns": 40}
    return TrainingTurns.objects.create(round=held, **{**defaults, **fields})


def make_document_review(
    document: Document | None = None, **fields: Any
) -> DocumentReview:
    """A review due at the end of 2012."""
    if "reviewed_on" not in fields:
        fields.setdefault("due_on", date(2012, 12, 31))
    return DocumentReview.objects.create(document=document or make_document(), **fields)


def make_study_session(document: Document | None = None, **fields: Any) -> StudySession:
    """A session of a commune: 95 of 100 came."""
    defaults = {"held_on": date(2012, 3, 1), "due": 100, "attended": 95}
    fields["unit"] = fields.get("unit") or make_unit()
    return StudySession.objects.create(
        document=document or make_document(), **{**defaults, **fields}
    )


def make_movement(unit: Unit | None = None, **fields: Any) -> Movement:
    """A movement running since 2011."""
    defaults = {"name": f"Phong trào {next(_numbers)}", "started_on": date(2011, 1, 1)}
    return Movement.objects.create(
        unit=unit or make_province(), **{**defaults, **fields}
    )


def make_programme(unit: Unit | None = None, **fields: Any) -> Programme:
    """A programme of the province that carries out a document."""
    defaults = {
        "title": f"Chương trình {next(_numbers)}",
        "started_on": date(2012, 1, 1),
    }
    if "weak_unit" not in fields and "document" not in fields:
        fields["document"] = make_document()
    return Programme.objects.create(
        unit=unit or make_province(), **{**defaults, **fields}
    )


def make_task(programme: Programme | None = None, **fields: Any) -> Task:
    """A task of the unit that runs the programme, not begun."""
    of = programme or make_programme()
    defaults = {"title": f"Nhiệm vụ {next(_numbers)}", "unit": of.unit}
    return Task.objects.create(programme=of, **{**defaults, **fields})


def make_assessment(unit: Unit | None = None, **fields: Any) -> Assessment:
    """The assessment of 2012, with one strength."""
    defaults = {"year": 2012, "strengths": "Sinh hoạt chi bộ đúng kỳ"}
    return Assessment.objects.create(unit=unit or make_unit(), **{**defaults, **fields})


def make_register_kept(unit: Unit | None = None, **fields: Any) -> RegisterKept:
    """The register of cells, kept in the province since 2002."""
    defaults = {"register": Register.CELLS, "since": date(2002, 1, 1)}
    return RegisterKept.objects.create(
        unit=unit or make_province(), **{**defaults, **fields}
    )


def make_placement(row: Hamlet | None = None, **fields: Any) -> Placement:
    """A hamlet that stands on another commune since 2020."""
    defaults = {"of": Placement.Of.HAMLET, "on": date(2020, 1, 1)}
    fields["unit"] = fields.get("unit") or make_unit()
    of = row or make_hamlet()
    return Placement.objects.create(row=of.pk, **{**defaults, **fields})
