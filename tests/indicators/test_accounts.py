"""The first accounts: one for each role, with passwords that nobody can guess."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User

from communes.access import scope_of, system_account
from communes.models import Kind, Role, Unit
from communes.tree import rebuild
from indicators import accounts
from tests.factories import make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _units() -> None:
    province = make_unit("24", kind=Kind.PROVINCE)
    district = make_unit("219", kind=Kind.DISTRICT, parent=province)
    make_unit("07525", parent=district)
    make_unit("213", kind=Kind.CITY, parent=province)
    rebuild()


def test_each_role_has_an_account_whose_password_works() -> None:
    made = accounts.make_first()
    assert {one.role for one in made} == set(Role)
    for one in made:
        assert authenticate(username=one.username, password=one.password)


def test_the_accounts_reach_as_far_as_they_should() -> None:
    units = {unit.code: unit for unit in Unit.objects.all()}
    accounts.make_first()
    scopes = {user.username: scope_of(user) for user in User.objects.all()}
    assert scopes["quan-tri"].everything
    assert scopes["xem"].sees(units["213"].pk)
    assert not scopes["xem"].writes(units["213"].pk)
    assert scopes["nhap"].writes(units["213"].pk)
    assert not scopes["nhap"].approves(units["213"].pk)
    assert scopes["duyet"].approves(units["213"].pk)
    assert scopes["nhap-luc-ngan"].writes(units["07525"].pk)
    assert not scopes["nhap-luc-ngan"].sees(units["213"].pk)


def test_only_who_writes_enters_the_admin() -> None:
    accounts.make_first()
    staff = User.objects.filter(is_staff=True).values_list("username", flat=True)
    assert set(staff) == {"quan-tri", "duyet", "nhap", "nhap-luc-ngan"}


def test_new_passwords_replace_the_old_ones_and_leave_rights_alone() -> None:
    old = {one.username: one.password for one in accounts.make_first()}
    User.objects.get(username="nhap").assignments.all().delete()
    new = {one.username: one.password for one in accounts.make_first()}
    assert old.keys() == new.keys()
    assert authenticate(username="duyet", password=old["duyet"]) is None
    assert authenticate(username="duyet", password=new["duyet"])
    assert not User.objects.get(username="nhap").assignments.exists()


def test_an_account_whose_unit_is_not_there_is_left_out() -> None:
    Unit.objects.filter(parent__code="219").delete()
    Unit.objects.filter(code="219").delete()
    assert "nhap-luc-ngan" not in {one.username for one in accounts.make_first()}


def test_the_system_account_is_nobody() -> None:
    system_account()
    assert accounts.nobody_yet()
    accounts.make_first()
    assert not accounts.nobody_yet()


def test_passwords_differ_and_avoid_signs_that_are_taken_for_one_another() -> None:
    passwords = [one.password for _ in range(20) for one in accounts.make_first()]
    assert len(set(passwords)) == 100
    assert not set("".join(passwords)) & set("01ilo")
