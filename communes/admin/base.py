"""What every screen of the admin asks first: the rights of the person at it."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError
from django.http import HttpRequest
from django.utils.text import capfirst

from communes.access import Scope
from communes.admin.completing import Completed

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
    _TabularInline = admin.TabularInline[Any, Any]
    _Base = BaseModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin
    _TabularInline = admin.TabularInline
    _Base = object


def scope(request: HttpRequest) -> Scope:
    """The rights of the person who asks, as the site keeps them for the request."""
    rights: Scope = admin.site.scope(request)  # type: ignore[attr-defined]
    return rights


class OnlyAdding(_Base):
    """Beside a choice stands only the way to add one: what is chosen is changed elsewhere."""

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """The field without the other ways."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for name in ("can_change_related", "can_delete_related", "can_view_related"):
            if field is not None and hasattr(field.widget, name):
                setattr(field.widget, name, False)
        return field

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Completed as one types where the screen says so."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = Completed(db_field, self.admin_site)
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        # What is chosen reads as it did among the suggestions.
        there: Any = self.admin_site._registry.get(db_field.remote_field.model)
        if field is not None and hasattr(there, "suggestion"):
            field.label_from_instance = there.suggestion
            if beside := getattr(there, "suggested_with", ()):
                field.queryset = field.queryset.select_related(*beside)
        return field


class Listed(ChangeList):
    """A filter that no row can fit (the year -5, month 13) is told, not failed on."""

    def get_results(self, request: HttpRequest) -> None:
        """The page of the list; the stock one only checks what it parses itself."""
        try:
            super().get_results(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters(error) from error


class Admin(OnlyAdding, _ModelAdmin):
    """Who enters the admin may look; who manages the installation may change."""

    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None  # nothing is deleted by the dozen

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that survives filters that make no sense."""
        return Listed

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Headed by what it lists, whatever the person may do with it."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The site has let the person in."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Everybody whom the site lets in."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Administrators of the province."""
        return scope(request).manages

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators of the province."""
        return scope(request).manages

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators of the province; the database keeps what is referred to."""
        return scope(request).manages


class ReadOnly(Admin):
    """A list that other parts of the product write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


class ForManagers:
    """Only administrators of the province see it at all."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators of the province."""
        return scope(request).manages


class Rows(OnlyAdding, _TabularInline):
    """Rows under a form, for whoever may change the form."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the form."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators of the province."""
        return scope(request).manages

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators of the province."""
        return scope(request).manages

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Administrators of the province."""
        return scope(request).manages
