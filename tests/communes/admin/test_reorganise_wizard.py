"""The wizard for changes of units: from the menu to the act and back again."""

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes import tree
from communes.admin.reorganise_shown import FEW
from communes.admin.reorganise_wizard import DONE, FILE, NEW, UNDO
from communes.models import (
    Document,
    Hamlet,
    Placement,
    Reorganisation,
    Role,
    Succession,
    Unit,
)
from communes.reorganise import apply
from communes.resolutions.events import RENAME
from tests.communes.reorganise.resolutions import event, resolution
from tests.factories import (
    make_district,
    make_document,
    make_province,
    make_unit,
    make_user,
)

ON = date(2030, 7, 1)
ROWS = {"rows-TOTAL_FORMS": "1", "rows-INITIAL_FORMS": "0"}


@pytest.fixture(autouse=True)
def units(db: Any) -> dict[str, Unit]:
    make_province()
    one, two = make_district("1", name="Một"), make_district("2", name="Hai")
    make_district("4", name="Bốn")
    for code in "ABC":
        make_unit(code, name=f"Xóm {code}", parent=one)
    make_unit("D", name="Xóm D", parent=two)
    tree.rebuild()
    return {unit.code: unit for unit in Unit.objects.all()}


@pytest.fixture
def decision() -> Document:
    return make_document("7/NQ-UBTVQH17", issuer="Ủy ban Thường vụ Quốc hội")


class Desk:
    """One person at the wizard."""

    def __init__(self, person: User) -> None:
        self.client = Client()
        self.client.force_login(person)
        self.address = reverse(NEW)

    def post(self, **form: Any) -> Any:
        """Answer the step at hand; the page that follows, or this one with mistakes."""
        answer = self.client.post(self.address, form)
        if answer.status_code == 302:
            self.address = answer["Location"]
            return self.client.get(self.address)
        return answer

    def begin(self, kind: str, decision: Document, *units: Unit) -> Any:
        return self.post(
            kind=kind,
            document=decision.pk,
            on=ON.isoformat(),
            units=[unit.pk for unit in units],
        )

    def tell(self, *rows: dict[str, Any], **about: Any) -> Any:
        """The second step; parts that are not told stay empty."""
        fields = {
            f"rows-{number}-{name}": value
            for number, row in enumerate(rows)
            for name, value in row.items()
        }
        shared = {"share_of": "people", "note": ""}
        total = {**ROWS, "rows-TOTAL_FORMS": str(len(rows))}
        return self.post(**total, **fields, **{**shared, **about})

    def confirm(self, **placed: str) -> Any:
        shown = self.client.get(self.address).context["shown"]
        return self.post(confirm="1", fingerprint=shown.fingerprint, **placed)


@pytest.fixture
def desk(administrator: User) -> Desk:
    return Desk(administrator)


def lives() -> set[str]:
    return {
        f"{unit.life} {unit.full_name} < {unit.parent and unit.parent.code}"
        for unit in Unit.objects.filter(valid_to=None).select_related("parent")
    }


def sentences(answer: Any) -> list[str]:
    return [str(told) for told in get_messages(answer.wsgi_request)]


NEW_LIFE = "@2030-07-01"
# Kind, units, rows of the second step (units by code), what lives then.
WAYS: dict[str, tuple[str, str, list[dict[str, Any]], set[str], int]] = {
    "merge": (
        "merge",
        "AB",
        [{"code": "B", "kind": "phuong", "name": "Mới", "above": "1"}],
        {f"B{NEW_LIFE} Phường Mới < 1"},
        2,
    ),
    "split": (
        "split",
        "A",
        [{"code": "N", "kind": "xa", "name": "Xã Mới", "above": "2", "share": "40"}],
        {f"A{NEW_LIFE} Xã Xóm A < 1", f"N{NEW_LIFE} Xã Mới < 2"},
        1,
    ),
    "division of a district": (
        "split",
        "1",
        [
            {"code": "3", "kind": "thi_xa", "name": "Ba", "above": "24", "along": "A"},
            {"code": "2", "kind": "huyen", "name": "Hai", "above": "24", "along": "B"},
        ],
        {
            f"1{NEW_LIFE} Huyện Một < 24",
            f"2{NEW_LIFE} Huyện Hai < 24",
            f"3{NEW_LIFE} Thị xã Ba < 24",
            f"A{NEW_LIFE} Xã Xóm A < 3",
            f"B{NEW_LIFE} Xã Xóm B < 2",
            "C@start Xã Xóm C < 1",
        },
        4,
    ),
    "abolition of a district shared out": (
        "abolish",
        "1",
        [{"into": "2", "share": "70"}, {"into": "4", "share": "30", "along": "AC"}],
        {
            f"A{NEW_LIFE} Xã Xóm A < 4",
            f"B{NEW_LIFE} Xã Xóm B < 2",
            f"C{NEW_LIFE} Xã Xóm C < 4",
        },
        5,
    ),
    "rename": (
        "rename",
        "AB",
        [{"name": "Sáng"}, {"name": "Tối"}],
        {f"A{NEW_LIFE} Xã Sáng < 1", f"B{NEW_LIFE} Xã Tối < 1"},
        2,
    ),
    "change of kind": (
        "reclassify",
        "AB",
        [{"kind": "phuong"}, {"kind": "thi_tran"}],
        {f"A{NEW_LIFE} Phường Xóm A < 1", f"B{NEW_LIFE} Thị trấn Xóm B < 1"},
        2,
    ),
    "transfer": (
        "transfer",
        "AB",
        [{"above": "2"}],
        {f"A{NEW_LIFE} Xã Xóm A < 2", f"B{NEW_LIFE} Xã Xóm B < 2"},
        2,
    ),
    "abolition of a commune": (
        "abolish",
        "A",
        [{"into": "B", "share": "60"}, {"into": "D", "share": "40"}],
        {f"B{NEW_LIFE} Xã Xóm B < 1", f"D{NEW_LIFE} Xã Xóm D < 2"},
        2,
    ),
    "abolition of a district": (
        "abolish",
        "1",
        [{"into": "2", "share": "100"}],
        {f"A{NEW_LIFE} Xã Xóm A < 2", f"2{NEW_LIFE} Huyện Hai < 24"},
        4,
    ),
    "abolition of the level": (
        "abolish",
        "12",
        [{"into": "24", "share": ""}],
        {f"A{NEW_LIFE} Xã Xóm A < 24", f"D{NEW_LIFE} Xã Xóm D < 24"},
        4,
    ),
    "merger of districts": (
        "merge",
        "12",
        [{"code": "2", "kind": "thi_xa", "name": "Hai", "above": "24"}],
        {f"2{NEW_LIFE} Thị xã Hai < 24", f"B{NEW_LIFE} Xã Xóm B < 2"},
        5,
    ),
}


@pytest.mark.parametrize(("kind", "codes", "rows", "then", "passed"), WAYS.values(), ids=WAYS)  # fmt: skip
def test_every_kind_of_change_from_the_first_step_to_the_act(
    desk: Desk,
    decision: Document,
    units: dict[str, Unit],
    kind: str,
    codes: str,
    rows: list[dict[str, Any]],
    then: set[str],
    passed: int,
) -> None:
    def value_of(name: str, value: str) -> Any:
        if name == "along":
            return [units[code].pk for code in value]
        return units[value].pk if name in ("above", "into") else value

    told = [{name: value_of(name, row[name]) for name in row} for row in rows]
    desk.begin(kind, decision, *(units[code] for code in codes))
    page = desk.tell(*told, note="Theo nghị quyết")
    assert page.context["problems"] == []
    assert not Reorganisation.objects.exists()
    page = desk.confirm()
    act = Reorganisation.objects.get()
    assert desk.address == reverse(DONE, args=[act.pk, act.pk])
    assert reverse(UNDO, args=[act.pk]) in page.content.decode()
    assert then <= lives()
    assert Succession.objects.count() == passed
    assert act.document == decision


def test_it_is_in_the_menu_of_administrators_only(
    desk: Desk, units: dict[str, Unit]
) -> None:
    menu = desk.client.get(reverse("admin:index")).content.decode()
    assert f'href="{reverse(NEW)}"' in menu
    editor = Desk(make_user(role=Role.EDITOR, unit=units["24"]))
    menu = editor.client.get(reverse("admin:index")).content.decode()
    assert reverse(NEW) not in menu
    for address in (reverse(NEW), reverse(FILE), reverse(UNDO, args=[1])):
        assert editor.client.get(address).status_code == 403
        assert editor.client.post(address, {}).status_code == 403


@pytest.mark.parametrize(
    ("kind", "codes", "field"),
    [
        ("merge", "A", "units"),
        ("split", "AB", "units"),
        ("rename", "1A", "units"),
        ("rename", "", "units"),
        ("union", "A", "kind"),
    ],
)
def test_the_first_step_says_what_is_missing(
    desk: Desk,
    decision: Document,
    units: dict[str, Unit],
    kind: str,
    codes: str,
    field: str,
) -> None:
    page = desk.begin(kind, decision, *(units[code] for code in codes))
    assert field in page.context["form"].errors


def test_no_change_without_a_decision_and_a_day(
    desk: Desk, units: dict[str, Unit]
) -> None:
    page = desk.post(kind="rename", units=[units["A"].pk])
    assert set(page.context["form"].errors) == {"document", "on"}


def test_a_unit_that_has_ended_cannot_be_chosen(
    desk: Desk, decision: Document, units: dict[str, Unit]
) -> None:
    Unit.objects.filter(code="A").update(valid_to=date(2029, 1, 1))
    page = desk.begin("rename", decision, units["A"])
    assert "units" in page.context["form"].errors


def test_shares_above_the_whole_are_said_in_the_second_step(
    desk: Desk, decision: Document, units: dict[str, Unit]
) -> None:
    desk.begin("abolish", decision, units["A"])
    page = desk.tell(
        {"into": units["B"].pk, "share": "60"}, {"into": units["D"].pk, "share": "41"}
    )
    assert page.context["rows"].non_form_errors()


class TestDividingADistrict:
    """Which communes go along is asked, of no other change."""

    @staticmethod
    def asked(page: Any) -> list[list[str]]:
        """The communes that each part asks for."""
        return [
            [unit.code for unit in form.fields["along"].queryset]
            for form in page.context["rows"]
            if "along" in form.fields
        ]

    def test_every_part_asks_for_the_communes_of_the_district(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        page = desk.begin("split", decision, units["1"])
        assert self.asked(page) == [["A", "B", "C"]] * 4
        assert "Xã Xóm A" in page.content.decode()

    @pytest.mark.parametrize(
        ("kind", "codes"),
        [("split", "A"), ("split", "4"), ("abolish", "12"), ("merge", "12")],
    )
    def test_nothing_else_asks(
        self,
        desk: Desk,
        decision: Document,
        units: dict[str, Unit],
        kind: str,
        codes: str,
    ) -> None:
        page = desk.begin(kind, decision, *(units[code] for code in codes))
        assert page.context["rows"] is not None
        assert self.asked(page) == []

    def test_a_commune_goes_with_one_part_only(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        desk.begin("split", decision, units["1"])
        both = [units["A"].pk, units["B"].pk]
        rows = [
            {
                "code": code,
                "kind": "huyen",
                "name": name,
                "above": units["24"].pk,
                "along": along,
            }
            for code, name, along in (("3", "Ba", both), ("5", "Năm", both[1:]))
        ]
        (sentence,) = desk.tell(*rows).context["rows"].non_form_errors()
        assert "Xã Xóm B" in sentence
        assert "Xã Xóm A" not in sentence

    def test_a_commune_of_another_district_is_refused(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        desk.begin("split", decision, units["1"])
        page = desk.tell(
            {
                "code": "3",
                "kind": "huyen",
                "name": "Ba",
                "above": units["24"].pk,
                "along": [units["D"].pk],
            }
        )
        assert "along" in page.context["rows"].errors[0]

    def test_one_can_go_back_and_find_them_ticked(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        desk.begin("split", decision, units["1"])
        details = desk.address
        chosen = [units["A"].pk, units["C"].pk]
        desk.tell(
            {
                "code": "3",
                "kind": "huyen",
                "name": "Ba",
                "above": units["24"].pk,
                "along": chosen,
            }
        )
        assert desk.address != details
        page = desk.client.get(details).content.decode()
        ticked = re.findall(r'name="rows-0-along" value="(\d+)"[^>]* checked', page)
        assert [int(pk) for pk in ticked] == chosen


def test_rows_of_the_second_step_are_needed(
    desk: Desk, decision: Document, units: dict[str, Unit]
) -> None:
    desk.begin("rename", decision, units["A"], units["B"])
    page = desk.tell({"name": "Sáng"}, {"name": ""})
    assert page.context["rows"].errors == [{}, {"name": page.context["rows"].errors[1]["name"]}]  # fmt: skip


def test_what_contradicts_is_said_in_the_preview_and_cannot_be_confirmed(
    desk: Desk, decision: Document, units: dict[str, Unit]
) -> None:
    desk.begin("split", decision, units["A"])
    page = desk.tell(
        {"code": "B", "kind": "xa", "name": "Khác", "above": units["1"].pk}
    )
    assert len(page.context["problems"]) == 1
    assert 'name="confirm"' not in page.content.decode()
    desk.post(confirm="1", fingerprint="")
    assert not Reorganisation.objects.exists()


def test_one_can_go_back_and_find_the_answers(
    desk: Desk, decision: Document, units: dict[str, Unit]
) -> None:
    desk.begin("rename", decision, units["A"])
    details = desk.address
    desk.tell({"name": "Sáng"})
    page = desk.client.get(details).content.decode()
    assert 'value="Sáng"' in page
    token = details.rstrip("/").rpartition("/")[2]
    first = desk.client.get(f"{reverse(NEW)}?draft={token}").content.decode()
    assert f'<option value="{decision.pk}" selected' in first
    assert 'value="2030-07-01"' in first


def test_choices_work_without_a_script(desk: Desk, units: dict[str, Unit]) -> None:
    page = desk.client.get(desk.address).content.decode()
    for unit in units.values():
        assert f'<option value="{unit.pk}">' in page


class TestPlacing:
    @pytest.fixture
    def hamlets(self, units: dict[str, Unit]) -> list[Hamlet]:
        return [
            Hamlet.objects.create(unit=units["A"], name=name)
            for name in ("Trại", "Đồi")
        ]

    def divide(self, desk: Desk, decision: Document, units: dict[str, Unit]) -> Any:
        desk.begin("split", decision, units["A"])
        return desk.tell(
            {"code": "N", "kind": "xa", "name": "Mới", "above": units["1"].pk}
        )

    def test_every_row_is_asked_for(
        self,
        desk: Desk,
        decision: Document,
        units: dict[str, Unit],
        hamlets: list[Hamlet],
    ) -> None:
        page = self.divide(desk, decision, units)
        (divided,) = page.context["divided"]
        assert [choice.told for choice in divided.choices] == [
            "Thôn Trại, Xã Xóm A",
            "Thôn Đồi, Xã Xóm A",
        ]
        assert [heir for heir, _name in divided.heirs] == [
            "A@2030-07-01",
            "N@2030-07-01",
            "?",
        ]
        page = desk.confirm()
        assert page.context["waiting"] == 2
        assert not Reorganisation.objects.exists()

    def test_many_rows_open_once_somebody_asks_or_has_to_answer(
        self,
        desk: Desk,
        decision: Document,
        units: dict[str, Unit],
        hamlets: list[Hamlet],
    ) -> None:
        opened = '<details class="further" open>'
        assert opened in self.divide(desk, decision, units).content.decode()
        Hamlet.objects.bulk_create(
            Hamlet(unit=units["A"], name=f"Số {number}") for number in range(FEW)
        )
        page = desk.client.get(desk.address).content.decode()
        assert "further" in page
        assert opened not in page
        assert opened in desk.confirm().content.decode()

    def test_a_choice_stays_while_others_are_missing(
        self,
        desk: Desk,
        decision: Document,
        units: dict[str, Unit],
        hamlets: list[Hamlet],
    ) -> None:
        self.divide(desk, decision, units)
        field = f"place-hamlet-{hamlets[0].pk}-2030-07-01"
        page = desk.confirm(**{field: "N@2030-07-01"})
        assert page.context["waiting"] == 1
        assert page.context["divided"][0].choices[0].chosen == "N@2030-07-01"

    def test_rows_go_where_they_are_sent_and_the_rest_together(
        self,
        desk: Desk,
        decision: Document,
        units: dict[str, Unit],
        hamlets: list[Hamlet],
    ) -> None:
        self.divide(desk, decision, units)
        desk.confirm(
            **{
                f"place-hamlet-{hamlets[0].pk}-2030-07-01": "N@2030-07-01",
                "rest-A@start-2030-07-01": "?",
            }
        )
        assert Placement.objects.get().row == hamlets[0].pk
        assert Reorganisation.objects.exists()


class TestConfirming:
    def test_a_stale_preview_is_refused_with_a_fresh_one(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        desk.begin("rename", decision, units["A"])
        shown = desk.tell({"name": "Sáng"}).context["shown"]
        Unit.objects.filter(code="A").update(ordinal=5)
        page = desk.post(confirm="1", fingerprint=shown.fingerprint)
        assert len(sentences(page)) == 1
        assert page.context["shown"].fingerprint != shown.fingerprint
        assert not Reorganisation.objects.exists()
        desk.confirm()
        assert Reorganisation.objects.count() == 1

    def test_not_without_a_fingerprint(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        desk.begin("rename", decision, units["A"])
        desk.tell({"name": "Sáng"})
        desk.post(confirm="1")
        assert not Reorganisation.objects.exists()

    def test_only_once(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        desk.begin("rename", decision, units["A"])
        shown = desk.tell({"name": "Sáng"}).context["shown"]
        preview = desk.address
        desk.confirm()
        answer = desk.client.post(
            preview, {"confirm": "1", "fingerprint": shown.fingerprint}
        )
        assert answer["Location"] == reverse(NEW)
        assert Reorganisation.objects.count() == 1

    def test_it_can_be_left(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        desk.begin("rename", decision, units["A"])
        desk.tell({"name": "Sáng"})
        preview = desk.address
        desk.post(leave="1")
        assert desk.client.get(preview)["Location"] == reverse(NEW)

    def test_the_draft_is_the_persons_own(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        desk.begin("rename", decision, units["A"])
        desk.tell({"name": "Sáng"})
        other = Desk(make_user(role=Role.ADMINISTRATOR, unit=units["24"]))
        assert other.client.get(desk.address)["Location"] == reverse(NEW)


class TestFile:
    HEAD = (
        "Ngày hiệu lực,Hình thức,Mã cũ,Mã mới,Tên mới,Tỷ lệ dân số,Văn bản,Mã cấp trên"
    )

    def upload(self, desk: Desk, *rows: str, **more: Any) -> Any:
        desk.address = reverse(FILE)
        data = "\n".join((self.HEAD, *rows)).encode()
        return desk.post(file=SimpleUploadedFile("nq.csv", data), **more)

    def test_a_resolution_from_a_file(self, desk: Desk, decision: Document) -> None:
        page = self.upload(desk, "01-07-2030,Đổi tên,A,A,Xã Sáng,1,7/NQ-UBTVQH17,1")
        assert page.context["problems"] == []
        desk.confirm()
        act = Reorganisation.objects.get()
        assert (act.file_name, act.document) == ("nq.csv", decision)

    def test_what_cannot_be_read_is_said(self, desk: Desk) -> None:
        page = self.upload(desk, "tháng 7,Đổi tên,A,A,Xã Sáng,nhiều,7/NQ-UBTVQH17,1")
        assert len(page.context["problems"]) == 2
        assert page.context["form"].is_bound

    def test_no_file_is_said(self, desk: Desk) -> None:
        desk.address = reverse(FILE)
        assert "file" in desk.post().context["form"].errors

    def test_placements_come_with_it(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        hamlet = Hamlet.objects.create(unit=units["A"], name="Trại")
        placements = f"register,row,unit\nhamlet,{hamlet.pk},N\n".encode()
        self.upload(
            desk,
            '01-07-2030,Tách,A,N,Xã Mới,"0,4",7/NQ-UBTVQH17,1',
            placements=SimpleUploadedFile("p.csv", placements),
        )
        desk.confirm()
        assert Placement.objects.get().unit.code == "N"

    def test_two_resolutions_that_divide_one_unit_after_another(
        self, desk: Desk, decision: Document, units: dict[str, Unit]
    ) -> None:
        Hamlet.objects.create(unit=units["A"], name="Trại")
        self.upload(
            desk,
            "01-07-2030,Tách,A,N,Xã Mới,,7/NQ-UBTVQH17,1",
            "01-01-2031,Tách,N,M,Xã Mờ,,7/NQ-UBTVQH17,1",
        )
        page = desk.confirm(**{"rest-A@start-2030-07-01": "N@2030-07-01"})
        assert [one.unit for one in page.context["divided"]] == ["Xã Xóm A", "Xã Mới"]
        shown = page.context["shown"]
        desk.post(
            confirm="1",
            fingerprint=shown.fingerprint,
            **{
                "rest-A@start-2030-07-01": "N@2030-07-01",
                "rest-N@2030-07-01-2031-01-01": "M@2031-01-01",
            },
        )
        assert Reorganisation.objects.count() == 2
        assert Placement.objects.count() == 2


class TestTakingBack:
    def act(self, by: User) -> Reorganisation:
        renamed = event(RENAME, "A", "A", 1, to_name="Xã Sáng")
        (act,) = apply([resolution(renamed)], by=by)
        return act

    def test_it_asks_and_then_does_it(self, desk: Desk, administrator: User) -> None:
        act = self.act(administrator)
        desk.address = reverse(UNDO, args=[act.pk])
        assert desk.client.get(desk.address).context["sentences"] == ()
        assert not Reorganisation.objects.get().is_undone
        page = desk.post()
        assert Reorganisation.objects.get().is_undone
        assert desk.address == reverse(
            "admin:communes_reorganisation_change", args=[act.pk]
        )
        assert reverse(UNDO, args=[act.pk]) not in page.content.decode()

    def test_it_says_what_stands_in_the_way(
        self, desk: Desk, administrator: User
    ) -> None:
        act = self.act(administrator)
        Hamlet.objects.create(unit=Unit.objects.get(name="Sáng"), name="Trại")
        desk.address = reverse(UNDO, args=[act.pk])
        for page in (desk.client.get(desk.address), desk.post()):
            assert len(page.context["sentences"]) == 1
        assert not Reorganisation.objects.get().is_undone

    def test_the_list_and_the_act_show_what_was_done(
        self, desk: Desk, administrator: User
    ) -> None:
        act = self.act(administrator)
        listed = desk.client.get(reverse("admin:communes_reorganisation_changelist"))
        assert str(act.document) in listed.content.decode()
        for state, number in (("held", 1), ("undone", 0)):
            found = desk.client.get(f"{listed.wsgi_request.path}?state={state}")
            assert found.context["cl"].result_count == number
        shown = desk.client.get(
            reverse("admin:communes_reorganisation_change", args=[act.pk])
        ).content.decode()
        assert "Xã Sáng" in shown
        assert reverse(UNDO, args=[act.pk]) in shown
        assert 'name="_save"' not in shown


def test_the_pages_keep_to_the_security_policy(
    desk: Desk, decision: Document, units: dict[str, Unit]
) -> None:
    pages = [desk.client.get(desk.address), desk.client.get(reverse(FILE))]
    pages.append(desk.begin("rename", decision, units["A"]))
    pages.append(desk.tell({"name": "<b>Sáng</b>"}))
    pages.append(desk.confirm())
    act = Reorganisation.objects.get()
    pages.append(desk.client.get(reverse(UNDO, args=[act.pk])))
    for page in pages:
        assert page.status_code == 200
        text = page.content.decode()
        assert "<b>Sáng</b>" not in text
        assert not re.search(r"\son[a-z]+=|\sstyle=|<script(?![^>]*src=)", text)
