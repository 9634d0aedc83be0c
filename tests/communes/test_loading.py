"""The real units in the database: as many as the sources say, and safe to load again."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection

from communes import reference
from communes.loading import Counts, Loaded, LoadingError, load_units
from communes.models import (
    COMMUNE_KINDS,
    DISTRICT_KINDS,
    Document,
    DocumentKind,
    Kind,
    Level,
    Succession,
    Unit,
    Year,
)
from tests.factories import make_succession, make_unit, make_user, make_year

pytestmark = pytest.mark.django_db

YEAR_END = date(2012, 12, 31)
TABLES = (
    *("communes_unit", "communes_succession", "communes_document", "communes_year"),
    *("communes_node", "communes_cover"),
)


def fingerprint() -> list[str]:
    """One hash per table, over every column of every row."""
    with connection.cursor() as cursor:
        found = []
        for table in TABLES:
            cursor.execute(
                f"SELECT md5(string_agg(row::text, '|' ORDER BY row::text)) "
                f"FROM {table} AS row"
            )
            found.append(cursor.fetchone()[0])
        return found


@pytest.mark.usefixtures("with_units")
class TestLoaded:
    @pytest.mark.parametrize(
        ("day", "xa", "phuong", "thi_tran", "huyen", "thi_xa", "thanh_pho"),
        [
            (date(2002, 1, 1), 206, 7, 14, 9, 1, 0),
            (date(2003, 2, 20), 206, 7, 16, 9, 1, 0),
            (date(2007, 8, 12), 206, 7, 16, 9, 0, 1),
            (date(2008, 11, 21), 207, 7, 16, 9, 0, 1),
            (date(2012, 12, 31), 207, 7, 16, 9, 0, 1),
            (date(2013, 12, 31), 204, 10, 16, 9, 0, 1),
            (date(2020, 1, 1), 184, 10, 15, 9, 0, 1),
            (date(2022, 7, 1), 182, 10, 17, 9, 0, 1),
            (date(2024, 2, 1), 175, 19, 15, 8, 1, 1),
            (date(2025, 1, 1), 143, 35, 14, 7, 2, 1),
            (date(2025, 7, 1), 45, 13, 0, 0, 0, 0),
        ],
    )
    def test_units_of_a_day_are_those_of_the_sources(
        self,
        day: date,
        xa: int,
        phuong: int,
        thi_tran: int,
        huyen: int,
        thi_xa: int,
        thanh_pho: int,
    ) -> None:
        alive = Unit.objects.alive_on(day)
        kinds = Counter(
            alive.filter(kind__in=[*COMMUNE_KINDS, *DISTRICT_KINDS]).values_list(
                "kind", flat=True
            )
        )
        assert kinds == Counter(
            xa=xa,
            phuong=phuong,
            thi_tran=thi_tran,
            huyen=huyen,
            thi_xa=thi_xa,
            thanh_pho=thanh_pho,
        )

    def test_units_above_the_communes_stand_as_in_the_tables_of_2012(self) -> None:
        units = Unit.objects.alive_on(YEAR_END).filter(level__lte=Level.DISTRICT)
        assert [unit.full_name for unit in units.in_order()] == [
            "Tỉnh Bắc Giang",
            "Thành phố Bắc Giang",
            "Huyện Hiệp Hòa",
            "Huyện Lạng Giang",
            "Huyện Lục Nam",
            "Huyện Lục Ngạn",
            "Huyện Sơn Động",
            "Huyện Tân Yên",
            "Huyện Việt Yên",
            "Huyện Yên Dũng",
            "Huyện Yên Thế",
            "Đảng bộ Khối các cơ quan tỉnh",
            "Đảng bộ Khối doanh nghiệp tỉnh",
            "Đảng bộ Quân sự tỉnh",
            "Đảng bộ Công an tỉnh",
        ]

    def test_communes_stand_by_code(self) -> None:
        communes = Unit.objects.alive_on(YEAR_END).filter(level=Level.COMMUNE)
        codes = [unit.code for unit in communes.in_order()]
        assert codes == sorted(codes)

    def test_parent_lives_on_the_first_day_of_the_unit(self) -> None:
        for unit in Unit.objects.exclude(parent=None).select_related("parent"):
            assert unit.parent is not None
            assert unit.parent.is_alive_on(unit.valid_from or date.min), unit.life

    def test_names_can_be_matched(self) -> None:
        assert Unit.objects.filter(match_key="").count() == 0
        assert Unit.objects.filter(match_key="cảnh thụy").exists()

    def test_succession_names_its_document(self) -> None:
        transfer = Succession.objects.filter(on=date(2010, 9, 27))
        numbers = {row.document and row.document.number for row in transfer}
        assert numbers == {"36/NQ-CP"}

    def test_documents_have_the_kind_that_their_number_tells(self) -> None:
        kinds = dict(Document.objects.values_list("number", "kind"))
        assert kinds["16/2003/NĐ-CP"] == DocumentKind.DECREE
        assert kinds["1658/NQ-UBTVQH15"] == DocumentKind.RESOLUTION
        assert kinds["72/2025/QH15"] == DocumentKind.OTHER

    def test_years_are_open(self) -> None:
        years = dict(Year.objects.values_list("year", "state"))
        assert years == dict.fromkeys(range(2002, 2027), "open")

    def test_loading_again_changes_nothing_and_says_so(self) -> None:
        before = fingerprint()
        again = load_units()
        assert not again.changed
        assert fingerprint() == before
        assert again == Loaded(
            documents=Counts(0, len(reference.documents()), 0),
            units=Counts(0, 416, 0),
            successions=Counts(0, len(reference.successions()), 0),
            years=Counts(0, 25, 0),
        )

    def test_what_staff_changed_stays_and_is_counted(self) -> None:
        Unit.objects.filter(code="K01").update(name="Khối cơ quan", ordinal=40)
        Document.objects.filter(number="938/NQ-UBTVQH15").update(
            issued_on=date(2023, 12, 13)
        )
        before = fingerprint()
        again = load_units()
        assert fingerprint() == before
        assert again.units == Counts(0, 415, 1)
        assert again.documents.kept == 1
        assert not again.changed

    def test_what_staff_added_stays(self) -> None:
        merger = date(2026, 3, 1)
        old = Unit.objects.get(code="07210", valid_to=None)
        Unit.objects.filter(pk=old.pk).update(valid_to=merger)
        new = make_unit("07210", kind=Kind.WARD, parent=old.parent, valid_from=merger)
        make_succession(old, new, merger)
        again = load_units()
        assert not again.changed
        assert again.units.kept == 1
        old.refresh_from_db()
        assert old.valid_to == merger
        assert Unit.objects.filter(pk=new.pk).exists()
        assert old.successions.get().successor == new

    def test_what_was_lost_is_loaded_again(self) -> None:
        before = Succession.objects.count()
        Succession.objects.filter(on=date(2010, 9, 27)).delete()
        again = load_units()
        assert again.changed
        assert again.successions.new == 5
        assert Succession.objects.count() == before

    def test_history_that_differs_from_the_sources_is_refused(self) -> None:
        Unit.objects.filter(code="07201", valid_from=None).update(kind=Kind.DIRECT)
        Year.objects.filter(year=2026).delete()
        before = fingerprint()
        with pytest.raises(LoadingError, match=r"01-01-2002.* 226 .* 227 "):
            load_units()
        assert fingerprint() == before


def test_first_load_says_what_it_added(with_units: Loaded) -> None:
    assert with_units.changed
    assert with_units.units == Counts(416, 0, 0)
    assert with_units.years == Counts(25, 0, 0)


def test_locked_year_stays_locked() -> None:
    make_year(2012, locked_by=make_user())
    assert load_units().years == Counts(24, 1, 0)
    assert Year.objects.get(year=2012).is_locked


def test_unit_without_a_living_parent_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for row in reference.lives() if row.version_id != "219@start"]
    monkeypatch.setattr(reference, "lives", lambda: rows)
    with pytest.raises(LoadingError, match=r"219 .*075\d\d@start"):
        load_units()
    assert not Unit.objects.exists()
