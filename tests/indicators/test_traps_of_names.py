"""The traps 1-9 of communes/data/SOURCES.md, with the real units, through every door.

A name comes in by an import, by the search box and by the fields of the admin that are
completed as one types. All three read and match it in one way: communes/names.py.
"""

import csv
import io
import unicodedata
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes import finding, reference
from communes.access import EVERYTHING, system_account
from communes.loading import Loaded
from communes.models import Unit
from communes.names import Fit
from indicators.imports.preview import Options, preview
from indicators.pages.search import search_page
from tests.factories import make_indicator

HEAD = ["unit_code", "unit_name", "year", "period", "indicator_code", "value"]
YEAR_END = date(2012, 12, 31)


pytestmark = pytest.mark.usefixtures("with_units", "_indicator")


@pytest.fixture
def _indicator(with_units: Loaded) -> None:
    make_indicator("KN-01")


@pytest.fixture
def admin(client: Client, administrator: User) -> Client:
    """An administrator at the admin."""
    client.force_login(administrator)
    return client


def imported(
    text: str,
    *,
    year: int = 2012,
    month: int = 12,
    code: str = "",
    unit: str | None = None,
) -> str:
    """The life that a file's row is taken for; else the problem and what is suggested."""
    out = io.StringIO()
    period = "Y" if month == 12 else str(month)
    csv.writer(out).writerows([HEAD, [code, text, year, period, "KN-01", 1]])
    shown = preview(
        out.getvalue().encode(),
        "x.csv",
        by=system_account(),
        options=Options(unit=unit),
    )
    if shown.problems:
        (problem,) = shown.problems
        return f"{problem.code}: {'; '.join(problem.suggestions)}"
    (statement,) = shown.statements
    return Unit.objects.get(pk=statement.unit).life


def searched(text: str) -> list[str]:
    """The lives that the search page lists, in its order."""
    rows = search_page(text, EVERYTHING).units.rows
    return [(row.cells[0].href or "").split("/")[-2] for row in rows]


def completed(admin: Client, text: str) -> list[str]:
    """The lives that a field completed as one types offers, in its order."""
    response = admin.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "communes",
            "model_name": "assignment",
            "field_name": "unit",
            "term": text,
        },
    )
    keys = [int(row["id"]) for row in response.json()["results"]]
    lives = {unit.pk: unit.life for unit in Unit.objects.filter(pk__in=keys)}
    return [lives[key] for key in keys]


def listed(admin: Client, text: str) -> list[str]:
    """The lives that the list of units in the admin shows, in its order."""
    page = admin.get(reverse("admin:communes_unit_changelist"), {"q": text})
    return [unit.life for unit in page.context["cl"].queryset]


def found(admin: Client, text: str) -> list[str]:
    """What the search page finds; the admin finds the same, in the same order."""
    lives = searched(text)
    assert completed(admin, text) == lives[:20]
    return lives


def on(lives: list[str], day: date) -> list[str]:
    """Those that lived on the day."""
    alive = {unit.life for unit in Unit.objects.alive_on(day)}
    return [life for life in lives if life in alive]


# 1. A code is no identity


@pytest.mark.parametrize(
    ("code", "then", "now"),
    [
        ("07210", "Phường Hoàng Văn Thụ", "Phường Bắc Giang"),
        ("07381", "Xã Nghĩa Hưng", "Xã Tiên Lục"),
        ("07333", "Xã Lam Cốt", "Xã Quang Trung"),
        # A spreadsheet drops the zero.
        ("7333", "Xã Lam Cốt", "Xã Quang Trung"),
    ],
)
def test_trap_1_a_code_is_another_unit_in_another_year(
    admin: Client, code: str, then: str, now: str
) -> None:
    lives = found(admin, code)
    names = {life: Unit.objects.life(life) for life in lives}
    assert str(names[lives[0]]) == now  # the living first
    assert {str(unit) for unit in names.values()} >= {then, now}
    for year, name in ((2012, then), (2025, now)):
        life = imported("", code=code, year=year)
        assert str(Unit.objects.life(life)) == name


def test_trap_1_a_code_with_the_name_of_another_time_is_refused() -> None:
    answer = imported("Phường Bắc Giang", code="07210")
    assert answer == ("code-and-name-differ: Phường Hoàng Văn Thụ, Thành phố Bắc Giang")


# 2. Code 24 is two provinces


def test_trap_2_the_code_of_the_province_is_two_lives(admin: Client) -> None:
    assert found(admin, "24")[:2] == ["24@2025-07-01", "24@start"]
    assert imported("", code="24") == "24@start"
    assert imported("", code="24", year=2025) == "24@2025-07-01"


@pytest.mark.parametrize(
    ("text", "year", "life"),
    [
        ("Tỉnh Bắc Giang", 2012, "24@start"),
        ("Đảng bộ tỉnh Bắc Giang", 2012, "24@start"),
        ("Tỉnh ủy Bắc Ninh", 2025, "24@2025-07-01"),
    ],
)
def test_trap_2_the_province_is_found_by_the_name_of_its_time(
    admin: Client, text: str, year: int, life: str
) -> None:
    assert imported(text, year=year) == life
    assert found(admin, text) == [life]


def test_trap_2_the_province_of_today_did_not_stand_in_2012() -> None:
    assert imported("Tỉnh Bắc Ninh").startswith("unit-not-alive: Tỉnh Bắc Giang")


# 3. One bare name, several codes over time


@pytest.mark.parametrize(
    ("name", "year", "month", "code"),
    [
        ("Xã Tân Hiệp", 2012, 12, "07276"),
        ("Xã Tân Hiệp", 2025, 6, "07261"),
        ("Xã Quang Trung", 2025, 6, "07315"),
        ("Xã Quang Trung", 2025, 12, "07333"),
        ("Xã Tiên Lục", 2012, 12, "07393"),
        ("Xã Tiên Lục", 2025, 12, "07381"),
    ],
)
def test_trap_3_a_bare_name_is_the_unit_of_its_day(
    admin: Client, name: str, year: int, month: int, code: str
) -> None:
    life = imported(name, year=year, month=month)
    assert life.split("@")[0] == code
    there = on(found(admin, name), date(year, month, 30))
    assert [one for one in there if _name(one) == name] == [life]


def test_trap_3_every_life_that_bears_a_name_is_found(admin: Client) -> None:
    of_name: dict[str, set[str]] = {}
    for life in reference.lives():
        of_name.setdefault(life.name, set()).add(life.version_id)
    shared = {
        name: lives
        for name, lives in of_name.items()
        if len({life.split("@")[0] for life in lives}) > 1
    }
    assert len(shared) >= 35
    for name, lives in shared.items():
        assert lives <= set(searched(name))


def _name(life: str) -> str:
    return str(Unit.objects.life(life))


# 4. One name in one district, or in two


@pytest.mark.parametrize(
    ("name", "commune", "town"),
    [
        ("An Châu", "07657", "07615"),
        ("Bố Hạ", "07294", "07237"),
        ("Cao Thượng", "07339", "07297"),
        ("Nhã Nam", "07306", "07300"),
    ],
)
def test_trap_4_commune_and_town_of_one_name_are_told_apart_by_kind(
    admin: Client, name: str, commune: str, town: str
) -> None:
    assert imported(name).startswith("unit-unclear: ")
    assert imported(f"Xã {name}").split("@")[0] == commune
    assert imported(f"TT. {name}").split("@")[0] == town
    assert _codes(on(found(admin, name), YEAR_END)) >= {commune, town}
    assert _codes(on(found(admin, f"xã {name}"), YEAR_END)) == {commune}
    assert _codes(on(found(admin, f"tt {name}"), YEAR_END)) >= {town}
    assert commune not in _codes(on(found(admin, f"tt {name}"), YEAR_END))


@pytest.mark.parametrize(
    ("name", "year", "month", "codes"),
    [
        ("Đồng Tiến", 2025, 6, {"Yên Thế": "07243", "Hiệp Hòa": "07816"}),
        ("Phúc Sơn", 2022, 12, {"Tân Yên": "07318", "Sơn Động": "07630"}),
    ],
)
def test_trap_4_communes_of_one_name_are_told_apart_by_district(
    admin: Client, name: str, year: int, month: int, codes: dict[str, str]
) -> None:
    assert imported(f"Xã {name}", year=year, month=month).startswith("unit-unclear: ")
    for district, code in codes.items():
        for text in (f"Xã {name} (huyện {district})", f"{name}, {district}"):
            assert imported(text, year=year, month=month).split("@")[0] == code
            assert _codes(found(admin, text)) == {code}


def _codes(lives: list[str]) -> set[str]:
    return {life.split("@")[0] for life in lives}


# 5. Names that differ in diacritics, or in a letter, only


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đồng Sơn", "Đông Sơn"),
        ("Phương Sơn", "Phượng Sơn"),
        ("Quang Minh", "Quảng Minh"),
    ],
)
def test_trap_5_diacritics_decide_in_an_import_and_rank_in_a_search(
    admin: Client, one: str, other: str
) -> None:
    for name, another in ((one, other), (other, one)):
        life = imported(f"Xã {name}")
        assert _name(life) == f"Xã {name}"
        listed = on(found(admin, name), YEAR_END)
        assert listed[0] == life
        assert {_name(each) for each in listed} >= {f"Xã {name}", f"Xã {another}"}


def test_trap_5_without_diacritics_an_import_asks_and_a_search_lists(
    admin: Client,
) -> None:
    answer = imported("Xã Dong Son")
    assert answer.startswith("unit-unknown: ")
    assert "Xã Đồng Sơn" in answer
    assert "Xã Đông Sơn" in answer
    names = {_name(life) for life in on(found(admin, "dong son"), YEAR_END)}
    assert names >= {"Xã Đồng Sơn", "Xã Đông Sơn"}


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("Xã Tam Hiêp", "Xã Tam Hiệp"),
        ("Xã Đống Kỳ", "Xã Đồng Kỳ"),
        ("Xã Hoàng Van", "Xã Hoàng Vân"),
        ("Xã Tân Thịn", "Xã Tân Thịnh"),
    ],
)
def test_trap_5_one_letter_apart_is_suggested_and_never_taken(
    wrong: str, near: str
) -> None:
    answer = imported(wrong)
    assert answer.startswith("unit-unknown: ")
    assert near in answer


# 6. Where the tone stands


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Xã Đại Hoá", "Xã Đại Hóa"),
        ("Phúc Hoà", "Xã Phúc Hòa"),
        ("Nghĩa Hoà", "Xã Nghĩa Hòa"),
        ("Hoà Sơn", "Xã Hòa Sơn"),
        ("Xã Cảnh Thuỵ", "Xã Cảnh Thụy"),
        ("Huyện uỷ Hiệp Hoà", "Huyện Hiệp Hòa"),
        ("HUYỆN ỦY HIỆP HOÀ", "Huyện Hiệp Hòa"),
        ("Qúy Sơn", "Xã Quý Sơn"),
        ("Quý Sơn", "Xã Quý Sơn"),
        ("Quỳnh Sơn", "Xã Quỳnh Sơn"),
    ],
)
def test_trap_6_the_place_of_a_tone_does_not_matter(
    admin: Client, text: str, name: str
) -> None:
    assert _name(imported(unicodedata.normalize("NFD", text))) == name
    assert _name(on(found(admin, text), YEAR_END)[0]) == name


# 7. Spellings of sources


def test_trap_7_xa_ly_is_sa_ly_in_other_sources(admin: Client) -> None:
    for text in ("Xã Sa Lý", "Sa Lý", "x. sa lý", "Xã Xa Lý", "Xa Lý"):
        assert imported(text) == "07540@start"
        assert imported(text, year=2025) == "07534@2025-07-01"
        assert found(admin, text) in (
            ["07534@2025-07-01", "07540@start"],
            ["07540@start", "07534@2025-07-01"],
        )
    assert found(admin, "sa ly")[0] == "07534@2025-07-01"
    assert set(found(admin, "sa l")) >= {"07534@2025-07-01", "07540@start"}
    assert imported("Xã Sa Lý", code="07540") == "07540@start"


@pytest.mark.parametrize(
    ("text", "year", "name"),
    [
        ("Thị trấn  Bích Động", 2012, "Thị trấn Bích Động"),
        ("Thị Xã Việt Yên", 2024, "Thị xã Việt Yên"),
        ("thị trấn nông trường Bố Hạ", 2005, "Thị trấn NT Bố Hạ"),
        ("TT NT Bố Hạ", 2005, "Thị trấn NT Bố Hạ"),
        ("Nông trường Yên Thế", 2005, "Thị trấn NT Yên Thế"),
    ],
)
def test_trap_7_blanks_capitals_and_state_farms(
    admin: Client, text: str, year: int, name: str
) -> None:
    assert _name(imported(text, year=year)) == name
    listed = on(found(admin, text), date(year, 12, 31))
    assert [_name(life) for life in listed] == [name]


def test_trap_7_a_comma_without_a_blank_names_the_district(admin: Client) -> None:
    assert imported("Tiên Sơn,Việt Yên") == imported("Xã Tiên Sơn")
    assert found(admin, "Tiên Sơn,Việt Yên") == [imported("Xã Tiên Sơn")]


# 8. Prefixes, and đ


@pytest.mark.parametrize(
    ("text", "year", "name"),
    [
        ("Xã Hòa Sơn", 2012, "Xã Hòa Sơn"),
        ("X.Hòa Sơn", 2012, "Xã Hòa Sơn"),
        ("x. Hòa Sơn", 2012, "Xã Hòa Sơn"),
        ("Phường Trần Phú", 2012, "Phường Trần Phú"),
        ("P. Trần Phú", 2012, "Phường Trần Phú"),
        ("Thị trấn Chũ", 2012, "Thị trấn Chũ"),
        ("TT Chũ", 2012, "Thị trấn Chũ"),
        ("TT.Chũ", 2012, "Thị trấn Chũ"),
        ("T.T. Chũ", 2012, "Thị trấn Chũ"),
        ("Thị xã Việt Yên", 2024, "Thị xã Việt Yên"),
        ("TX Việt Yên", 2024, "Thị xã Việt Yên"),
        ("Thành phố Bắc Giang", 2012, "Thành phố Bắc Giang"),
        ("TP.Bắc Giang", 2012, "Thành phố Bắc Giang"),
        ("Đảng bộ xã Giáp Sơn", 2012, "Xã Giáp Sơn"),
        ("Đảng bộ Khối các cơ quan tỉnh", 2012, "Đảng bộ Khối các cơ quan tỉnh"),
        ("TT Đồi Ngô", 2012, "Thị trấn Đồi Ngô"),
        ("TT. Ðồi Ngô", 2012, "Thị trấn Đồi Ngô"),
    ],
)
def test_trap_8_a_prefix_is_a_kind_in_every_form(
    admin: Client, text: str, year: int, name: str
) -> None:
    assert _name(imported(text, year=year)) == name
    as_on_a_mac = unicodedata.normalize("NFD", text.upper())
    assert _name(on(found(admin, as_on_a_mac), date(year, 12, 31))[0]) == name


@pytest.mark.parametrize("text", ["Xã Đoi Ngo", "TT Doi Ngo"])
def test_trap_8_d_for_d_bar_is_searched_for_and_not_taken(
    admin: Client, text: str
) -> None:
    assert imported(text).startswith("unit-unknown: ")
    assert {_name(life) for life in found(admin, "doi ngo")} >= {"Thị trấn Đồi Ngô"}


# 9. Names shared across levels


@pytest.mark.parametrize(
    "name",
    [
        *("Sơn Động", "Lục Ngạn", "Lục Nam", "Lạng Giang", "Yên Thế", "Tân Yên"),
        *("Hiệp Hòa", "Việt Yên", "Yên Dũng", "Bắc Giang"),
    ],
)
def test_trap_9_a_name_of_a_district_is_that_of_a_commune_after_07_2025(
    admin: Client, name: str
) -> None:
    of_today = [
        life for life in on(found(admin, name), date(2025, 7, 1))
        if Unit.objects.get(code=life[:5], valid_to=None).name == name
    ]  # fmt: skip
    assert len(of_today) == 1
    assert imported(name, year=2025) == of_today[0]
    # In 2012 it is the district, alone but for Lục Nam and the city in its province.
    answer = imported(name)
    if name in ("Lục Nam", "Bắc Giang"):
        assert answer.startswith("unit-unclear: ")
    else:
        assert len(answer.split("@")[0]) == 3
    district = "Thành phố" if name == "Bắc Giang" else "Huyện"
    assert _name(imported(f"{district} {name}")) == f"{district} {name}"
    assert {len(code) for code in _codes(found(admin, f"{district} {name}"))} == {3}


# The search box


@pytest.mark.parametrize(
    "text",
    [
        *("hoa son", "Hoà Sơn", "x. Hòa Sơn", "HOA SON", "hoa s", "xa hoa son"),
        *("  hòa \u00a0 sơn ", unicodedata.normalize("NFD", "Hòa Sơn")),
        *("hoa son, hiep hoa", "Hòa Sơn (Hiệp Hòa)", "hòa sơn, hiệp"),
    ],
)
def test_the_search_box_finds_hoa_son_however_it_is_typed(
    admin: Client, text: str
) -> None:
    assert "07837@start" in found(admin, text)
    assert _name(found(admin, text)[0]) == "Xã Hòa Sơn"


@pytest.mark.parametrize("text", ["", "  ", "\x00", "%", "_", "\\", "'", "(", "…"])
def test_what_says_nothing_finds_nothing(admin: Client, text: str) -> None:
    assert searched(text) == []
    assert finding.find(text) == []


def test_a_search_reads_in_one_query_only_what_it_may_find() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        lives = finding.find("hoa son")
    assert len(queries) == 1
    sql = queries[0]["sql"]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) AS read")
        (read,) = cursor.fetchone()
    # And the few names that are in the list of spellings.
    assert len(lives) <= read <= len(lives) + 2


def test_a_field_that_is_completed_takes_as_many_queries_for_few_as_for_many(
    admin: Client,
) -> None:
    def queries(term: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            completed(admin, term)
        return len(captured)

    assert queries("hoa son") == queries("s") <= 8


def test_the_list_of_units_in_the_admin_is_searched_alike(admin: Client) -> None:
    for text in ("x. Hòa Sơn", "Xã Đồng Tiến (huyện Yên Thế)", "sa ly", "07210"):
        assert listed(admin, text) == searched(text)
    by_code = admin.get(
        reverse("admin:communes_unit_changelist"), {"q": "dong tien", "o": "1"}
    )
    assert by_code.status_code == 200


def test_a_real_name_is_found_by_itself_first() -> None:
    for unit in Unit.objects.alive_on(YEAR_END).in_order()[::5]:
        best = finding.find(unit.full_name)[0]
        assert best.fit <= Fit.NAME
        assert best.unit.full_name == unit.full_name
