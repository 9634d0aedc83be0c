"""Real figures on both borders, against sums made here by hand from the entries.

What a district was made of is read from the shipped table of lives and from the crosswalk
of 2012 to 2025, not with the product's trees, covers or pieces.
"""

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from communes.access import system_account
from communes.models import COMMUNE_KINDS, Unit
from indicators import ledger
from indicators.ledger import Cause, Statement
from indicators.models import Batch, Entry, Indicator

ROOT = Path(__file__).parents[2]
LIVES = ROOT / "communes" / "data" / "units_all_versions.csv"
CROSSWALK = ROOT / "tests" / "data" / "crosswalk_2012_2025.csv"

CITY, YEN_DUNG, LANG_GIANG, LUC_NGAN, YEN_THE = "213", "221", "217", "219", "215"
DINH_TRI, FARM_TOWN = "07441", "07372"
# To the town of Chũ on 1 January 2025 (resolution 1191).
TO_CHU = {
    "07525", "07549", "07552", "07558", "07561", "07576", "07579", "07600", "07603",
    "07612",
    "07585",  # Nghĩa Hồ, since 2020 in the township of Chũ
}  # fmt: skip
# Of the farm town, to communes of Yên Thế in 2007: 551 and 273 of 1481 people.
FARM_TO_YEN_THE = Decimal("0.3720") + Decimal("0.1843")
# What the printed shares (0.4436, 0.3720, 0.1843) leave of 1 goes to the largest.
FARM_TO_LANG_GIANG = Decimal("0.4437")

pytestmark = pytest.mark.usefixtures("with_demo")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def districts(day: date) -> dict[str, str]:
    """The district of every commune alive on a day, by code."""
    text = day.isoformat()
    return {
        life["code"]: life["parent_code"]
        for life in rows(LIVES)
        if life["valid_from"] <= text and (not life["valid_to"] or text < life["valid_to"])
        and life["kind"] in ("xa", "phuong", "thi_tran")
    }  # fmt: skip


def entered(year: int, through: int = 12) -> dict[str, Decimal]:
    """The admissions that were entered, by the code of the commune or bloc."""
    entries = Entry.objects.filter(
        indicator__code="KN-01",
        measure="result",
        year=year,
        since=year,
        through=through,
        is_current=True,
        unit__level__gt=1,
    )
    return {e.unit.code: e.value for e in entries.select_related("unit") if e.value}


def then(code: str, year: int, through: int = 12) -> Decimal:
    """A district on the borders of the year: the communes that lay in it at its end."""
    day = date(year, 12, 31) if through == 12 else date(year, through, 30)
    values, inside = entered(year, through), districts(day)
    return sum((values[c] for c in values if inside.get(c) == code), Decimal(0))


def figures(*words: str) -> list[dict[str, Any]]:
    """What `figures --json` prints."""
    out = StringIO()
    call_command("figures", "--indicator", "KN-01", *words, "--json", stdout=out)
    items: list[dict[str, Any]] = json.loads(out.getvalue())
    return items


def traced(*words: str) -> dict[str, Any]:
    """What `trace --json` prints."""
    out = StringIO()
    call_command("trace", "--indicator", "KN-01", *words, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def series(code: str, borders: str, **asked: int) -> dict[int, Decimal]:
    """The results of one unit by year, as the command prints them."""
    words = [f"--{name}={value}" for name, value in asked.items()]
    items = figures("--unit", code, "--borders", borders, *words)
    return {item["year"]: Decimal(item["result"]) for item in items if item["result"]}


@pytest.fixture
def _later(with_demo: None) -> None:
    """Admissions of 2024 and of the first half of 2025, up to the districts' last day."""
    indicator = Indicator.objects.get(code="KN-01").pk
    statements = [
        Statement(
            unit=unit.pk,
            indicator=indicator,
            measure="result",
            year=year,
            through=through,
            value=Decimal(int(unit.code) % 17 + 1),
        )
        for year, through in ((2024, 12), (2025, 6))
        for unit in Unit.objects.filter(kind__in=COMMUNE_KINDS).alive_on(
            date(year, 12, 31) if through == 12 else date(year, 6, 30)
        )
    ]
    ledger.write(statements, by=system_account(), cause=Cause(Batch.Kind.FORM))


@pytest.mark.usefixtures("_later")
def test_the_city_across_2010_and_up_to_its_last_day_on_both_borders() -> None:
    years = [*range(2002, 2013), 2024]
    by_life = {
        **series(f"{CITY}@start", "then"),
        **series(f"{CITY}@2005-07-03", "then"),
    }
    assert by_life == {year: then(CITY, year) for year in years}
    # On its last day it held what it had, Yên Dũng as it was before 2010, and Dĩnh Trì.
    inside_2009, values = districts(date(2009, 12, 31)), entered(2009)
    assert inside_2009[DINH_TRI] == LANG_GIANG
    assert by_life[2010] - sum(
        entered(2010)[c] for c in ("07441", "07687", "07696", "07699", "07705")
    ) == sum(entered(2010)[c] for c, d in inside_2009.items() if d == CITY)
    now = series(CITY, "now")
    assert now == {
        year: then(CITY, year)
        + then(YEN_DUNG, year)
        + (entered(year)[DINH_TRI] if year < 2010 else 0)
        for year in years
    }
    assert now[2009] == sum(
        values[c] for c, d in inside_2009.items() if d in (CITY, YEN_DUNG)
    ) + values[DINH_TRI]  # fmt: skip
    for borders in ("then", "now"):
        last = series(CITY, borders, year=2025, through=6)
        assert last == {2025: then(CITY, 2025, 6)}


@pytest.mark.usefixtures("_later")
def test_luc_ngan_up_to_its_last_day_is_read_without_what_went_to_chu() -> None:
    years = [*range(2002, 2013), 2024]
    assert series(f"{LUC_NGAN}@start", "then") == {y: then(LUC_NGAN, y) for y in years}
    left = {y: sum(entered(y).get(c, Decimal(0)) for c in TO_CHU) for y in years}
    assert series(LUC_NGAN, "now") == {y: then(LUC_NGAN, y) - left[y] for y in years}
    # A life that ended is read on the borders of its own last day: all 29 were in it.
    own = series(f"{LUC_NGAN}@start", "now")
    assert own == {year: then(LUC_NGAN, year) for year in years}
    # The town of Chũ gets the past of its ten; nothing later comes to one that ended.
    assert series("224", "now") == left
    assert series(LUC_NGAN, "now", year=2025, through=12) == {}
    assert series(f"{LUC_NGAN}@start", "now", year=2025, through=6) == {}


def test_the_farm_town_divided_in_2007_makes_an_estimate_of_two_districts() -> None:
    farm = entered(2006)[FARM_TOWN]
    [yen_the] = figures("--unit", YEN_THE, "--year", "2006", "--borders", "now")
    assert (Decimal(yen_the["result"]), yen_the["estimated"]) == (
        then(YEN_THE, 2006) + farm * FARM_TO_YEN_THE,
        True,
    )
    [lang_giang] = figures("--unit", LANG_GIANG, "--year", "2006", "--borders", "now")
    whole = then(LANG_GIANG, 2006) - entered(2006)[DINH_TRI] - farm
    assert Decimal(lang_giang["result"]) == whole + farm * FARM_TO_LANG_GIANG
    assert lang_giang["estimated"]
    [after] = figures("--unit", YEN_THE, "--year", "2008", "--borders", "now")
    assert (Decimal(after["result"]), after["estimated"]) == (
        then(YEN_THE, 2008),
        False,
    )


def test_each_of_the_58_units_is_the_sum_of_its_communes_of_2012() -> None:
    by_unit: dict[str, Decimal] = {}
    values = entered(2012)
    for line in rows(CROSSWALK):
        assert line["share"] == "1"
        heir = line["code_2025_07"]
        by_unit[heir] = by_unit.get(heir, Decimal(0)) + values[line["code_2012"]]
    assert len(by_unit) == 58
    items = figures("--year", "2012", "--borders", "now")
    assert {item["borders"] for item in items} == {"now"}
    of_2025 = {i["unit"]: i for i in items if i["valid_from"] == "2025-07-01"}
    province = of_2025.pop("24")
    assert {code: Decimal(i["result"]) for code, i in of_2025.items()} == by_unit
    assert not any(item["estimated"] for item in items)
    # What is left of the list are the blocs: they count in the root alone.
    blocs = [item for item in items if item["unit"].startswith("K")]
    assert len(items) == 58 + 4 + 1
    outside = sum(Decimal(item["result"]) for item in blocs)
    assert (sum(by_unit.values()), outside) == (2525, 228)
    assert (Decimal(province["result"]), province["unit_name"]) == (
        2753,
        "Tỉnh Bắc Ninh",
    )


def test_a_code_is_the_life_of_the_day_or_the_latest() -> None:
    words = ("--unit", "07210", "--year", "2012", "--borders")
    [of_the_time] = figures(*words, "then")
    [latest] = figures(*words, "now")
    assert of_the_time["valid_from"] is None
    assert latest["valid_from"] == "2025-07-01"
    [named] = figures("--unit", "07210@start", *words[2:], "now")
    assert (named["valid_from"], named["result"]) == (None, of_the_time["result"])


def test_trace_lists_the_pieces_of_a_recast_figure_with_their_shares() -> None:
    found = traced("--unit", "07210", "--year", "2012", "--borders", "now")
    assert (found["valid_from"], found["basis"]) == ("2025-07-01", "recast")
    codes = {r["code_2012"] for r in rows(CROSSWALK) if r["code_2025_07"] == "07210"}
    assert {piece["unit"] for piece in found["pieces"]} == codes
    assert {piece["share"] for piece in found["pieces"]} == {"1"}
    own = [Decimal(piece["figure"]["result"]) for piece in found["pieces"]]
    assert Decimal(found["figure"]["result"]) == sum(own)
    assert {piece["figure"]["borders"] for piece in found["pieces"]} == {"then"}
    assert found["children"] == found["parts"] == found["entries"] == []


def test_trace_names_the_divided_unit_with_its_share() -> None:
    found = traced("--unit", YEN_THE, "--year", "2006", "--borders", "now")
    shares = {piece["unit"]: piece["share"] for piece in found["pieces"]}
    assert shares == {YEN_THE: "1", FARM_TOWN: "0.5563"}
    assert found["figure"]["estimated"]


def test_trace_of_a_sum_lists_the_children_and_of_an_entry_who_said_it() -> None:
    found = traced("--unit", CITY, "--year", "2012")
    assert (found["basis"], found["pieces"]) == ("summed", [])
    assert len(found["children"]) == 16
    province = traced("--unit", "24", "--year", "2012")
    assert province["basis"] == "entered"
    [result] = [e for e in province["entries"] if e["measure"] == "result"]
    assert (result["value"], result["file"], result["row"]) == (
        "2753",
        "article.csv",
        3,
    )
    assert result["user"]
    assert result["document"]
    assert result["at"].startswith("2")
    assert result["batch_kind"] == "reference"
    latest = traced("--unit", "24", "--year", "2012", "--borders", "now")
    assert [piece["life"] for piece in latest["pieces"]] == ["24@start"]
    assert result["entry"] in [entry["entry"] for entry in latest["entries"]]


def test_trace_of_several_years_and_of_a_month() -> None:
    out = StringIO()
    words = ("--indicator=DT-01", "--unit=24", "--year=2011", "--since=2002", "--json")
    call_command("trace", *words, stdout=out)
    assert json.loads(out.getvalue())["figure"]["result"] == "13714"
    out = StringIO()
    call_command(
        "trace", "--indicator=TC-06", "--unit=24", "--year=2012", "--json", stdout=out
    )
    assert json.loads(out.getvalue())["figure"]["through"] == 9


def test_trace_of_a_ratio_lists_its_parts() -> None:
    out = StringIO()
    words = ("--indicator=CB-05", "--unit=07210", "--year=2011", "--borders=now")
    call_command("trace", *words, "--json", stdout=out)
    found = json.loads(out.getvalue())
    roles = [part["role"] for part in found["parts"]]
    assert roles == ["numerator"] * 4 + ["denominator"]
    above = sum(Decimal(part["figure"]["result"]) for part in found["parts"][:-1])
    below = Decimal(found["parts"][-1]["figure"]["result"])
    assert Decimal(found["figure"]["result"]) == round(above * 100 / below, 10)
    assert len(found["pieces"]) == 9


def test_trace_for_people_names_shares_and_sources() -> None:
    out = StringIO()
    words = ("--indicator=KN-01", f"--unit={YEN_THE}", "--year=2006", "--borders=now")
    call_command("trace", *words, stdout=out)
    assert "NT Bố Hạ (07372): 8 / 14 [1/1] × 0.5563" in out.getvalue()
    out = StringIO()
    call_command("trace", "--indicator=KN-01", "--unit=24", "--year=2012", stdout=out)
    assert "article.csv, 3" in out.getvalue()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--unit=X9", "--indicator=KN-01", "--year=2012"), "«X9»"),
        (("--unit=24", "--indicator=X9", "--year=2012"), "«X9»"),
        (
            ("--unit=07210@2025-07-01", "--indicator=KN-01", "--year=2012"),
            "07210@2025-07-01.*: 07201@start, .*--borders now",
        ),
        (
            ("--unit=219@start", "--indicator=KN-01", "--year=2025", "--borders=now"),
            "219@start.*31-12-2025",
        ),
    ],
)
def test_trace_of_what_is_not_there_is_refused_in_a_sentence(
    words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        call_command("trace", *words, stdout=StringIO())
    assert refused.value.returncode == 1


def test_trace_of_a_unit_without_a_figure_says_so() -> None:
    found = traced("--unit", "07210", "--year", "2020")
    assert (found["figure"], found["entries"]) == (None, [])
    out = StringIO()
    words = ("--indicator=KN-01", "--unit=07210", "--year=2020")
    call_command("trace", *words, stdout=out)
    assert len(out.getvalue().splitlines()) == 2
