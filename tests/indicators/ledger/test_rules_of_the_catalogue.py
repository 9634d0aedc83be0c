"""The rules of the catalogue as somebody reads them there, number by number.

Every code and every number of this file was written from the columns of hard and warning
rules of the catalogue (`domain/catalogue.csv`, `catalogue_extra.csv`) and from decision
0019, never from the tables of the ledger: what changes there, or is missing, is seen here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User

from communes import tree
from communes.models import Kind, Unit
from indicators import ledger
from indicators.models import Indicator
from tests.factories import make_province


class Rule(NamedTuple):
    """The last value of `code` that passes and the first ones of which `sentence` is told.

    `beside` is what else the unit says: "DV-01=100 DV-01@2011=90", a plan as
    "KN-01/plan=100". Of a rule that is `hard` the values are refused, else they are asked
    about. Units are districts without communes unless `commune`. `also` is asked about both
    values.
    """

    sentence: str
    code: str
    passes: str
    told: str
    beside: str
    hard: bool
    year: int = 2012
    through: int = 12
    commune: bool = False
    also: str = ""


def refused(sentence: str, code: str, passes: str, told: str, beside: str = "", year: int = 2012) -> Rule:  # fmt: skip
    """A hard rule."""
    return Rule(sentence, code, passes, told, beside, hard=True, year=year)


def asked(sentence: str, code: str, passes: str, told: str, beside: str = "", year: int = 2012) -> Rule:  # fmt: skip
    """A warning rule."""
    return Rule(sentence, code, passes, told, beside, hard=False, year=year)


def within(part: str, whole: str, *, also: str = "") -> tuple[Rule, Rule]:
    """A hard rule "part <= whole": of few in a year, of many in half a year."""
    few = refused("above-whole", part, "10", "11", f"{whole}=10")
    many = refused("above-whole", part, "100", "101", f"{whole}=100")
    return few, many._replace(through=6, also=also)


def _in_june(rule: Rule) -> Rule:
    return rule._replace(through=6)


def _half_year(code: str, passes: str, told: str, sentence: str = "") -> Rule:
    return Rule(sentence, code, passes, told, "", hard=False, through=6)


def _in_commune(sentence: str, code: str, passes: str, told: str, beside: str = "") -> Rule:  # fmt: skip
    return Rule(sentence, code, passes, told, beside, hard=False, commune=True)


RULES = (
    # Units and hamlets
    _in_commune("communes-differ", "HC-01", "1", "0 2"),
    *within("TB-06", "HC-02"),
    refused("part-above-whole", "TB-02", "10", "11", "HC-02=10"),
    refused("part-above-whole", "TB-03", "10", "11", "HC-02=10"),
    refused("part-above-whole", "TB-04", "10", "11", "HC-02=10"),
    refused("part-above-whole", "HC-02.kho-khan", "10", "11", "HC-02=10"),
    refused("above-whole", "TB-04", "50", "51", "HC-02=100 TB-02=20 TB-03=30"),
    _in_june(refused("above-whole", "TB-04", "5", "6", "HC-02=10 TB-02=2 TB-03=3")),
    asked("share-below", "TB-04", "50", "49", "HC-02=100 TB-02=20 TB-03=30"),
    asked("share-below", "TB-04", "5", "4", "HC-02=10 TB-02=2 TB-03=3"),
    refused("below-whole", "TB-01", "80", "79", "HC-02=100 TB-02=20"),
    refused("above-whole", "TB-01", "80", "81", "HC-02=100 TB-02=20"),
    _in_june(refused("below-whole", "TB-01", "8", "7", "HC-02=10 TB-02=2")),
    *within("TB-07", "TB-04"),
    asked("change-over", "HC-02", "110", "111", "HC-02@2011=100"),
    asked("change-over", "HC-02", "90", "89", "HC-02@2011=100"),
    asked("rises", "TB-02", "4", "5", "TB-02@2011=4"),
    refused("above-maximum", "TB-05", "100", "100.1"),
    # Members
    refused("balance-differs", "DV-01", "107", "106 108", "DV-01@2011=100 DV-02=9 DV-03=4 DV-02.trong-tinh=3 DV-03.trong-tinh=1"),
    refused("balance-differs", "DV-01", "12", "11 13", "DV-01@2011=12 DV-02=2 DV-03=2 DV-02.trong-tinh=1 DV-03.trong-tinh=1"),
    asked("balance-odd", "DV-01", "105", "104 106", "DV-01@2011=100 DV-02=9 DV-03=4"),
    asked("change-over", "DV-01", "1100", "1101", "DV-01@2011=1000"),
    asked("change-over", "DV-01", "900", "899", "DV-01@2011=1000"),
    refused("part-above-whole", "DV-01.nu", "10", "11", "DV-01=10"),
    refused("above-maximum", "DV-05", "100", "100.1"),
    refused("above-whole", "DV-02", "200", "199", "KN-01=100 DV-02.chuyen-den=70 DV-02.phuc-hoi=30"),
    refused("below-whole", "DV-02", "200", "201", "KN-01=100 DV-02.chuyen-den=70 DV-02.phuc-hoi=30"),
    _in_june(refused("above-whole", "DV-02", "9", "8", "KN-01=5 DV-02.chuyen-den=3 DV-02.phuc-hoi=1")),
    *within("KN-01", "DV-02"),
    refused("part-above-whole", "DV-02.chuyen-den", "10", "11", "DV-02=10"),
    refused("split-differs", "DV-03.chuyen-di", "6", "5 7", "DV-03=10 DV-03.tu-tran=1 DV-03.khai-tru=1 DV-03.xoa-ten=1 DV-03.xin-ra=1"),
    asked("share-above", "DV-03.xoa-ten", "6", "7", "DV-03.khai-tru=4 DV-01=1000"),
    # «đưa ra khỏi Đảng»: with those who asked to leave, where the reasons are not told.
    asked("share-above", "DV-04", "10", "11", "DV-01=1000"),
    refused("part-above-whole", "DV-04", "10", "11", "DV-03=10"),
    # Admissions
    *within("KN-01", "DV-01", also="share-above"),
    asked("share-above", "KN-01", "8", "9", "DV-01@2011=100"),
    asked("share-above", "KN-01", "8", "9", "DV-01@2011=100 DV-01=110"),
    asked("share-above", "KN-01", "8", "9", "DV-01=100"),
    asked("above-usual", "KN-08", "8", "8.1"),
    asked("plan-below", "KN-01", "50", "49", "KN-01/plan=100"),
    asked("plan-above", "KN-01", "150", "151", "KN-01/plan=100"),
    asked("change-over", "KN-01", "130", "131", "KN-01@2011=100"),
    asked("change-over", "KN-01", "70", "69", "KN-01@2011=100"),
    refused("part-above-whole", "KN-04", "10", "11", "KN-01=10"),
    refused("part-above-whole", "KN-05", "10", "11", "KN-01=10"),
    refused("part-above-whole", "KN-06", "10", "11", "KN-01=10"),
    refused("part-above-whole", "KN-07", "10", "11", "KN-01=10"),
    refused("part-above-whole", "KN-01.ton-giao", "10", "11", "KN-01=10"),
    refused("part-above-whole", "KN-01.ket-nap-lai", "10", "11", "KN-01=10"),
    refused("part-above-whole", "KN-01.nong-dan", "10", "11", "KN-01=10"),
    refused("part-above-whole", "KN-01.dai-hoc", "10", "11", "KN-01=10"),
    refused("split-differs", "KN-07", "7", "6 8", "KN-01=10 KN-01.31-40=1 KN-01.41-50=1 KN-01.51-tro-len=1"),
    refused("split-differs", "KN-01.thpt", "7", "6 8", "KN-01=10 KN-01.biet-doc-viet=1 KN-01.tieu-hoc=1 KN-01.thcs=1"),
    refused("split-differs", "KN-01.xa", "4", "3 5", "KN-01=10 KN-01.phuong-thi-tran=1 KN-01.doanh-nghiep=1 KN-01.co-quan=1 KN-01.su-nghiep=1 KN-01.quan-doi-cong-an=1 KN-01.khac=1"),
    asked("share-below", "KN-04", "20", "19", "KN-01=100"),
    asked("share-above", "KN-04", "80", "81", "KN-01=100"),
    asked("share-above", "KN-06", "95", "96", "KN-01=100"),
    # Of fewer than 20 no percentage is weighed.
    asked("share-above", "KN-06", "19", "20", "KN-01=20"),
    asked("", "KN-06", "19", "", "KN-01=19"),
    *within("KN-09", "TC-01", also="share-above"),
    asked("share-above", "KN-09", "30", "31", "TC-01=100"),
    asked("share-below", "KN-10", "100", "99", "KN-01=100"),
    asked("share-above", "KN-11", "110", "111", "KN-01=60 KN-01@2011=50"),
    # Organisations
    refused("split-differs", "TC-02", "6", "5 7", "TC-01=10 TC-03=4"),
    refused("above-whole", "TC-02", "200", "199", "HC-01=200"),
    _in_june(refused("above-whole", "TC-02", "10", "9", "HC-01=10")),
    refused("falls", "TC-05", "5", "4", "TC-05@2011=5"),
    *within("TC-05", "HC-01"),
    *within("TC-06", "TC-05"),
    asked("fell", "TC-06", "5", "4", "TC-06@2011=5"),
    *within("TC-07", "HC-01"),
    *within("TC-06", "HC-01"),
    refused("above-maximum", "TC-08", "100", "100.1"),
    # Cadres
    asked("share-above", "CB-01", "100", "101", "CB-02=100"),
    asked("share-below", "CB-01", "90", "89", "CB-02=100"),
    refused("split-differs", "CB-01.can-bo", "6", "5 7", "CB-01=10 CB-01.cong-chuc=4"),
    refused("below-minimum", "CB-02", "1", "0"),
    asked("above-usual", "CB-03", "100", "100.1"),
    refused("split-differs", "CB-04.dai-hoc", "5", "4 6", "CB-01=10 CB-04.chua-qua=1 CB-04.so-cap=1 CB-04.trung-cap=1 CB-04.cao-dang=1 CB-04.sau-dai-hoc=1"),
    refused("above-maximum", "CB-05", "100", "100.1"),
    # 1739 of 2000 are 86,95; 2174 of 2500 are 86,96.
    refused("ratio-differs", "CB-05", "87", "87.1", "CB-01=2000 CB-04.trung-cap=700 CB-04.cao-dang=500 CB-04.dai-hoc=500 CB-04.sau-dai-hoc=39"),
    refused("ratio-differs", "CB-05", "87", "86.9", "CB-01=2500 CB-04.trung-cap=900 CB-04.cao-dang=700 CB-04.dai-hoc=500 CB-04.sau-dai-hoc=74"),
    asked("fell", "CB-05", "80", "79.9", "CB-05@2011=80"),
    asked("points-over", "CB-05", "90", "90.1", "CB-05@2011=80"),
    refused("split-differs", "CB-06.so-cap", "7", "6 8", "CB-01=10 CB-06.chua-qua=1 CB-06.trung-cap=1 CB-06.cao-cap=1"),
    refused("above-maximum", "CB-07", "100", "100.1"),
    refused("part-above-whole", "CB-08", "10", "11", "CB-01=10"),
    refused("below-minimum", "CB-09", "18", "17.9"),
    refused("above-maximum", "CB-09", "70", "70.1"),
    asked("points-over", "CB-09", "43", "43.1", "CB-09@2011=40"),
    asked("points-over", "CB-09", "37", "36.9", "CB-09@2011=40"),
    refused("above-whole", "CB-10", "100", "101", "CB-01@2011=100 CB-01=90"),
    refused("above-whole", "CB-10", "10", "11", "CB-01@2011=10 CB-01=9"),
    refused("part-above-whole", "CB-11", "10", "11", "CB-01=10"),
    refused("part-above-whole", "CB-13.nu", "10", "11", "CB-13=10"),
    refused("part-above-whole", "CB-13.duoi-35", "10", "11", "CB-13=10"),
    asked("share-below", "CB-13.nu", "15", "14", "CB-13=100"),
    # Training
    refused("split-differs", "DT-01.chu-chot", "7", "6 8", "DT-01=10 DT-01.truong-doan-the=1 DT-01.chuyen-mon=1 DT-01.khong-chuyen-trach=1"),
    asked("share-above", "DT-01", "400", "401", "CB-01=100"),
    *within("DT-02", "DT-01"),
    refused("part-above-whole", "DT-04", "10", "11", "DT-01=10"),
    refused("part-above-whole", "DT-05", "10", "11", "DT-01=10"),
    refused("part-above-whole", "DT-06", "10", "11", "DT-01=10"),
    # Pilots
    refused("falls", "TD-01", "5", "4", "TD-01@2011=5"),
    *within("TD-01", "HC-01"),
    refused("part-above-whole", "TD-02", "10", "11", "TD-01=10"),
    refused("part-above-whole", "TD-03", "10", "11", "TD-02=10"),
    *within("TD-02", "HC-01"),
    refused("above-maximum", "TD-04", "100", "100.1"),
    # Ratings
    *within("XL-01", "TC-01"),
    asked("share-below", "XL-01", "95", "94", "TC-01=100"),
    refused("split-differs", "XL-02", "4", "3 5", "XL-01=10 XL-01.hoan-thanh-tot=3 XL-01.hoan-thanh=2 XL-03=1"),
    refused("split-differs", "XL-04", "1", "0 2", "XL-01=10 XL-01.hoan-thanh-tot=6 XL-01.hoan-thanh=2 XL-03=1", 2018),
    refused("part-above-whole", "XL-02.tieu-bieu", "10", "11", "XL-02=10"),
    refused("part-above-whole", "XL-02", "10", "11", "XL-01=10"),
    asked("share-above", "XL-02", "95", "96", "XL-01=100"),
    refused("part-above-whole", "XL-03", "10", "11", "XL-01=10"),
    _in_commune("again", "XL-03", "0", "1 2", "XL-03@2011=1"),
    asked("", "XL-03", "2", "", "XL-03@2011=2"),  # of a district: which, nobody knows
    refused("part-above-whole", "XL-04", "10", "11", "XL-01=10", 2018),
    asked("share-above", "XL-04", "20", "21", "XL-01.hoan-thanh-tot=80", 2018),
    refused("above-maximum", "XL-05", "100", "100.1", year=2018),
    refused("above-maximum", "XL-05.den-2017", "100", "100.1"),
    refused("split-differs", "XL-06", "4", "3 5", "XL-06.duoc-cham=10 XL-06.kha=3 XL-06.trung-binh=2 XL-06.kem=1"),
    *within("XL-06.duoc-cham", "TC-04"),
    refused("above-whole", "XL-06", "40", "41", "TC-04=100 XL-06.kha=30 XL-06.trung-binh=20 XL-06.kem=10"),
    _in_june(refused("above-whole", "XL-06", "4", "5", "TC-04=10 XL-06.kha=3 XL-06.trung-binh=2 XL-06.kem=1")),
    refused("above-maximum", "XL-07", "100", "100.1"),
    asked("below-usual", "XL-07", "80", "79.9"),
    refused("part-above-whole", "XL-08", "10", "11", "XL-08.due=10"),
    asked("share-below", "XL-08", "10", "9", "XL-08.due=10"),
    asked("share-below", "XL-08", "100", "99", "XL-08.due=100"),
    asked("share-below", "XL-09", "90", "89", "DV-01=100 XL-09.duoc-mien=6 XL-09.chua-danh-gia=4"),
    asked("share-above", "XL-09", "90", "91", "DV-01=100 XL-09.duoc-mien=6 XL-09.chua-danh-gia=4"),
    # Inspection, councils, the Front, documents
    asked("below-usual", "KT-01", "1", "0"),
    asked("below-usual", "KT-02", "1", "0"),
    refused("split-differs", "KT-03.khien-trach", "7", "6 8", "KT-03=10 KT-03.canh-cao=1 KT-03.cach-chuc=1 KT-03.khai-tru=1"),
    refused("too-few", "HD-01", "2", "1"),
    asked("fewer-each", "HD-01", "6", "5", "HC-01=3"),
    asked("fewer-each", "HD-01", "200", "199", "HC-01=100"),
    asked("below-usual", "HD-02", "1", "0"),
    refused("part-above-whole", "HD-03.settled", "10", "11", "HD-03.received=10"),
    refused("above-maximum", "HD-03", "100", "100.1"),
    refused("split-differs", "HD-04", "4", "3 5", "HD-04.duoc-xep-loai=10 HD-04.kha=3 HD-04.trung-binh=2 HD-04.yeu=1"),
    *within("HD-04.duoc-xep-loai", "HC-01"),
    refused("above-whole", "HD-04.yeu", "10", "11", "HC-01=100 HD-04=40 HD-04.kha=30 HD-04.trung-binh=20"),
    _in_june(refused("above-whole", "HD-04.yeu", "1", "2", "HC-01=10 HD-04=4 HD-04.kha=3 HD-04.trung-binh=2")),
    *within("HD-05", "HC-01"),
    asked("share-above", "HD-05", "4", "5", "HC-01=10 HD-04=6"),
    asked("share-above", "HD-05", "40", "41", "HC-01=100 HD-04=60"),
    asked("below-usual", "MT-01", "1", "0"),
    refused("part-above-whole", "MT-03.da-giai-quyet", "10", "11", "MT-03=10"),
    refused("part-above-whole", "VB-03.attended", "10", "11", "VB-03.due=10"),
    asked("share-below", "VB-03.attended", "90", "89", "VB-03.due=100"),
    refused("above-maximum", "VB-03", "100", "100.1"),
    asked("below-usual", "VB-03", "90", "89.9"),
    # What is asked of a year is not yet asked in June; a share is one at any time.
    _half_year("KT-01", "0", ""),
    _half_year("KT-02", "0", ""),
    _half_year("HD-01", "1", ""),
    _half_year("HD-02", "0", ""),
    _half_year("MT-01", "0", ""),
    _half_year("CB-03", "100", "100.1", "above-usual"),
    _half_year("XL-07", "80", "79.9", "below-usual"),
    _half_year("VB-03", "90", "89.9", "below-usual"),
)  # fmt: skip

# Where an installation does not call one the part of the other, each is still refused.
WITHOUT_PARTS = (
    *within("TB-02", "HC-02"),
    *within("TB-04", "HC-02"),
    *within("CB-08", "CB-01"),
    *within("CB-11", "CB-01"),
    *within("TD-02", "TD-01"),
)

# What one value may be: shares up to 100, an average age 18-70, posts more than 0.
ALONE = {
    "CB-02": (1, None),
    "CB-05": (None, 100),
    "CB-07": (None, 100),
    "CB-09": (18, 70),
    "DV-05": (None, 100),
    "HD-03": (None, 100),
    "TB-05": (None, 100),
    "TC-08": (None, 100),
    "TD-04": (None, 100),
    "VB-03": (None, 100),
    "XL-05": (None, 100),
    "XL-05.den-2017": (None, 100),
    "XL-07": (None, 100),
}

# What is told of one unit: whether it is refused, and by which sentence.
Told = list[tuple[bool, str]]


class Case(NamedTuple):
    """One value of a rule at a unit of its own."""

    rule: Rule
    value: str

    @property
    def said(self) -> str:
        """All that the unit says."""
        return f"{self.rule.code}={self.value} {self.rule.beside}"

    @property
    def expected(self) -> Told:
        """Nothing of what passes; of the others the sentence, and nothing else."""
        rule = self.rule
        told = [] if self.value == rule.passes else [(rule.hard, rule.sentence)]
        return [*told, (False, rule.also)] if rule.also else told


def cases_of(rules: Iterable[Rule]) -> list[Case]:
    """The value that passes and those that are told, of every rule."""
    return [Case(rule, one) for rule in rules for one in (rule.passes, *rule.told.split())]  # fmt: skip


def statements_of(case: Case, unit: int, indicators: dict[str, int]) -> Iterator[ledger.Statement]:  # fmt: skip
    """What the unit says, of this year unless a year is named."""
    for one in case.said.split():
        what, _equals, value = one.partition("=")
        what, _slash, measure = what.partition("/")
        code, _at, year = what.partition("@")
        yield ledger.Statement(
            unit,
            indicators[code],
            measure or "result",
            int(year or case.rule.year),
            Decimal(value),
            basis="issued" if measure else "",
            through=case.rule.through,
        )


def weighed(cases: list[Case], by: User) -> dict[Case, Told]:
    """What is told of every case: all of them in one comparison."""
    root = make_province()
    units = Unit.objects.bulk_create(
        Unit(
            code=f"C{place}",
            name=f"Đơn vị {place}",
            kind=Kind.COMMUNE if case.rule.commune else Kind.DISTRICT,
            parent=root,
        )
        for place, case in enumerate(cases)
    )
    tree.rebuild()
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    found = ledger.compare(
        [
            statement
            for case, unit in zip(cases, units, strict=True)
            for statement in statements_of(case, unit.pk, indicators)
        ],
        by=by,
    )
    told: dict[object, Told] = defaultdict(list)
    for hard, problems in ((True, found.faults), (False, found.doubts)):
        for one in problems:
            told[one.params["unit_id"]].append((hard, one.code))
    return {case: told[unit.pk] for case, unit in zip(cases, units, strict=True)}


@pytest.fixture
def in_use(with_catalogue: object) -> None:
    """The shipped catalogue with all that it has, whoever reports it."""
    Indicator.objects.update(active=True, reported_by=[Kind.COMMUNE, Kind.DISTRICT])


def test_what_the_catalogue_says_is_told_from_the_first_value_on(
    in_use: None, administrator: User
) -> None:
    cases = cases_of(RULES)
    found = weighed(cases, administrator)
    assert [(one.said, found[one]) for one in cases] == [(one.said, one.expected) for one in cases]  # fmt: skip


def test_what_is_in_the_catalogue_as_a_part_is_a_rule_of_its_own(
    in_use: None, administrator: User
) -> None:
    Indicator.objects.update(part_of=None, partition="")
    cases = cases_of(WITHOUT_PARTS)
    found = weighed(cases, administrator)
    assert [(one.said, found[one]) for one in cases] == [(one.said, one.expected) for one in cases]  # fmt: skip


def test_what_one_value_may_be_is_shipped_with_its_indicator(
    with_catalogue: object,
) -> None:
    found = Indicator.objects.values_list("code", "lowest", "highest")
    bounded = {code: ends for code, *ends in found if ends != [None, None]}
    assert {code: tuple(ends) for code, ends in bounded.items()} == ALONE
