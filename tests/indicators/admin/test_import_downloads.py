"""Templates and marked copies through the pages and the command."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from indicators.imports.preview import Counts, preview
from indicators.imports.tables import LISTS
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import l1
from tests.indicators.imports.template_cases import opened

TEMPLATE = reverse("admin:indicators_import_template")
ASKED: dict[str, Any] = {
    "sheet": "KN",
    "year": 2012,
    "through": 12,
    "unit": "219",
    "kind": "form",
}
WRONG = l1((";163;190;", ";16a3;190;"))


@pytest.fixture
def desk(province: Province) -> Client:
    client = Client()
    client.force_login(province.officer)
    return client


def test_the_template_is_a_page_and_then_a_file(
    desk: Client, province: Province
) -> None:
    page = desk.get(TEMPLATE, {"sheet": "DV"})
    assert page.context["form"]["sheet"].value() == "DV"
    answer = desk.get(TEMPLATE, ASKED)
    assert "KN-2012-219-Luc-Ngan.xlsx" in answer["Content-Disposition"]
    shown = preview(answer.content, "a.xlsx", by=province.officer)
    assert (shown.problems, shown.counts) == ((), Counts())


@pytest.mark.parametrize(
    ("kind", "start"), [("tidy", b"PK"), ("csv", b"\xef\xbb\xbfunit_code")]
)
def test_the_list_comes_in_two_formats(desk: Client, kind: str, start: bytes) -> None:
    assert desk.get(TEMPLATE, {**ASKED, "kind": kind}).content.startswith(start)


def test_what_cannot_be_is_said_on_the_page(desk: Client, province: Province) -> None:
    page = desk.get(TEMPLATE, {**ASKED, "year": 12})
    assert page.context["form"].errors["year"]
    desk.force_login(province.of_district)
    page = desk.get(TEMPLATE, {**ASKED, "unit": "218"})
    assert page.status_code == 200
    assert page.context["form"].errors


def test_the_pages_lead_there(desk: Client) -> None:
    for page in ("admin:indicators_import", "admin:indicators_entry_sheets"):
        assert TEMPLATE in desk.get(reverse(page)).content.decode()


def test_a_refused_file_comes_back_marked(desk: Client) -> None:
    form = {"file": SimpleUploadedFile("L1.csv", WRONG), "through": 12}
    address = desk.post(reverse("admin:indicators_import"), form)["Location"]
    page = desk.get(address).content.decode()
    link = f"{address}marked/"
    assert f'href="{link}"' in page
    answer = desk.get(link)
    assert "L1-" in answer["Content-Disposition"]
    book, _sheet = opened(answer.content)
    assert book.sheetnames[0] in LISTS
    assert book.worksheets[1]["E16"].comment is not None


def test_nobody_else_gets_it(desk: Client, province: Province) -> None:
    form = {"file": SimpleUploadedFile("L1.csv", WRONG), "through": 12}
    address = desk.post(reverse("admin:indicators_import"), form)["Location"]
    other = Client()
    other.force_login(province.of_district)
    assert other.get(f"{address}marked/").status_code == 404


def test_the_command_marks_too(province: Province, tmp_path: Path, capsys: Any) -> None:
    file, out = tmp_path / "L1.csv", tmp_path / "out.xlsx"
    file.write_bytes(WRONG)
    with pytest.raises(CommandError):
        call_command("import_results", str(file), "--marked", str(out))
    assert opened(out.read_bytes())[0].worksheets[1]["E16"].comment is not None
    with pytest.raises(CommandError) as caught:
        call_command("import_results", str(file), "--marked", str(tmp_path))
    assert caught.value.returncode == 2
