"""The page of documents: what carries out what, reviews, study; nothing of others."""

from datetime import date

import pytest

from communes.access import Scope
from communes.models import Document, DocumentKind, RegisterKept
from indicators.pages.registers.documents import documents_page
from tests.factories import make_document, make_document_review, make_study_session
from tests.indicators.pages.registers.conftest import (
    Province,
    names,
    section,
    texts,
    tile,
)


@pytest.fixture
def issued(province: Province) -> dict[str, Document]:
    """A resolution of the centre, the province's plan for it, a programme of a district."""
    resolution = make_document(
        "17-NQ/TW",
        kind=DocumentKind.RESOLUTION,
        issuer="Ban Chấp hành Trung ương",
        issued_on=date(2002, 3, 18),
        aliases=["Nghị quyết Trung ương 5 khóa IX"],
    )
    plan = make_document(
        "14-KH/TU",
        kind=DocumentKind.PLAN,
        unit=province.root,
        issued_on=date(2002, 5, 22),
        title="Kế hoạch của tỉnh",
        implements=resolution,
    )
    programme = make_document(
        "5-CTr/HU",
        kind=DocumentKind.PROGRAMME,
        unit=province.districts[0],
        issued_on=date(2012, 8, 1),
        implements=plan,
    )
    rules = make_document(
        "01-QC/ĐU",
        kind=DocumentKind.RULES,
        unit=province.communes[0],
        issued_on=date(2010, 11, 5),
        title="Quy chế làm việc",
    )
    return {"resolution": resolution, "plan": plan, "of": programme, "rules": rules}


def test_documents_stand_under_those_that_they_carry_out(
    issued: dict[str, Document], province: Province
) -> None:
    page = documents_page(province.on())
    tree, below = section(page, "documents").tables
    assert [row[0] for row in texts(tree)] == [
        "17-NQ/TW",
        "↳ 14-KH/TU",
        "\u2003↳ 5-CTr/HU",
    ]
    assert tree.rows[0].cells[4].note == "also: Nghị quyết Trung ương 5 khóa IX"
    assert texts(below) == [["Working rules", "1", "0", "1"]]
    assert tile(page, "Issued this year") == ("1", "action programme 1", "")


def test_of_a_document_of_another_unit_only_its_number_is_named(
    issued: dict[str, Document], province: Province
) -> None:
    district = province.districts[0]
    seen = {district.pk, *(c.pk for c in province.communes if c.parent == district)}
    scope = Scope(visible=frozenset(seen))
    tree = section(documents_page(province.on(district, scope=scope)), "documents")
    rows = texts(tree.tables[0])
    assert rows[1] == ["↳ 14-KH/TU", "", "", "", ""]
    assert "Kế hoạch của tỉnh" not in str(tree)
    # The resolution is of no unit of the province: everybody may read of it.
    assert rows[0][1] == "Resolution"


def test_documents_of_another_district_are_not_there(
    issued: dict[str, Document], province: Province
) -> None:
    page = documents_page(province.on(province.districts[1]))
    assert section(page, "documents").tables == []
    assert "5-CTr/HU" not in str(page)


def test_reviews_are_late_due_or_held_as_of_the_day(
    issued: dict[str, Document], province: Province
) -> None:
    rules = issued["rules"]
    make_document_review(rules, due_on=date(2012, 6, 30))
    make_document_review(rules, due_on=date(2013, 6, 30))
    make_document_review(
        rules,
        due_on=date(2012, 3, 31),
        reviewed_on=date(2012, 4, 2),
        outcome="sua_doi",
    )
    page = documents_page(province.on())
    (table,) = section(page, "reviews").tables
    rows = texts(table)
    assert [row[0] for row in rows if len(row) == 1] == [
        "Late: 1",
        "Due: 1",
        "Held this year: 1",
    ]
    late = table.rows[1].cells
    assert late[1].text == province.communes[0].full_name
    assert (late[3].text, late[3].note) == ("30-06-2012", "184 days late")
    assert rows[-1][4:] == ["02-04-2012", "Amended"]
    assert tile(page, "Reviews that are late")[:2] == ("1", "held this year 1")
    # In March it was not late yet, and what was held in April was still due.
    march = section(documents_page(province.on(through=3)), "reviews").tables[0]
    assert texts(march)[0] == ["Due: 3"]


def test_many_reviews_that_were_held_are_counted_not_listed(
    issued: dict[str, Document], province: Province
) -> None:
    for day in range(1, 15):
        make_document_review(
            issued["rules"],
            reviewed_on=date(2012, 5, day),
            outcome="giu_nguyen" if day > 4 else "sua_doi",
        )
    (table,) = section(documents_page(province.on()), "reviews").tables
    assert texts(table) == [["Held this year: 14 (kept as it is 10; amended 4)"]]


def test_study_is_a_ratio_of_sums_by_document_and_district(
    issued: dict[str, Document], province: Province
) -> None:
    for number, due, attended in ((0, 300, 270), (1, 100, 60), (30, 100, 100)):
        make_study_session(
            issued["resolution"],
            unit=province.communes[number],
            due=due,
            attended=attended,
        )
    page = documents_page(province.on())
    by_document, by_unit = section(page, "study").tables
    assert texts(by_document)[0] == ["17-NQ/TW", "3", "500", "430", "86.0%"]
    assert texts(by_unit) == [
        [province.districts[0].full_name, "2", "400", "330", "82.5%"],
        [province.districts[1].full_name, "1", "100", "100", "100.0%"],
        ["Together", "3", "500", "430", "86.0%"],
    ]
    assert tile(page, "Took part in study sessions")[0] == "86.0%"


def test_where_nothing_is_kept_or_entered_it_is_said_what_to_do(
    province: Province,
) -> None:
    RegisterKept.objects.all().delete()
    page = documents_page(province.on())
    assert page.nothing is not None
    assert "«Documents» is not kept" in page.nothing.title
    assert names(page) == []
