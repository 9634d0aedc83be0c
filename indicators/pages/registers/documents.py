"""`/registers/documents/`: what carries out what, reviews due and late, study sessions."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from communes.models import (
    Document,
    DocumentKind,
    DocumentReview,
    Register,
    ReviewOutcome,
    StudySession,
    Unit,
)
from communes.whereabouts import rows_in, standing, stands_at
from indicators.pages import links, writing
from indicators.pages.registers import addresses, document_tree, told
from indicators.pages.registers.document_tree import Documents
from indicators.pages.registers.ground import Ground, exact, more, not_kept, page
from indicators.pages.registers.parts import RegisterPage, Section
from indicators.parts import Cell, Column, Kind, Row, RowKind, Status, Table, Tile
from indicators.progress import percent_of_plan

ISSUED = "VB-01"
LATE = "▼"
FEW = 12  # reviews that were held, listed one by one


def documents_page(on: Ground) -> RegisterPage:
    """The documents of the area, how they are reviewed and studied."""
    documents = document_tree.read(on)
    reviews = _reviews(on)
    sessions = _sessions(on)
    issued = documents.issued()
    kept = on.keeping(Register.DOCUMENTS)
    number = told.Told(
        label=_("Issued this year"),
        figure=told.figure(on.figures([ISSUED]), ISSUED, on.period.year),
        counted=len(issued) if kept.whole or documents.own else None,
        whole=kept.whole,
    )
    return page(
        on,
        addresses.DOCUMENTS,
        _("Documents and their study"),
        tiles=_tiles(on, number, issued, reviews, sessions),
        nothing=not_kept(on, Register.DOCUMENTS, rows=bool(documents.own)),
        sections=[
            _tree(documents),
            _review_section(on, reviews),
            _study(on, sessions),
        ],
        models=[Document, StudySession],
    )


def is_late(review: DocumentReview, day: date) -> bool:
    """Whether on `day` it is due and has not been held."""
    due = review.due_on is not None and review.due_on < day
    return due and not _held(review, day)


def _held(review: DocumentReview, day: date) -> bool:
    return review.reviewed_on is not None and review.reviewed_on <= day


def _reviews(on: Ground) -> list[DocumentReview]:
    """Reviews that are open on the day, and those held within the period."""
    open_then = Q(reviewed_on__isnull=True) | Q(reviewed_on__gt=on.day)
    held = Q(reviewed_on__gte=on.first, reviewed_on__lte=on.day)
    found = DocumentReview.objects.filter(open_then | held)
    found = standing(rows_in(found, on.area), on.area)
    found = found.select_related("document", "document__unit")
    return list(found.order_by("due_on", "reviewed_on", "pk"))


def _sessions(on: Ground) -> list[StudySession]:
    held = StudySession.objects.filter(held_on__gte=on.first, held_on__lte=on.day)
    found = standing(rows_in(held, on.area), on.area)
    return list(found.select_related("document", "unit").order_by("held_on", "pk"))


def _tiles(
    on: Ground,
    number: told.Told,
    issued: Sequence[Document],
    reviews: Sequence[DocumentReview],
    sessions: Sequence[StudySession],
) -> list[Tile]:
    kinds = Counter(document.kind for document in issued)
    late = [review for review in reviews if is_late(review, on.day)]
    held = [review for review in reviews if _held(review, on.day)]
    due, attended = _sums(sessions)
    tiles = [
        told.tile(
            number,
            unit=_("documents"),
            comparison="; ".join(
                f"{str(DocumentKind(kind).label).lower()} {writing.count(count)}"
                for kind, count in kinds.most_common(4)
            ),
        )
    ]
    if reviews:
        tiles.append(
            Tile(
                label=_("Reviews that are late"),
                value=writing.count(len(late)),
                status=Status(_("late"), LATE) if late else None,
                comparison=_("held this year %(held)s")
                % {"held": writing.count(len(held))},
            )
        )
    if sessions:
        tiles.append(
            Tile(
                label=_("Took part in study sessions"),
                value=_share(attended, due),
                comparison=_("%(attended)s of %(due)s due")
                % {"attended": writing.count(attended), "due": writing.count(due)},
                note=_("%(sessions)s sessions")
                % {"sessions": writing.count(len(sessions))},
            )
        )
    return tiles


def _tree(documents: Documents) -> Section | None:
    on = documents.on
    if not documents.own and not on.keeping(Register.DOCUMENTS).whole:
        return None
    none = _("No document has been entered.")
    tables = (document_tree.table(documents), document_tree.summary(documents))
    return Section(
        id="documents",
        title=_("Which documents are there, and what carries out what?"),
        said=[] if documents.own else [none],
        tables=[table for table in tables if table is not None and table.rows],
    )


def _review_section(on: Ground, reviews: Sequence[DocumentReview]) -> Section | None:
    """Late ones first, then those to come, then those held in the period."""
    if not reviews:
        return None
    late = [review for review in reviews if is_late(review, on.day)]
    held = [review for review in reviews if _held(review, on.day)]
    coming = [r for r in reviews if r not in late and r not in held]
    rows: list[Row] = []
    for title, found in (
        (_("Late"), late),
        (_("Due"), coming),
        (_("Held this year"), held),
    ):
        if found:
            # What is settled is listed only where it is little.
            listed = found is not held or len(held) <= FEW
            group = f"{title}: {writing.count(len(found))}"
            text = group if listed else f"{group} ({_outcomes(held)})"
            rows.append(Row([Cell(text=text)], RowKind.GROUP))
            rows += [_review(on, review) for review in found] if listed else []
    shown, notes = more(rows)
    return Section(
        id="reviews",
        title=_("Which documents are to be reviewed?"),
        tables=[
            Table(
                id="reviews-due",
                caption=_("Reviews of documents"),
                subtitle=_("on %(day)s") % {"day": on.period.cut},
                columns=[
                    Column(label=_("Document"), kind=Kind.NAME),
                    Column(label=_("Unit"), kind=Kind.TEXT),
                    Column(label=_("Title"), kind=Kind.PROSE),
                    Column(label=_("Due on"), kind=Kind.DAY),
                    Column(label=_("Reviewed on"), kind=Kind.DAY),
                    Column(label=_("Outcome"), kind=Kind.TEXT),
                ],
                rows=shown,
                notes=notes,
                caption_unseen=True,
            )
        ],
    )


def _outcomes(held: Sequence[DocumentReview]) -> str:
    """«amended 20; replaced 18»."""
    counted = Counter(review.outcome for review in held)
    return "; ".join(
        f"{str(ReviewOutcome(outcome).label).lower()} {writing.count(number)}"
        for outcome, number in counted.most_common()
    )


def _review(on: Ground, review: DocumentReview) -> Row:
    document, at = review.document, stands_at(review, on.area)
    held = _held(review, on.day)
    status = None
    if is_late(review, on.day) and review.due_on is not None:
        days = (on.day - review.due_on).days
        status = Status(_("%(days)s days late") % {"days": writing.count(days)}, LATE)
    return Row(
        [
            Cell(text=document.number),
            Cell(text=at.full_name if at else document.issuer),
            Cell(text=document.title),
            Cell(
                text=exact(review.due_on),
                status=status,
                note=status.word if status else "",
            ),
            Cell(text=exact(review.reviewed_on) if held else ""),
            Cell(text=str(review.get_outcome_display()) if held else ""),
        ]
    )


def _study(on: Ground, sessions: Sequence[StudySession]) -> Section | None:
    if not sessions:
        return _not_studied(on)
    tables = [_by_document(on, sessions)]
    if len(on.communes) > 1:
        tables.append(_by_unit(on, sessions))
    return Section(
        id="study",
        title=_("Who studied which documents?"),
        tables=tables,
        beside=True,
    )


def _not_studied(on: Ground) -> Section | None:
    """Nothing where the register is kept: then there were none."""
    if not on.keeping(Register.STUDY).whole:
        return None
    return Section(
        id="study",
        title=_("Who studied which documents?"),
        said=[_("No study session was held in this period.")],
    )


def _by_document(on: Ground, sessions: Sequence[StudySession]) -> Table:
    groups: dict[Document, list[StudySession]] = defaultdict(list)
    for session in sessions:
        groups[session.document].append(session)
    rows = [
        Row([Cell(text=document.number, note=document.title), *_numbers(held)])
        for document, held in groups.items()
    ]
    return _study_table("studied", _("By document"), _("Document"), rows, sessions)


def _by_unit(on: Ground, sessions: Sequence[StudySession]) -> Table:
    """By district where there are some, else by commune."""
    groups: dict[Unit, list[StudySession]] = defaultdict(list)
    for session in sessions:
        at = stands_at(session, on.area) or session.unit
        groups[(on.area.district(at) or at) if on.districts else at].append(session)
    rows = [
        Row(
            [
                Cell(text=unit.full_name, href=links.unit(unit, on.reading)),
                *_numbers(held),
            ]
        )
        for unit, held in sorted(groups.items(), key=lambda each: each[0].ordinal)
    ]
    return _study_table("studied-by-unit", _("By unit"), _("Unit"), rows, sessions)


def _study_table(
    name: str,
    caption: str,
    first: str,
    rows: Sequence[Row],
    sessions: Sequence[StudySession],
) -> Table:
    total = Row([Cell(text=_("Together")), *_numbers(sessions)], RowKind.TOTAL)
    return Table(
        id=name,
        caption=caption,
        columns=[
            Column(label=first, kind=Kind.NAME),
            Column(label=_("Study sessions")),
            Column(label=_("Due"), unit=_("turns")),
            Column(label=_("Attended"), unit=_("turns")),
            Column(label="%"),
        ],
        rows=[*rows, total],
    )


def _numbers(sessions: Sequence[StudySession]) -> list[Cell]:
    due, attended = _sums(sessions)
    numbers = (len(sessions), due, attended)
    cells = [Cell(text=writing.count(number)) for number in numbers]
    return [*cells, Cell(text=_share(attended, due))]


def _sums(sessions: Sequence[StudySession]) -> tuple[int, int]:
    due = sum(session.due for session in sessions)
    return due, sum(session.attended for session in sessions)


def _share(part: int, whole: int) -> str:
    share = percent_of_plan(Decimal(part), Decimal(whole))
    return writing.NOTHING if share is None else writing.share(share)
