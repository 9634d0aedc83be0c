"""«Kết nạp đảng viên»: the whole form of a unit and year, saved as one batch."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communes import tree
from communes.models import Kind, Unit, Year
from indicators.admin.sheet_lines import Line
from indicators.models import Batch, Entry, Indicator, Sheet
from tests.factories import (
    make_indicator,
    make_sheet,
    make_succession,
    make_unit,
    make_user,
    make_year,
)
from tests.indicators.admin.conftest import Place

FORM = "/admin/indicators/entry/form/KN-01/"
PROVINCE_2012 = f"{FORM}?unit=24%40start&year=2012&through=12"
PROVINCE_2002 = f"{FORM}?unit=24%40start&year=2002&through=12"


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def save(client: Client, url: str, typed: dict[str, str]) -> Any:
    """Open the form, type into it, send it."""
    form = client.get(url).context["form"]
    filled = {
        name: form[name].value() if form[name].value() is not None else ""
        for name in form.fields
        if not name.startswith(("clear-", "derive-"))
    }
    return client.post(url, filled | typed)


def lines(client: Client, url: str) -> dict[str, Line]:
    """The lines of the page by code; headings of splits by their title."""
    found = client.get(url).context["lines"]
    return {line.code or line.title: line for line in found}


def current(indicator: Indicator, **key: Any) -> Decimal | None:
    """What holds."""
    return Entry.objects.current().get(indicator=indicator, **key).value


WHOLE = {"plan-KN-01": "2.400", "result-KN-01": "2.753"}


def test_the_whole_form_is_one_batch_and_shows_percent_of_plan(
    signed_in: Client, place: Place
) -> None:
    parts = {"result-KN-04": "1.000", "result-KN-07": "2.000", "result-KN-01.31": "753"}
    response = save(signed_in, PROVINCE_2012, WHOLE | parts)
    assert response.status_code == 302
    batch = Batch.objects.get()
    assert batch.kind == Batch.Kind.FORM
    assert batch.entries.count() == 5
    shown = lines(signed_in, PROVINCE_2012)["KN-01"]
    assert "114,7" in shown.progress
    assert "353" in shown.progress
    assert shown.standing == "▲"


def test_what_is_stored_is_loaded_with_last_year_beside(
    signed_in: Client, place: Place
) -> None:
    save(signed_in, f"{FORM}?unit=24&year=2011&through=12", {"result-KN-01": "2.500"})
    save(signed_in, PROVINCE_2012, WHOLE)
    shown = lines(signed_in, PROVINCE_2012)["KN-01"]
    assert shown.result is not None
    assert (shown.result.field.value(), shown.last) == ("2.753", "2.500")


def test_the_sum_of_the_units_below_stands_beside(
    signed_in: Client, place: Place
) -> None:
    save(signed_in, f"{FORM}?unit=07525&year=2012&through=12", {"result-KN-01": "30"})
    assert lines(signed_in, PROVINCE_2012)["KN-01"].below.startswith("30 (1/2")


def test_an_empty_field_says_nothing_and_a_tick_takes_back(
    signed_in: Client, place: Place
) -> None:
    save(signed_in, PROVINCE_2012, {**WHOLE, "result-KN-04": "1.000"})
    save(signed_in, PROVINCE_2012, {"result-KN-04": ""})
    assert current(place.women) == 1000
    assert Batch.objects.count() == 1
    save(signed_in, PROVINCE_2012, {"clear-result-KN-04": "on"})
    assert Entry.objects.current().get(indicator=place.women).absence == "withdrawn"
    shown = lines(signed_in, PROVINCE_2012)["KN-04"]
    assert shown.result is not None
    assert shown.result.clear is None


def test_a_new_value_with_the_tick_is_refused(signed_in: Client, place: Place) -> None:
    save(signed_in, PROVINCE_2012, WHOLE)
    response = save(
        signed_in, PROVINCE_2012, {"result-KN-01": "5", "clear-result-KN-01": "on"}
    )
    assert "result-KN-01" in response.context["form"].errors


def test_values_that_were_not_touched_keep_their_note(
    signed_in: Client, place: Place
) -> None:
    save(signed_in, PROVINCE_2012, {**WHOLE, "note": "Theo báo cáo năm"})
    save(signed_in, PROVINCE_2012, {"result-KN-04": "900", "note": "Bổ sung nữ"})
    noted = dict(Entry.objects.current().values_list("indicator__code", "note"))
    assert noted == {"KN-01": "Theo báo cáo năm", "KN-04": "Bổ sung nữ"}
    assert Batch.objects.latest("pk").entries.count() == 1


def test_another_quality_is_stated_of_all_results(
    signed_in: Client, place: Place
) -> None:
    save(signed_in, PROVINCE_2012, {**WHOLE, "result-KN-04": "900", "quality": "1"})
    save(signed_in, PROVINCE_2012, {"quality": "3"})
    results = Entry.objects.current().filter(measure="result")
    assert set(results.values_list("quality", "value")) == {(3, 2753), (3, 900)}


def test_parts_that_do_not_add_up_are_refused_and_nothing_is_saved(
    signed_in: Client, place: Place
) -> None:
    parts = {"result-KN-07": "2.000", "result-KN-01.31": "700"}
    response = save(signed_in, PROVINCE_2012, WHOLE | parts)
    assert response.status_code == 200
    assert "2.700" in str(response.context["form"].errors)
    assert not Entry.objects.exists()


def test_checking_computes_sums_and_percent_without_saving(
    signed_in: Client, place: Place
) -> None:
    typed = {**WHOLE, "result-KN-07": "2.000", "_check": "1"}
    response = save(signed_in, PROVINCE_2012, typed)
    assert not Entry.objects.exists()
    shown = {line.code or line.title: line for line in response.context["lines"]}
    assert "114,7" in shown["KN-01"].progress
    (split,) = (line for line in shown.values() if line.sum)
    assert "2.000" in split.sum
    assert "753" in split.sum
    assert not split.differs


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [("2.000", "753", False), ("2.000", "700", True), ("2.700", "100", True)],
)
def test_the_sum_of_a_split_is_compared_with_its_whole(
    signed_in: Client, place: Place, first: str, second: str, differs: bool
) -> None:
    typed = {"result-KN-01": "2.753", "result-KN-07": first, "result-KN-01.31": second}
    common = {"seen": 0, "basis": "issued", "quality": 3, "_check": "1"}
    response = signed_in.post(PROVINCE_2012, common | typed)
    (split,) = (line for line in response.context["lines"] if line.sum)
    assert split.differs is differs


class TestPrintedPercent:
    """US2: the source prints the percentage and not the plan."""

    TYPED = {"result-KN-01": "1.621", "percent-KN-01": "69,9"}

    def test_offers_the_derived_plan_and_saves_nothing_yet(
        self, signed_in: Client, place: Place
    ) -> None:
        response = save(signed_in, PROVINCE_2002, self.TYPED)
        told = str(response.context["form"].errors["percent-KN-01"])
        assert "2.319" in told
        assert "2.318" in told
        assert "2.320" in told
        shown = {line.code: line for line in response.context["lines"]}
        assert shown["KN-01"].derive is not None
        assert not Entry.objects.exists()

    def test_records_it_as_derived_when_that_is_ticked(
        self, signed_in: Client, place: Place
    ) -> None:
        save(signed_in, PROVINCE_2002, {**self.TYPED, "derive-KN-01": "on"})
        plan = Entry.objects.get(measure="plan")
        assert (plan.basis, plan.value, plan.low, plan.high) == (
            "derived", 2319, 2318, 2320,
        )  # fmt: skip
        shown = lines(signed_in, PROVINCE_2002)["KN-01"]
        assert "69,9" in shown.progress
        assert shown.standing == "▼▼"

    def test_is_checked_against_a_plan_that_is_there(
        self, signed_in: Client, place: Place
    ) -> None:
        response = save(signed_in, PROVINCE_2012, {**WHOLE, "percent-KN-01": "114,6"})
        assert "114,7" in str(response.context["form"].errors["percent-KN-01"])
        fits = save(signed_in, PROVINCE_2012, {**WHOLE, "percent-KN-01": "114,7"})
        assert fits.status_code == 302

    def test_is_never_a_value(self, signed_in: Client, place: Place) -> None:
        response = save(signed_in, PROVINCE_2012, {"result-KN-01": "114,7%"})
        assert "result-KN-01" in response.context["form"].errors

    def test_a_derived_plan_cannot_be_typed(
        self, signed_in: Client, place: Place
    ) -> None:
        response = save(signed_in, PROVINCE_2012, {**WHOLE, "basis": "derived"})
        assert "plan-KN-01" in response.context["form"].errors


def test_figures_that_changed_while_the_form_was_open_are_not_overwritten(
    signed_in: Client, place: Place
) -> None:
    save(signed_in, PROVINCE_2012, WHOLE)
    stale = {"seen": 0, "basis": "issued", "quality": 3, "result-KN-01": "2.735"}
    response = signed_in.post(PROVINCE_2012, stale)
    assert response.context["form"].non_field_errors()
    assert current(place.admissions, measure="result") == 2753


def test_an_editor_chooses_among_his_units_and_opens_no_other(
    client: Client, editor: User, place: Place
) -> None:
    client.force_login(editor)
    chooser = client.get(FORM).context["chooser"]
    offered = [
        life
        for _group, options in chooser.fields["unit"].choices
        if not isinstance(options, str)
        for life, _name in options
    ]
    assert offered == ["219@start", "07525@start"]
    assert chooser.data["unit"] == "219@start"
    closed = client.get(f"{FORM}?unit=220%40start&year=2012&through=12")
    assert "form" not in closed.context
    client.post(
        f"{FORM}?unit=220%40start&year=2012&through=12",
        {"seen": 0, "quality": 3, "basis": "issued", "result-KN-01": "5"},
    )
    assert not Entry.objects.exists()


def test_an_editor_does_not_see_sensitive_parts_of_a_commune(
    client: Client, editor: User, place: Place
) -> None:
    make_indicator("KN-01.ton-giao", part_of=place.admissions, sensitive=True)
    client.force_login(editor)
    commune = f"{FORM}?unit=07525%40start&year=2012&through=12"
    district = f"{FORM}?unit=219%40start&year=2012&through=12"
    assert "KN-01.ton-giao" not in lines(client, commune)
    assert "KN-01.ton-giao" in lines(client, district)


def test_a_unit_that_ended_points_to_who_stands_there(
    signed_in: Client, place: Place
) -> None:
    end = date(2012, 7, 1)
    gone = make_unit("07999", name="Tân Mộc", parent=place.district, valid_to=end)
    heir = make_unit("07998", name="Tân Hoa", parent=place.district, valid_from=end)
    make_succession(gone, heir)
    tree.rebuild()
    page = signed_in.get(f"{FORM}?unit=07999%40start&year=2012&through=12")
    assert "form" not in page.context
    ((label, query),) = page.context["heirs"]
    assert "Tân Hoa" in label
    assert "07998%402012-07-01" in query
    half = signed_in.get(f"{FORM}?unit=07999%40start&year=2012&through=6")
    assert "form" in half.context


def test_a_locked_year_can_only_be_read(
    signed_in: Client, place: Place, administrator: User
) -> None:
    save(signed_in, PROVINCE_2012, WHOLE)
    Year.objects.all().delete()
    year = make_year(2012, locked_by=administrator)
    page = signed_in.get(PROVINCE_2012)
    assert page.context["locked"] == year
    assert b'name="_save"' not in page.content
    response = save(signed_in, PROVINCE_2012, {"result-KN-01": "5"})
    assert len(response.context["form"].non_field_errors()) == 1


def test_any_sheet_is_a_form_and_its_batch_names_it(
    signed_in: Client, place: Place
) -> None:
    sheet = make_sheet("KN", place.admissions, place.women)
    listed = signed_in.get("/admin/indicators/entry/form/")
    assert b"/admin/indicators/entry/form/KN/" in listed.content
    url = "/admin/indicators/entry/form/KN/?unit=24%40start&year=2012&through=6"
    save(signed_in, url, {"result-KN-01": "1.200", "result-KN-04": "500"})
    batch = Batch.objects.get()
    assert (batch.kind, batch.sheet) == (Batch.Kind.SHEET, sheet)
    assert current(place.women, through=6) == 500
    assert Sheet.objects.count() == 1


def test_a_form_of_no_sheet_and_no_indicator_is_not_found(
    signed_in: Client, place: Place
) -> None:
    assert signed_in.get("/admin/indicators/entry/form/XX/").status_code == 404


@pytest.mark.parametrize("query", ["year=abc&through=99", "unit=zzz&year=1", ""])
def test_an_address_that_makes_no_sense_opens_the_chooser(
    signed_in: Client, place: Place, query: str
) -> None:
    page = signed_in.get(f"{FORM}?{query}")
    assert page.status_code == 200
    assert "form" not in page.context


def test_a_bare_form_opens_at_the_latest_year_with_results(
    signed_in: Client, place: Place
) -> None:
    save(signed_in, PROVINCE_2012, WHOLE)
    assert signed_in.get(FORM).context["chooser"].data["year"] == "2012"


def test_the_unit_one_is_assigned_to_is_chosen_in_the_life_it_had_then(
    client: Client, place: Place
) -> None:
    start = date(2015, 1, 1)
    Unit.objects.filter(pk=place.district.pk).update(valid_to=start)
    later = make_unit("219", name="Lục Ngạn", kind=Kind.DISTRICT, valid_from=start)
    tree.rebuild()
    client.force_login(make_user(unit=later))
    chooser = client.get(f"{FORM}?year=2012").context["chooser"]
    assert chooser.data["unit"] == "219@start"
    assert client.get(f"{FORM}?year=2016").context["chooser"].data["unit"] == later.life


def test_without_a_unit_of_that_time_the_form_says_so(
    client: Client, place: Place
) -> None:
    new = make_unit("07999", name="Mới", valid_from=date(2020, 1, 1))
    client.force_login(make_user(unit=new))
    assert client.get(f"{FORM}?year=2012").context["nobody"]
