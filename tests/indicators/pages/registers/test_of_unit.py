"""What the registers add to the page of a unit: flags, counts, assessment, life line."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from communes import tree
from communes.access import EVERYTHING, Scope
from communes.models import (
    CellEnd,
    CellKind,
    Level,
    PilotStatus,
    Register,
    RegisterKept,
    StopReason,
    Succession,
    Tag,
    Unit,
)
from indicators.charts import Lifeline
from indicators.pages.asked import Asked
from indicators.pages.lives import find
from indicators.pages.registers.life import FEW
from indicators.pages.registers.of_unit import OfUnit, of_unit
from indicators.parts import Fact
from tests.factories import (
    make_assessment,
    make_cell,
    make_document,
    make_hamlet,
    make_pilot,
    make_register_kept,
    make_round,
    make_spell,
    make_succession,
    make_turns,
    make_unit,
)
from tests.indicators.pages.registers.conftest import Province, texts


def _of(
    unit: Unit, year: int = 2012, scope: Scope = EVERYTHING, **asked: object
) -> OfUnit:
    found = find(unit.life, Asked(year, 12, **asked))  # type: ignore[arg-type]
    assert found is not None
    return of_unit(found, scope)


def _facts(shown: OfUnit) -> dict[str, Fact]:
    (found,) = [section for section in shown.sections if section.id == "registers"]
    return {fact.label: fact for fact in found.facts}


def test_a_commune_has_its_flags_with_their_days(province: Province) -> None:
    commune = province.communes[0]
    make_pilot(commune, started_on=date(2010, 1, 1), started_precision="month")
    make_cell(
        commune,
        established_on=date(2008, 9, 15),
        ended_on=date(2011, 12, 31),
        ended_precision="year",
        end_reason=CellEnd.DISSOLVED,
    )
    make_cell(commune, kind=CellKind.MILITARY, established_on=date(2009, 5, 2))
    facts = _facts(_of(commune))
    assert facts["Pilot: secretary also chairman"].text == "since 1-2010"
    agency = facts["Commune-agency cell"]
    assert (agency.text, agency.note) == ("from 15-9-2008 to 2011", "dissolved")
    assert facts["Commune military cell"].text == "since 2-5-2009"


def test_a_pilot_that_has_stopped_says_until_when(province: Province) -> None:
    commune = province.communes[0]
    make_pilot(
        commune,
        started_on=date(2009, 3, 1),
        ended_on=date(2010, 12, 31),
        status=PilotStatus.STOPPED,
        stop_reason=StopReason.UNSUITABLE,
    )
    flag = "Pilot: secretary also chairman"
    assert _facts(_of(commune))[flag].text == "from 1-3-2009 to 31-12-2010"
    assert _facts(_of(commune, year=2009))[flag].text == "since 1-3-2009"


def test_a_unit_tells_how_much_each_register_holds_of_it(province: Province) -> None:
    first, second = province.communes[:2]
    make_spell(make_hamlet(first))
    make_hamlet(second)
    make_turns(make_round(province.root), unit=second)
    make_document(unit=province.districts[0], issued_on=date(2012, 1, 1))
    facts = _facts(_of(province.districts[0]))
    assert {label: fact.text for label, fact in facts.items()} == {
        "Hamlets": "2",
        "Hamlets without members": "1",
        "Party cells running": "0",
        "Pilots running": "0",
        "Training rounds attended this year": "1",
        "Documents issued": "1",
    }
    assert facts["Hamlets"].href.startswith("/registers/hamlets/?unit=D0%40start")


def test_a_register_that_is_not_kept_and_empty_is_not_named(province: Province) -> None:
    RegisterKept.objects.exclude(register=Register.CELLS).delete()
    assert list(_facts(_of(province.root))) == ["Party cells running"]
    RegisterKept.objects.all().delete()
    assert _of(province.root).sections == []


def test_the_own_assessment_is_told_and_those_below_are_counted(
    province: Province,
) -> None:
    make_assessment(
        province.districts[0],
        strengths="Đoàn kết nội bộ.",
        strength_tags=[Tag.HC3],
        weaknesses="Kiểm tra còn ít.",
        weakness_tags=[Tag.HC6, Tag.HC8],
        next_steps="Tăng cường kiểm tra.",
    )
    for commune in province.communes[:2]:
        make_assessment(commune, weakness_tags=[Tag.HC6])
    (assessment,) = [s for s in _of(province.districts[0]).sections if s.id[0] == "a"]
    assert [(fact.label, fact.text, fact.note) for fact in assessment.facts] == [
        ("Strengths", "Đoàn kết nội bộ.", "HC3 Self-criticism and criticism"),
        (
            "Weaknesses",
            "Kiểm tra còn ít.",
            "HC6 Inspection and supervision; HC8 Management by the people's committee",
        ),
        ("Next steps", "Tăng cường kiểm tra.", ""),
    ]
    (below,) = assessment.tables
    assert below.subtitle == "of 2 units that were assessed"
    assert texts(below)[5] == ["HC6 Inspection and supervision", "0", "2"]


def test_a_reader_from_outside_sees_the_life_line_and_no_rows(
    province: Province,
) -> None:
    make_cell(province.communes[0])
    scope = Scope(visible=frozenset({province.districts[1].pk}))
    shown = _of(province.districts[0], scope=scope)
    assert (shown.sections, shown.hamlets) == ((), "")


@pytest.fixture
def divided(db: None) -> dict[str, Unit]:
    """The farm town of 2007, divided among three communes."""
    day = date(2007, 8, 12)
    made = {"farm": make_unit("07372", name="NT Bố Hạ", valid_to=day)}
    decree = make_document("118/2007/NĐ-CP", issued_on=date(2007, 7, 12))
    for code, name, share in (
        ("07384", "Quang Thịnh", "0.4436"),
        ("07273", "Đông Sơn", "0.3720"),
        ("07258", "Đồng Hưu", "0.1843"),
    ):
        made[code] = make_unit(code, name=name, valid_from=day)
        make_succession(
            made["farm"],
            made[code],
            share=Decimal(share),
            kind=Succession.Kind.SPLIT,
            document=decree,
        )
    tree.rebuild()
    return made


def test_a_divided_unit_is_drawn_above_its_three_heirs(
    divided: dict[str, Unit],
) -> None:
    life = _of(divided["farm"], year=2006).life
    assert life is not None
    (chart,) = life.charts
    assert isinstance(chart.geometry, Lifeline)
    assert chart.drawn
    assert [(s.life.label, s.life.note) for s in chart.geometry.spans] == [
        ("Xã NT Bố Hạ", "until 2007"),
        ("Xã Đồng Hưu", "since 2007; 18.4%"),
        ("Xã Đông Sơn", "since 2007; 37.2%"),
        ("Xã Quang Thịnh", "since 2007; 44.4%"),
    ]
    (table,) = life.tables
    assert texts(table)[0] == [
        "Xã NT Bố Hạ",
        "18.4%",
        "Xã Đồng Hưu",
        "12-08-2007",
        "Split",
        "118/2007/NĐ-CP",
    ]


def test_links_of_the_life_line_lead_to_each_unit_in_a_year_of_its_own(
    divided: dict[str, Unit],
) -> None:
    life = _of(divided["07384"]).life
    assert life is not None
    geometry = life.charts[0].geometry
    assert isinstance(geometry, Lifeline)
    farm, own = geometry.spans
    assert farm.life.href == "/units/07372@start/?year=2007&through=6"
    assert own.life.href == ""
    # Who may not see the unit has its name without a way to it.
    scope = Scope(visible=frozenset({divided["07384"].pk}))
    seen = _of(divided["07384"], scope=scope).life
    assert seen is not None
    assert "07372" not in str(seen)
    assert divided["farm"].level == Level.COMMUNE


def test_a_code_that_goes_on_is_one_line_however_often_its_territory_changed(
    db: None,
) -> None:
    days = [None, date(2005, 1, 1), date(2009, 1, 1), date(2025, 7, 1), None]
    lives = [
        make_unit("1", name="Một", valid_from=begins, valid_to=ends)
        for begins, ends in pairwise(days)
    ]
    part = make_unit("2", name="Hai", valid_from=days[1], valid_to=days[3])
    make_succession(lives[0], part, share=Decimal("0.25"))
    make_succession(part, lives[3])
    tree.rebuild()
    life = _of(lives[1], year=2006).life
    assert life is not None
    geometry = life.charts[0].geometry
    assert isinstance(geometry, Lifeline)
    (own,) = geometry.spans
    assert (own.life.label, own.life.note) == ("Xã Một", "")
    assert [piece.own for piece in own.pieces] == [False, True, False, False]
    assert life.charts[0].drawn
    # That nothing happened on two of the days is no line of the table.
    (table,) = life.tables
    assert [row[:4] for row in texts(table)] == [
        ["Xã Một", "75.0%", "Xã Một", "01-01-2005"]
    ]
    # From the first of its lives, the other unit is seen going and coming back.
    before = _of(lives[0], year=2004).life
    assert before is not None
    assert [row[0] for row in texts(before.tables[0])] == ["Xã Một", "Xã Một", "Xã Hai"]


def test_where_nothing_happened_to_a_code_that_went_on_there_is_no_life_line(
    db: None,
) -> None:
    day = date(2013, 12, 31)
    unit = make_unit("1", name="Một", valid_to=day)
    make_unit("1", name="Một", valid_from=day)
    tree.rebuild()
    assert _of(unit).life is None


def test_a_long_table_stands_behind_the_drawing(db: None) -> None:
    day = date(2025, 7, 1)
    heir = make_unit("heir", valid_from=day)
    for number in range(FEW + 1):
        make_succession(make_unit(f"p{number}", valid_to=day), heir)
    tree.rebuild()
    life = _of(heir, year=2025).life
    assert life is not None
    assert life.tables == []
    table = life.charts[0].table
    assert table is not None
    assert len(table.rows) == FEW + 1


def test_a_unit_that_always_was_has_no_life_line(province: Province) -> None:
    assert _of(province.communes[0]).life is None


def test_of_a_unit_that_does_not_live_on_the_day_there_are_no_rows(
    province: Province,
) -> None:
    later = make_unit("later", valid_from=date(2025, 7, 1))
    tree.rebuild()
    make_register_kept(later, register=Register.HAMLETS)
    shown = _of(later, year=2012, borders="now")
    assert shown.sections == ()
