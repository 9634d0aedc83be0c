"""Documents: the decisions, plans and resolutions that figures refer to."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from communes.admin.base import Admin
from communes.admin.exchange import RegisterExchange
from communes.lists.documents import DocumentResource
from communes.models import Document


@admin.register(Document)
class DocumentAdmin(RegisterExchange, Admin):
    """Number, issuer and day make a document; numbers restart each term."""

    resource_classes = [DocumentResource]
    list_display = ["number", "kind", "issuer", "issued_on", "title", "carries_out"]
    list_select_related = ["implements"]
    list_filter = ["kind", ("issued_on", admin.EmptyFieldListFilter)]
    date_hierarchy = "issued_on"
    search_fields = ["number", "issuer", "title", "aliases"]
    search_help_text = _("Number, issuer, title or another name")
    autocomplete_fields = ["implements"]

    @admin.display(description=_("implements"), ordering="implements")
    def carries_out(self, document: Document) -> str:
        """The number of what it carries out."""
        return document.implements.number if document.implements else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever enters a plan may name the decision it is from."""
        return self.admin_site.has_permission(request)
