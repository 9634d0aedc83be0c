"""The figures of the article of 19-12-2013: the first entries of the ledger.

What the source does not say is not made up: a plan is derived from the percentage it
prints and marked so, a sum over ten years stays one, a change whose kind is not clear
stays unclear (data/article.csv; data/SOURCES.md).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.db import transaction

from communes import registers
from communes.models import Document, Unit
from indicators import ledger
from indicators.ledger import Cause, Statement, Written
from indicators.models import Batch, ChangeKind, Entry, Indicator, Measure, PlanBasis
from indicators.progress import derived_plan
from indicators.shipped import rows

FILE = "article.csv"
SOURCE = "LLCT 19-12-2013"


class ArticleError(LookupError):
    """A unit or indicator of the article is not there: load units and catalogue first."""


def load_article(by: User) -> Written:
    """State the article's figures, where nobody has stated or withdrawn them before.

    Raises ArticleError without units or catalogue, `ledger.Refused` as every write.
    """
    with transaction.atomic():
        source = _load_documents(by)[SOURCE]
        stated = list(_statements(source.pk))
        known = _known(stated)
        return ledger.write(
            [one for one in stated if _key(one) not in known],
            by=by,
            cause=Cause(Batch.Kind.REFERENCE, file_name=FILE),
        )


def _load_documents(by: User) -> dict[str, Document]:
    """The documents the article names, and itself, by number; each after the one it
    implements. Those that are there stay as they are, but for an unknown issuing unit.
    """
    documents: dict[str, Document] = {}
    with registers.writing(by=by) as to:
        for row in rows("article_documents.csv"):
            unit = _unit(row["unit"]) if row["unit"] else None
            known = Document.objects.filter(
                number=row["number"],
                issuer=row["issuer"],
                issued_on=date.fromisoformat(row["issued_on"]),
            ).first()
            document = known or _document(row, documents.get(row["implements"]))
            if document.pk is None or (unit and document.unit_id is None):
                document.unit = unit
                to.save(document)
            documents[row["number"]] = document
    return documents


def _document(row: Mapping[str, str], implements: Document | None) -> Document:
    return Document(
        number=row["number"],
        kind=row["kind"],
        issuer=row["issuer"],
        issued_on=date.fromisoformat(row["issued_on"]),
        title=row["title"],
        aliases=[row["aliases"]] if row["aliases"] else [],
        implements=implements,
    )


def _unit(code: str) -> Unit:
    unit = Unit.objects.life(code)
    if unit is None:
        raise ArticleError(code)
    return unit


def _statements(source: int) -> Iterator[Statement]:
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    for line, row in enumerate(rows(FILE), start=2):
        unit = _unit(row["unit"])
        if row["indicator"] not in indicators:
            raise ArticleError(f"{row['unit']}, {row['indicator']}")
        fact = _fact(row, unit.pk, indicators[row["indicator"]])
        yield fact._replace(document=source, row=line)
        if row["percent"]:
            yield _plan_of(fact, Decimal(row["percent"]))._replace(
                document=source, row=line
            )


def _fact(row: Mapping[str, str], unit: int, indicator: int) -> Statement:
    return Statement(
        unit=unit,
        indicator=indicator,
        measure=row["measure"],
        basis=row["basis"],
        year=int(row["year"]),
        since=int(row["since"]),
        through=int(row["through"]),
        value=Decimal(row["value"]),
        qualifier=row["qualifier"],
        change_stated=Decimal(row["change"]) if row["change"] else None,
        change_kind=ChangeKind.UNKNOWN if row["change"] else "",
        change_since=int(row["change_since"]) if row["change_since"] else None,
        as_of=date.fromisoformat(row["as_of"]) if row["as_of"] else None,
        note=row["note"],
    )


def _plan_of(result: Statement, percent: Decimal) -> Statement:
    """The plan that the printed percentage leads to, with all that print the same."""
    plan = derived_plan(result.value or Decimal(0), percent)
    if plan is None:
        raise ValueError(f"No plan of whole numbers prints as {percent} %.")
    return result._replace(
        measure=Measure.PLAN,
        basis=PlanBasis.DERIVED,
        value=plan.value,
        low=plan.low,
        high=plan.high,
        percent_reported=percent,
    )


Key = tuple[int, int, str, str, int, int | None, int]


def _key(one: Statement) -> Key:
    return (
        one.unit, one.indicator, one.measure, one.basis, one.year, one.since,
        one.through,
    )  # fmt: skip


def _known(stated: list[Statement]) -> set[Key]:
    """The keys that the ledger holds, or held, a stated value of."""
    return set(
        Entry.objects.filter(
            unit__in={one.unit for one in stated},
            indicator__in={one.indicator for one in stated},
            illustrative=False,
        ).values_list(
            "unit", "indicator", "measure", "basis", "year", "since", "through"
        )
    )
