"""The catalogue that is shipped: whole, sound, loaded once and then left to staff."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import F

from communes.models import Kind
from communes.models.unit import BLOC_KINDS, COMMUNE_KINDS, DISTRICT_KINDS
from indicators.catalogue import CatalogueError, Loaded, load_catalogue
from indicators.models import (
    Band,
    Indicator,
    MeasuredIn,
    Sheet,
    SheetColumn,
    Theme,
)
from indicators.shipped import DATA, rows

MAIN = (
    "HC-01 HC-02 DV-01 DV-02 DV-03 KN-01 KN-04 KN-05 KN-06 KN-07 KN-09 KN-10 KN-11 "
    "TC-01 TC-04 TC-05 TC-06 TC-07 TC-08 TB-02 TB-03 TB-04 TB-05 TB-06 CB-01 CB-02 "
    "CB-03 CB-05 CB-07 CB-08 CB-10 CB-11 CB-12 CB-13 DT-01 DT-02 DT-03 DT-04 DT-05 "
    "DT-06 TD-01 TD-02 TD-03 TD-04 XL-01 XL-02 XL-03 XL-04 XL-05 XL-06 XL-08 KT-01 "
    "KT-02 HD-01 HD-02 HD-03 HD-04 HD-05 MT-01 MT-02 MT-03 TH-01 TH-02 VB-01 VB-02 "
    "VB-03"
)
NOT_IN_USE = (
    "DV-04 DV-05 KN-08 TC-02 TC-03 TC-09 TC-10 TB-01 TB-07 CB-04 CB-06 CB-09 XL-07 "
    "XL-09 KT-03"
)


@pytest.fixture
def loaded(with_catalogue: Loaded) -> Loaded:
    return with_catalogue


def codes(**conditions: object) -> set[str]:
    return set(Indicator.objects.filter(**conditions).values_list("code", flat=True))


def test_indicators_that_are_named_are_in_use_and_the_second_wave_is_not(
    loaded: Loaded,
) -> None:
    plain = {code for code in codes() if "." not in code}
    assert plain == {*MAIN.split(), *NOT_IN_USE.split()}
    assert {code for code in codes(active=True) if "." not in code} == set(MAIN.split())


def test_counts_are_those_of_the_files(loaded: Loaded) -> None:
    assert loaded == Loaded(themes=14, indicators=316, bands=5, sheets=14, columns=273)
    assert Indicator.objects.active().count() == 275
    assert Theme.objects.count() == Sheet.objects.count() == 14


def test_second_load_adds_nothing_and_keeps_what_staff_changed(loaded: Loaded) -> None:
    Indicator.objects.filter(code="KN-01").update(name_vi="Kết nạp", has_plan=False)
    SheetColumn.objects.filter(indicator__code="KN-01.ton-giao").delete()
    Band.objects.filter(code="nearly").delete()
    assert not load_catalogue().changed
    changed = Indicator.objects.get(code="KN-01")
    assert (changed.name_vi, changed.has_plan) == ("Kết nạp", False)
    assert not SheetColumn.objects.filter(indicator__code="KN-01.ton-giao").exists()
    assert not Band.objects.filter(code="nearly").exists()


def test_indicator_that_was_missing_comes_back_with_its_column(loaded: Loaded) -> None:
    SheetColumn.objects.filter(indicator__code="MT-02").delete()
    Indicator.objects.filter(code="MT-02").delete()
    assert load_catalogue() == Loaded(0, 1, 0, 0, 1)


def test_file_that_names_an_unknown_whole_is_refused(
    db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str) -> list[dict[str, str]]:
        lines = rows(name)
        if name == "catalogue.csv":
            lines[0]["part_of"] = "HC-99"
        return lines

    monkeypatch.setattr("indicators.catalogue.rows", broken)
    with pytest.raises(CatalogueError, match="HC-01"):
        load_catalogue()
    assert not Theme.objects.exists()


def test_every_row_passes_the_models_own_checks(loaded: Loaded) -> None:
    for indicator in Indicator.objects.all():
        indicator.full_clean()
    for band in Band.objects.all():
        band.full_clean()
    for sheet in Sheet.objects.all():
        sheet.full_clean()


def test_texts_are_complete_and_no_two_names_are_alike(loaded: Loaded) -> None:
    found = list(Indicator.objects.all())
    for language in ("vi", "en"):
        names = [getattr(indicator, f"name_{language}") for indicator in found]
        assert all(names)
        assert not [name for name, times in Counter(names).items() if times > 1]
    core = "HC-01 DV-01 KN-01 TC-05 TC-06 TC-07 TC-08 TB-02 CB-05 DT-01 TD-01 TD-02"
    for indicator in Indicator.objects.filter(code__in=core.split()):
        assert indicator.definition_vi
        assert indicator.definition_en


def test_suffix_belongs_to_its_indicator(loaded: Loaded) -> None:
    """«KN-01.ton-giao» is part of KN-01; levels of CB-04 and CB-06 split CB-01."""
    whole = dict(Indicator.objects.values_list("code", "part_of__code"))
    themes = dict(Indicator.objects.values_list("code", "theme__code"))
    for code in whole:
        assert themes[code] == code[:2]
        main, _dot, suffix = code.partition(".")
        assert main in whole
        if suffix and whole[code] not in (None, main):
            assert (main, whole[code]) in {
                ("CB-04", "CB-01"),
                ("CB-06", "CB-01"),
                ("XL-06", "XL-06.duoc-cham"),
                ("XL-07", "XL-07.due"),
                ("HD-03", "HD-03.received"),
                ("HD-04", "HD-04.duoc-xep-loai"),
                ("VB-03", "VB-03.due"),
            }


def test_breakdown_with_a_code_of_its_own_keeps_it(loaded: Loaded) -> None:
    def parts(whole: str, partition: str) -> set[str]:
        return codes(part_of__code=whole, partition=partition)

    assert {"KN-04", "KN-05", "KN-06", "KN-01.ton-giao"} <= parts("KN-01", "")
    assert parts("KN-01", "tuoi") == {
        "KN-07", "KN-01.31-40", "KN-01.41-50", "KN-01.51-tro-len",
    }  # fmt: skip
    assert parts("XL-01", "xep-loai") == {
        "XL-02", "XL-04", "XL-01.hoan-thanh-tot", "XL-01.hoan-thanh", "XL-03",
    }  # fmt: skip
    assert len(parts("CB-01", "trinh-do")) == 6
    assert len(parts("CB-01", "ly-luan")) == 4
    assert parts("HC-02", "") >= {"TB-02", "TB-03", "TB-04"}


def test_a_split_has_at_least_two_parts_measured_like_the_whole(
    loaded: Loaded,
) -> None:
    parts = Indicator.objects.exclude(partition="").values_list(
        "part_of__code", "partition", "kind", "part_of__kind"
    )
    assert all(kind == of_whole for _, _, kind, of_whole in parts)
    times = Counter((whole, split) for whole, split, _, _ in parts)
    assert min(times.values()) >= 2


def test_ratio_and_its_parts_are_reported_by_the_same_units(loaded: Loaded) -> None:
    ratios = Indicator.objects.filter(kind=Indicator.Kind.RATIO)
    for ratio in ratios.select_related("denominator").prefetch_related("numerator"):
        assert ratio.denominator is not None
        parts = [ratio.denominator, *ratio.numerator.all()]
        assert len(parts) >= 2
        assert {tuple(part.reported_by) for part in parts} == {tuple(ratio.reported_by)}
        assert ratio.over_tree == Indicator.OverTree.RATIO
    assert ratios.filter(active=True, denominator__active=False).count() == 0
    cb05 = Indicator.objects.get(code="CB-05")
    assert set(cb05.numerator.values_list("code", flat=True)) == {
        "CB-04.trung-cap", "CB-04.cao-dang", "CB-04.dai-hoc", "CB-04.sau-dai-hoc",
    }  # fmt: skip


def test_kinds_that_succeed_each_other_both_report(loaded: Loaded) -> None:
    """Districts end in 2025 and communes go on: who expects the one expects both."""
    for kinds in Indicator.objects.values_list("reported_by", flat=True):
        assert kinds
        assert set(kinds) <= set(Kind.values)
        if set(kinds) & set(DISTRICT_KINDS):
            assert set(kinds) >= {*DISTRICT_KINDS, *COMMUNE_KINDS}
    kn01 = Indicator.objects.get(code="KN-01")
    assert set(kn01.reported_by) == {*COMMUNE_KINDS, *BLOC_KINDS, Kind.DIRECT}


def test_falling_indicators_and_sensitive_ones_are_marked(loaded: Loaded) -> None:
    tb02 = Indicator.objects.get(code="TB-02")
    assert (tb02.direction, tb02.method, tb02.baseline_year) == (
        "down", "reduction", 2002,
    )  # fmt: skip
    assert codes(direction="down") >= {"XL-03", "KN-09", "TB-03", "CB-11"}
    sensitive = codes(sensitive=True)
    assert sensitive >= {"KN-05", "KN-01.ton-giao", "DV-01.ton-giao", "DV-03.khai-tru"}
    assert not sensitive & {"KN-01", "KN-04", "KN-06", "DV-01", "CB-01"}
    assert codes(over_tree="none") >= {"DV-02.trong-tinh", "DV-03.trong-tinh"}
    assert not Indicator.objects.exclude(measured_in__in=MeasuredIn.values).exists()


def test_sheets_hold_every_indicator_in_use_that_is_entered(loaded: Loaded) -> None:
    columns = SheetColumn.objects.select_related("indicator", "sheet")
    entered = {c.indicator.code for c in columns if c.takes_result}
    assert entered == codes(active=True) - codes(kind="ratio") | {"CB-05"}
    planned = {c.indicator.code for c in columns if c.takes_plan}
    assert planned == codes(active=True, has_plan=True)
    own = columns.exclude(sheet__code=F("indicator__theme__code"))
    assert [(c.sheet.code, c.indicator.code) for c in own] == [("TB", "HC-02")]
    assert {sheet.code for sheet in Sheet.objects.all()} == {
        theme.code for theme in Theme.objects.all()
    }


def test_first_column_of_a_sheet_is_its_main_indicator(loaded: Loaded) -> None:
    """Plain headings («Kế hoạch», «Thực hiện») mean the first column."""
    for sheet in Sheet.objects.prefetch_related("columns__indicator"):
        first = sheet.columns.all()[0].indicator.code
        assert first == ("TB-02" if sheet.code == "TB" else f"{sheet.code}-01")


def test_no_word_of_a_table_means_two_indicators_of_a_sheet(loaded: Loaded) -> None:
    for sheet in Sheet.objects.prefetch_related("indicators"):
        times = Counter(
            word
            for indicator in sheet.indicators.all()
            for word in indicator.header_words
        )
        assert not [word for word, number in times.items() if number > 1], sheet.code
    words = dict(Indicator.objects.values_list("code", "header_words"))
    assert "kết nạp đảng viên" in words["KN-01"]
    assert {"nữ", "phụ nữ"} <= set(words["KN-04"])
    assert {"dtts", "dân tộc thiểu số", "dân tộc"} <= set(words["KN-05"])
    assert "đoàn viên" in words["KN-06"]


def test_bands_are_those_of_the_board(loaded: Loaded) -> None:
    found = Band.objects.values_list("code", "at_least", "strict", "sign", "word_vi")
    assert list(found) == [
        ("exceeded", 100, True, "▲", "vượt kế hoạch"),
        ("met", 100, False, "●", "đạt kế hoạch"),
        ("nearly", 90, False, "◐", "cơ bản đạt"),
        ("short", 70, False, "▼", "chưa đạt"),
        ("low", None, False, "▼▼", "đạt thấp"),
    ]


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_data_files_are_plain_tables(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        head, *body = csv.reader(file)
    assert len(set(head)) == len(head)
    assert {len(line) for line in body} == {len(head)}
