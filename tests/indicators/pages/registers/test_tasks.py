"""The page of programmes and tasks as they stood on the day; weak organisations."""

from datetime import date

from communes.models import TaskState
from indicators.pages.registers.tasks import tasks_page
from tests.factories import make_movement, make_programme, make_task
from tests.indicators.pages.registers.conftest import (
    Province,
    names,
    section,
    texts,
    tile,
)


def test_tasks_are_late_to_be_done_or_done_as_of_the_day(province: Province) -> None:
    programme = make_programme(province.root, title="Chương trình")
    make_task(programme, title="Quá hạn", deadline=date(2012, 9, 30))
    make_task(programme, title="Chưa đến", deadline=date(2013, 3, 31))
    make_task(
        programme,
        title="Xong muộn",
        deadline=date(2012, 4, 30),
        state=TaskState.DONE,
        finished_on=date(2012, 10, 20),
        outcome="Đã xong",
    )
    make_task(
        programme, title="Bỏ", state=TaskState.DROPPED, outcome="Không còn cần thiết"
    )
    page = tasks_page(province.on())
    rows = texts(section(page, "open").tables[0])
    assert [row[0] for row in rows] == [
        "Late: 1",
        "Quá hạn",
        "To be done: 1",
        "Chưa đến",
    ]
    assert section(page, "open").tables[0].rows[1].cells[3].note == "92 days late"
    (done,) = section(page, "done").tables
    assert texts(done)[0][:5] == [
        "Xong muộn",
        "Tỉnh Bắc Giang",
        "30-04-2012",
        "20-10-2012",
        "Đã xong",
    ]
    assert done.rows[0].cells[3].note == "after the deadline"
    assert [tile(page, label)[0] for label in ("Late", "To be done", "Done this year")] \
        == ["1", "1", "1"]  # fmt: skip
    (running,) = section(page, "programmes").tables
    assert texts(running)[0][5] == "1/3"
    # At the end of June the task that was done in October was late itself.
    june = tasks_page(province.on(through=6))
    assert texts(section(june, "open").tables[0])[:2] == [
        ["Late: 1"],
        ["Xong muộn", "Tỉnh Bắc Giang", "", "30-04-2012", "Under way", "Chương trình"],
    ]


def test_a_plan_for_a_weak_organisation_is_seen_by_its_district(
    province: Province,
) -> None:
    weak = province.communes[0]
    plan = make_programme(province.root, title="Kế hoạch củng cố", weak_unit=weak)
    for office, day in (("Ban Tổ chức", 30), ("Đảng ủy xã", 31)):
        make_task(plan, office=office, deadline=date(2012, 10, day), title=office)
    page = tasks_page(province.on(province.districts[0]))
    (table,) = section(page, "consolidation").tables
    assert texts(table) == [
        [
            weak.full_name,
            "Kế hoạch củng cố",
            "Ban Tổ chức; Đảng ủy xã",
            "01-01-2012",
            "31-10-2012",
            "0/2",
            "going on",
        ]
    ]
    assert table.rows[0].cells[4].status is not None
    elsewhere = tasks_page(province.on(province.districts[1]))
    assert names(elsewhere) == []


def test_a_district_sees_what_it_is_in_charge_of_in_another_programme(
    province: Province,
) -> None:
    programme = make_programme(province.root, title="Chương trình tỉnh")
    make_task(programme, title="Của huyện", unit=province.districts[0])
    make_task(programme, title="Của tỉnh")
    page = tasks_page(province.on(province.districts[0]))
    assert [row[0] for row in texts(section(page, "open").tables[0])] == [
        "To be done: 1",
        "Của huyện",
    ]


def test_movements_run_until_they_end(province: Province) -> None:
    make_movement(province.root, name="Đang chạy")
    make_movement(province.root, name="Đã xong", ended_on=date(2012, 6, 30))
    (table,) = section(tasks_page(province.on()), "movements").tables
    assert {(row[0], row[4], row[5]) for row in texts(table)} == {
        ("Đang chạy", "", "going on"),
        ("Đã xong", "30-06-2012", "ended"),
    }


def test_where_nothing_was_entered_it_is_said_what_to_do(province: Province) -> None:
    page = tasks_page(province.on())
    assert page.nothing is not None
    assert "«Registers»" in page.nothing.text
    assert page.sections == []
