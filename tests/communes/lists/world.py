"""A small country with namesakes and a reform, and rows of every register in it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User

from communes import tree
from communes.lists.formats import CommaSeparated, Workbook
from communes.lists.importing import REGISTERS, Outcome, import_file
from communes.lists.register import RegisterResource
from communes.models import (
    Assessment,
    Document,
    DocumentReview,
    Hamlet,
    HamletSpell,
    Movement,
    PartyCell,
    PilotReview,
    PilotUnit,
    Programme,
    RegisterKept,
    StudySession,
    Task,
    TrainingRound,
    TrainingTurns,
    Unit,
)
from tests.communes.admin.exchange import csv_file, workbook
from tests.factories import (
    make_district,
    make_document,
    make_province,
    make_succession,
    make_unit,
)

REFORM = date(2025, 7, 1)


@dataclass(frozen=True)
class Country:
    """Its units: two districts with a Tân Sơn each, and a Kiên Lao before and after."""

    root: Unit
    luc_ngan: Unit
    son_dong: Unit
    giap_son: Unit
    tan_son: Unit
    other_tan_son: Unit
    kien_lao: Unit
    new_kien_lao: Unit


def make_country() -> Country:
    """Up to 2025 districts; then one commune under the province."""
    root = make_province()
    luc_ngan = make_district("219", name="Lục Ngạn", valid_to=REFORM)
    son_dong = make_district("220", name="Sơn Động", valid_to=REFORM)
    ended: dict[str, Any] = {"valid_to": REFORM}
    country = Country(
        root,
        luc_ngan,
        son_dong,
        make_unit("07525", name="Giáp Sơn", parent=luc_ngan, **ended),
        make_unit("07528", name="Tân Sơn", parent=luc_ngan, **ended),
        make_unit("07628", name="Tân Sơn", parent=son_dong, **ended),
        make_unit("07530", name="Kiên Lao", parent=luc_ngan, **ended),
        make_unit("07530", name="Kiên Lao", parent=root, valid_from=REFORM),
    )
    for unit in (country.giap_son, country.tan_son, country.kien_lao):
        make_succession(unit, country.new_kien_lao)
    make_succession(country.other_tan_son, country.new_kien_lao)
    tree.rebuild()
    return country


def fill(country: Country) -> None:
    """Rows of every register, with rough days, references, namesakes and odd texts."""
    decision = make_document(
        "14-KH/TU", kind="ke_hoach", issued_on=date(2002, 5, 22), unit=country.root
    )
    rules = make_document(
        "1-QC/HU",
        kind="quy_che",
        issuer="Huyện ủy Lục Ngạn",
        unit=country.luc_ngan,
        implements=decision,
        aliases=["Quy chế làm việc", "QC1"],
    )
    hamlets(country)
    cells(country, decision)
    pilots(country, decision)
    training(country, decision)
    works(country, decision, rules)


def hamlets(country: Country) -> None:
    """Hamlets of both times, one merged, and their spells."""
    ha = Hamlet.objects.create(
        unit=country.giap_son, name="Hạ", is_difficult=True, households=0, note="=1+1"
    )
    gone = Hamlet.objects.create(
        unit=country.giap_son,
        name="Thượng",
        kind="ban",
        valid_to=date(2012, 1, 1),
        merged_into=ha,
    )
    late = Hamlet.objects.create(
        unit=country.new_kien_lao, name="Hà", valid_from=REFORM, households=120
    )
    Hamlet.objects.create(unit=country.kien_lao, name="Hạ", kind="ban")
    for hamlet, since, until, more in (
        (gone, date(2002, 1, 1), date(2011, 12, 31), {"since_precision": "year"}),
        (ha, date(2009, 9, 1), None, {"since_precision": "month"}),
        (late, date(2025, 9, 2), None, {}),
        # Entered on a commune that had ended by then.
        (Hamlet.objects.get(unit=country.kien_lao), date(2026, 1, 5), None, {}),
    ):
        HamletSpell.objects.create(
            hamlet=hamlet,
            since=since,
            until=until,
            until_precision="month" if until else "day",
            exit_reason="sap_nhap" if until else "",
            entry_reason="chuyen_di",
            **more,
        )


def cells(country: Country, decision: Document) -> None:
    """Cells of communes and of a district, running and ended."""
    PartyCell.objects.create(
        unit=country.tan_son,
        kind="co_quan",
        established_on=date(2009, 1, 1),
        established_precision="year",
        ended_on=date(2012, 9, 30),
        ended_precision="month",
        end_reason="ve_thon",
        document=decision,
        in_first_batch=True,
    )
    for name in ("Chi bộ thôn Hạ", "-chi bộ @ 2"):
        PartyCell.objects.create(
            unit=country.other_tan_son,
            kind="thon",
            name=name,
            established_on=date(2010, 2, 3),
        )
    PartyCell.objects.create(
        unit=country.luc_ngan, kind="khac", established_on=date(1999, 1, 1)
    )


def pilots(country: Country, decision: Document) -> None:
    """Two pilots of one commune, with reviews of a year in which both ran."""
    first = PilotUnit.objects.create(
        unit=country.tan_son,
        started_on=date(2010, 3, 1),
        started_precision="month",
        ended_on=date(2012, 6, 30),
        status="dung",
        stop_reason="dieu_dong",
        batch="Đợt 1",
        document=decision,
    )
    second = PilotUnit.objects.create(
        unit=country.tan_son, started_on=date(2012, 9, 1), end_document=None
    )
    for pilot, year in ((first, 2011), (first, 2012), (second, 2012), (second, 2026)):
        PilotReview.objects.create(
            pilot=pilot,
            year=year,
            party_rating="a2" if year < 2018 else "b2",
            strengths="Đoàn kết\nrõ việc",
            conclusion="tiep_tuc",
        )


def training(country: Country, decision: Document) -> None:
    """Rounds with turns of two units, of the whole province, and of nobody yet."""
    split = TrainingRound.objects.create(
        unit=country.luc_ngan,
        year=2011,
        title="Kỹ năng xử lý tình huống ở cơ sở",
        starts_on=date(2011, 6, 9),
        ends_on=date(2011, 6, 10),
        days=Decimal("1.5"),
        content="ky_nang",
        planned_turns=80,
        organiser_level="huyen",
        document=decision,
    )
    for unit, category, turns, women in (
        (country.giap_son, "chu_chot", 22, 5),
        (country.giap_son, "truong_doan_the", 0, None),
        (country.tan_son, "khong_chuyen_trach", 1621, None),
    ):
        TrainingTurns.objects.create(
            round=split, unit=unit, category=category, turns=turns, women=women
        )
    whole = TrainingRound.objects.create(
        unit=country.root,
        year=2011,
        title="Trung cấp lý luận chính trị",
        dates_text="từ tháng 9/2011",
        content="ly_luan",
        theory_level="trung_cap",
        mode="dao_tao",
    )
    TrainingTurns.objects.create(
        round=whole, unit=country.root, category="chu_chot", turns=58
    )
    for dates in ("Quý III", "Quý IV"):
        TrainingRound.objects.create(
            unit=country.new_kien_lao,
            year=2025,
            title="Nghiệp vụ văn phòng",
            dates_text=dates,
            content="nghiep_vu",
        )


def works(country: Country, decision: Document, rules: Document) -> None:
    """Reviews, sessions, programmes with tasks, movements, assessments, declarations."""
    DocumentReview.objects.create(document=rules, due_on=date(2012, 12, 31))
    DocumentReview.objects.create(
        document=rules,
        due_on=date(2010, 12, 31),
        reviewed_on=date(2011, 1, 15),
        outcome="sua_doi",
    )
    StudySession.objects.create(
        document=decision,
        unit=country.giap_son,
        held_on=date(2002, 8, 1),
        due=40,
        attended=38,
    )
    for unit, day in ((country.luc_ngan, 1), (country.son_dong, 1), (country.root, 2)):
        programme = Programme.objects.create(
            unit=unit,
            title="Củng cố tổ chức yếu",
            started_on=date(2012, 2, day),
            weak_unit=country.tan_son,
            document=decision,
        )
        Task.objects.create(
            programme=programme, title="Lập kế hoạch", unit=unit, office="Ban Tổ chức"
        )
    Task.objects.create(
        programme=programme,
        title="Kiểm tra",
        unit=country.new_kien_lao,
        deadline=date(2026, 1, 1),
        state="xong",
        finished_on=date(2025, 12, 1),
        outcome="Đạt",
    )
    Movement.objects.create(
        unit=country.root, name="Thi đua", started_on=date(2012, 1, 1)
    )
    for unit in (country.kien_lao, country.new_kien_lao):
        Assessment.objects.create(
            unit=unit,
            year=2025,
            strength_tags=["HC1", "HC3"],
            weaknesses="Chậm; thiếu\n+ cán bộ",
        )
    RegisterKept.objects.create(
        register="cells", unit=country.root, since=date(2009, 1, 1)
    )


def exported(form: type[RegisterResource]) -> list[list[Any]]:
    """The list of a register as rows, headings first."""
    dataset = form().export()
    return [list(dataset.headers), *map(list, dataset)]


def as_file(form: type[RegisterResource], kind: str) -> bytes:
    """The list of a register as the admin exports it."""
    writer = Workbook() if kind == "xlsx" else CommaSeparated()
    data = writer.export_data(form().export())
    return data if isinstance(data, bytes) else data.encode("utf-8-sig")


def take(
    name: str,
    rows: list[list[Any]] | bytes,
    by: User,
    *,
    commit: bool = True,
    kind: str = "csv",
) -> Outcome:
    """What importing the rows does."""
    if isinstance(rows, bytes):
        data = rows
    else:
        data = workbook(rows) if kind == "xlsx" else csv_file(rows)
    return import_file(name, data, f"list.{kind}", by=by, commit=commit)


def told(outcome: Outcome) -> list[tuple[int | None, str]]:
    """Row and code of everything that is wrong."""
    return [(one.row, one.code) for one in outcome.problems]


ALL_FORMS = [(name, form) for name, forms in REGISTERS.items() for form in forms]
