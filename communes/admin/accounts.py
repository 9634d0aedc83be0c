"""Accounts and what they may do: roles by unit, given here and nowhere else."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

# Importing the stock screens registers them; ours take their place.
from django.contrib.auth.admin import UserAdmin as StockUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communes.access import SYSTEM
from communes.admin.base import Admin, ForManagers, Rows
from communes.admin.units import units_named
from communes.models import Assignment, Role, Unit

if TYPE_CHECKING:
    _UserAdmin = StockUserAdmin[User]
else:
    _UserAdmin = StockUserAdmin

WRITERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)

admin.site.unregister([User, Group])


class AssignmentRows(Rows):
    """The roles of one account."""

    model = Assignment
    autocomplete_fields = ["unit"]


@admin.register(User)
class UserAdmin(ForManagers, Admin, _UserAdmin):
    """Accounts. What somebody did stays: an account is switched off, never deleted."""

    list_display = ["username", "full_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "assignments__role"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    inlines = [AssignmentRows]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["last_name", "first_name", "email"]}),
        (
            _("Access"),
            {"fields": ["is_active", "is_superuser", "last_login", "date_joined"]},
        ),
    ]

    @admin.display(description=_("full name"), ordering="last_name")
    def full_name(self, user: User) -> str:
        """Family name first, as names are written here."""
        return f"{user.last_name} {user.first_name}".strip()

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        """Each role with its unit."""
        return "; ".join(
            f"{held.get_role_display()}: {held.unit}" for held in user.assignments.all()
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Accounts of people: nobody signs in as the system."""
        accounts = super().get_queryset(request).exclude(username=SYSTEM)
        return accounts.prefetch_related("assignments__unit")

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """A new account gets a password first, then its roles."""
        return [] if obj is None else [AssignmentRows]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only one who may do everything hands that on."""
        above = [] if request.user.is_superuser else ["is_superuser"]
        return [*self.readonly_fields, *above]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody touches the account of one who may do more."""
        if isinstance(obj, User) and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: the ledger names who wrote."""
        return False

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        """The pages show the way to the admin to those who have work there."""
        super().save_related(request, form, formsets, change)
        user: User = form.instance
        held = Assignment.objects.in_force(timezone.localdate())
        writes = held.filter(user=user, role__in=WRITERS).exists()
        user.is_staff = user.is_superuser or writes
        user.save(update_fields=["is_staff"])


@admin.register(Assignment)
class AssignmentAdmin(ForManagers, Admin):
    """All roles in one list: who may write where."""

    list_display = ["user", "role", "unit", "since", "until"]
    list_select_related = ["user", "unit"]
    list_filter = ["role"]
    search_fields = ["user__username", "user__last_name"]
    search_help_text = _("Account, or unit with or without diacritics")
    autocomplete_fields = ["user", "unit"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Assignment], search_term: str
    ) -> tuple[QuerySet[Assignment], bool]:
        """By account; by unit as names are matched everywhere in the product."""
        found, twice = super().get_search_results(request, queryset, search_term)
        if search_term.strip():
            units = Unit.objects.filter(units_named(search_term))
            found = found | queryset.filter(unit__in=units)
        return found, twice
