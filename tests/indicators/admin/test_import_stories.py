"""Layouts L1, L2 and L4 from the upload to the pages of the leaders: stories US5, US6, US8."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from communes.models import Unit
from indicators.models import Batch, Entry, Upload
from tests.factories import make_user
from tests.indicators.admin.test_imports import Desk
from tests.indicators.imports.import_cases import DATA, L1, L4
from tests.indicators.imports.province import Province, keep_training
from tests.indicators.test_api import program_of
from tests.indicators.test_import_results import run

L2 = (DATA / "L2_lucngan_theo_xa_2012.csv").read_bytes()


@pytest.fixture
def officer(with_article: Any, settings: Any, tmp_path: Any) -> User:
    settings.MEDIA_ROOT = tmp_path
    return make_user("can-bo-tinh", unit=Unit.objects.get(code="24", valid_from=None))


def read(desk: Desk, address: str) -> str:
    """A page as it is read: its text without tags."""
    page = desk.client.get(address)
    assert page.status_code == 200
    text = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(unescape(text).split())


def imported(desk: Desk, data: bytes, name: str) -> str:
    """Brought, looked through and written without a reason; what the preview said."""
    desk.address = "/admin/indicators/batch/import/"
    desk.upload(data, name)
    said = read(desk, desk.address)
    held = desk.look()
    desk.confirm(held.fingerprint)
    held.refresh_from_db()
    assert held.state == Upload.State.WRITTEN
    return said


def test_us5_the_yearly_table_is_imported_once(officer: User) -> None:
    desk = Desk(officer)
    said = imported(desk, L1, "L1.csv")
    assert "Cảnh báo" not in said
    assert "Tổng cộng KN-01 kế hoạch 2.400 2.400 0" in said
    assert "Tổng cộng KN-01 2.753 2.753 0" in said
    batch = Batch.objects.get(kind=Batch.Kind.IMPORT)
    wrote = Entry.objects.filter(batch=batch, indicator__code="KN-01")
    assert wrote.filter(measure="result").count() == 14  # no group, no total
    assert "2.753" in read(desk, "/units/24@start/?year=2012")

    desk.address = "/admin/indicators/batch/import/"
    desk.upload(L1, "L1.csv")
    again = read(desk, desk.address)
    assert "Không có gì thay đổi: toàn bộ số liệu đã có trong sổ." in again
    assert "0 mới 0 thay đổi 70 không đổi" in again


def test_us6_missing_is_not_zero(officer: User) -> None:
    desk = Desk(officer)
    said = imported(desk, L2, "L2.csv")
    assert "KH KN-01 Kế hoạch Số đảng viên kết nạp trong năm 8/8" in said
    assert "TH KN-01 Thực hiện Số đảng viên kết nạp trong năm 7/8" in said
    assert "Cộng KN-01 kế hoạch 92 92 0" in said
    assert "Cộng KN-01 82 82 0" in said
    assert "Xã Giáp Sơn KN-01 Số đảng viên kết nạp trong năm trống – D13" in said
    assert "Số thôn, bản “trắng” đảng viên chưa BC – H13" in said
    # The row that is numbered «6*».
    assert "Xã Quý Sơn KN-01 Số đảng viên kết nạp trong năm – → 21 D12" in said

    page = read(desk, "/units/219@start/?year=2012")
    assert "Đã báo cáo 7/30 đơn vị" in page
    assert "82 người đạt 89,1 % kế hoạch, còn thiếu 10 chưa đạt kế hoạch 92" in page
    assert "Xã Giáp Sơn 10 chưa báo cáo" in page
    # Only of those that reported: 82/82.
    assert (
        "Chỉ tính các đơn vị có đủ kế hoạch và thực hiện: đạt 100,0 % kế hoạch." in page
    )
    trace = read(desk, "/trace/219@start/KN-01/2012/")
    assert "Chỉ tính các đơn vị có đủ kế hoạch và thực hiện 100,0 %" in trace
    assert "Cộng các đơn vị trực thuộc 92 82 7/30" in trace
    white = read(desk, "/trace/219@start/TB-02/2012/")
    assert "Thực hiện 2 thôn, bản" in white
    assert "Đã báo cáo 7/30 đơn vị" in white


# The communes of Lục Ngạn that L2 does not have, as the entry sheets list them.
MISSING = [
    "Xã Cấm Sơn", "Xã Phong Minh", "Xã Phong Vân", "Xã Xa Lý", "Xã Hộ Đáp",
    "Xã Sơn Hải", "Xã Kiên Lao", "Xã Biên Sơn", "Xã Kiên Thành", "Xã Hồng Giang",
    "Xã Kim Sơn", "Xã Tân Hoa", "Xã Trù Hựu", "Xã Phì Điền", "Xã Nghĩa Hồ",
    "Xã Tân Quang", "Xã Tân Lập", "Xã Phú Nhuận", "Xã Mỹ An", "Xã Nam Dương",
    "Xã Tân Mộc", "Xã Đèo Gia",
]  # fmt: skip


def test_us6_every_missing_unit_is_named_behind_each_door(
    officer: User, tmp_path: Path
) -> None:
    desk = Desk(officer)
    desk.address = "/admin/indicators/batch/import/"
    desk.upload(L2, "L2.csv")
    said = read(desk, desk.address)
    assert f"{', '.join(MISSING[:12])}, …" in said
    assert " ".join(MISSING) in said
    file = tmp_path / "L2.csv"
    file.write_bytes(L2)
    for answer in (
        run(file, "--json").answer,
        program_of(officer).send(L2, "L2.csv").json(),
    ):
        (warning,) = answer["warnings"]
        assert (warning["code"], warning["units"]) == ("units-missing", MISSING)


def test_us8_turns_are_counted_from_the_rounds(province: Province) -> None:
    keep_training(province)
    desk = Desk(province.officer)
    said = imported(desk, L4, "L4.csv")
    assert "Tổng cộng: 05 lớp DT-01 kế hoạch 610 610 0" in said
    assert "Tổng cộng: 05 lớp DT-01 608 608 0" in said
    for category in ("279 279 0", "38 38 0", "267 267 0", "24 24 0"):
        assert category in said
    trace = read(desk, "/trace/24@start/DT-01/2011/")
    assert "608 lượt" in trace
    assert "99,7 %" in trace
    assert "610" in trace
    assert "608 người" not in trace
