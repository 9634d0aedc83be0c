"""What is said of two equal values that are not stated in the same way."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from communes.models import Document
from indicators import ledger
from indicators.imports import desk, lines, telling
from indicators.imports.details import Details, differences
from indicators.imports.preview import Options, preview
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Entry, Indicator
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import table


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with override("en"):
        yield


def stated(province: Province, **words: Any) -> Statement:
    """What somebody states of one unit."""
    indicator = Indicator.objects.get(code="KN-01")
    unit = province.units["219"]
    return Statement(unit.pk, indicator.pk, "result", 2012, Decimal(371), **words)


def store(province: Province, **words: Any) -> Statement:
    """Write it into the ledger."""
    one = stated(province, **words)
    ledger.write([one], by=province.officer, cause=Cause(Batch.Kind.FORM))
    return one


@pytest.mark.parametrize(
    ("stored", "said", "told"),
    [
        ({"quality": 1}, {}, "quality: estimate → final"),
        ({}, {"qualifier": ">"}, "qualifier: exact → above"),
        ({"note": "a"}, {"note": "b"}, "note: «a» → «b»"),
        ({"note": "a"}, {"note": "b" * 50}, "another text: note"),
        ({}, {"as_of": date(2012, 11, 5)}, "as of: – → 05-11-2012"),
        ({}, {"percent_reported": Decimal("128.5")}, "percent as printed: – → 128.5"),
        (
            {"quality": 2, "note": "a"},
            {"note": "b"},
            "quality: provisional → final; note: «a» → «b»",
        ),
    ],
    ids=lambda one: None,
)
def test_what_differs_is_named(
    province: Province, stored: dict[str, Any], said: dict[str, Any], told: str
) -> None:
    store(province, **stored)
    entry = Entry.objects.get()
    assert differences({entry.pk: Details.of(stated(province, **said))}) == {
        entry.pk: told
    }


def test_documents_are_named(province: Province) -> None:
    first, second = (
        Document.objects.create(
            number=number,
            kind="quyet_dinh",
            issuer="Tỉnh ủy",
            issued_on=date(2012, 1, 5),
        )
        for number in ("01-QĐ/TU", "02-QĐ/TU")
    )
    store(province, document=first.pk)
    entry = Entry.objects.get()
    [told] = differences(
        {entry.pk: Details.of(stated(province, document=second.pk))}
    ).values()
    assert told == "document: 01-QĐ/TU (Tỉnh ủy) → 02-QĐ/TU (Tỉnh ủy)"


_WORDS: list[dict[str, Any]] = [
    {},
    {"qualifier": "~"},
    {"quality": 1},
    {"percent_reported": Decimal(80)},
    {"as_of": date(2012, 11, 5)},
    {"note": "a"},
    {"note": "b", "as_of": date(2012, 12, 5)},
]


@pytest.mark.parametrize("said", _WORDS, ids=str)
@pytest.mark.parametrize("stored", _WORDS, ids=str)
def test_it_names_something_just_where_the_ledger_sees_a_change(
    province: Province, stored: dict[str, Any], said: dict[str, Any]
) -> None:
    store(province, **stored)
    again = stated(province, **said)
    compared = ledger.compare([again], by=province.officer)
    named = list(Details.of(again).apart(Entry.objects.get()))
    assert bool(named) == (compared.counts.changed == 1)


def test_a_page_says_it_with_two_queries_at_most(province: Province) -> None:
    store(province, quality=1)
    upload = desk.take(
        table("1;Huyện Lục Ngạn;290;371"),
        "x.csv",
        by=province.officer,
        options=Options(),
    )
    changes = [lines.change_of(one) for one in upload.lines.filter(what="change")]
    with CaptureQueriesContext(connection) as asked:
        told = telling.apart(changes)
    assert list(told.values()) == ["quality: estimate → final"]
    assert len(asked) <= 2


def test_another_value_is_told_by_itself(province: Province) -> None:
    store(province, quality=1)
    shown = preview(table("1;Huyện Lục Ngạn;290;372"), "x.csv", by=province.officer)
    assert [one.said for one in shown.changes] == [None, None]
    assert telling.apart(shown.changes) == {}
