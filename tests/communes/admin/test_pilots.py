"""Pilots and their reviews in the admin."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from communes.admin.pilots import ReviewFormSet
from communes.models import PilotReview, PilotUnit
from communes.refusals import sentence
from tests.communes.admin.forms import ROOT, add, announced, change, errors
from tests.factories import make_pilot, make_pilot_review, make_unit

REVIEW = {"reviews-TOTAL_FORMS": "1", "reviews-0-year": "2010"}


def test_a_pilot_is_entered_with_a_review(signed_in: Client) -> None:
    unit = make_unit()
    typed = {"started_on": "9-2009", **REVIEW, "reviews-0-party_rating": "a1"}
    with announced() as told:
        answer = add(signed_in, "pilotunit", unit=unit.pk, **typed)
    assert answer.status_code == 302
    assert PilotUnit.objects.get().started_on == date(2009, 9, 1)
    assert PilotReview.objects.get().party_rating == "a1"
    assert [said["registers"] for said in told] == [{"pilots"}]


@pytest.mark.parametrize("asked", [True, False], ids=["form", "database"])
@pytest.mark.parametrize("year", ["2008", "2013"])
def test_a_review_is_of_a_year_of_the_pilot(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch, asked: bool, year: str
) -> None:
    place = "reviews-0-year"
    if not asked:
        monkeypatch.setattr(ReviewFormSet, "check_rows", lambda *_: None)
        place = "reviews"
    pilot = make_pilot(ended_on=date(2012, 1, 1), status="chinh_thuc")
    page = change(signed_in, pilot, **{**REVIEW, "reviews-0-year": year})
    assert errors(page) == {place: sentence("review_in_years_of_pilot")}
    assert not PilotReview.objects.exists()


def test_the_days_of_a_pilot_go_on_holding_its_reviews(signed_in: Client) -> None:
    review = make_pilot_review(year=2011)
    page = change(signed_in, review.pilot, started_on="2012")
    assert errors(page) == {"reviews-0-year": sentence("review_in_years_of_pilot")}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"ended_on": "2012"}, {"status": "pilot_status_fits_its_end"}),
        ({"status": "chinh_thuc"}, {"status": "pilot_status_fits_its_end"}),
        (
            {"status": "dung", "ended_on": "2012"},
            {"stop_reason": "pilot_stops_for_a_reason"},
        ),
        (
            {**REVIEW, "reviews-0-party_rating": "b1"},
            {"reviews-0-party_rating": "pilot_review_party_scale"},
        ),
    ],
)
def test_a_rule_is_told_at_its_field(
    signed_in: Client, typed: dict[str, Any], told: dict[str, str]
) -> None:
    page = change(signed_in, make_pilot(), **typed)
    assert errors(page) == {place: sentence(rule) for place, rule in told.items()}


def test_a_commune_has_one_running_pilot(signed_in: Client) -> None:
    pilot = make_pilot()
    page = add(signed_in, "pilotunit", unit=pilot.unit_id, started_on="2012")
    assert errors(page) == {"unit": sentence("pilot_one_running")}


def test_two_reviews_of_a_year_are_refused(signed_in: Client) -> None:
    review = make_pilot_review(year=2010)
    typed = {"reviews-TOTAL_FORMS": "2", "reviews-1-year": "2010"}
    page = change(signed_in, review.pilot, **typed)
    assert errors(page)
    assert PilotReview.objects.count() == 1


def test_the_list_tells_which_years_were_reviewed(signed_in: Client) -> None:
    pilot = make_pilot()
    for year in (2010, 2011):
        make_pilot_review(pilot, year=year)
    assert "2010, 2011" in signed_in.get(f"{ROOT}pilotunit/").content.decode()
