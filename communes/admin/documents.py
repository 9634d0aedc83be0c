"""Documents: the decisions, plans and resolutions that figures and registers refer to."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.access import Scope
from communes.admin.exchange import RegisterExchange
from communes.admin.register import RegisterAdmin, RegisterRows
from communes.admin.register_filters import DistrictFilter, Rows
from communes.lists.documents import DocumentResource, DocumentReviewResource
from communes.models import Document, DocumentReview, Level, Node


class DocumentReviewRows(RegisterRows):
    """When a document, most often working rules, is or was to be reviewed."""

    model = DocumentReview
    fields = ["due_on", "reviewed_on", "outcome", "note"]


class ReviewDueFilter(admin.SimpleListFilter):
    """Documents with a review to come, or with one that should have been."""

    title = _("review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Late, due, held."""
        return [("late", _("late")), ("due", _("due")), ("held", _("held"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        """By the days of the reviews."""
        today = timezone.localdate()
        reviews = DocumentReview.objects.all()
        if self.value() == "late":
            reviews = reviews.filter(reviewed_on=None, due_on__lt=today)
        elif self.value() == "due":
            reviews = reviews.filter(reviewed_on=None, due_on__gte=today)
        elif self.value() == "held":
            reviews = reviews.exclude(reviewed_on=None)
        else:
            return queryset
        return queryset.filter(pk__in=reviews.values("document"))


@admin.register(Document)
class DocumentAdmin(RegisterExchange, RegisterAdmin):
    """Number, issuer and day make a document; numbers restart each term."""

    resource_classes = [DocumentResource, DocumentReviewResource]
    inlines = [DocumentReviewRows]
    handed_on = ("kind", "issuer", "unit", "implements")
    own_texts = ("number", "issuer", "title", "aliases")
    list_display = [
        "number", "kind", "issuer", "issued_on", "title", "carries_out", "review",
    ]  # fmt: skip
    list_select_related = ["implements", "unit"]
    list_filter = [
        "kind", ReviewDueFilter, DistrictFilter,
        ("issued_on", admin.EmptyFieldListFilter), "illustrative",
    ]  # fmt: skip
    date_hierarchy = "issued_on"
    search_fields = ["number", "issuer", "title", "aliases"]
    search_help_text = _("Number, issuer, title or another name")
    autocomplete_fields = ["unit", "implements"]
    fieldsets = [
        (None, {"fields": [("number", "kind"), "issuer", "issued_on", "title"]}),
        (_("Relations"), {"fields": ["unit", "aliases", "implements"]}),
    ]

    @admin.display(description=_("implements"), ordering="implements")
    def carries_out(self, document: Document) -> str:
        """The number of what it carries out."""
        return document.implements.number if document.implements else ""

    @admin.display(description=_("review"))
    def review(self, document: Document) -> str:
        """The next one due, late where its day has passed; else the last one held."""
        reviews: list[DocumentReview] = list(document.reviews.all())
        waiting = [one.due_on for one in reviews if one.reviewed_on is None]
        due = min(filter(None, waiting), default=None)
        if due is not None:
            late = due < timezone.localdate()
            told = gettext("late: %(day)s") if late else gettext("due: %(day)s")
            return told % {"day": f"{due:%d-%m-%Y}"}
        held = max(filter(None, (one.reviewed_on for one in reviews)), default=None)
        return f"{held:%d-%m-%Y}" if held else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """With their reviews."""
        rows: QuerySet[Document] = super().get_queryset(request)
        return rows.prefetch_related("reviews")

    def seen(self, rows: QuerySet[Any], rights: Scope) -> QuerySet[Any]:
        """A document of a unit binds those under it, and one from outside everybody."""
        if rights.visible is None:
            return rows
        above = Node.objects.filter(unit__in=rights.visible).values("parent")
        return rows.filter(
            Q(unit__isnull=True)
            | Q(unit__in=rights.visible)
            | Q(unit__in=above)
            | Q(unit__level=Level.PROVINCE)
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Most documents come from above: the issuing unit is left to be said."""
        given = super().get_changeform_initial_data(request)
        if "unit" not in request.GET:
            given.pop("unit", None)
        return given
