"""The catalogue in the admin: figures follow it; its list goes out and comes back."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from communes.models import Role
from indicators import figures, ledger
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Figure, Indicator, ReferenceBasis, Sheet
from tests.communes.admin.exchange import (
    CSV,
    XLSX,
    csv_file,
    preview,
    problems,
    round_trip,
    store,
)
from tests.factories import make_indicator, make_theme, make_user
from tests.indicators.admin.conftest import Place

ADDRESS = "/admin/indicators/indicator/"


@pytest.fixture
def signed_in(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def state(by: User, *statements: Statement) -> None:
    ledger.write(list(statements), by=by, cause=Cause(Batch.Kind.API))


def fields_of(indicator: Indicator, **changed: Any) -> dict[str, Any]:
    """The form of an indicator as it is opened, with something changed."""
    names = (
        "code", "name_vi", "name_en", "ordinal", "measured_in", "decimals", "kind",
        "direction", "over_tree", "over_years", "scale", "source", "partition",
        "reported_by",
    )  # fmt: skip
    form = {name: getattr(indicator, name) for name in names}
    return {**form, "theme": indicator.theme_id, "active": "on", **changed}


def test_another_reference_plan_changes_the_figures(
    signed_in: Client, place: Place, administrator: User
) -> None:
    def plan(basis: str, value: int) -> Statement:
        return Statement(
            place.province.pk, place.admissions.pk, "plan", 2012, Decimal(value),
            basis=basis,
        )  # fmt: skip

    state(administrator, plan("issued", 2400), plan("registered", 2500))

    def read() -> Decimal | None:
        return Figure.objects.at(2012).get(unit=place.province).plan

    assert read() == 2400
    form = {"indicator": place.admissions.pk, "year": 2012, "basis": "registered"}
    signed_in.post("/admin/indicators/referencebasis/add/", form)
    assert read() == 2500
    chosen = ReferenceBasis.objects.get()
    signed_in.post(
        f"/admin/indicators/referencebasis/{chosen.pk}/delete/", {"post": "yes"}
    )
    assert read() == 2400
    assert figures.check() == []


def test_another_way_of_adding_up_changes_the_figures(
    signed_in: Client, place: Place, administrator: User
) -> None:
    state(
        administrator,
        Statement(place.commune.pk, place.admissions.pk, "result", 2012, Decimal(30)),
    )
    assert Figure.objects.at(2012).get(unit=place.province).result == 30
    page = f"{ADDRESS}{place.admissions.pk}/change/"
    changed = fields_of(place.admissions, over_tree="none", has_plan="on")
    assert signed_in.post(page, changed).status_code == 302
    summed = Figure.objects.at(2012).filter(unit=place.province, result__isnull=False)
    assert not summed.exists()
    assert figures.check() == []


def test_the_rules_of_the_model_are_told_in_the_form(
    signed_in: Client, place: Place
) -> None:
    page = f"{ADDRESS}{place.admissions.pk}/change/"
    response = signed_in.post(page, fields_of(place.admissions, method="reduction"))
    assert response.context["adminform"].form.non_field_errors()


def test_a_sheet_takes_its_columns_below_it(signed_in: Client, place: Place) -> None:
    form = {
        "code": "KN", "name_vi": "Kết nạp", "name_en": "Admission", "level": 3,
        "columns-TOTAL_FORMS": 1, "columns-INITIAL_FORMS": 0,
        "columns-0-ordinal": 1, "columns-0-indicator": place.women.pk,
        "columns-0-takes_result": "on",
    }  # fmt: skip
    signed_in.post("/admin/indicators/sheet/add/", form)
    assert list(Sheet.objects.get().indicators.all()) == [place.women]


@pytest.mark.parametrize("form", [CSV, XLSX])
def test_the_list_of_indicators_goes_out_and_comes_back(
    signed_in: Client, place: Place, form: str
) -> None:
    make_indicator("KN-08", numerator=[place.women], denominator=place.admissions)
    place.women.header_words = ["nữ", "phụ nữ"]
    place.women.save()
    back = round_trip(signed_in, ADDRESS, form)
    assert problems(back) == []
    assert back.context["counts"] == {"new": 0, "changed": 0, "same": 5}


HEADINGS = ["code", "name_vi", "name_en", "theme", "measured_in", "kind", "active"]


def test_new_indicators_of_a_file_one_part_of_the_other(
    signed_in: Client, db: None
) -> None:
    make_theme("KN")
    rows = [
        [*HEADINGS, "part_of", "numerator", "denominator", "scale", "over_tree",
         "reported_by"],
        ["KN-01", "Kết nạp", "Admitted", "KN", "people", "flow", "yes", "", "", "", "",
         "sum", "Xã; phuong"],
        ["KN-04", "Nữ", "Women", "KN", "người", "flow", "có", "KN-01", "", "", "",
         "sum", ""],
        ["KN-05", "Tỷ lệ nữ", "Share", "KN", "%", "ratio", "yes", "", "KN-04", "KN-01",
         "100", "ratio", ""],
    ]  # fmt: skip
    signed_in.cookies["django_language"] = "en"
    rows[2][4], rows[2][6] = "people", "Yes"
    previewed = preview(signed_in, ADDRESS, csv_file(rows))
    assert problems(previewed) == []
    store(signed_in, ADDRESS, csv_file(rows))
    whole, women, share = Indicator.objects.order_by("code")
    assert (women.part_of, share.denominator) == (whole, whole)
    assert list(share.numerator.all()) == [women]
    assert whole.reported_by == ["xa", "phuong"]


def test_all_problems_of_a_list_are_told(signed_in: Client, place: Place) -> None:
    rows = [
        [*HEADINGS, "part_of", "baseline_year"],
        ["KN-90", "", "A", "ZZ", "people", "flow", "yes", "", ""],
        ["KN-91", "B", "B", "KN", "con", "flow", "yes", "KN-99", ""],
        ["KN-92", "C", "C", "KN", "people", "flow", "yes", "", "2002"],
    ]
    found = problems(preview(signed_in, ADDRESS, csv_file(rows)))
    assert [row for row, _message in found] == [2, 2, 3, 3, 4]


def test_a_list_that_changes_how_figures_are_made_makes_them_again(
    signed_in: Client, place: Place, administrator: User
) -> None:
    state(
        administrator,
        Statement(place.commune.pk, place.admissions.pk, "result", 2012, Decimal(30)),
    )
    store(signed_in, ADDRESS, csv_file([["code", "over_tree"], ["KN-01", "none"]]))
    assert figures.check() == []
    summed = Figure.objects.at(2012).filter(unit=place.province, result__isnull=False)
    assert not summed.exists()


def test_units_added_by_a_list_are_expected_to_report(
    signed_in: Client, place: Place, administrator: User
) -> None:
    state(
        administrator,
        Statement(place.commune.pk, place.admissions.pk, "result", 2012, Decimal(30)),
    )
    before = Figure.objects.at(2012).get(unit=place.district).expected
    rows = [["code", "name", "kind", "parent", "valid_from"],
            ["07526", "Mới", "xa", "219@start", ""]]  # fmt: skip
    store(signed_in, "/admin/communes/unit/", csv_file(rows))
    assert Figure.objects.at(2012).get(unit=place.district).expected == before + 1


@pytest.mark.parametrize(
    ("lowest", "highest", "said"),
    [
        (None, Decimal(100), "from 0 to 100"),
        (Decimal(1), Decimal("99.5"), "from 1 to 99.5"),
        (Decimal(18), None, "18 or more"),
        (None, None, "0 or more"),
    ],
)
def test_who_may_only_look_reads_the_bounds_in_words(
    lowest: Decimal | None,
    highest: Decimal | None,
    said: str,
    place: Place,
    client: Client,
) -> None:
    indicator = make_indicator("CB-05", decimals=1, lowest=lowest, highest=highest)
    client.force_login(make_user(unit=place.province, role=Role.EDITOR))
    address = f"{ADDRESS}{indicator.pk}/change/"
    fields = [
        field.field
        for fieldset in client.get(address).context["adminform"]
        for line in fieldset
        for field in line
    ]
    names = {field["name"] for field in fields}
    assert "bounds" in names
    assert not {"lowest", "highest"} & names
    page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert f'<div class="readonly">{said}</div>' in page


def test_who_changes_the_catalogue_has_a_field_for_each_bound(
    signed_in: Client,
) -> None:
    indicator = make_indicator("CB-05")
    form = signed_in.get(f"{ADDRESS}{indicator.pk}/change/").context["adminform"].form
    assert {"lowest", "highest"} <= set(form.fields)
