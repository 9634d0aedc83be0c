"""What the catalogue says of values beside each other and of a value alone.

From the columns of hard and warning rules of the catalogue of indicators
(`domain/catalogue.csv`); what is left out, and why, is in
`docs/decisions/0019-rules-of-the-catalogue.md`. A hard rule refuses, the others ask for
a reason. Parts that lie within their whole by `part_of` have rules of their own
(`rules.py`); how low and high a single value may be is kept by its indicator.
"""

from typing import NamedTuple

__all__ = [
    "CHANGES", "PLANS", "SHARES", "SMALL", "USUAL", "Change", "Plan", "Share", "Term",
    "Usual",
]  # fmt: skip

# Small numbers swing by themselves: seven instead of four says nothing. Below this base
# no percentage is weighed.
SMALL = 20


class Term(NamedTuple):
    """One indicator of a sum; `back` 1: as it stood at the end of the year before.

    What is `optional` counts 0 where nobody says it.
    """

    code: str
    back: int
    optional: bool


class Share(NamedTuple):
    """`parts` as a percentage of `of`, from `lowest` to `highest`.

    Both are codes whose values are added up: "DV-01@-1" is that of the end of the year
    before, "DV-02.trong-tinh?" need not be there. `yearly`: of whole years only. `least`
    is the smallest whole that is weighed: 0 of a hard rule, SMALL of others, unless told.
    """

    parts: str
    of: str
    lowest: int | None = None
    highest: int | None = None
    hard: bool = False
    yearly: bool = False
    least: int | None = None

    @property
    def base(self) -> int:
        """The smallest whole that is weighed."""
        told = 0 if self.hard else SMALL
        return told if self.least is None else self.least

    @property
    def balances(self) -> bool:
        """Whether the closing of a year is set beside its opening."""
        return self.hard and self.lowest == self.highest and "@" in self.of

    @property
    def adds(self) -> list[Term]:
        """The terms of the parts."""
        return _terms(self.parts)

    @property
    def wholes(self) -> list[Term]:
        """The terms of what they are a percentage of."""
        return _terms(self.of)


class Change(NamedTuple):
    """Against the year before: at most so many per cent or points, or never down, or up.

    `again`: not above zero in a commune two years running.
    """

    code: str
    percent: int | None = None
    points: int | None = None
    falls: bool = True
    rises: bool = True
    again: bool = True
    hard: bool = False


class Usual(NamedTuple):
    """What a value alone usually is; `yearly`: at the end of the year only.

    A hard one is only a doubt of a unit that was not there all the year.
    """

    code: str
    lowest: int | None = None
    highest: int | None = None
    hard: bool = False
    yearly: bool = False


class Plan(NamedTuple):
    """The result as a percentage of the plan of its year."""

    code: str
    lowest: int
    highest: int


SHARES = (
    Share("KN-01", "DV-01", highest=100, hard=True),
    Share("KN-09", "TC-01", highest=100, hard=True),
    Share("TB-02", "HC-02", highest=100, hard=True),
    Share("TB-04", "HC-02", highest=100, hard=True),
    Share("TB-06", "HC-02", highest=100, hard=True),
    Share("TC-07", "HC-01", highest=100, hard=True),
    Share("CB-08", "CB-01", highest=100, hard=True),
    Share("CB-11", "CB-01", highest=100, hard=True),
    Share("DT-02", "DT-01", highest=100, hard=True),
    Share("TD-02", "TD-01", highest=100, hard=True),
    Share("TC-06", "TC-05", highest=100, hard=True),
    # Of TC-08 and TD-04: the numerator lies within the denominator.
    Share("TC-06", "HC-01", highest=100, hard=True),
    Share("TD-02", "HC-01", highest=100, hard=True),
    # Both count communes that are there on the day, so mergers do not break it.
    Share("TC-05", "HC-01", highest=100, hard=True),
    Share("TD-01", "HC-01", highest=100, hard=True),
    Share("HC-01", "TC-02", highest=100, hard=True),
    Share("TB-02 TB-03 TB-04", "HC-02", highest=100, hard=True),
    Share("TB-01 TB-02", "HC-02", lowest=100, highest=100, hard=True),
    Share("TB-07", "TB-04", highest=100, hard=True),
    # Form 1-TCTW: B = B1 + B2 + B3, and D = A + B - C. What moves inside the province
    # is no part of B and C, and cancels out at its top.
    Share("KN-01", "DV-02", highest=100, hard=True),
    Share("KN-01 DV-02.chuyen-den DV-02.phuc-hoi", "DV-02", lowest=100, highest=100, hard=True),
    Share("DV-01 DV-03 DV-03.trong-tinh?", "DV-01@-1 DV-02 DV-02.trong-tinh?", lowest=100, highest=100, hard=True),
    Share("CB-10", "CB-01@-1", highest=100, hard=True),
    Share("XL-01", "TC-01", highest=100, hard=True),
    Share("XL-06.duoc-cham", "TC-04", highest=100, hard=True),
    Share("XL-06 XL-06.kha XL-06.trung-binh XL-06.kem", "TC-04", highest=100, hard=True),
    Share("HD-04.duoc-xep-loai", "HC-01", highest=100, hard=True),
    Share("HD-04 HD-04.kha HD-04.trung-binh HD-04.yeu", "HC-01", highest=100, hard=True),
    Share("HD-05", "HC-01", highest=100, hard=True),
    # Of the members at the beginning of the year; where nobody says them, at its end.
    Share("KN-01", "DV-01@-1", highest=8),
    Share("KN-01", "DV-01", highest=8),
    Share("KN-04", "KN-01", lowest=20, highest=80),
    Share("KN-06", "KN-01", highest=95),
    Share("KN-09", "TC-01", highest=30),
    Share("KN-10", "KN-01", lowest=100),
    Share("KN-11", "KN-01 KN-01@-1", highest=100),
    Share("DV-04", "DV-01", highest=1),
    Share("DV-03.khai-tru DV-03.xoa-ten", "DV-01", highest=1),
    Share("TB-02 TB-03 TB-04", "HC-02", lowest=100, least=0),
    Share("CB-01", "CB-02", lowest=90, highest=100),
    Share("CB-13.nu", "CB-13", lowest=15),
    Share("XL-02", "XL-01", highest=95),
    Share("XL-01", "TC-01", lowest=95),
    Share("XL-04", "XL-04 XL-01.hoan-thanh-tot", highest=20),
    Share("XL-08", "XL-08.due", lowest=100, least=0),
    Share("XL-09 XL-09.duoc-mien XL-09.chua-danh-gia", "DV-01", lowest=100, highest=100),
    # Turns, not persons: one may attend several rounds, but hardly five (US8).
    Share("DT-01", "CB-01", highest=400),
    Share("VB-03.attended", "VB-03.due", lowest=90),
    # More communes weak and good than there are: some are called both.
    Share("HD-05 HD-04", "HC-01", highest=100, least=0),
    Share("HD-01", "HC-01", lowest=200, yearly=True, least=0),
)  # fmt: skip

CHANGES = (
    Change("KN-01", percent=30),
    Change("DV-01", percent=10),
    Change("HC-02", percent=10),
    Change("TC-05", falls=False, hard=True),
    Change("TD-01", falls=False, hard=True),
    Change("TC-06", falls=False),
    Change("CB-05", falls=False),
    Change("CB-05", points=10),
    Change("CB-09", points=3),
    Change("TB-02", rises=False),
    Change("XL-03", again=False),
)

USUAL = (
    Usual("HD-01", lowest=2, hard=True, yearly=True),
    Usual("KT-01", lowest=1, yearly=True),
    Usual("KT-02", lowest=1, yearly=True),
    Usual("HD-02", lowest=1, yearly=True),
    Usual("MT-01", lowest=1, yearly=True),
    Usual("CB-03", highest=100),
    Usual("KN-08", highest=8),
    Usual("XL-07", lowest=80),
    Usual("VB-03", lowest=90),
)

PLANS = (Plan("KN-01", 50, 150),)


def _terms(codes: str) -> list[Term]:
    return [_term(code) for code in codes.split()]


def _term(text: str) -> Term:
    code, _at, back = text.removesuffix("?").partition("@-")
    return Term(code, int(back or 0), text.endswith("?"))
