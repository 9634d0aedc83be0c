"""Import in the admin: the same scenarios as core and command, and the way through."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes import tree
from communes.models import Kind
from indicators import ledger
from indicators.admin.import_tables import MOST
from indicators.admin.imports import DONE, UPLOAD, UPLOADS
from indicators.imports.apply import apply
from indicators.imports.looking import options_of
from indicators.imports.messages import message
from indicators.imports.preview import Counts, Options
from indicators.imports.problems import problem
from indicators.ledger import Statement
from indicators.models import Batch, Entry, Figure, Indicator, Upload
from tests.data.imports.make import FILES
from tests.factories import make_unit, make_user
from tests.indicators.imports.import_cases import L1
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import (
    HARMFUL,
    SCENARIOS,
    TIDY_HEAD,
    Outcome,
    Scenario,
    counts_of,
    entries_after,
    l1,
    outcome_of,
    table,
)

ONE = table("1;Huyện Lục Ngạn;290;371")


class Desk:
    """One person at the import pages."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.address = reverse(UPLOAD)

    def upload(self, data: bytes, name: str = "L1.csv", **options: Any) -> Any:
        """Choose a file; the page that follows."""
        form = {"file": SimpleUploadedFile(name, data), "through": 12, **options}
        answer = self.client.post(self.address, form)
        if answer.status_code == 302:
            self.address = answer["Location"]
            answer = self.client.get(self.address)
        return answer

    def look(self, query: str = "") -> Upload:
        """The upload, after its page was looked at."""
        held = self.client.get(self.address + query).context["upload"]
        assert isinstance(held, Upload)
        return held

    def rows(self, what: str, query: str = "") -> list[Any]:
        """The lines of one kind that the page shows."""
        tables = self.client.get(self.address + query).context["tables"]
        found = [section for section in tables.sections if section.what == what]
        return found[0].rows if found else []

    def confirm(self, fingerprint: str, reason: str = "") -> Any:
        """Press the button under a preview."""
        form = {"confirm": "1", "fingerprint": fingerprint, "reason": reason}
        return self.client.post(self.address, form)


def form_of(scenario: Scenario) -> dict[str, Any]:
    """The options of a scenario as the form takes them."""
    options = scenario.options
    given: dict[str, Any] = {
        "sheet": options.sheet,
        "unit": options.unit,
        "year": options.year,
        "split": options.split,
        "encoding": options.encoding,
        "decimal": options.decimal,
        "through": options.through,
    }
    given["worksheets"] = list(options.worksheets) or None
    given["clear_empty"] = "on" if options.clear_empty else None
    return {name: value for name, value in given.items() if value}


def sentences(answer: Any) -> list[str]:
    """What the person is told at the top of the page."""
    return [str(told) for told in get_messages(answer.wsgi_request)]


def run(scenario: Scenario, province: Province) -> Outcome:
    """Upload, look, confirm; what came of it."""
    scenario.before(province)
    before = Entry.objects.count()
    desk = Desk(province.person(scenario.by))
    page = desk.upload(scenario.data, scenario.file, **form_of(scenario))
    if "form" in page.context and page.context["form"].errors:
        (said,) = page.context["form"].errors["file"]
        assert said == message(problem("file-too-big", size=48, limit=20))
        return Outcome(True, Counts(), (("file-too-big", None, None),), (), 0)
    if scenario.options.worksheets:  # asked for when the book is known
        desk.client.post(desk.address, {"through": 12, **form_of(scenario)})
    held = desk.look()
    warnings = outcome_of(held, written=0).warnings
    if held.state == Upload.State.READY:
        desk.confirm(held.fingerprint, scenario.reason)
        held.refresh_from_db()
    done = outcome_of(held, written=entries_after(before))
    return done._replace(warnings=warnings)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_file_is_written_or_refused_as_a_whole(
    scenario: Scenario, province: Province
) -> None:
    if scenario.by == "reader":
        desk = Desk(province.reader)
        assert desk.upload(scenario.data).status_code in (302, 403)
        return
    assert run(scenario, province) == scenario.expected


def test_from_the_menu_to_the_batch(province: Province) -> None:
    desk = Desk(province.officer)
    menu = desk.client.get(reverse("admin:index")).content.decode()
    assert f'href="{reverse(UPLOAD)}"' in menu
    desk.upload(L1)
    assert not Entry.objects.exists()
    answer = desk.confirm(desk.look().fingerprint)
    batch = Batch.objects.get()
    assert answer["Location"] == reverse(DONE, args=[batch.pk])
    page = desk.client.get(answer["Location"]).content.decode()
    assert reverse("admin:indicators_batch_change", args=[batch.pk]) in page
    assert Figure.objects.get(
        unit__code="24", indicator__code="KN-01", year=2012, borders="then"
    ).result == 2753  # fmt: skip


@pytest.mark.parametrize("name", ["reader", "outsider"])
def test_who_may_write_nothing_is_not_let_in(name: str, province: Province) -> None:
    person = make_user("nguoi-ngoai") if name == "outsider" else province.reader
    desk = Desk(person)
    assert desk.client.get(desk.address).status_code in (302, 403)
    assert desk.upload(ONE).status_code in (302, 403)
    assert not Entry.objects.exists()


def test_another_person_does_not_get_at_the_file(province: Province) -> None:
    desk, other = Desk(province.officer), Desk(province.of_district)
    desk.upload(ONE)
    other.address = desk.address
    fingerprint = desk.look().fingerprint
    for answer in (other.client.get(desk.address), other.confirm(fingerprint)):
        assert answer["Location"] == reverse(UPLOAD)
    assert "x.csv" not in other.client.get(reverse(UPLOADS)).content.decode()
    assert not Entry.objects.exists()


def test_another_person_does_not_see_what_was_imported(province: Province) -> None:
    done = apply(ONE, "x.csv", by=province.officer)
    assert done.batch is not None
    address = reverse(DONE, args=[done.batch.pk])
    assert Desk(province.officer).client.get(address).status_code == 200
    assert Desk(province.of_district).client.get(address).status_code == 404


def test_a_preview_that_is_out_of_date_is_shown_anew(province: Province) -> None:
    desk = Desk(province.officer)
    desk.upload(ONE)
    confirmed = desk.look().fingerprint
    apply(table("1;Huyện Lục Ngạn;;370"), "y.csv", by=province.of_district)
    assert desk.confirm(confirmed)["Location"] == desk.address
    page = desk.client.get(desk.address).content.decode()
    assert message(problem("stale")) in page
    assert Entry.objects.count() == 1
    fresh = desk.look()
    assert counts_of(fresh) == Counts(new=1, changed=1)
    (since,) = desk.rows("since")
    assert (since.unit, since.then, since.now, since.by) == (
        "Huyện Lục Ngạn", "–", "370", province.of_district.username,
    )  # fmt: skip
    assert desk.confirm(fresh.fingerprint)["Location"] != desk.address
    assert Entry.objects.count() == 3


def test_confirming_without_a_fingerprint_writes_nothing(province: Province) -> None:
    desk = Desk(province.officer)
    desk.upload(ONE)
    desk.confirm("")
    assert not Entry.objects.exists()


def test_confirming_twice_writes_once(province: Province) -> None:
    desk = Desk(province.officer)
    desk.upload(ONE)
    fingerprint = desk.look().fingerprint
    first = desk.confirm(fingerprint)
    assert desk.confirm(fingerprint)["Location"] == first["Location"]
    assert Entry.objects.count() == 2


def test_what_changes_nothing_has_no_button_to_write(province: Province) -> None:
    apply(ONE, "x.csv", by=province.officer)
    page = Desk(province.officer).upload(ONE).content.decode()
    assert 'name="confirm"' not in page
    assert 'name="leave"' in page


def test_a_file_can_be_left(province: Province) -> None:
    desk = Desk(province.officer)
    desk.upload(ONE)
    assert desk.client.post(desk.address, {"leave": "1"})["Location"] == reverse(UPLOAD)
    assert desk.client.get(desk.address)["Location"] == reverse(UPLOAD)


def test_a_file_can_be_read_in_another_way(province: Province) -> None:
    desk = Desk(province.officer)
    desk.upload(table("1;Huyện Lục Ngạn;;1.621"))
    assert outcome_of(desk.look(), written=0).problems == (
        ("ambiguous-number", 4, "D"),
    )
    form = {"reread": "1", "through": "9", "decimal": "comma", "unit": "24"}
    assert desk.client.post(desk.address, form)["Location"] == desk.address
    options = options_of(desk.look())
    assert (options.through, options.unit) == (9, "24")
    assert [one.new for one in desk.rows("change")] == ["1.621"]


def test_empty_cells_take_back_what_is_stored_when_ticked(province: Province) -> None:
    apply(ONE, "x.csv", by=province.officer)
    desk = Desk(province.officer)
    page = desk.upload(table("1;Huyện Lục Ngạn;;371"))
    assert page.context["tables"].stays == 1
    desk.client.post(desk.address, {"through": "12", "clear_empty": "on"})
    assert counts_of(desk.look()) == Counts(same=1, cleared=1)
    desk.confirm(desk.look().fingerprint)
    assert Entry.objects.current().filter(absence="withdrawn").count() == 1


def test_the_page_counts_what_is_taken_back_and_what_is_refused(
    province: Province,
) -> None:
    apply(ONE, "x.csv", by=province.officer)
    desk = Desk(province.officer)
    page = desk.upload(
        table("1;Huyện Lục Ngạn;;371", "2;Huyện Sơn Động;17a;206"), clear_empty="on"
    )
    listed = re.findall(
        r'<li class="is-(\w+)[^>]*>\s*<b>([^<]*)</b>\s*<\w+[^>]*>([^<]*)<',
        page.content.decode(),
    )
    assert {(state, number): name for state, number, name in listed}.items() >= {
        ("cleared", "1"): "rút lại", ("rejected", "1"): "bị từ chối",
    }.items()  # fmt: skip


def test_an_impossible_way_to_read_is_answered_in_the_form(province: Province) -> None:
    desk = Desk(province.officer)
    desk.upload(ONE)
    answer = desk.client.post(desk.address, {"through": "12", "year": "12"})
    assert answer.context["form"].errors.keys() == {"year"}
    assert options_of(desk.look()) == Options()


def test_a_unit_that_was_not_there_that_year_is_answered_in_a_sentence(
    province: Province,
) -> None:
    make_unit("299", name="Cũ", kind=Kind.DISTRICT, valid_to=date(2010, 1, 1))
    tree.rebuild()
    desk = Desk(province.officer)
    page = desk.upload(ONE, unit="299")
    (said,) = desk.rows("problem")
    assert "299" in said.text
    assert 'name="confirm"' not in page.content.decode()
    assert desk.confirm("")["Location"] == desk.address
    desk.client.post(desk.address, {"through": "12"})
    assert desk.look().state == Upload.State.READY


def test_a_long_file_is_shown_page_by_page(province: Province) -> None:
    rows = "".join(
        f"219,,{year},{month},KN-01,,{month},\n"
        for year in range(1990, 2012)
        for month in range(1, 13)
    )
    desk = Desk(province.officer)
    page = desk.upload((TIDY_HEAD + rows).encode(), "x.csv")
    assert page.context["upload"].counts["new"] == 264
    assert len(desk.rows("change")) == MOST
    assert len(desk.rows("change", "?what=change&page=3&state=new")) == 64
    assert desk.rows("change", "?what=change&state=changed") == []
    assert len(desk.client.get(f"{desk.address}?page=x").content) < 200_000


def test_many_errors_are_shown_page_by_page_and_by_their_cause(
    province: Province,
) -> None:
    rows = [f"{n};Xã Sai {n};1;2" for n in range(MOST + 5)]
    desk = Desk(province.officer)
    page = desk.upload(table(*rows))
    assert page.context["upload"].counts["problems"] == MOST + 5
    assert len(desk.rows("problem")) == MOST
    assert len(desk.rows("problem", "?what=problem&page=2")) == 5
    (alike,) = page.context["tables"].alike
    assert alike.number == MOST + 5
    assert len(desk.rows("problem", alike.query + "&page=2")) == 5


def test_lines_are_filtered_by_unit_without_diacritics_indicator_and_state(
    province: Province,
) -> None:
    apply(ONE, "x.csv", by=province.officer)
    desk = Desk(province.officer)
    desk.upload(l1((";290;371;", ";290;372;")))

    def of(query: str) -> set[tuple[str, str]]:
        return {(one.unit, one.new) for one in desk.rows("change", query)}

    assert of("?unit=luc+ngan&state=changed") == {("Huyện Lục Ngạn", "372")}
    assert len(of("?unit=luc+ngan&state=new")) == 3
    assert of("?indicator=KN-99") == set()
    assert len(desk.rows("change", "?indicator=kn-04")) == 14
    assert len(desk.rows("change", "?state=nonsense")) == 69


def test_texts_of_the_file_are_shown_as_texts(province: Province) -> None:
    data = f"TT;Đơn vị;Kết nạp năm 2012\n1;<script>{HARMFUL[:10]}</script>;3\n"
    page = Desk(province.officer).upload(data.encode(), "<b>x</b>.csv").content.decode()
    assert "&lt;script&gt;=HYPERLINK" in page
    assert "<b>x</b>" not in page


def test_the_pages_keep_to_the_security_policy(province: Province) -> None:
    desk = Desk(province.officer)
    pages = [desk.client.get(desk.address), desk.upload(l1((";2.753;", ";2.735;")))]
    desk.confirm(desk.look().fingerprint, "In sai")
    pages.append(desk.client.get(reverse(DONE, args=[Batch.objects.get().pk])))
    for page in pages:
        assert page.status_code == 200
        assert "default-src 'self'" in page["Content-Security-Policy"]
        text = page.content.decode()
        assert not re.search(r"\son[a-z]+=|\sstyle=|<script(?![^>]*src=)", text)


def test_of_several_worksheets_some_are_ticked(province: Province) -> None:
    data = FILES["cover_and_worksheets.xlsx"]
    desk = Desk(province.officer)
    page = desk.upload(data, "x.xlsx", sheet="KN").content.decode()
    assert outcome_of(desk.look(), written=0).problems == (
        ("several-sheets", None, None),
    )
    boxes = re.findall(r'type="checkbox" name="worksheets" value="([^"]*)"', page)
    assert boxes[:3] == ["Bìa", "Kết nạp", "Lục Nam"]
    form = {"through": "12", "sheet": "KN", "worksheets": ["Kết nạp", "Lục Nam"]}
    desk.client.post(desk.address, form)
    shown = desk.look()
    done = outcome_of(shown, written=0)
    assert (done.counts, done.problems) == (Counts(new=6), ())
    assert options_of(shown).worksheets == ("Kết nạp", "Lục Nam")
    page = desk.client.get(desk.address).content.decode()
    assert "«Lục Nam»!D4" in page
    desk.confirm(shown.fingerprint)
    batch = Batch.objects.get()
    assert Entry.objects.filter(batch=batch).count() == 6
    assert batch.counts["worksheets"] == ["Kết nạp", "Lục Nam"]
    again = Desk(province.officer)
    again.upload(data, "x.xlsx")
    forged = {"through": "12", "worksheets": ["Trang khác"]}
    answer = again.client.post(again.address, forged)
    assert answer.context["form"].errors.keys() == {"worksheets"}


def test_pages_of_an_upload_lead_back_to_the_list(province: Province) -> None:
    desk = Desk(province.officer)
    back = f'› <a href="{reverse(UPLOADS)}">'
    assert back in desk.upload(ONE).content.decode()
    answer = desk.confirm(desk.look().fingerprint)
    assert back in desk.client.get(answer["Location"]).content.decode()


def test_the_list_says_what_was_undone(province: Province) -> None:
    desk = Desk(province.officer)
    desk.upload(ONE)
    desk.confirm(desk.look().fingerprint)
    batch = Batch.objects.get()
    listed = desk.client.get(reverse(UPLOADS)).content.decode()
    undone = ledger.undo(batch, by=province.officer, reason="Nhầm").batch
    assert undone is not None
    link = f">#{undone.pk}</a>"
    assert link not in listed
    assert link in desk.client.get(reverse(UPLOADS)).content.decode()


def test_a_copy_is_not_marked_before_the_file_is_read(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose rights changed sees it read again; a long one by the worker."""
    desk = Desk(province.of_district)
    desk.upload(ONE)
    held = desk.look()
    monkeypatch.setattr("indicators.imports.desk.is_long", lambda data: True)
    Upload.objects.filter(pk=held.pk).update(sight="other")
    answer = desk.client.get(desk.address + "marked/")
    assert (answer.status_code, answer["Location"]) == (302, desk.address)


def test_of_an_equal_value_it_says_what_else_differs(province: Province) -> None:
    unit, indicator = province.units["219"], Indicator.objects.get(code="KN-01")
    stored = Statement(unit.pk, indicator.pk, "result", 2012, Decimal(371), quality=2)
    ledger.write([stored], by=province.officer, cause=ledger.Cause(Batch.Kind.FORM))
    desk = Desk(province.officer)
    page = desk.upload(ONE).content.decode()
    [row] = [one for one in desk.rows("change") if one.state == "changed"]
    assert (row.new, row.apart) == ("371", "tính chất số liệu: sơ bộ → chính thức")
    assert row.apart in page


def test_a_doubt_that_arose_since_the_preview_is_shown_before_it_is_written(
    province: Province,
) -> None:
    desk = Desk(province.officer)
    desk.upload(ONE)
    seen = desk.look().fingerprint
    unit, indicator = province.units["219"], Indicator.objects.get(code="KN-01")
    last = Statement(unit.pk, indicator.pk, "result", 2011, Decimal(37))
    ledger.write([last], by=province.officer, cause=ledger.Cause(Batch.Kind.FORM))
    desk.confirm(seen)
    assert not Entry.objects.filter(year=2012).exists()
    page = desk.client.get(desk.address).content.decode()
    assert message(problem("stale")) in page
    assert len(desk.rows("warning")) == 1
    desk.confirm(desk.look().fingerprint, "Đúng là tăng mạnh")
    assert Entry.objects.filter(year=2012).count() == 2
