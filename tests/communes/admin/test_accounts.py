"""Accounts: what they may do is given by roles in units."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communes.access import scope_of, system_account
from communes.models import Role, Unit
from tests.factories import (
    make_assignment,
    make_district,
    make_province,
    make_unit,
    make_user,
)

LIST = "/admin/auth/user/"


def page(user: User) -> str:
    return f"{LIST}{user.pk}/change/"


def filled(user: User, *roles: tuple[Role, Unit], **fields: Any) -> dict[str, Any]:
    """The form of an account with new roles below."""
    form = {
        "username": user.username,
        "is_active": "on",
        "assignments-TOTAL_FORMS": len(roles),
        "assignments-INITIAL_FORMS": 0,
        **fields,
    }
    for number, (role, unit) in enumerate(roles):
        form |= {
            f"assignments-{number}-user": user.pk,
            f"assignments-{number}-unit": unit.pk,
            f"assignments-{number}-role": role,
            f"assignments-{number}-since": "01-01-2012",
        }
    return form


@pytest.mark.parametrize(
    ("role", "enters"),
    [(Role.EDITOR, True), (Role.APPROVER, True), (Role.VIEWER, False)],
)
def test_a_role_given_below_the_account_opens_the_admin_or_not(
    signed_in: Client, role: Role, enters: bool
) -> None:
    user, unit = make_user("nhap"), make_unit()
    assert signed_in.post(page(user), filled(user, (role, unit))).status_code == 302
    user = User.objects.get(pk=user.pk)
    assert scope_of(user).writes(unit.pk) is enters
    assert user.is_staff is enters


def test_a_new_account_gets_its_roles_on_the_next_page(
    signed_in: Client, db: None
) -> None:
    new = {
        "username": "moi", "usable_password": "true",
        "password1": "mat-khau-2012", "password2": "mat-khau-2012",
    }  # fmt: skip
    response = signed_in.post(f"{LIST}add/", new, follow=True)
    user = User.objects.get(username="moi")
    assert response.redirect_chain[-1][0] == page(user)
    assert not user.is_staff


def test_accounts_are_switched_off_not_deleted(signed_in: Client, db: None) -> None:
    user = make_user("nhap")
    assert signed_in.post(f"{LIST}{user.pk}/delete/").status_code == 403
    form = filled(user)
    del form["is_active"]
    signed_in.post(page(user), form)
    assert not User.objects.get(pk=user.pk).is_active


def test_the_system_account_is_nobody_s(signed_in: Client, db: None) -> None:
    assert signed_in.get(page(system_account()), follow=True).redirect_chain
    listed = signed_in.get(LIST).context["cl"].queryset
    assert "he-thong" not in {user.username for user in listed}


class TestAdministratorOfTheProvince:
    """Manages accounts without being able to do everything himself."""

    @pytest.fixture
    def manager(self, client: Client, db: None) -> Client:
        """Signed in as one."""
        client.force_login(make_user(role=Role.ADMINISTRATOR, unit=make_province()))
        return client

    def test_makes_nobody_able_to_do_everything(self, manager: Client) -> None:
        user = make_user("nhap")
        manager.post(page(user), filled(user, is_superuser="on"))
        assert not User.objects.get(pk=user.pk).is_superuser

    def test_does_not_touch_one_who_may_do_everything(
        self, manager: Client, administrator: User
    ) -> None:
        answer = manager.post(page(administrator), filled(administrator))
        assert answer.status_code == 403
        password = f"{LIST}{administrator.pk}/password/"
        assert manager.get(password).status_code == 403

    def test_sees_the_roles_of_all_in_one_list(self, manager: Client) -> None:
        make_assignment(make_user("xem"), make_province(), Role.VIEWER)
        response = manager.get("/admin/communes/assignment/?q=xem")
        assert response.context["cl"].result_count == 1

    def test_finds_a_role_by_account_and_by_unit_without_diacritics(
        self, manager: Client
    ) -> None:
        district = make_district("219", name="Lục Ngạn")
        make_assignment(make_user("nhap"), district, Role.EDITOR)
        make_assignment(make_user("xem"), make_province(), Role.VIEWER)

        def accounts(term: str) -> list[str]:
            page = manager.get("/admin/communes/assignment/", {"q": term})
            return [row.user.username for row in page.context["cl"].queryset]

        assert accounts("luc ngan") == accounts("Huyện ủy Lục Ngạn") == ["nhap"]
        assert accounts("xem") == ["xem"]
