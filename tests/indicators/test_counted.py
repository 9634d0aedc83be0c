"""What the registers count, with the figures of the article (US4, US7, US8, US10).

The registers are filled through their door and read through the command `figures`.
"""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Model

from communes import registers, tree
from communes.models import (
    CellKind,
    Document,
    DocumentReview,
    Hamlet,
    HamletSpell,
    Kind,
    PartyCell,
    PilotReview,
    PilotUnit,
    RegisterKept,
    StudySession,
    TrainingRound,
    TrainingTurns,
    Unit,
)
from indicators import figures, ledger
from indicators.catalogue import load_catalogue
from indicators.models import Batch, Figure, Indicator
from tests.factories import make_province, make_succession, make_unit

START, END = date(2011, 1, 1), date(2013, 1, 1)


def province_of(number: int) -> list[Unit]:
    """So many communes in two districts, with the catalogue as shipped."""
    make_province()
    districts = [make_unit(code, kind=Kind.DISTRICT) for code in ("D1", "D2")]
    made = [make_unit(f"X{n}", parent=districts[n % 2]) for n in range(number)]
    tree.rebuild()
    load_catalogue()
    return made


@pytest.fixture
def communes(db: Any) -> list[Unit]:
    """Twenty communes."""
    return province_of(20)


@pytest.fixture
def record(administrator: User) -> Callable[..., None]:
    """Write rows into the registers."""

    def write(*rows: Model) -> None:
        with registers.writing(by=administrator) as to:
            for row in rows:
                to.save(row)

    return write


def kept(register: str, since: date = START, until: date | None = END) -> RegisterKept:
    """The register is kept in the province, in the years of the article."""
    unit = make_province()
    return RegisterKept(register=register, unit=unit, since=since, until=until)


def read(indicator: str, unit: str = "24", **period: Any) -> dict[str, Any] | None:
    """One figure as the command prints it; of 2012 unless told otherwise."""
    words = ["figures", "--unit", unit, "--indicator", indicator, "--json"]
    for name, value in {"year": 2012, **period}.items():
        words += [f"--{name}", str(value)]
    out = StringIO()
    call_command(*words, stdout=out)
    items = json.loads(out.getvalue())
    return items[0] if items else None


def result(indicator: str, unit: str = "24", **period: Any) -> str | None:
    """The result of a figure, None where there is none."""
    figure = read(indicator, unit, **period)
    return figure["result"] if figure else None


def enter(indicator: str, value: int, by: User, **fields: Any) -> None:
    """A total of the province, as the article states it."""
    statement = ledger.Statement(
        make_province().pk, Indicator.objects.get(code=indicator).pk,
        **{"measure": "result", "year": 2012, "value": Decimal(value), **fields},
    )  # fmt: skip
    ledger.write([statement], by=by, cause=ledger.Cause(Batch.Kind.FORM))


def test_us7_agency_cells_ever_and_in_operation(
    record: Callable[..., None], administrator: User
) -> None:
    communes = province_of(230)
    cells = [
        PartyCell(
            unit=commune, kind=CellKind.AGENCY,
            established_on=date(2010, 9, 30) if number < 80 else date(2012, 2, 1),
            ended_on=date(2012, 9, 30) if number < 41 else None,
            end_reason="giai_the" if number < 41 else "",
        )
        for number, commune in enumerate(communes[:107])
    ]  # fmt: skip
    military = [
        PartyCell(unit=one, kind=CellKind.MILITARY, established_on=date(2011, 1, 1))
        for one in communes[:2]
    ]
    record(kept("cells"), *cells, *military)
    enter("HC-01", 230, administrator, through=9)
    assert (result("TC-05", through=9), result("TC-06", through=9)) == ("107", "66")
    assert result("TC-07", through=9) == "2"
    share = read("TC-08", through=9)
    assert share is not None
    assert share["result"][:5] == "28.69"
    assert (result("TC-05", year=2011), result("TC-06", year=2011)) == ("80", "80")
    assert (result("TC-05", through=3), result("TC-06", through=6)) == ("107", "107")
    figure = read("TC-05", through=9)
    assert figure is not None
    assert (figure["basis"], figure["reported_below"], figure["expected"]) == (
        "register", 230, 230,
    )  # fmt: skip
    assert result("TC-06", "X0", through=9) == "0"
    assert result("TC-04") is None  # cells of other kinds are not in this register


def test_us4_hamlets_without_members_counted_and_entered(
    communes: list[Unit], record: Callable[..., None], administrator: User
) -> None:
    hamlets = [Hamlet(unit=communes[n], name=f"Thôn {n}") for n in range(18)]
    then = kept("white_hamlets", date(2002, 1, 1), date(2003, 1, 1))
    record(then, kept("white_hamlets"), kept("hamlets"), *hamlets)
    record(
        *(
            HamletSpell(
                hamlet=hamlet, since=date(2001, 1, 1),
                until=date(2008, 1, 1) if number >= 4 else None,
                exit_reason="ket_nap" if number >= 4 else "",
                entry_reason="chuyen_di" if number < 2 else "",
            )
            for number, hamlet in enumerate(hamlets)
        )
    )  # fmt: skip
    assert (result("TB-02", year=2002), result("TB-02")) == ("18", "4")
    assert (result("TB-02.chuyen-di"), result("TB-02.ly-do-khac")) == ("2", "2")
    enter("TB-02", 0, administrator, measure="plan", basis="resolution")
    reduction = read("TB-02")
    assert reduction is not None
    assert reduction["progress"] == "77.7778"
    # The list holds three, the report says four: both are shown.
    spell = HamletSpell.objects.filter(until=None).first()
    assert spell is not None
    spell.until, spell.exit_reason = date(2012, 6, 1), "cu_ve"
    record(spell)
    assert result("TB-02") == "3"
    enter("TB-02", 4, administrator)
    both = Figure.objects.read().get(
        indicator__code="TB-02", unit__code="24", year=2012, through=12, borders="then"
    )
    assert (both.result, both.result_below, both.difference) == (4, 3, 1)
    assert (both.basis, both.counted) == ("entered", True)


def test_us8_turns_by_category_and_content_against_the_planned_ones(
    communes: list[Unit], record: Callable[..., None]
) -> None:
    """The rounds of the sample table L4."""
    province = make_province()
    table = [
        ("chuc_danh", date(2011, 3, 14), 120, (118, 0, 0, 0)),
        ("chuc_danh", date(2011, 4, 4), 120, (121, 0, 0, 0)),
        ("ky_nang", date(2011, 6, 9), 80, (22, 24, 20, 19)),
        ("ly_luan", None, 60, (18, 14, 21, 5)),
        ("nghiep_vu", None, 230, (0, 0, 226, 0)),
    ]
    rounds = [
        TrainingRound(
            unit=province, year=2011, title=f"Lớp {n}", content=content,
            starts_on=day, dates_text="" if day else "Quý III", planned_turns=plan,
        )
        for n, (content, day, plan, _turns) in enumerate(table)
    ]  # fmt: skip
    record(kept("training"), *rounds)
    categories = ("chu_chot", "truong_doan_the", "chuyen_mon", "khong_chuyen_trach")
    record(
        *(
            TrainingTurns(round=held, unit=province, category=category, turns=turns)
            for held, (*_round, sent) in zip(rounds, table, strict=True)
            for category, turns in zip(categories, sent, strict=True)
        )
    )
    whole = read("DT-01", year=2011)
    assert whole is not None
    assert (whole["result"], whole["plan"], whole["percent"]) == (
        "608", "610", "99.6721",
    )  # fmt: skip
    assert whole["plan_basis"] == "issued"
    parts = [f"DT-01.{c.replace('_', '-')}" for c in categories]
    assert [result(part, year=2011) for part in parts] == ["279", "38", "267", "24"]
    assert (result("DT-03", year=2011), result("DT-04", year=2011)) == ("5", "239")
    by_title = read("DT-04", year=2011)
    assert by_title is not None
    assert by_title["plan"] == "240"
    # Before the end of the year only rounds whose day is known; the plan is the year's.
    half = read("DT-01", year=2011, through=6)
    assert half is not None
    assert (half["result"], half["plan"]) == ("324", "610")
    assert result("DT-01", year=2012) == "0"


def test_us10_pilots_ever_chosen_and_running(
    communes: list[Unit], record: Callable[..., None]
) -> None:
    pilots = [PilotUnit(unit=one, started_on=date(2009, 9, 1)) for one in communes[:12]]
    pilots[0].ended_on = date(2010, 6, 1)
    pilots[0].status, pilots[0].stop_reason = "dung", "het_nhiem_ky"
    record(kept("pilots", date(2009, 12, 1)), *pilots)
    record(
        PilotReview(pilot=pilots[1], year=2012, party_rating="a2"),
        PilotReview(pilot=pilots[2], year=2012, party_rating="a3"),
        PilotReview(pilot=pilots[3], year=2012, government_rating="a1"),
    )
    assert (result("TD-01"), result("TD-02"), result("TD-03")) == ("12", "11", "2")
    assert (result("TD-01", year=2009), result("TD-02", year=2009)) == ("12", "12")
    assert (result("TD-01.xa"), result("TD-01.phuong")) == ("12", "0")
    assert result("TD-03", through=9) is None  # ratings are of whole years


def test_documents_rules_and_study_sessions(
    communes: list[Unit], record: Callable[..., None]
) -> None:
    commune, province = communes[0], make_province()

    def document(number: str, kind: str, unit: Unit | None, day: date) -> Document:
        return Document(number=number, kind=kind, issuer="x", unit=unit, issued_on=day)

    rules = document("1-QC/ĐU", "quy_che", commune, date(2010, 1, 1))
    plan = document("2-KH/TU", "ke_hoach", province, date(2012, 5, 5))
    above = document("3-NQ/TW", "nghi_quyet", None, date(2012, 1, 9))
    record(kept("documents", date(2010, 12, 1)), kept("study"), rules, plan, above)
    record(
        DocumentReview(
            document=rules, reviewed_on=date(2012, 2, 1), outcome="giu_nguyen"
        ),
        DocumentReview(document=rules, reviewed_on=date(2012, 8, 1), outcome="sua_doi"),
        DocumentReview(
            document=plan, reviewed_on=date(2012, 8, 1), outcome="giu_nguyen"
        ),
        StudySession(
            document=above, unit=commune, held_on=date(2012, 4, 1), due=100, attended=95
        ),
    )
    assert (result("VB-01"), result("VB-01.ke-hoach")) == ("1", "1")
    assert (result("VB-01", through=3), result("VB-01", year=2010)) == ("0", "1")
    assert (result("VB-02", commune.code), result("VB-02")) == ("1", "1")
    assert (result("VB-03.due"), result("VB-03")) == ("100", "95")


def test_a_register_says_nothing_where_and_when_it_is_not_kept(
    communes: list[Unit], record: Callable[..., None]
) -> None:
    district = Unit.objects.get(code="D1")
    declared = RegisterKept(
        register="cells", unit=district, since=date(2011, 5, 1), until=END
    )
    cells = [
        PartyCell(unit=one, kind="co_quan", established_on=date(2009, 1, 1))
        for one in communes[:4]
    ]
    record(declared, *cells)
    assert result("TC-06", "D1", year=2010) is None
    assert result("TC-06", "D1", year=2011, through=3) is None
    assert (result("TC-06", "D1"), result("TC-06", "X0")) == ("2", "1")
    assert (result("TC-06", "D2"), result("TC-06", "X1")) == (None, None)
    # The province sums up what it has, and says how much that is.
    whole = read("TC-06")
    assert whole is not None
    assert (whole["result"], whole["basis"], whole["reported_below"]) == (
        "2", "summed", 10,
    )  # fmt: skip


def test_an_estimate_gives_way_to_the_count(
    communes: list[Unit], record: Callable[..., None], administrator: User
) -> None:
    record(kept("cells"))
    enter("TC-06", 70, administrator, quality=1)
    assert result("TC-06") == "0"
    enter("TC-06", 66, administrator, quality=3)
    assert result("TC-06") == "66"


def test_a_change_of_rows_is_seen_in_its_own_transaction_and_check_finds_nothing(
    communes: list[Unit], record: Callable[..., None], administrator: User
) -> None:
    cell = PartyCell(unit=communes[0], kind="co_quan", established_on=date(2010, 1, 1))
    record(kept("cells"), cell)
    cell.established_on = date(2012, 5, 1)
    record(cell)
    assert (result("TC-05", year=2011), result("TC-05")) == ("0", "1")
    with registers.writing(by=administrator) as to:
        to.delete(cell)
    assert (result("TC-05"), figures.check()) == ("0", [])
    with registers.writing(by=administrator) as to:
        to.delete(RegisterKept.objects.get())
    assert not Figure.objects.filter(indicator__code="TC-05").exists()


def test_merged_commune_counts_once_and_a_divided_one_s_rows_above(
    db: Any, record: Callable[..., None]
) -> None:
    """TC-05: communes alive with a cell in their own or a predecessor's past."""
    make_province()
    district = make_unit("D", kind=Kind.DISTRICT)
    one, two, divided = (
        make_unit(code, parent=district, valid_to=date(2012, 7, 1)) for code in "ABC"
    )
    merged, left, right = (
        make_unit(code, parent=district, valid_from=date(2012, 7, 1))
        for code in ("M", "L", "R")
    )
    for old, new, share in (
        (one, merged, 1), (two, merged, 1), (divided, left, "0.5"), (divided, right, "0.5"),
    ):  # fmt: skip
        make_succession(old, new, share=Decimal(share))
    tree.rebuild()
    load_catalogue()
    record(
        kept("cells"),
        *(
            PartyCell(unit=unit, kind="co_quan", established_on=date(2012, 1, 1))
            for unit in (one, two, divided)
        ),
    )
    assert (result("TC-05", through=6), result("TC-06", through=6)) == ("3", "3")
    assert (result("TC-05", "M"), result("TC-06", "M")) == ("1", "2")
    assert (result("TC-05", "L"), result("TC-05", "D")) == ("0", "2")
    assert (result("TC-05"), result("TC-06")) == ("2", "3")
