"""Who sees, writes and approves what."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from communes import tree
from communes.access import scope_of, system_account
from communes.models import Kind, Role, Unit
from tests.factories import (
    make_assignment,
    make_district,
    make_province,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

YEAR_END = date(2012, 12, 31)
CHANGE = date(2025, 1, 1)


def life(name: str) -> Unit:
    found = Unit.objects.life(name)
    assert found is not None, name
    return found


@pytest.fixture
def district() -> Unit:
    """A district with two communes, beside another one like it."""
    made = make_district("219", communes=2)
    make_district("220", communes=2)
    make_unit("K01", kind=Kind.BLOC_AGENCIES)
    tree.rebuild()
    return made


@pytest.mark.usefixtures("with_units")
class TestOfficerOfARealDistrict:
    @pytest.fixture
    def officer(self) -> User:
        return make_user(unit=life("219@start"))

    def test_sees_the_communes_of_2012_and_no_others(self, officer: User) -> None:
        scope = scope_of(officer)
        communes = Unit.objects.alive_on(YEAR_END).filter(level=3)
        seen = {unit.pk for unit in communes if scope.sees(unit.pk)}
        under = {unit.pk for unit in communes if unit.parent == life("219@start")}
        assert seen == under
        assert len(seen) == 30

    def test_sees_what_stayed_in_the_district_after_2025(self, officer: User) -> None:
        scope = scope_of(officer)
        communes = Unit.objects.alive_on(CHANGE).filter(level=3)
        seen = {unit.code for unit in communes if scope.sees(unit.pk)}
        stayed = {u.code for u in communes if u.parent and u.parent.code == "219"}
        assert seen == stayed
        assert not seen & {u.code for u in communes if u.parent == life("224")}

    def test_sees_both_lives_of_the_district(self, officer: User) -> None:
        scope = scope_of(officer)
        assert scope.sees(life("219@start").pk)
        assert scope.sees(life("219@2025-01-01").pk)
        assert scope.own == {life("219@start").pk, life("219@2025-01-01").pk}

    def test_sees_no_other_district_and_no_bloc(self, officer: User) -> None:
        scope = scope_of(officer)
        others = Unit.objects.filter(level__lte=2).exclude(code="219")
        assert not [unit for unit in others if scope.sees(unit.pk)]

    def test_starts_on_the_district(self, officer: User) -> None:
        assert scope_of(officer).home == life("219@start")

    def test_assigned_to_the_later_life_sees_the_same(self, officer: User) -> None:
        later = make_user(unit=life("219@2025-01-01"))
        assert scope_of(later).visible == scope_of(officer).visible


@pytest.mark.usefixtures("with_units")
def test_officer_of_the_province_sees_every_unit_of_every_time() -> None:
    scope = scope_of(make_user(unit=life("24@2025-07-01"), role=Role.VIEWER))
    assert scope.visible == frozenset(Unit.objects.values_list("pk", flat=True))
    assert scope.of_province
    assert not scope.everything


@pytest.mark.parametrize(
    ("role", "writes", "approves"),
    [
        (Role.VIEWER, False, False),
        (Role.EDITOR, True, False),
        (Role.APPROVER, True, True),
        (Role.ADMINISTRATOR, True, True),
    ],
)
def test_each_role_may_do_what_the_ones_before_may(
    district: Unit, role: Role, writes: bool, approves: bool
) -> None:
    scope = scope_of(make_user(unit=district, role=role))
    commune = life("219-1").pk
    assert scope.sees(commune)
    assert scope.writes(commune) is writes
    assert scope.approves(commune) is approves
    assert not scope.writes(life("220-1").pk)


@pytest.mark.usefixtures("district")
def test_roles_are_held_where_they_are_given() -> None:
    user = make_user(unit=life("219"), role=Role.VIEWER)
    make_assignment(user, life("219-1"), Role.EDITOR)
    scope = scope_of(user)
    assert scope.sees(life("219-2").pk)
    assert scope.writes(life("219-1").pk)
    assert not scope.writes(life("219-2").pk)
    assert not scope.writes(life("219").pk)
    assert scope.home == life("219")


@pytest.mark.parametrize(
    ("since", "until", "sees"),
    [
        (0, None, True),
        (1, None, False),
        (-10, 1, True),
        (-10, 0, False),
    ],
)
def test_assignment_counts_while_it_is_in_force(
    district: Unit, since: int, until: int | None, sees: bool
) -> None:
    today = timezone.localdate()
    user = make_user()
    make_assignment(
        user,
        district,
        since=today + timedelta(since),
        until=None if until is None else today + timedelta(until),
    )
    assert scope_of(user).sees(district.pk) is sees
    assert scope_of(user).district_total_visible is sees


def test_person_without_assignment_sees_nothing(district: Unit, outsider: User) -> None:
    scope = scope_of(outsider)
    assert scope.visible == frozenset()
    assert scope.home is None
    assert not scope.sees_total(district)


def test_visitor_who_is_not_signed_in_sees_nothing(district: Unit) -> None:
    assert not scope_of(AnonymousUser()).sees(district.pk)


@pytest.mark.parametrize("superuser", [False, True])
def test_closed_account_sees_nothing(district: Unit, superuser: bool) -> None:
    user = make_user(unit=district, is_active=False, is_superuser=superuser)
    assert not scope_of(user).sees(district.pk)


def test_superuser_may_do_everything(district: Unit, administrator: User) -> None:
    scope = scope_of(administrator)
    assert scope.everything
    assert scope.manages
    assert scope.visible is None
    assert scope.sees(district.pk)
    assert scope.writes(district.pk)
    assert scope.approves(district.pk)


@pytest.mark.parametrize(
    ("role", "code", "manages"),
    [
        (Role.ADMINISTRATOR, "24", True),
        (Role.APPROVER, "24", False),
        (Role.ADMINISTRATOR, "219", False),
    ],
)
@pytest.mark.usefixtures("district")
def test_administrator_of_the_province_manages_the_installation(
    role: Role, code: str, manages: bool
) -> None:
    assert scope_of(make_user(unit=life(code), role=role)).manages is manages


@pytest.mark.usefixtures("district")
def test_outside_the_scope_only_totals_of_districts_are_shown() -> None:
    scope = scope_of(make_user(unit=life("219-1")))
    shown = {unit.code for unit in Unit.objects.all() if scope.sees_total(unit)}
    assert shown == {"24", "219", "220", "K01", "219-1"}


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("24", {"24", "219", "220", "K01", "219-1", "219-2", "220-1", "220-2"}),
        ("219", {"219"}),
        ("219-1", {"219-1"}),
    ],
)
@pytest.mark.usefixtures("district")
def test_sensitive_figures_of_a_commune_are_for_itself_and_the_province(
    code: str, shown: set[str]
) -> None:
    scope = scope_of(make_user(unit=life(code)))
    units = Unit.objects.all()
    assert {unit.code for unit in units if scope.sees_sensitive(unit)} == shown


def test_unit_that_took_the_code_after_a_gap_is_another_unit() -> None:
    make_province()
    first = make_unit("07210", valid_to=date(2008, 1, 1))
    again = make_unit("07210", valid_from=CHANGE)
    tree.rebuild()
    scope = scope_of(make_user(unit=first))
    assert scope.sees(first.pk)
    assert not scope.sees(again.pk)


def test_unit_that_moved_away_is_seen_as_it_was_before() -> None:
    old, new = make_district("221"), make_district("213")
    before = make_unit("07210", parent=old, valid_to=CHANGE)
    after = make_unit("07210", parent=new, valid_from=CHANGE)
    tree.rebuild()
    scope = scope_of(make_user(unit=old))
    assert scope.sees(before.pk)
    assert not scope.sees(after.pk)


@pytest.mark.usefixtures("with_units")
def test_rights_cost_two_queries_however_many_units(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    province = life("24@start")
    user = make_user(unit=province)
    district = life("219@start")
    make_assignment(user, district, Role.APPROVER)
    with django_assert_num_queries(2):
        scope = scope_of(user)
        assert scope.home == province
        assert scope.approves(district.pk)


def test_rights_of_nobody_cost_one_query(
    outsider: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        scope_of(outsider)


def test_rights_of_a_superuser_cost_none(
    administrator: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        scope_of(administrator)


def test_system_account_may_do_everything_and_cannot_sign_in() -> None:
    account = system_account()
    assert scope_of(account).everything
    assert not account.has_usable_password()


def test_system_account_is_made_once() -> None:
    assert system_account() == system_account()
    assert User.objects.count() == 1
