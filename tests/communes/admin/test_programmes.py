"""Programmes, tasks, documents, sessions and assessments in the admin."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from communes import tree
from communes.models import Assessment, Document, Programme, Task
from communes.refusals import sentence
from tests.communes.admin.forms import (
    ROOT,
    add,
    address,
    change,
    errors,
    messages,
)
from tests.factories import (
    make_assessment,
    make_district,
    make_document,
    make_document_review,
    make_programme,
    make_province,
    make_study_session,
    make_task,
    make_unit,
    make_user,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
TASK = {
    "tasks-TOTAL_FORMS": "1",
    "tasks-0-title": "Kiện toàn cấp ủy",
    "tasks-0-state": "chua",
}


def found(client: Client, address: str) -> set[str]:
    page = client.get(address)
    assert page.status_code == 200
    return {str(row) for row in page.context["cl"].result_list}


# Programmes and tasks


def test_a_plan_for_a_weak_organisation_is_entered_with_its_tasks(
    signed_in: Client,
) -> None:
    weak = make_unit()
    typed: dict[str, Any] = {
        **TASK, "title": "Củng cố", "unit": weak.parent_id, "weak_unit": weak.pk,
        "started_on": "01-01-2012", "tasks-0-unit": weak.pk,
    }  # fmt: skip
    assert add(signed_in, "programme", **typed).status_code == 302
    assert Programme.objects.get().weak_unit == weak
    assert Task.objects.get().unit == weak


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"document": ""}, {"document": "programme_has_cause"}),
        ({"ended_on": "01-01-2010"}, {"ended_on": "programme_in_order"}),
        (
            {"tasks-0-state": "xong", "tasks-0-outcome": "Xong"},
            {"tasks-0-finished_on": "task_done_has_day"},
        ),
        (
            {"tasks-0-state": "bo"},
            {"tasks-0-outcome": "task_closed_has_outcome"},
        ),
    ],
)
def test_a_rule_is_told_at_its_field(
    signed_in: Client, typed: dict[str, Any], told: dict[str, str]
) -> None:
    task = make_task()
    page = change(signed_in, task.programme, **typed)
    assert errors(page) == {place: sentence(rule) for place, rule in told.items()}


def test_the_tasks_of_a_form_are_read_together(
    signed_in: Client, django_assert_num_queries: Any
) -> None:
    programme = make_programme()
    for _ in range(2):
        for _ in range(3):
            make_task(programme, unit=make_unit())
        with django_assert_num_queries(10):
            signed_in.get(address(programme))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?due=late", {"Muộn"}),
        ("?due=soon", {"Sắp"}),
        ("?due=open", {"Muộn", "Sắp", "Chưa có hạn"}),
        ("?due=undated", {"Chưa có hạn"}),
        ("?due=never", {"Muộn", "Sắp", "Chưa có hạn", "Xong"}),
        ("?q=sap", {"Sắp"}),
        ("?state__exact=xong", {"Xong"}),
    ],
)
def test_tasks_are_found_by_their_deadline(
    signed_in: Client, query: str, titles: set[str]
) -> None:
    programme = make_programme()
    make_task(programme, title="Muộn", deadline=TODAY - timedelta(days=1))
    make_task(programme, title="Sắp", deadline=TODAY + timedelta(days=30))
    make_task(programme, title="Chưa có hạn")
    make_task(
        programme,
        title="Xong",
        deadline=TODAY - timedelta(days=9),
        state="xong",
        finished_on=TODAY,
        outcome="Đạt",
    )
    assert found(signed_in, f"{ROOT}task/{query}") == titles


def test_programmes_are_found_by_their_tasks_and_their_cause(
    signed_in: Client,
) -> None:
    late = make_task(deadline=TODAY - timedelta(days=1)).programme
    weak = make_programme(weak_unit=make_unit())
    assert found(signed_in, f"{ROOT}programme/?due=late") == {str(late)}
    assert found(signed_in, f"{ROOT}programme/?cause=weak") == {str(weak)}
    assert found(signed_in, f"{ROOT}programme/?cause=document") == {str(late)}
    assert "0/1" in signed_in.get(f"{ROOT}programme/").content.decode()


def test_a_task_of_a_programme_of_the_province_is_in_the_hands_of_its_unit(
    client: Client,
) -> None:
    district = make_district("219")
    tree.rebuild()
    task = make_task(make_programme(), unit=district)
    client.force_login(make_user(unit=district))
    typed: dict[str, Any] = {
        "state": "xong",
        "finished_on": "01-06-2012",
        "outcome": "Đã kiện toàn",
    }
    assert change(client, task, **typed).status_code == 302
    task.refresh_from_db()
    assert task.outcome == "Đã kiện toàn"
    assert client.get(address(task.programme)).status_code == 302


# Documents


def test_documents_from_above_are_seen_and_not_changed(client: Client) -> None:
    district = make_district("219", communes=1)
    elsewhere = make_district("220")
    tree.rebuild()
    central, provincial = make_document(), make_document(unit=make_province())
    own, other = make_document(unit=district), make_document(unit=elsewhere)
    client.force_login(make_user(unit=district.children.get()))
    listed = client.get(f"{ROOT}document/").context["cl"].result_list
    assert {row.pk for row in listed} == {central.pk, provincial.pk, own.pk}
    assert other not in listed
    assert client.get(address(central)).status_code == 200
    assert client.post(address(central), {}).status_code == 403
    assert client.get(address(central, "history")).status_code == 200


def test_whoever_writes_may_name_a_document_from_above(client: Client) -> None:
    district = make_district("219")
    tree.rebuild()
    client.force_login(make_user(unit=district))
    typed: dict[str, Any] = {
        "number": "17-NQ/TW",
        "kind": "nghi_quyet",
        "issuer": "Trung ương",
    }
    assert add(client, "document", **typed).status_code == 302
    assert Document.objects.get().unit is None


@pytest.mark.parametrize(
    ("query", "number"),
    [("?review=late", 1), ("?review=due", 1), ("?review=held", 1), ("?review=x", 4)],
)
def test_documents_are_found_by_their_reviews(
    signed_in: Client, query: str, number: int
) -> None:
    make_document()
    make_document_review(due_on=TODAY - timedelta(days=1))
    make_document_review(due_on=TODAY + timedelta(days=1))
    make_document_review(reviewed_on=date(2012, 1, 1), outcome="giu_nguyen")
    assert len(found(signed_in, f"{ROOT}document/{query}")) == number


def test_a_review_says_when(signed_in: Client) -> None:
    typed: dict[str, Any] = {"reviews-TOTAL_FORMS": "1", "reviews-0-note": "Quý I"}
    page = change(signed_in, make_document(), **typed)
    assert errors(page) == {"reviews-0-due_on": sentence("document_review_has_day")}


def test_a_document_is_stated_once(signed_in: Client) -> None:
    document = make_document("17-NQ/TW")
    typed: dict[str, Any] = {
        "number": "17-NQ/TW",
        "kind": "quyet_dinh",
        "issuer": document.issuer,
    }
    told = errors(add(signed_in, "document", **typed))
    assert told == {"number": sentence("document_once")}


# Sessions


def test_more_do_not_attend_than_were_due(signed_in: Client) -> None:
    page = change(signed_in, make_study_session(), attended="101")
    rule = "study_session_attended_within_due"
    assert errors(page) == {"attended": sentence(rule)}


def test_attendance_is_told_in_percent(signed_in: Client) -> None:
    make_study_session(due=160, attended=113)
    signed_in.cookies["django_language"] = "vi"
    assert "70,6 %" in signed_in.get(f"{ROOT}studysession/").content.decode()


def test_the_next_session_is_of_the_same_document(signed_in: Client) -> None:
    document = make_document()
    typed: dict[str, Any] = {
        "document": document.pk, "unit": make_unit().pk, "held_on": "01-03-2012",
        "due": "9", "attended": "9", "_addanother": "1",
    }  # fmt: skip
    answer = add(signed_in, "studysession", **typed)
    form = signed_in.get(answer["Location"]).context["adminform"].form
    assert form["document"].value() == str(document.pk)
    assert form["held_on"].value() == "2012-03-01"
    assert not form["unit"].value()


# Assessments


def test_strengths_and_weaknesses_stand_apart(signed_in: Client) -> None:
    typed: dict[str, Any] = {
        "unit": make_unit().pk, "year": "2012", "strength_tags": ["HC1", "HC3"],
        "weakness_tags": ["HC6"], "weaknesses": "Kiểm tra chưa thường xuyên",
    }  # fmt: skip
    assert add(signed_in, "assessment", **typed).status_code == 302
    assessment = Assessment.objects.get()
    assert assessment.strength_tags == ["HC1", "HC3"]
    assert assessment.weakness_tags == ["HC6"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ({"strengths": ""}, "strengths"),
        ({"strengths": "x" * 2001}, "strengths"),
        ({"strength_tags": ["HC9"]}, "strength_tags"),
        ({"year": "1900"}, "year"),
    ],
)
def test_an_assessment_that_says_nothing_or_too_much_is_refused(
    signed_in: Client, typed: dict[str, Any], place: str
) -> None:
    page = change(signed_in, make_assessment(), **typed)
    assert set(errors(page)) == {place}


def test_a_persons_name_is_warned_of_and_stored(
    signed_in: Client, administrator: User
) -> None:
    assessment = make_assessment()
    answer = change(signed_in, assessment, weaknesses="Đồng chí Nguyễn Văn An còn chậm")
    told = messages(signed_in, answer)
    assert any("Đồng chí Nguyễn Văn An" in text for text in told)
    assessment.refresh_from_db()
    assert assessment.weaknesses
    # Said once, not again at every later change.
    answer = change(signed_in, assessment, strengths="Đoàn kết")
    assert not any("Nguyễn" in text for text in messages(signed_in, answer))
