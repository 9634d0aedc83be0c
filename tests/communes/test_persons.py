"""A text that seems to name a person is noticed; one that names an office is not."""

import unicodedata

import pytest

from communes.persons import named


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Phê bình đồng chí Nguyễn Văn An vì chậm.", "đồng chí Nguyễn Văn An"),
        ("Đồng chí Hùng đã khắc phục", "Đồng chí Hùng"),
        ("giao đ/c Bí thư Trần Thị Bình", "đ/c Bí thư Trần Thị Bình"),
        (unicodedata.normalize("NFD", "đồng chí Lê Hà"), "đồng chí Lê Hà"),
    ],
)
def test_a_person_is_noticed(text: str, words: str) -> None:
    assert named(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "",
        "các đồng chí cấp ủy viên",
        "đồng chí Bí thư Đảng ủy xã",
        "đồng chí Chủ tịch UBND xã Hòa Sơn",
        "tình đồng chí",
        "Nguyễn Văn Cừ là tên trường",
    ],
)
def test_an_office_is_no_person(text: str) -> None:
    assert named(text) is None
