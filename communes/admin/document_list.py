"""The register of documents as a file, written in bulk."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.admin.columns import Column, Day, Named, OneOf, Several
from communes.admin.resource import ListResource
from communes.models import Document, DocumentKind

SEPARATOR = " | "


def written(document: Document) -> str:
    """How a list names a document: number | issuer | day."""
    parts = [document.number, document.issuer]
    if document.issued_on:
        parts.append(f"{document.issued_on:%d-%m-%Y}")
    return SEPARATOR.join(parts)


class DocumentResource(ListResource):
    """Documents by number, issuer and day; one may implement another of the same file."""

    number = Column("number")
    kind = Column("kind", OneOf(DocumentKind.choices))
    issuer = Column("issuer")
    issued_on = Column("issued_on", Day())
    title = Column("title")
    aliases = Column("aliases", Several())
    implements = Column("implements")

    unchecked = ("implements",)
    # The two of the model are the natural key and the closed list of kinds.
    validates_constraints = False

    class Meta:
        model = Document
        fields = (
            "number", "issuer", "issued_on", "kind", "title", "aliases", "implements",
        )  # fmt: skip
        import_id_fields = ("number", "issuer", "issued_on")
        use_bulk = True
        batch_size = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["implements"].widget = Named(
            self._document,
            written,
            _(
                "«%(text)s» is no document of the register. Write number | issuer | day, "
                "and put it above the rows that implement it."
            ),
        )
        self.named: dict[str, Document | None] = {}

    def get_queryset(self) -> Any:
        """With what they implement, which every row names."""
        return Document.objects.select_related("implements")

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Know the documents that are there."""
        super().before_import(dataset, **kwargs)
        for document in Document.objects.all():
            self._remember(document)

    def check(self, instance: Document) -> None:
        """No document implements itself."""
        if instance.implements is instance or (
            instance.pk and instance.implements_id == instance.pk
        ):
            raise ValidationError(
                {"implements": gettext("A document does not implement itself.")}
            )

    def after_save_instance(self, instance: Document, row: Any, **kwargs: Any) -> None:
        """Later rows of the file may name it."""
        self._remember(instance)

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        """Each document after the one it implements: a file may hold both."""
        waiting = list(self.create_instances)
        while waiting:
            ready = [one for one in waiting if not _waits_for(one)]
            waiting = [one for one in waiting if _waits_for(one)]
            if not ready:
                break  # the engine has already noted why the others were not stored
            self.create_instances[:] = ready
            super().bulk_create(*args, **kwargs)
        self.create_instances.clear()

    def _document(self, text: str) -> Document | None:
        return self.named.get(text.casefold())

    def _remember(self, document: Document) -> None:
        """Under its full name and, while that is clear, under its number alone."""
        self.named[written(document).casefold()] = document
        number = document.number.casefold()
        known = self.named.setdefault(number, document)
        if known is not None and known is not document:
            self.named[number] = None


def _waits_for(document: Document) -> bool:
    """Whether what it implements has still to be stored."""
    return document.implements is not None and document.implements.pk is None
