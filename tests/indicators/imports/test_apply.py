"""What is written, what is refused, and that it is exactly what was confirmed."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from communes.models import Year
from indicators import ledger
from indicators.imports import files
from indicators.imports.apply import Refused, Stale, apply
from indicators.imports.preview import Counts, Options, preview
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Entry, Indicator
from tests.indicators.imports.province import Province, make_small_province
from tests.indicators.imports.scenarios import (
    SCENARIOS,
    Outcome,
    Scenario,
    entries_after,
    l1,
    outcome,
    places,
    table,
)

ONE = table("1;Huyện Lục Ngạn;290;371")


def run(scenario: Scenario, province: Province) -> Outcome:
    """Preview, confirm what was shown, and count."""
    scenario.before(province)
    by = province.person(scenario.by)
    before = Entry.objects.count()
    shown = preview(scenario.data, scenario.file, by=by, options=scenario.options)
    try:
        shown = apply(
            scenario.data,
            scenario.file,
            by=by,
            confirmed=shown.fingerprint,
            reason=scenario.reason,
            options=scenario.options,
        ).preview
    except Refused as refused:
        shown = refused.preview
    return outcome(shown, written=entries_after(before))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_file_is_written_or_refused_as_a_whole(
    scenario: Scenario, province: Province
) -> None:
    assert run(scenario, province) == scenario.expected


def test_the_batch_says_who_what_and_why(province: Province) -> None:
    data = l1((";2.753;", ";2.735;"))
    done = apply(data, "Biểu 1.csv", by=province.officer, reason=" In sai ")
    batch = done.batch
    assert batch is not None
    assert (batch.kind, batch.user, batch.file_name) == (
        Batch.Kind.IMPORT, province.officer, "Biểu 1.csv",
    )  # fmt: skip
    assert (batch.sheet and batch.sheet.code, batch.reason) == ("KN", "In sai")
    assert batch.sha256 == sha256(data).hexdigest()
    assert batch.counts == {
        "new": 70, "changed": 0, "same": 0, "cleared": 0, "warnings": 1,
    }  # fmt: skip
    assert set(batch.entries.values_list("row", flat=True)) == {
        *range(12, 22), *range(23, 27),
    }  # fmt: skip


def test_the_file_is_kept_under_its_fingerprint(province: Province) -> None:
    done = apply(ONE, "x.csv", by=province.officer)
    assert done.batch is not None
    assert files.kept(done.batch.sha256) == ONE
    assert files.kept("0" * 64) is None


def test_a_file_that_was_kept_only_in_part_is_kept_again(province: Province) -> None:
    digest = files.keep(ONE)
    (kept,) = (path for path in Path(settings.MEDIA_ROOT).rglob(digest))
    kept.write_bytes(ONE[:5])
    assert files.kept(digest) is None
    assert files.keep(ONE) == digest
    assert files.kept(digest) == ONE


def test_what_was_confirmed_is_refused_once_somebody_else_has_written(
    province: Province,
) -> None:
    shown = preview(ONE, "x.csv", by=province.officer)
    apply(table("1;Huyện Lục Ngạn;;370"), "y.csv", by=province.of_district)
    with pytest.raises(Stale) as caught:
        apply(ONE, "x.csv", by=province.officer, confirmed=shown.fingerprint)
    fresh = caught.value.preview
    assert places(fresh.problems) == (("stale", None, None),)
    assert fresh.counts == Counts(new=1, changed=1)
    assert Entry.objects.count() == 1
    again = apply(ONE, "x.csv", by=province.officer, confirmed=fresh.fingerprint)
    assert again.preview.counts == fresh.counts


def test_what_was_confirmed_is_no_consent_to_another_file_or_reading(
    province: Province,
) -> None:
    confirmed = preview(ONE, "x.csv", by=province.officer).fingerprint
    for data, options in (
        (table("1;Huyện Lục Ngạn;290;372"), Options()),
        (ONE, Options(through=9)),
    ):
        with pytest.raises(Stale):
            apply(
                data, "x.csv", by=province.officer, confirmed=confirmed, options=options
            )
    assert not Entry.objects.exists()


def test_a_right_that_was_taken_away_since_the_preview_counts(
    province: Province,
) -> None:
    shown = preview(ONE, "x.csv", by=province.of_district)
    province.of_district.assignments.all().delete()
    with pytest.raises(Refused) as caught:
        apply(ONE, "x.csv", by=province.of_district, confirmed=shown.fingerprint)
    assert places(caught.value.preview.problems) == (("no-right", 4, None),)


def test_nothing_is_left_behind_by_a_refusal(province: Province) -> None:
    with pytest.raises(Refused):
        apply(l1(("Huyện Hiệp Hòa", "Huyện Hiệp Hoa")), "x", by=province.officer)
    assert not Entry.objects.exists()
    assert not Batch.objects.exists()
    assert not Year.objects.exists()


def test_a_year_no_ledger_has_is_refused_in_a_sentence(province: Province) -> None:
    data = table("1;Huyện Lục Ngạn;290;371", title="KẾT NẠP NĂM 1901")
    with pytest.raises(Refused) as caught:
        apply(data, "x.csv", by=province.officer)
    assert {one.code for one in caught.value.preview.problems} == {"year-out-of-bounds"}


def test_a_blank_reason_is_none(province: Province) -> None:
    with pytest.raises(Refused) as caught:
        apply(l1((";2.753;", ";2.735;")), "x", by=province.officer, reason="  ")
    assert places(caught.value.preview.problems) == (("reason-needed", None, None),)


def test_an_import_is_undone_updates_included(province: Province) -> None:
    apply(ONE, "x.csv", by=province.officer)
    second = apply(
        table("1;Huyện Lục Ngạn;300;372", "2;Huyện Sơn Động;;206"),
        "y.csv",
        by=province.officer,
    )
    assert second.batch is not None
    ledger.undo(second.batch, by=province.officer)
    assert preview(ONE, "x.csv", by=province.officer).counts == Counts(same=2)


def test_what_is_cleared_may_be_stated_again(province: Province) -> None:
    apply(ONE, "x.csv", by=province.officer)
    empty = table("1;Huyện Lục Ngạn;;")
    done = apply(empty, "y.csv", by=province.officer, options=Options(clear_empty=True))
    assert done.preview.counts == Counts(cleared=2)
    assert preview(ONE, "x.csv", by=province.officer).counts == Counts(new=2)
    # Nothing is stored any more: nothing can be taken back twice.
    again = apply(
        empty, "y.csv", by=province.officer, options=Options(clear_empty=True)
    )
    assert again.batch is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_is_told_to_look_again(
    settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    province = make_small_province()
    unit, indicator = province.units["219"].pk, Indicator.objects.get(code="KN-01").pk
    ledger.write(
        [Statement(unit, indicator, "result", 2012, Decimal(1))],
        by=province.officer,
        cause=Cause(Batch.Kind.FORM),
    )
    confirmed = preview(ONE, "x.csv", by=province.officer).fingerprint

    def confirm(_number: int) -> str:
        try:
            apply(ONE, "x.csv", by=province.officer, confirmed=confirmed)
        except Stale:
            return "stale"
        finally:
            connection.close()
        return "written"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(confirm, range(2))) == ["stale", "written"]
    assert Entry.objects.count() == 3
