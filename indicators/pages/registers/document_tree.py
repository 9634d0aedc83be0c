"""Documents under those that they carry out, as far as the reader may see them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from communes.models import Document, DocumentKind
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
        return [d for d in self.own.values() if _in_period(self.on, d)]


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
            Column(label=_("Issued on"), kind=Kind.DAY),
            Column(label=_("Title"), kind=Kind.PROSE),
        ],
        rows=shown[:MOST],
        notes=notes,
        caption_unseen=True,
    )


def summary(documents: Documents) -> Table | None:
    """Documents of units below that carry out nothing: how many of each kind, of whom."""
    alone = [each for each in _alone(documents) if not _is_own(documents, each)]
    if not alone:
        return None
    rows = []
    for kind in DocumentKind:
        found = [document for document in alone if document.kind == kind]
        if found:
            units = {document.unit_id for document in found}
            issued = [d for d in found if _in_period(documents.on, d)]
            numbers = (len(found), len(issued), len(units))
            cells = [Cell(text=writing.count(number)) for number in numbers]
            rows.append(Row([Cell(text=str(kind.label)), *cells]))
    return Table(
        id="below",
        caption=_("Other documents of units below"),
        subtitle=_("on %(day)s") % {"day": documents.on.period.cut},
        columns=[
            Column(label=_("Kind"), kind=Kind.NAME),
            Column(label=_("Documents")),
            Column(label=_("Issued this year")),
            Column(label=_("Units")),
        ],
        rows=rows,
    )


def _lines(documents: Documents) -> Iterator[Row]:
    """Trees first: they are what the page is asked for; then what the unit has besides."""
    below = _below(documents)
    every = {**documents.above, **documents.own}
    roots = [d for d in every.values() if d.implements_id not in every]
    for root in sorted(roots, key=_order):
        if root.pk in below or root.implements_id is not None:
            yield from _branch(documents, root, below, 0)
    for document in sorted(_alone(documents), key=_order):
        if _is_own(documents, document):
            yield _row(documents, document, 0)


def _below(documents: Documents) -> dict[int, list[Document]]:
    """The documents that carry out each one."""
    every = {**documents.above, **documents.own}
    below: dict[int, list[Document]] = defaultdict(list)
    for document in every.values():
        if document.implements_id in every:
            below[document.implements_id].append(document)
    return below


def _alone(documents: Documents) -> list[Document]:
    """Those that carry out nothing and that nothing carries out."""
    below = _below(documents)
    return [
        document
        for document in documents.own.values()
        if document.implements_id is None and document.pk not in below
    ]


def _is_own(documents: Documents, document: Document) -> bool:
    """Whether the unit of the page issued it, in this life or another."""
    lives = {life.pk for life in documents.on.found.lives}
    return document.unit_id in lives


def _in_period(on: Ground, document: Document) -> bool:
    issued = document.issued_on
    return issued is not None and on.first <= issued <= on.day


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
        text = _("and %(count)s more documents") % {"count": writing.count(left)}
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
