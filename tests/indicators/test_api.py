"""The API: the same scenarios as core, command and admin; keys; what it lets in."""

import json
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from indicators.api import imports as door
from indicators.api.urls import api
from indicators.imports import desk
from indicators.imports.apply import apply
from indicators.imports.preview import Counts, Options
from indicators.models import ApiToken, Batch, Entry, Upload
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import (
    SCENARIOS,
    Outcome,
    Scenario,
    entries_after,
    l1,
    table,
)
from tests.jobs import work_off

ONE = table("1;Huyện Lục Ngạn;290;371")
IMPORTS = "/api/imports"


class Program(NamedTuple):
    """A program with a key."""

    secret: str

    def get(self, path: str) -> Any:
        """Ask for something."""
        return Client().get(path, headers=self.headers)

    def send(self, data: bytes, name: str = "x.csv", **asked: Any) -> Any:
        """Send a file."""
        form = {"file": SimpleUploadedFile(name, data), **asked}
        return Client(enforce_csrf_checks=True).post(
            IMPORTS, form, headers=self.headers
        )

    @property
    def headers(self) -> dict[str, str]:
        """The key, as it is sent."""
        return {"Authorization": f"Bearer {self.secret}"}


def program_of(user: User, **fields: Any) -> Program:
    """A program that acts for somebody."""
    return Program(ApiToken.make(user=user, name="thử", **fields)[1])


def form_of(options: Options) -> dict[str, Any]:
    """The options as a form takes them."""
    names = (
        "year", "sheet", "unit", "through", "worksheets", "encoding", "decimal",
        "split", "clear_empty",
    )  # fmt: skip
    given = {name: getattr(options, name) for name in names}
    return {name: value for name, value in given.items() if value is not None}


def told(items: list[dict[str, Any]]) -> tuple[tuple[str, int | None, str | None], ...]:
    """Codes and places of what is said."""
    return tuple((one["code"], one["row"], one["column"]) for one in items)


def outcome(said: dict[str, Any], written: int) -> Outcome:
    """What an answer comes to."""
    return Outcome(
        said["status"] == "refused",
        Counts(**said["counts"]),
        told(said["problems"]),
        told(said["warnings"]),
        written,
    )


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_file_is_written_or_refused_as_a_whole(
    scenario: Scenario, province: Province
) -> None:
    scenario.before(province)
    before = Entry.objects.count()
    program = program_of(province.person(scenario.by))
    asked = {**form_of(scenario.options), "commit": True, "reason": scenario.reason}
    answer = program.send(scenario.data, scenario.file, **asked)
    if scenario.by == "reader":
        assert (answer.status_code, entries_after(before)) == (403, 0)
        return
    too_big = scenario.problems[:1] == (("file-too-big", None, None),)
    status = 413 if too_big else 422 if scenario.problems else 200
    assert answer.status_code == status
    said = answer.json()
    assert outcome(said, entries_after(before)) == scenario.expected
    if scenario.suggested:
        (first, *_) = said["problems"]
        assert scenario.suggested in first["suggestions"]


@pytest.mark.parametrize(
    "scenario",
    [one for one in SCENARIOS if one.by != "reader" and len(one.data) < 1_000_000],
    ids=lambda one: one.name,
)
def test_a_long_file_comes_to_the_same_through_the_queue(
    scenario: Scenario, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (desk, door):
        monkeypatch.setattr(module, "is_long", lambda data: True)
    scenario.before(province)
    before = Entry.objects.count()
    program = program_of(province.person(scenario.by))
    asked = {**form_of(scenario.options), "commit": True, "reason": scenario.reason}
    answer = program.send(scenario.data, scenario.file, **asked)
    assert answer.status_code == 202
    address = answer.json()["address"]
    assert program.get(address).json()["outcome"] is None
    work_off()
    said = program.get(address).json()
    assert said["state"] in ("written", "refused", "ready")
    assert outcome(said["outcome"], entries_after(before)) == scenario.expected


def test_without_commit_nothing_is_written(province: Province) -> None:
    answer = program_of(province.officer).send(ONE)
    assert (answer.status_code, answer.json()["counts"]["new"]) == (200, 2)
    assert answer.json()["batch"] is None
    assert not Entry.objects.exists()


def test_the_batch_says_that_it_came_through_the_api(province: Province) -> None:
    answer = program_of(province.officer).send(ONE, "Biểu.csv", commit="true")
    batch = Batch.objects.get()
    assert answer.json()["batch"] == batch.pk
    assert (batch.kind, batch.user, batch.file_name) == (
        Batch.Kind.API, province.officer, "Biểu.csv",
    )  # fmt: skip


def test_problems_of_a_long_file_come_by_pages(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (desk, door):
        monkeypatch.setattr(module, "is_long", lambda data: True)
    rows = [f"{n};Xã Sai {n};1;2" for n in range(105)]
    program = program_of(province.officer)
    address = program.send(table(*rows)).json()["address"]
    work_off()
    assert len(program.get(address).json()["outcome"]["problems"]) == 100
    second = program.get(f"{address}/problems?page=2").json()
    assert (second["count"], second["page"], second["pages"]) == (105, 2, 2)
    assert [one["row"] for one in second["items"]] == [104, 105, 106, 107, 108]
    assert program.get(f"{address}/problems?what=warning").json()["items"] == []
    assert [one["id"] for one in program.get(IMPORTS).json()] == [
        Upload.objects.get().pk
    ]


def test_another_person_does_not_get_at_a_long_file(province: Province) -> None:
    upload = desk.take(ONE, "x.csv", by=province.officer, options=Options())
    other = program_of(province.of_district)
    for path in (f"{IMPORTS}/{upload.pk}", f"{IMPORTS}/{upload.pk}/problems"):
        assert other.get(path).status_code == 404
    assert other.get(IMPORTS).json() == []


@pytest.mark.parametrize(
    "asked",
    [
        {"year": "12"},
        {"year": "x"},
        {"through": "13"},
        {"decimal": "dot"},
        {"commit": "?"},
        {"unit": "\0"},
        {"worksheets": "\0"},
        {"reason": "In\0sai"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_not_taken_for_a_refused_file(
    asked: dict[str, str], province: Province
) -> None:
    answer = program_of(province.officer).send(ONE, **asked)
    (name,) = asked
    assert (answer.status_code, name in answer.json()["detail"]) == (400, True)


def test_a_field_that_is_left_empty_says_nothing(province: Province) -> None:
    answer = program_of(province.officer).send(ONE, year="", sheet="", decimal="")
    assert answer.status_code == 200


@pytest.mark.parametrize("asked", [{"sheet": "XX"}, {"unit": "99999"}], ids=str)
def test_a_sheet_or_unit_that_is_not_there_is_said(
    asked: dict[str, str], province: Province
) -> None:
    answer = program_of(province.officer).send(ONE, **asked)
    assert answer.status_code == 400
    assert next(iter(asked.values())) in answer.json()["detail"]


def test_a_request_without_a_file_is_said(province: Province) -> None:
    answer = Client().post(IMPORTS, headers=program_of(province.officer).headers)
    assert answer.status_code == 400


def test_no_session_opens_the_api(province: Province) -> None:
    client = Client()
    client.force_login(province.officer)
    form = {"file": SimpleUploadedFile("x.csv", ONE), "commit": "true"}
    for answer in (client.get(IMPORTS), client.post(IMPORTS, form)):
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
    assert not Entry.objects.exists()


def refused(program: Program) -> bool:
    """Whether the key opens nothing."""
    answer: HttpResponse = program.get(IMPORTS)
    return answer.status_code == 401


def test_a_key_that_is_wrong_past_or_withdrawn_opens_nothing(
    province: Province,
) -> None:
    good = program_of(province.officer)
    assert not refused(good)
    assert refused(Program("coso_nonsense"))
    assert refused(Program(good.secret + "x"))
    assert refused(Program(""))
    past = program_of(province.officer)
    long_ago = timezone.now() - timedelta(days=9)
    ApiToken.objects.filter(prefix=past.secret[:12]).update(
        made_at=long_ago, expires_at=long_ago + timedelta(days=8)
    )
    assert refused(past)
    ApiToken.objects.get(prefix=good.secret[:12]).withdraw()
    assert refused(good)


def test_a_key_acts_with_the_rights_its_owner_has_today(province: Province) -> None:
    program = program_of(province.of_district)
    there = table("1;Huyện Lục Nam;255;249")
    assert told(program.send(there).json()["problems"]) == (("no-right", 4, None),)
    province.of_district.assignments.all().delete()
    assert program.send(ONE).status_code == 403
    province.of_district.is_active = False
    province.of_district.save()
    assert refused(program)


def test_only_a_hash_of_a_key_is_kept_and_its_use_is_noted(province: Province) -> None:
    program = program_of(province.officer)
    kept = ApiToken.objects.get()
    assert program.secret not in json.dumps(
        {name: str(value) for name, value in kept.__dict__.items()}
    )
    assert kept.last_used_at is None
    program.get(IMPORTS)
    kept.refresh_from_db()
    assert kept.last_used_at is not None


def test_wrong_keys_are_throttled_as_wrong_passwords_are(
    province: Province, settings: Any
) -> None:
    settings.AXES_ENABLED = True
    good = program_of(province.officer)
    statuses = [Program(f"coso_wrong{n}").get(IMPORTS).status_code for n in range(7)]
    assert statuses[0] == 401
    assert statuses[-1] == 429
    # Whoever has a good key is not locked out by another's guesses.
    assert good.get(IMPORTS).status_code == 200


def test_sensitive_values_are_told_to_nobody_by_the_api(province: Province) -> None:
    apply(table("1;Huyện Lục Nam;255;249"), "a.csv", by=province.officer)
    answer = program_of(province.of_district).send(table("1;Huyện Lục Nam;255;250"))
    assert "249" not in answer.content.decode()


def test_the_description_is_whole_and_for_whoever_is_signed_in(
    province: Province,
) -> None:
    client = Client()
    assert client.get("/api/openapi.json").status_code == 302
    client.force_login(province.officer)
    described = client.get("/api/openapi.json").json()
    assert described["paths"].keys() == {
        "/api/imports", "/api/imports/{pk}", "/api/imports/{pk}/problems",
    }  # fmt: skip
    assert described["paths"]["/api/imports"]["post"]["responses"].keys() >= {
        "200", "202", "401", "403", "413", "422", "429",
    }  # fmt: skip
    assert described["components"]["securitySchemes"]["Key"]["scheme"] == "bearer"


def test_a_warning_needs_a_reason_here_too(province: Province) -> None:
    program, data = program_of(province.officer), l1((";2.753;", ";2.735;"))
    first = program.send(data, commit="true")
    assert told(first.json()["problems"]) == (("reason-needed", None, None),)
    assert program.send(data, commit="true", reason="In sai").status_code == 200
    assert api.title == "Cơ Sở"
