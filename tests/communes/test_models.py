"""Each rule of units and their changes bites in the database itself."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import ProtectedError

from communes.models import (
    Assignment,
    Document,
    Kind,
    Level,
    Role,
    Succession,
    Unit,
    Year,
)
from tests.communes.conftest import Refuses
from tests.factories import (
    make_assignment,
    make_document,
    make_province,
    make_succession,
    make_unit,
    make_user,
    make_year,
)

pytestmark = pytest.mark.django_db

MERGER = date(2020, 1, 1)
DIVISION = date(2025, 7, 1)


# Units


def test_two_lives_of_one_code_must_not_overlap(refuses: Refuses) -> None:
    make_unit("07210", valid_to=DIVISION)
    with refuses("unit_lives_do_not_overlap"):
        make_unit("07210", valid_from=MERGER)


def test_two_lives_of_one_code_may_adjoin() -> None:
    make_unit("07210", valid_to=MERGER)
    make_unit("07210", valid_from=MERGER)
    connection.check_constraints()


def test_lives_of_different_codes_may_overlap() -> None:
    make_unit("07210")
    make_unit("07211")
    connection.check_constraints()


def test_lives_may_change_places_within_a_transaction() -> None:
    first = make_unit("07210", valid_to=MERGER)
    second = make_unit("07210", valid_from=MERGER)
    Unit.objects.filter(pk=first.pk).update(valid_to=DIVISION)
    Unit.objects.filter(pk=second.pk).update(valid_from=DIVISION)
    connection.check_constraints()


def test_code_has_one_life_without_beginning(refuses: Refuses) -> None:
    make_unit("07210", valid_to=MERGER)
    with refuses('"unit_life"'):
        make_unit("07210", valid_to=DIVISION)


def test_code_has_one_life_beginning_on_a_day(refuses: Refuses) -> None:
    make_unit("07210", valid_from=MERGER, valid_to=DIVISION)
    with refuses('"unit_life"'):
        make_unit("07210", valid_from=MERGER)


@pytest.mark.parametrize("ends", [MERGER, date(2019, 12, 31)])
def test_life_must_end_after_it_begins(refuses: Refuses, ends: date) -> None:
    with refuses("unit_life_lasts"):
        make_unit(valid_from=MERGER, valid_to=ends)


def test_kind_must_be_known(refuses: Refuses) -> None:
    root = make_province()
    with refuses("unit_kind_known"):
        Unit.objects.create(code="07210", name="Trần Phú", kind="ap", parent=root)


@pytest.mark.parametrize("code", ["Trần Phú", "a b", "07210@2012", "24/1"])
def test_code_must_fit_into_an_address(refuses: Refuses, code: str) -> None:
    with refuses("unit_code_plain"):
        make_unit(code)


def test_only_a_province_stands_without_a_parent(refuses: Refuses) -> None:
    make_province()
    with refuses("unit_has_parent"):
        Unit.objects.create(code="213", name="Bắc Giang", kind=Kind.CITY)


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        (Kind.PROVINCE, Level.PROVINCE),
        (Kind.TOWN, Level.DISTRICT),
        (Kind.ARMY, Level.DISTRICT),
        (Kind.TOWNSHIP, Level.COMMUNE),
        (Kind.DIRECT, Level.COMMUNE),
    ],
)
def test_level_follows_from_the_kind(kind: Kind, level: Level) -> None:
    unit = make_unit(kind=kind)
    assert Unit.objects.get(pk=unit.pk).level == level


def test_name_is_matched_by_the_key_stored_beside_it() -> None:
    unit = make_unit(name="Phúc Hoà")
    assert Unit.objects.filter(match_key="phúc hòa").get() == unit


def test_full_name_begins_with_the_kind() -> None:
    assert make_unit(name="Nham Biền", kind=Kind.TOWNSHIP).full_name == (
        "Thị trấn Nham Biền"
    )


def test_full_name_of_a_bloc_is_its_own_name() -> None:
    name = "Đảng bộ Khối các cơ quan tỉnh"
    assert make_unit(name=name, kind=Kind.BLOC_AGENCIES).full_name == name


@pytest.mark.parametrize(
    ("day", "alive"),
    [
        (date(2019, 12, 31), False),
        (MERGER, True),
        (date(2025, 6, 30), True),
        (DIVISION, False),
    ],
)
def test_unit_lives_from_its_first_day_up_to_its_last(day: date, alive: bool) -> None:
    unit = make_unit(valid_from=MERGER, valid_to=DIVISION)
    assert unit.is_alive_on(day) is alive
    assert Unit.objects.alive_on(day).filter(pk=unit.pk).exists() is alive


@pytest.mark.parametrize(
    ("year", "alive"), [(2019, False), (2020, True), (2025, True), (2026, False)]
)
def test_unit_lives_in_every_year_that_has_a_day_of_it(year: int, alive: bool) -> None:
    unit = make_unit(valid_from=MERGER, valid_to=DIVISION)
    assert Unit.objects.alive_in(year).filter(pk=unit.pk).exists() is alive


def test_unit_that_ends_on_new_year_does_not_live_in_that_year() -> None:
    unit = make_unit(valid_to=MERGER)
    assert not Unit.objects.alive_in(2020).filter(pk=unit.pk).exists()


@pytest.mark.parametrize(
    ("name", "on", "begins"),
    [
        ("07210@start", None, None),
        ("07210@2020-01-01", None, MERGER),
        ("07210", None, DIVISION),
        ("07210", date(2012, 12, 31), None),
        ("07210", date(2022, 12, 31), MERGER),
    ],
)
def test_life_is_found_by_its_name(
    name: str, on: date | None, begins: date | None
) -> None:
    make_unit("07210", valid_to=MERGER)
    make_unit("07210", valid_from=MERGER, valid_to=DIVISION)
    make_unit("07210", valid_from=DIVISION)
    unit = Unit.objects.life(name, on=on)
    assert unit is not None
    assert unit.valid_from == begins
    assert Unit.objects.life(unit.life) == unit


@pytest.mark.parametrize("name", ["07211", "07210@2019-01-01", "07210@soon", ""])
def test_no_life_is_found_under_a_wrong_name(name: str) -> None:
    make_unit("07210")
    assert Unit.objects.life(name) is None


# Successions


def _merger() -> tuple[Unit, Unit]:
    return make_unit(valid_to=MERGER), make_unit(valid_from=MERGER)


@pytest.mark.parametrize("share", [Decimal(0), Decimal("-0.5"), Decimal("1.000001")])
def test_share_must_be_above_0_and_at_most_1(refuses: Refuses, share: Decimal) -> None:
    old, new = _merger()
    with refuses("succession_share_in_bounds"):
        make_succession(old, new, share=share)


def test_share_may_be_unknown() -> None:
    old, new = _merger()
    make_succession(old, new, share=None)
    connection.check_constraints()


def test_shares_of_one_predecessor_must_not_exceed_1(refuses: Refuses) -> None:
    old, new = _merger()
    make_succession(old, new, share=Decimal("0.6"))
    with refuses("exceed 1"):
        make_succession(old, make_unit(valid_from=MERGER), share=Decimal("0.41"))


def test_shares_of_one_predecessor_must_not_grow_beyond_1(refuses: Refuses) -> None:
    old, new = _merger()
    make_succession(old, new, share=Decimal("0.6"))
    other = make_succession(old, make_unit(valid_from=MERGER), share=Decimal("0.4"))
    connection.check_constraints()
    with refuses("exceed 1"):
        Succession.objects.filter(pk=other.pk).update(share=Decimal("0.5"))


def test_shares_may_exceed_1_on_the_way_to_the_end_of_the_transaction() -> None:
    old, new = _merger()
    whole = make_succession(old, new, share=Decimal(1))
    make_succession(old, make_unit(valid_from=MERGER), share=Decimal("0.4"))
    Succession.objects.filter(pk=whole.pk).update(share=Decimal("0.6"))
    connection.check_constraints()


def test_unit_must_not_succeed_itself(refuses: Refuses) -> None:
    unit = make_unit()
    with refuses("succession_to_another"):
        make_succession(unit, unit, MERGER)


def test_succession_is_stated_once(refuses: Refuses) -> None:
    old, new = _merger()
    make_succession(old, new, share=Decimal("0.2"))
    with refuses("succession_once"):
        make_succession(old, new, share=Decimal("0.3"))


def test_kind_of_succession_must_be_known(refuses: Refuses) -> None:
    made = make_succession(*_merger())
    with refuses("succession_kind_known"):
        Succession.objects.filter(pk=made.pk).update(kind="abolish")


def test_share_must_be_of_something_known(refuses: Refuses) -> None:
    made = make_succession(*_merger())
    with refuses("succession_share_of_known"):
        Succession.objects.filter(pk=made.pk).update(share_of="money")


def test_unit_with_successions_cannot_be_deleted() -> None:
    made = make_succession(*_merger())
    with pytest.raises(ProtectedError):
        made.successor.delete()


# Documents


def test_document_is_stated_once(refuses: Refuses) -> None:
    make_document("36/NQ-CP", issuer="Chính phủ", issued_on=date(2010, 9, 27))
    with refuses("document_once"):
        make_document("36/NQ-CP", issuer="Chính phủ", issued_on=date(2010, 9, 27))


def test_document_without_a_day_is_stated_once(refuses: Refuses) -> None:
    make_document("36/NQ-CP")
    with refuses("document_once"):
        make_document("36/NQ-CP")


def test_numbers_of_documents_restart() -> None:
    make_document("36/NQ-CP", issued_on=date(2010, 9, 27))
    make_document("36/NQ-CP", issued_on=date(2021, 3, 29))
    assert Document.objects.count() == 2


def test_kind_of_document_must_be_known(refuses: Refuses) -> None:
    with refuses("document_kind_known"):
        make_document(kind="thong_tu")


# Years


@pytest.mark.parametrize("year", [1944, 2101])
def test_year_must_be_in_bounds(refuses: Refuses, year: int) -> None:
    with refuses("year_in_bounds"):
        make_year(year)


@pytest.mark.parametrize("field", ["changed_by", "changed_at", "reason"])
def test_year_is_locked_only_by_somebody_at_some_time_for_a_reason(
    refuses: Refuses, field: str
) -> None:
    year = make_year(locked_by=make_user())
    assert year.is_locked
    with refuses("year_lock_says_who_when_why"):
        Year.objects.update(**{field: "" if field == "reason" else None})


def test_year_is_open_or_locked(refuses: Refuses) -> None:
    make_year(locked_by=make_user())
    with refuses("year_lock_says_who_when_why"):
        Year.objects.update(state="closed")


def test_open_year_needs_no_reason() -> None:
    assert not make_year().is_locked


# Assignments


@pytest.mark.parametrize("until", [MERGER, date(2019, 12, 31)])
def test_assignment_must_end_after_it_begins(refuses: Refuses, until: date) -> None:
    with refuses("assignment_lasts"):
        make_assignment(make_user(), make_unit(), since=MERGER, until=until)


def test_role_must_be_known(refuses: Refuses) -> None:
    made = make_assignment(make_user(), make_unit())
    with refuses("assignment_role_known"):
        Assignment.objects.filter(pk=made.pk).update(role="owner")


def test_assignment_is_stated_once(refuses: Refuses) -> None:
    made = make_assignment(make_user(), make_unit())
    with refuses("assignment_once"):
        make_assignment(made.user, made.unit)


def test_person_may_have_two_roles_on_one_unit() -> None:
    made = make_assignment(make_user(), make_unit(), Role.VIEWER)
    make_assignment(made.user, made.unit, Role.EDITOR)
    assert made.user.assignments.count() == 2


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2019, 12, 31), False),
        (MERGER, True),
        (date(2025, 6, 30), True),
        (DIVISION, False),
    ],
)
def test_assignment_holds_from_its_first_day_up_to_its_last(
    day: date, holds: bool
) -> None:
    make_assignment(make_user(), make_unit(), since=MERGER, until=DIVISION)
    assert Assignment.objects.in_force(day).exists() is holds
