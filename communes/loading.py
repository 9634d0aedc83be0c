"""Load the units of the province, their changes and their documents; safe to repeat.

What is missing is added. What is there stays as it is, also where staff changed it: such
rows are counted as kept. Rows that only staff know of are not looked at.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communes import reference, tree
from communes.models import (
    COMMUNE_KINDS,
    DISTRICT_KINDS,
    Document,
    DocumentKind,
    Kind,
    Level,
    Succession,
    Unit,
    Year,
)
from communes.models.unit import LEVEL_OF_KIND
from communes.names import match_key
from communes.reference import DocumentRow, LifeRow, SuccessionRow

YEARS = range(2002, 2027)

# The order of the province's own tables (admissions of 2012): the city, the districts
# by name, the blocs and forces; the town of 2025 after the city. Communes go by code.
OFFICIAL_ORDER = (
    *("213", "224", "223", "217", "218", "219", "220", "216", "222", "221", "215"),
    *("K01", "K02", "K03", "K04"),
)
PLACE = {code: place for place, code in enumerate(OFFICIAL_ORDER, start=1)}

# How many communes and districts live on a day (data/SOURCES.md, Counts).
STATES = (
    (date(2002, 1, 1), 227, 10),
    (date(2003, 2, 20), 229, 10),
    (date(2012, 12, 31), 230, 10),
    (date(2020, 1, 1), 209, 10),
    (date(2025, 1, 1), 192, 10),
    (date(2025, 7, 1), 58, 0),
)

K = TypeVar("K")
M = TypeVar("M", bound=Model)


class LoadingError(ValueError):
    """What is stored and the reference data do not go together; the text says where."""


class Counts(NamedTuple):
    """Rows of the reference data: added, there already, there but changed by staff."""

    new: int
    same: int
    kept: int


class Loaded(NamedTuple):
    """What one run found and did."""

    documents: Counts
    units: Counts
    successions: Counts
    years: Counts

    @property
    def changed(self) -> bool:
        """Whether anything was added."""
        return any(counts.new for counts in self)


def load_units() -> Loaded:
    """Add what is missing and write the trees again, in one transaction.

    Raises LoadingError where the communes and districts are not as many as the sources
    say on one of six days; TreeError as `tree.rebuild` does. Then nothing is changed.
    """
    with transaction.atomic():
        documents, of_documents = _load_documents(reference.documents())
        units, of_units = _load_lives(reference.lives())
        of_successions = _load_successions(reference.successions(), units, documents)
        of_years = _load_years()
        tree.rebuild()
        _prove_counts(unit.pk for unit in units.values())
    return Loaded(of_documents, of_units, of_successions, of_years)


def _load_documents(
    rows: Iterable[DocumentRow],
) -> tuple[dict[str, Document], Counts]:
    """The documents by number: their numbers are all different."""
    wanted = {
        row.number: Document(
            number=row.number,
            kind=kind_of(row.number),
            issuer=row.issuer,
            issued_on=row.issued_on,
        )
        for row in rows
    }
    present = {
        document.number: document
        for document in Document.objects.filter(number__in=wanted)
        if is_same(document, wanted[document.number])
    }
    return _add(Document, wanted, present, ("kind", "issued_on"))


def kind_of(number: str) -> DocumentKind:
    """What a number tells; those of the National Assembly may be laws."""
    if "/NĐ-" in number:
        return DocumentKind.DECREE
    return DocumentKind.RESOLUTION if "/NQ-" in number else DocumentKind.OTHER


def is_same(one: Document, other: Document) -> bool:
    """Numbers restart: the same number and issuer, and no other day of issue."""
    days = {one.issued_on, other.issued_on} - {None}
    return one.issuer == other.issuer and len(days) < 2


def _load_lives(rows: list[LifeRow]) -> tuple[dict[str, Unit], Counts]:
    """The units by the name of their life; parents are stored before their children."""
    codes = {row.code for row in rows}
    present = {unit.life: unit for unit in Unit.objects.filter(code__in=codes)}
    units: dict[str, Unit] = {}
    counts = Counts(0, 0, 0)
    for level in Level:
        above = list(units.values())
        wanted = {
            row.version_id: _unit(row, above)
            for row in rows
            if LEVEL_OF_KIND.get(Kind(row.kind), Level.DISTRICT) == level
        }
        stored, of_level = _add(
            Unit, wanted, present, ("name", "kind", "parent_id", "valid_to")
        )
        units |= stored
        counts = Counts(*map(sum, zip(counts, of_level, strict=True)))
    return units, counts


def _unit(row: LifeRow, above: list[Unit]) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent=_parent(row, above),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        ordinal=PLACE.get(row.code, 0),
        match_key=match_key(row.name),
    )


def _parent(row: LifeRow, above: list[Unit]) -> Unit | None:
    """The life of the parent's code on the first day of the unit."""
    if row.parent_code is None:
        return None
    first_day = row.valid_from or date.min
    for unit in above:
        if unit.code == row.parent_code and unit.is_alive_on(first_day):
            return unit
    raise LoadingError(
        _("No unit with code %(parent)s exists on the first day of %(unit)s.")
        % {"parent": row.parent_code, "unit": row.version_id}
    )


def _load_successions(
    rows: Iterable[SuccessionRow],
    units: Mapping[str, Unit],
    documents: Mapping[str, Document],
) -> Counts:
    wanted = {
        (units[row.predecessor].pk, units[row.successor].pk, row.on): Succession(
            predecessor=units[row.predecessor],
            successor=units[row.successor],
            on=row.on,
            kind=row.kind,
            share=row.share,
            share_of=row.share_of,
            document=documents[row.document],
            note=row.note,
        )
        for row in rows
    }
    present = {
        (row.predecessor_id, row.successor_id, row.on): row
        for row in Succession.objects.all()
    }
    fields = ("kind", "share", "share_of", "document_id", "note")
    return _add(Succession, wanted, present, fields)[1]


def _load_years() -> Counts:
    wanted = {year: Year(year=year) for year in YEARS}
    return _add(Year, wanted, Year.objects.in_bulk(), ())[1]


def _add(
    model: type[M], wanted: Mapping[K, M], present: Mapping[K, M], fields: Iterable[str]
) -> tuple[dict[K, M], Counts]:
    """Store the rows that are not there; return all those wanted, as they are stored.

    A row that is there is the same where it agrees in `fields`.
    """
    new = {key: row for key, row in wanted.items() if key not in present}
    model._default_manager.bulk_create(new.values())
    agrees = [
        all(getattr(row, field) == getattr(present[key], field) for field in fields)
        for key, row in wanted.items()
        if key in present
    ]
    stored = {key: present.get(key, row) for key, row in wanted.items()}
    return stored, Counts(len(new), agrees.count(True), agrees.count(False))


def _prove_counts(ids: Iterable[int]) -> None:
    """Count what is now stored on the days for which the sources give a number."""
    units = list(Unit.objects.filter(pk__in=ids))
    for day, communes, districts in STATES:
        kinds = [unit.kind for unit in units if unit.is_alive_on(day)]
        found_communes = sum(kind in COMMUNE_KINDS for kind in kinds)
        found_districts = sum(kind in DISTRICT_KINDS for kind in kinds)
        if (found_communes, found_districts) != (communes, districts):
            raise LoadingError(
                _(
                    "On %(day)s there are %(communes)d communes and %(districts)d "
                    "districts; the sources have %(communes_stated)d and "
                    "%(districts_stated)d."
                )
                % {
                    "day": date_format(day, "SHORT_DATE_FORMAT"),
                    "communes": found_communes,
                    "districts": found_districts,
                    "communes_stated": communes,
                    "districts_stated": districts,
                }
            )
