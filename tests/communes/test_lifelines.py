"""The steps that lead to a unit and away from it."""

from datetime import date
from decimal import Decimal

from pytest_django import DjangoAssertNumQueries

from communes.lifelines import life_line
from communes.loading import Loaded
from communes.models import Unit
from tests.factories import make_document, make_succession, make_unit

FIRST, SECOND = date(2007, 8, 12), date(2025, 7, 1)


def _steps(unit: Unit) -> list[tuple[str, str, date, Decimal | None]]:
    return [
        (step.before.life, step.after.life, step.on, step.share)
        for step in life_line(unit).steps
    ]


def test_a_unit_that_always_was_as_it_is_has_no_steps(db: None) -> None:
    assert _steps(make_unit("x")) == []


def test_a_divided_unit_leads_to_its_heirs_and_to_theirs(db: None) -> None:
    farm = make_unit("farm", valid_to=FIRST)
    old = make_unit("a", valid_to=FIRST)
    new = make_unit("a", valid_from=FIRST, valid_to=SECOND)
    other = make_unit("b", valid_from=FIRST)
    last = make_unit("c", valid_from=SECOND)
    decree = make_document("118/2007/NĐ-CP")
    make_succession(farm, new, share=Decimal("0.4"), document=decree)
    make_succession(farm, other, share=Decimal("0.6"))
    make_succession(new, last)
    assert _steps(farm) == [
        ("farm@start", "a@2007-08-12", FIRST, Decimal("0.4")),
        ("farm@start", "b@2007-08-12", FIRST, Decimal("0.6")),
        ("a@2007-08-12", "c@2025-07-01", SECOND, Decimal(1)),
    ]
    assert life_line(farm).steps[0].succession.document == decree  # type: ignore[union-attr]
    # From the other end: the code that went on without an event is a step too.
    assert _steps(last) == [
        (old.life, "a@2007-08-12", FIRST, Decimal(1)),
        ("farm@start", "a@2007-08-12", FIRST, Decimal("0.4")),
        ("a@2007-08-12", "c@2025-07-01", SECOND, Decimal(1)),
    ]
    assert life_line(last).steps[0].succession is None


def test_a_code_that_goes_on_keeps_what_was_not_given_away(db: None) -> None:
    before = make_unit("a", valid_to=FIRST)
    after = make_unit("a", valid_from=FIRST)
    part = make_unit("b", valid_from=FIRST)
    make_succession(before, part, share=Decimal("0.3"))
    assert {to: share for _from, to, _on, share in _steps(before)} == {
        after.life: Decimal("0.7"),
        part.life: Decimal("0.3"),
    }


def test_where_a_share_is_unknown_so_is_what_remains(db: None) -> None:
    before = make_unit("a", valid_to=FIRST)
    after = make_unit("a", valid_from=FIRST)
    make_succession(before, make_unit("b", valid_from=FIRST), share=None)
    shares = {to: share for _from, to, _on, share in _steps(before)}
    assert shares[after.life] is None


def test_a_code_that_was_given_away_whole_does_not_go_on(db: None) -> None:
    before = make_unit("a", valid_to=FIRST)
    make_unit("a", valid_from=FIRST)
    heir = make_unit("b", valid_from=FIRST)
    make_succession(before, heir)
    assert [to for _from, to, _on, _share in _steps(before)] == [heir.life]


def test_a_unit_that_goes_on_under_its_code_and_name_is_one_line(db: None) -> None:
    first = make_unit("a", name="Một", valid_to=FIRST)
    then = make_unit("a", name="Một", valid_from=FIRST, valid_to=SECOND)
    part = make_unit("b", name="Hai", valid_from=FIRST)
    make_succession(first, part, share=Decimal("0.3"))
    renamed = make_unit("a", name="Ba", valid_from=SECOND)
    line = life_line(first)
    assert sorted([unit.life for unit in lives] for lives in line.lines) == [
        [renamed.life],
        [first.life, then.life],
        [part.life],
    ]
    # What goes on is told where it did not keep all, or has another name since.
    assert all(step.tells for step in line.steps)
    unchanged = make_unit("c", name="Bốn", valid_to=FIRST)
    make_unit("c", name="Bốn", valid_from=FIRST)
    assert [step.tells for step in life_line(unchanged).steps] == [False]


def test_a_unit_without_steps_is_its_own_line(db: None) -> None:
    alone = make_unit("x")
    assert life_line(alone).lines == [(alone,)]


def test_queries_do_not_depend_on_how_many_steps_there_are(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    heir = make_unit("h", valid_from=SECOND)
    for _each in range(9):
        make_succession(make_unit(valid_to=SECOND), heir)
    with django_assert_num_queries(3):
        assert len(life_line(heir).steps) == 9


def test_real_units_have_the_steps_of_their_resolutions(with_units: Loaded) -> None:
    def of(name: str) -> list[tuple[str, str, Decimal | None]]:
        unit = Unit.objects.life(name)
        assert unit is not None, name
        return [(before, after, share) for before, after, _on, share in _steps(unit)]

    # The farm town was divided among three communes of two districts.
    farm = of("07372@start")
    assert {after for before, after, _share in farm if before == "07372@start"} == {
        "07258@2007-08-12",
        "07273@2007-08-12",
        "07384@2007-08-12",
    }
    shares = [s for before, _to, s in farm if before == "07372@start"]
    assert sum(share for share in shares if share is not None) == Decimal("0.9999")
    # Nine units of 2012 became one ward of 2025, some of them step by step.
    ward = Unit.objects.life("07210@2025-07-01")
    assert ward is not None
    steps = life_line(ward).steps
    lives = {unit for step in steps for unit in (step.before, step.after)}
    assert len([unit for unit in lives if unit.is_alive_on(date(2012, 12, 31))]) == 9
    assert len([step for step in steps if step.after == ward]) == 7
