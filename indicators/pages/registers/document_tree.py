"""Documents under those that they carry out, as far as the reader may see them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from communes.models import Document
from communes.whereabouts import rows_in
from indicators.pages import writing
from indicators.pages.registers.ground import Ground, exact
from indicators.parts import Cell, Column, Kind, Row, RowKind, Table

MOST_BELOW = 12  # documents listed under one; further ones are counted
MOST = 200  # rows
INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of an area up to a day, and those above them that they carry out."""

    on: Ground
    own: Mapping[int, Document]  # issued by units of the area
    above: Mapping[int, Document]  # carried out by them, wherever they come from

    def issued(self) -> list[Document]:
        """Those of the area that were issued within the period."""
        on = self.on
        return [
            document
            for document in self.own.values()
            if document.issued_on and on.first <= document.issued_on <= on.day
        ]


def read(on: Ground) -> Documents:
    """The documents of the area, and every one that others carry out; two queries."""
    until = Q(issued_on__isnull=True) | Q(issued_on__lte=on.day)
    issued = rows_in(Document.objects.filter(until), on.area).select_related("unit")
    own = {document.pk: document for document in issued}
    carried_out = {
        document.pk: document
        for document in Document.objects.filter(
            until, implemented_by__isnull=False
        ).distinct()
    }
    above: dict[int, Document] = {}
    for document in own.values():
        upward = document.implements_id
        while upward is not None and upward not in above and upward not in own:
            found = carried_out.get(upward)
            if found is None:
                break
            above[upward] = found
            upward = found.implements_id
    return Documents(on, own, above)


def table(documents: Documents) -> Table:
    """What carries out what; documents that stand alone come after the trees."""
    shown = list(_lines(documents))
    notes = []
    if len(shown) > MOST:
        more = _("%(count)s more documents are in the register.")
        notes.append(more % {"count": writing.count(len(shown) - MOST)})
    return Table(
        id="tree",
        caption=_("Documents, each under the one it carries out"),
        columns=[
            Column(label=_("Number"), kind=Kind.NAME),
            Column(label=_("Kind"), kind=Kind.TEXT),
            Column(label=_("Issued by"), kind=Kind.TEXT),
            Column(label=_("Issued on"), kind=Kind.TEXT),
            Column(label=_("Title"), kind=Kind.TEXT),
        ],
        rows=shown[:MOST],
        notes=notes,
        caption_unseen=True,
    )


def _lines(documents: Documents) -> Iterator[Row]:
    every = {**documents.above, **documents.own}
    below: dict[int, list[Document]] = defaultdict(list)
    roots = []
    for document in every.values():
        if document.implements_id in every:
            below[document.implements_id].append(document)
        else:
            roots.append(document)
    # Trees first: they are what the page is asked for.
    for root in sorted(roots, key=lambda each: (each.pk not in below, *_order(each))):
        yield from _branch(documents, root, below, 0)


def _branch(
    documents: Documents,
    document: Document,
    below: Mapping[int, Sequence[Document]],
    depth: int,
) -> Iterator[Row]:
    yield _row(documents, document, depth)
    children = sorted(below.get(document.pk, ()), key=_order)
    # Those that are carried out further come before the cut.
    children.sort(key=lambda each: each.pk not in below)
    for child in children[:MOST_BELOW]:
        yield from _branch(documents, child, below, depth + 1)
    left = len(children) - MOST_BELOW
    if left > 0:
        text = _("and %(count)s more") % {"count": writing.count(left)}
        name = Cell(text=f"{_indent(depth + 1)}{text}")
        yield Row([name, *[Cell()] * 4], RowKind.MUTED)


def _row(documents: Documents, document: Document, depth: int) -> Row:
    name = f"{_indent(depth)}{document.number}"
    unseen = document.unit_id is not None and not documents.on.scope.sees(
        document.unit_id
    )
    if unseen:
        # Of another unit: no more than what the document below it names.
        return Row([Cell(text=name), *[Cell()] * 4], RowKind.MUTED)
    names = ", ".join(document.aliases)
    return Row(
        [
            Cell(text=name),
            Cell(text=str(document.get_kind_display())),
            Cell(text=document.issuer),
            Cell(text=exact(document.issued_on)),
            Cell(
                text=document.title,
                note=_("also: %(names)s") % {"names": names} if names else "",
            ),
        ]
    )


def _indent(depth: int) -> str:
    return f"{INDENT * (depth - 1)}↳ " if depth else ""


def _order(document: Document) -> tuple[bool, str, str]:
    issued = document.issued_on
    return issued is None, issued.isoformat() if issued else "", document.number
