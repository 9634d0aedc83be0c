"""One value at a time: stated by form, written through the ledger, never overwritten."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from communes.models import Unit
from indicators import ledger
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Entry, Figure, Indicator, MeasuredIn
from tests.factories import make_entry, make_indicator, make_unit, make_year
from tests.indicators.admin.conftest import Place

ADD = "/admin/indicators/entry/add/"
LIST = "/admin/indicators/entry/"


def stated(place: Place, **fields: Any) -> dict[str, Any]:
    """The form as a person fills it: the province's admissions of 2012."""
    return {
        "unit": place.province.pk,
        "indicator": place.admissions.pk,
        "measure": "result",
        "year": 2012,
        "through": 12,
        "value": "2.753",
        "quality": 3,
        **fields,
    }


def plan(place: Place, **fields: Any) -> dict[str, Any]:
    """The plan of the same."""
    return stated(place, measure="plan", basis="issued", value="2.400", **fields)


def errors(response: Any) -> dict[str, list[str]]:
    """The sentences at the fields of the form that came back."""
    return dict(response.context["form"].errors)


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def test_plan_and_result_typed_in_the_form_give_the_percent(
    signed_in: Client, place: Place
) -> None:
    signed_in.post(ADD, plan(place))
    response = signed_in.post(ADD, stated(place), follow=True)
    entry = Entry.objects.get(measure="result")
    assert response.redirect_chain[-1][0] == f"{LIST}{entry.pk}/change/"
    assert (entry.value, entry.batch.kind, entry.batch.user.username) == (
        2753, Batch.Kind.FORM, "quan-tri",
    )  # fmt: skip
    figure = Figure.objects.at(2012).get(unit=place.province, indicator__code="KN-01")
    assert figure.percent is not None
    assert round(figure.percent, 1) == Decimal("114.7")


def test_a_share_of_869_is_refused_in_the_form(signed_in: Client, place: Place) -> None:
    share = make_indicator(
        "CB-05",
        kind=Indicator.Kind.RATIO,
        measured_in=MeasuredIn.PERCENT,
        over_tree=Indicator.OverTree.NONE,
        decimals=1,
        highest=Decimal(100),
    )
    typed = stated(place, indicator=share.pk, value="869")
    response = signed_in.post(ADD, typed)
    assert not Entry.objects.exists()
    assert "86,9" in str(errors(response))
    signed_in.post(ADD, {**typed, "value": "86,9"})
    assert Entry.objects.get().value == Decimal("86.9")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"value": "-5"}, "value"),
        ({"value": "12,5"}, "value"),
        ({"value": "12.34"}, "value"),
        ({"value": "114,7 %"}, "value"),
        ({"value": "", "absence": ""}, "value"),
        ({"year": 1930}, "year"),
        ({"measure": "plan"}, "basis"),
        ({"basis": "issued"}, "measure"),
        ({"decided_on": "01-02-2012"}, "measure"),
        ({"absence": "exempt", "value": ""}, "value"),
    ],
)
def test_what_the_ledger_or_the_form_refuses_is_told_at_its_field(
    signed_in: Client, place: Place, wrong: dict[str, Any], field: str
) -> None:
    response = signed_in.post(ADD, stated(place, **wrong))
    assert response.status_code == 200
    assert field in errors(response)
    assert not Entry.objects.exists()


def test_percent_of_plan_cannot_be_typed(signed_in: Client, place: Place) -> None:
    response = signed_in.post(ADD, stated(place, value="114,7%"))
    assert "KN-01" in str(errors(response)["value"])
    assert "percent" not in {field.name for field in Entry._meta.get_fields()}


def test_a_unit_that_does_not_exist_then_is_refused_by_name(
    signed_in: Client, place: Place
) -> None:
    gone = make_unit("07999", name="Tân Mộc", valid_to=date(2010, 1, 1))
    response = signed_in.post(ADD, stated(place, unit=gone.pk))
    assert "Tân Mộc" in str(errors(response)["unit"])


def test_a_locked_year_is_refused_with_its_reason(
    signed_in: Client, place: Place, administrator: User
) -> None:
    make_year(2012, locked_by=administrator)
    response = signed_in.post(ADD, stated(place))
    assert "Đã chốt số liệu năm" in str(errors(response)["year"])


def test_a_part_above_its_whole_is_refused(signed_in: Client, place: Place) -> None:
    signed_in.post(ADD, stated(place))
    women = stated(place, indicator=place.women.pk, value="2.800")
    assert "2.753" in str(errors(signed_in.post(ADD, women))["value"])


def test_an_editor_may_not_state_for_another_unit(
    client: Client, editor: User, place: Place
) -> None:
    client.force_login(editor)
    response = client.post(ADD, stated(place, unit=place.elsewhere.pk))
    assert "unit" in errors(response)
    assert not Entry.objects.exists()
    allowed = client.post(ADD, stated(place, unit=place.commune.pk, value="30"))
    assert allowed.status_code == 302


def test_stating_again_supersedes_and_keeps_the_history(
    signed_in: Client, place: Place
) -> None:
    signed_in.post(ADD, stated(place, value="2.735", note="gõ nhầm"))
    first = Entry.objects.get()
    response = signed_in.post(
        f"{LIST}{first.pk}/change/", {"value": "2.753", "quality": 3}, follow=True
    )
    second = Entry.objects.current().get()
    assert (second.value, second.supersedes) == (2753, first)
    page = response.content.decode()
    assert "2.735" in page
    assert "2.753" in page
    assert Entry.objects.count() == 2


def test_what_was_superseded_can_only_be_read(signed_in: Client, place: Place) -> None:
    signed_in.post(ADD, stated(place, value="2.735"))
    first = Entry.objects.get()
    signed_in.post(ADD, stated(place))
    assert signed_in.get(f"{LIST}{first.pk}/change/").context["form"] is None
    late = signed_in.post(f"{LIST}{first.pk}/change/", {"value": "1", "quality": 3})
    assert late.status_code == 302
    assert Entry.objects.current().get().value == 2753


def test_a_value_is_withdrawn_not_deleted(signed_in: Client, place: Place) -> None:
    signed_in.post(ADD, stated(place))
    entry = Entry.objects.get()
    signed_in.post(
        f"{LIST}{entry.pk}/change/",
        {"value": "", "absence": "withdrawn", "quality": 3},
    )
    assert Entry.objects.current().get().absence == "withdrawn"
    deleting = signed_in.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"})
    assert deleting.status_code == 403
    assert Entry.objects.count() == 2


def test_a_derived_plan_follows_from_result_and_printed_percent(
    signed_in: Client, place: Place
) -> None:
    signed_in.post(ADD, stated(place, year=2002, value="1.621"))
    signed_in.post(
        ADD,
        plan(place, year=2002) | {
            "basis": "derived", "value": "", "percent_reported": "69,9",
        },
    )  # fmt: skip
    derived = Entry.objects.get(measure="plan")
    assert (derived.value, derived.low, derived.high) == (2319, 2318, 2320)
    assert (derived.basis, derived.percent_reported) == ("derived", Decimal("69.9"))


@pytest.mark.parametrize("percent", ["", "69,9"])
def test_a_derived_plan_needs_percent_and_result(
    signed_in: Client, place: Place, percent: str
) -> None:
    form = plan(place) | {"basis": "derived", "value": "", "percent_reported": percent}
    assert "percent_reported" in errors(signed_in.post(ADD, form))


def derived_from(unit: Unit, indicator: Indicator) -> dict[str, Any]:
    """A form whose refusal would name the result that the plan is derived from."""
    return {
        "unit": unit.pk, "indicator": indicator.pk, "measure": "plan", "year": 2012,
        "through": 12, "basis": "derived", "value": "9", "percent_reported": "100",
        "quality": 3,
    }  # fmt: skip


def test_a_refusal_tells_nothing_of_a_unit_that_is_not_written(
    client: Client, editor: User, place: Place
) -> None:
    client.force_login(editor)
    make_entry(place.elsewhere, place.admissions, 733)
    make_entry(place.elsewhere, place.women, 311)
    for form in (
        derived_from(place.elsewhere, place.admissions),
        stated(place, unit=place.elsewhere.pk, value="1"),
    ):
        answer = client.post(ADD, form)
        assert list(errors(answer)) == ["unit"]
        assert not {"733", "311"} & set(re.findall("[0-9]+", answer.content.decode()))


def test_no_plan_is_derived_from_a_result_that_is_not_seen(
    client: Client, editor: User, place: Place
) -> None:
    client.force_login(editor)
    faith = make_indicator("KN-01.ton-giao", sensitive=True)
    make_entry(place.commune, faith, 733)
    answer = client.post(ADD, derived_from(place.commune, faith))
    assert list(errors(answer)) == ["percent_reported"]
    assert "733" not in answer.content.decode()


def test_a_derived_plan_outside_its_range_is_refused(
    signed_in: Client, place: Place
) -> None:
    signed_in.post(ADD, stated(place))
    form = plan(place) | {"basis": "derived", "percent_reported": "114,7"}
    assert signed_in.post(ADD, form).status_code == 302  # 2400 is in 2400-2401
    form |= {"value": "2.402", "year": 2012}
    assert "2.400" in str(errors(signed_in.post(ADD, form))["value"])


class TestUnclearChange:
    """US9: «trên 86,9%, tăng 73,1% so với năm 2002»."""

    @pytest.fixture
    def share(self, place: Place) -> dict[str, Any]:
        """The form for the share, but for the kind of the change."""
        ratio = make_indicator(
            "CB-05", measured_in=MeasuredIn.PERCENT, kind="ratio", over_tree="ratio",
            decimals=1,
        )  # fmt: skip
        return stated(
            place,
            indicator=ratio.pk,
            value="trên 86,9 %",
            change_stated="73,1",
            change_since=2002,
        )

    def test_needs_its_kind(self, signed_in: Client, share: dict[str, Any]) -> None:
        assert "change_kind" in errors(signed_in.post(ADD, share))

    def test_needs_its_first_year(
        self, signed_in: Client, share: dict[str, Any]
    ) -> None:
        share |= {"change_kind": "unknown", "change_since": ""}
        assert "change_since" in errors(signed_in.post(ADD, share))

    def test_may_stay_unclear_with_both_readings_in_the_note(
        self, signed_in: Client, share: dict[str, Any]
    ) -> None:
        signed_in.post(ADD, {**share, "change_kind": "unknown", "note": "Theo nguồn."})
        entry = Entry.objects.get()
        assert (entry.value, entry.qualifier) == (Decimal("86.9"), ">")
        assert (entry.change_stated, entry.change_kind) == (Decimal("73.1"), "unknown")
        assert entry.note.startswith("Theo nguồn.")
        assert "13,8" in entry.note
        assert "50,2" in entry.note
        assert not Entry.objects.filter(year=2002).exists()
        page = signed_in.get(f"{LIST}{entry.pk}/change/").content.decode()
        assert "trên 86,9" in page or "over 86,9" in page

    def test_of_a_known_kind_says_nothing_more(
        self, signed_in: Client, share: dict[str, Any]
    ) -> None:
        signed_in.post(ADD, {**share, "change_kind": "points"})
        assert Entry.objects.get().note == ""


class TestList:
    """What the list of entries shows, and to whom."""

    def values(self, client: Client, query: str = "") -> list[Decimal | None]:
        response = client.get(f"{LIST}?{query}")
        assert response.status_code == 200
        return [entry.value for entry in response.context["cl"].queryset]

    def test_shows_what_holds_and_on_demand_what_it_took_the_place_of(
        self, signed_in: Client, place: Place
    ) -> None:
        signed_in.post(ADD, stated(place, value="2.735"))
        signed_in.post(ADD, stated(place))
        assert self.values(signed_in) == [2753]
        assert self.values(signed_in, "state=all") == [2753, 2735]

    def test_is_searched_by_unit_and_indicator(
        self, signed_in: Client, place: Place
    ) -> None:
        make_entry(place.commune, place.admissions, 30)
        make_entry(place.elsewhere, place.admissions, 60)
        make_entry(place.commune, place.women, 10)
        assert self.values(signed_in, "q=giap+son") == [10, 30]
        assert self.values(signed_in, "q=KN-01+Sơn+Động") == [60]
        assert self.values(signed_in, "q=dang+vien+ket+nap") == [60, 30]
        assert self.values(signed_in, "q=không+có") == []

    def test_is_filtered_by_measure_year_and_theme(
        self, signed_in: Client, place: Place
    ) -> None:
        make_year(2012)
        make_entry(place.commune, place.admissions, 30)
        make_entry(place.commune, place.admissions, 25, year=2011)
        signed_in.post(ADD, plan(place, unit=place.commune.pk))
        assert self.values(signed_in, "measure=plan") == [2400]
        assert self.values(signed_in, "year=2011") == [25]
        assert self.values(signed_in, "theme=KN&measure=result") == [25, 30]
        assert self.values(signed_in, "theme=DV") == []

    def test_marks_what_is_illustrative_and_what_is_not_final(
        self, signed_in: Client, place: Place
    ) -> None:
        make_entry(place.commune, place.admissions, 30, illustrative=True)
        make_entry(place.elsewhere, place.admissions, 60, quality=1)
        page = signed_in.get(LIST).content.decode()
        assert f"30 ({gettext('illustrative')})" in page
        assert f"60 ({gettext('estimate')})" in page
        assert gettext("Illustrative figures are shown.") in page

    def test_shows_an_editor_only_his_own_units(
        self, client: Client, editor: User, place: Place
    ) -> None:
        own = make_entry(place.commune, place.admissions, 30)
        other = make_entry(place.elsewhere, place.admissions, 60)
        client.force_login(editor)
        assert self.values(client) == [30]
        assert client.get(f"{LIST}{own.pk}/change/").status_code == 200
        assert client.get(f"{LIST}{other.pk}/change/").status_code == 404

    def test_keeps_sensitive_figures_of_communes_to_themselves_and_the_province(
        self, client: Client, editor: User, administrator: User, place: Place
    ) -> None:
        faith = make_indicator("KN-01.ton-giao", sensitive=True)
        make_entry(place.commune, faith, 3)
        make_entry(place.district, faith, 7)
        client.force_login(editor)
        assert self.values(client) == [7]
        client.force_login(administrator)
        assert self.values(client) == [7, 3]


def suggestions(client: Client, field: str, term: str) -> list[str]:
    """What the autocomplete field of the entry form offers."""
    response = client.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "indicators",
            "model_name": "entry",
            "field_name": field,
            "term": term,
        },
    )
    return [row["text"] for row in response.json()["results"]]


def test_suggestions_of_units_tell_namesakes_apart_and_keep_to_the_rights(
    client: Client, editor: User, administrator: User, place: Place
) -> None:
    make_unit("07601", name="Giáp Sơn", parent=place.elsewhere)
    client.force_login(administrator)
    assert suggestions(client, "unit", "giap son") == [
        "Xã Giáp Sơn, Huyện Lục Ngạn",
        "Xã Giáp Sơn, Huyện Sơn Động",
    ]
    client.force_login(editor)
    assert suggestions(client, "unit", "giap son") == ["Xã Giáp Sơn, Huyện Lục Ngạn"]
    assert suggestions(client, "indicator", "ket nap")[0].startswith("KN-01")


def test_the_next_form_takes_over_what_stays_the_same(
    signed_in: Client, place: Place
) -> None:
    form = stated(place, _addanother="1")
    response = signed_in.post(ADD, form, follow=True)
    initial = response.context["form"].initial
    assert (initial["year"], initial["indicator"]) == ("2012", str(place.admissions.pk))
    assert "unit" not in initial


def test_nothing_new_writes_no_batch(
    signed_in: Client, place: Place, administrator: User
) -> None:
    key = (place.province.pk, place.admissions.pk, "result", 2012, Decimal(2753))
    ledger.write([Statement(*key)], by=administrator, cause=Cause(Batch.Kind.API))
    signed_in.post(ADD, stated(place))
    assert Batch.objects.count() == 1
