"""Documents, and the days on which they are reviewed, as files."""

from collections.abc import Hashable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from communes.lists.cells import Cells, Found, Unsaid
from communes.lists.columns import Column, Day, OneOf, Several
from communes.lists.register import RegisterResource
from communes.models import Document, DocumentKind, DocumentReview, ReviewOutcome


class DocumentResource(RegisterResource):
    """Documents by number, issuer and day; one may implement another of the same file."""

    number = Column("number", required=True)
    kind = Column("kind", OneOf(DocumentKind.choices), required=True)
    issuer = Column("issuer", required=True)
    unit = Found("unit", "find_unit", "write_unit")
    issued_on = Column("issued_on", Day())
    title = Column("title")
    aliases = Column("aliases", Several())
    implements = Found("implements", "find_document", "write_document")

    key = ("number", "issuer", "issued_on")
    begins = "issued_on"
    related = ("unit", "implements")

    class Meta:
        model = Document
        fields = (
            "number", "issuer", "issued_on", "kind", "title", "aliases", "implements",
            "unit",
        )  # fmt: skip
        import_id_fields = ("number", "issuer", "issued_on")

    def fresh(self, cells: Cells) -> Document:
        """Other rows of the file may name it."""
        document: Document = super().fresh(cells)
        try:
            document.aliases = cells["aliases"]
        except Unsaid:
            document.aliases = []
        if document.number:
            self.documents.add(document)
        return document

    def check_row(self, instance: Document, cells: Cells) -> None:
        """No document implements itself."""
        other = instance.implements
        if other is instance or (instance.pk and instance.implements_id == instance.pk):
            raise ValidationError(
                {"implements": gettext("A document does not implement itself.")}
            )


class DocumentReviewResource(RegisterResource):
    """Reviews by document and days; one that was due is held when a file gives its day."""

    document = Found("document", "find_document", "write_document", required=True)
    due_on = Column("due_on", Day())
    reviewed_on = Column("reviewed_on", Day())
    outcome = Column("outcome", OneOf(ReviewOutcome.choices))
    note = Column("note")

    key = ("document", "due_on", "reviewed_on")
    related = ("document__unit",)
    within = "document"

    class Meta:
        model = DocumentReview
        fields = ("document", "due_on", "reviewed_on", "outcome", "note")
        import_id_fields = ("document", "due_on", "reviewed_on")

    def match(self, key: tuple[Hashable, ...], cells: Cells) -> Any:
        """The review of those days, or the one that was due on the day and is still open."""
        document, due, _reviewed = key
        found = super().match(key, cells)
        return found if found or due is None else self.exact.get((document, due, None))
