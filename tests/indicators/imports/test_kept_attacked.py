"""Between a look and its confirmation the world goes on: never is another thing written.

Each case is a way in which what is kept of a preview, or what it speaks of, becomes
something else before the button is pressed.
"""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from communes import tree
from communes.models import Kind
from indicators.imports import desk, looking
from indicators.imports.apply import apply
from indicators.imports.looking import Superseded
from indicators.imports.preview import Options
from indicators.models import Entry, Indicator, SheetColumn, Upload
from tests.factories import make_unit
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import TIDY_HEAD, outcome_of, table

ONE = table("1;Huyện Lục Ngạn;290;371")
State = Upload.State


def take(province: Province, data: bytes = ONE, **options: Any) -> Upload:
    """Bring a file, and look at it."""
    return desk.take(data, "x.csv", by=province.officer, options=Options(**options))


def agree(upload: Upload, reason: str = "") -> Upload:
    """Confirm what was shown."""
    desk.confirm(upload, fingerprint=upload.fingerprint, reason=reason)
    return upload


def same(upload: Upload) -> Upload:
    """The upload as another tab has it."""
    return Upload.objects.select_related("user").get(pk=upload.pk)


def test_what_another_tab_read_in_another_way_is_not_written(
    province: Province,
) -> None:
    mine = take(province)
    other = same(mine)
    desk.read_again(other, Options(through=6))
    assert other.fingerprint != mine.fingerprint
    # This tab asked before the other was done, and waited for it.
    with pytest.raises(Superseded):
        agree(mine)
    assert not Entry.objects.exists()
    agree(same(mine))
    assert set(Entry.objects.values_list("through", "measure")) == {
        (6, "result"), (12, "plan"),
    }  # fmt: skip


def test_nor_is_it_queued_to_be_written(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = take(province)
    desk.read_again(same(mine), Options(through=6))
    monkeypatch.setattr(desk, "LONG", 1)
    with pytest.raises(Superseded):
        agree(mine)
    assert same(mine).state == State.READY
    assert not DBTaskResult.objects.exists()


def test_who_looks_again_while_it_is_written_finds_it_written(
    province: Province,
) -> None:
    mine = take(province)
    other = same(mine)
    agree(mine)
    with pytest.raises(Superseded):
        desk.read_again(other, Options(through=6))
    assert desk.fresh(same(mine)).state == State.WRITTEN
    assert set(Entry.objects.values_list("through", flat=True)) == {12}


def test_of_two_tabs_that_open_it_at_once_both_get_a_page(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = take(province)
    Upload.objects.filter(pk=mine.pk).update(state=State.WAITING)
    slow, quick = same(mine), same(mine)
    desk.fresh(quick)
    assert desk.fresh(slow).state == State.READY
    assert slow.fingerprint == quick.fingerprint

    def left_meanwhile(upload: Upload) -> None:
        desk.leave(same(upload))
        looking.look(upload)

    monkeypatch.setattr(desk, "look", left_meanwhile)
    assert take(province).state == State.DISCARDED


def test_a_unit_that_is_gone_is_missed_and_nothing_is_written(
    province: Province,
) -> None:
    """Undoing a reorganisation deletes the units that it opened."""
    opened = make_unit(
        "07599", name="Mới", kind=Kind.COMMUNE, parent=province.units["219"]
    )
    tree.rebuild()
    upload = take(province, table("1;Xã Mới;9;8", "2;Xã Tân Hoa;7;6"))
    assert upload.state == State.READY
    opened.delete()
    tree.rebuild()
    agree(upload)
    assert upload.state == State.REFUSED
    assert {code for code, _r, _c in outcome_of(upload, written=0).problems} >= {
        "unit-unknown"
    }
    assert not Entry.objects.exists()


def test_an_indicator_that_is_gone_is_missed_and_nothing_is_written(
    province: Province,
) -> None:
    data = f"{TIDY_HEAD}07528,Tân Hoa,2012,12,DV-01,,9,\n".encode()
    upload = take(province, data)
    assert upload.state == State.READY
    SheetColumn.objects.filter(indicator__code="DV-01").delete()
    Indicator.objects.get(code="DV-01").delete()
    agree(upload)
    assert upload.state == State.REFUSED
    assert not Entry.objects.exists()


def test_a_unit_that_ended_in_the_year_gets_no_figure_of_its_end(
    province: Province,
) -> None:
    """A merger that takes effect within the year of the file, recorded since the look."""
    upload = take(province, table("1;Xã Tân Hoa;9;8"))
    unit = province.units["07528"]
    unit.valid_to = date(2012, 7, 1)
    unit.save()
    tree.rebuild()
    agree(upload)
    assert upload.state == State.REFUSED
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "change",
    [{"active": False}, {"first_year": 2013}, {"last_year": 2011}],
    ids=str,
)
def test_an_indicator_that_is_not_kept_any_more_is_said(
    change: dict[str, Any], province: Province
) -> None:
    upload = take(province)
    Indicator.objects.filter(code="KN-01").update(**change)
    agree(upload)
    assert outcome_of(upload, written=0).problems
    assert not Entry.objects.exists()


def test_a_plan_that_another_decision_changed_is_shown_anew(
    province: Province,
) -> None:
    apply(table("1;Huyện Lục Ngạn;280;370"), "a.csv", by=province.officer)
    upload = take(province)
    other = apply(table("1;Huyện Lục Ngạn;285;370"), "b.csv", by=province.officer)
    agree(upload)
    assert outcome_of(upload, written=0).problems == (("stale", None, None),)
    stands = Entry.objects.current().get(measure="plan")
    assert (stands.value, stands.batch) == (285, other.batch)


def test_an_account_that_was_closed_writes_nothing(province: Province) -> None:
    upload = take(province)
    province.officer.is_active = False
    province.officer.save()
    agree(same(upload))
    assert same(upload).state == State.REFUSED
    assert not Entry.objects.exists()


@pytest.mark.parametrize("act", ["read again", "write"])
def test_nothing_of_an_upload_is_touched_before_one_is_alone_with_it(
    act: str, province: Province
) -> None:
    """Two tabs that read it again at once kept its statements twice over."""
    upload = take(province)
    with CaptureQueriesContext(connection) as queries:
        if act == "write":
            agree(upload)
        else:
            desk.read_again(upload, Options(through=6))
    said = [one["sql"] for one in queries]
    (alone, *_) = (at for at, sql in enumerate(said) if "advisory" in sql)
    touched = [
        at for at, sql in enumerate(said)
        if "indicators_uploadline" in sql
    ]  # fmt: skip
    assert touched
    assert alone < min(touched)
