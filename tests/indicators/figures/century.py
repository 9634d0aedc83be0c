"""A random century of a small province, and what truly became of its people.

The truth is kept apart from the product: people are followed event by event, in fractions,
while the tables get what an office would know of it: some shares are told, some are not,
and a code that goes on has no succession at all.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from communes import tree
from communes.models import Kind, Unit
from tests.factories import make_succession

# The first that the ledger can hold.
FIRST, LAST = 1945, 2044
ABOLITION = 2010
YEARS = range(FIRST, LAST + 1)
ROOT = "24"
REPORTING = [Kind.COMMUNE, Kind.BLOC_AGENCIES]


@dataclass(eq=False)
class Step:
    """A share of a life that passed to another; whether anybody told of it, how much."""

    new: "Life"
    share: Fraction
    linked: bool
    told: bool


@dataclass(eq=False)
class Life:
    """A unit between two changes; `parent` is a code."""

    code: str
    kind: Kind
    parent: str | None
    begins: date | None
    ends: date | None = None
    steps: list[Step] = field(default_factory=list)
    stored: Unit | None = None

    def alive(self, day: date) -> bool:
        """Whether it exists on the day."""
        begun = self.begins is None or self.begins <= day
        return begun and (self.ends is None or day < self.ends)

    @property
    def unit(self) -> Unit:
        """The life as it is stored."""
        assert self.stored is not None
        return self.stored

    @property
    def sure(self) -> bool:
        """Whether every share follows from what was told: one may be the rest."""
        return sum(not step.told for step in self.steps) <= 1


class Century:
    """All lives, and the questions that the test asks of them."""

    def __init__(self) -> None:
        self.lives: list[Life] = []
        self.now: dict[str, Life] = {}
        self.codes = 0
        self.found(ROOT, Kind.PROVINCE, None, None)

    # --- what happens --------------------------------------------------------------

    def found(self, code: str, kind: Kind, parent: str | None, on: date | None) -> Life:
        """A unit begins."""
        life = Life(code, kind, parent, on)
        self.lives.append(life)
        self.now[code] = life
        return life

    def new_code(self) -> str:
        """One that was never used."""
        self.codes += 1
        return f"U{self.codes}"

    def end(self, code: str, on: date) -> Life:
        """The unit of that code ends."""
        life = self.now.pop(code)
        life.ends = on
        return life

    def codes_of(self, kind: Kind, parent: str | None = None) -> list[str]:
        """The units of a kind that exist, of one parent or all."""
        return [
            code
            for code, life in self.now.items()
            if life.kind == kind and parent in (None, life.parent)
        ]

    def go_on(self, code: str, on: date, *, parent: str | None = None) -> Life:
        """A new life of a code, with all its people; nobody says so."""
        old = self.end(code, on)
        new = self.found(code, old.kind, parent or old.parent, on)
        old.steps.append(Step(new, Fraction(1), linked=False, told=False))
        return new

    def tidy(self, on: date) -> None:
        """A district without communes is abolished, without successors."""
        for district in self.codes_of(Kind.DISTRICT):
            if not self.codes_of(Kind.COMMUNE, district):
                self.end(district, on)

    # --- the truth -----------------------------------------------------------------

    def alive(self, day: date) -> list[Life]:
        """The units of a day."""
        return [life for life in self.lives if life.alive(day)]

    def leaves(self, day: date) -> list[Life]:
        """Those that nothing lies under."""
        there = self.alive(day)
        parents = {life.parent for life in there}
        return [life for life in there if life.code not in parents]

    def under(self, unit: Life, day: date) -> set[Life]:
        """Everything at or under the unit on a day of its life."""
        there = self.alive(day)
        parent = {life.code: life.parent for life in there}

        def lies_in(code: str | None) -> bool:
            return code is not None and (code == unit.code or lies_in(parent[code]))

        return {life for life in there if lies_in(life.code)}

    def days(self) -> list[date]:
        """The first day of every tree."""
        told = {d for life in self.lives for d in (life.begins, life.ends) if d}
        return [date.min, *sorted(told)]


@cache
def held(life: Life, day: date) -> Mapping[Life, Fraction]:
    """How much of it is in each unit of a later day; what ended with nobody is in none."""
    if life.alive(day):
        return {life: Fraction(1)}
    found: dict[Life, Fraction] = defaultdict(Fraction)
    for step in life.steps:
        for heir, share in held(step.new, day).items():
            found[heir] += step.share * share
    return found


@cache
def sure(life: Life, day: date) -> bool:
    """Whether what was told settles all shares of it on a later day."""
    if life.alive(day):
        return True
    return life.sure and all(sure(step.new, day) for step in life.steps)


# --- what can happen --------------------------------------------------------------------


def _merge(century: Century, on: date, draw: st.DrawFn) -> None:
    """Two or three communes, of whatever districts, become one with an old or new code."""
    chosen = _some(draw, century.codes_of(Kind.COMMUNE), 3)
    if len(chosen) < 2 or len(century.codes_of(Kind.COMMUNE)) < 4:
        return
    parent = century.now[chosen[0]].parent
    code = draw(st.sampled_from([chosen[0], century.new_code()]))
    old = [century.end(each, on) for each in chosen]
    new = century.found(code, Kind.COMMUNE, parent, on)
    for life in old:
        life.steps.append(Step(new, Fraction(1), linked=True, told=True))


def _split(century: Century, on: date, draw: st.DrawFn) -> None:
    """A commune is divided in two or three; the first piece may keep the code."""
    (code, *_) = _some(draw, century.codes_of(Kind.COMMUNE), 1)
    parts = draw(st.sampled_from([[30, 70], [25, 75], [44, 37, 19], [1, 99]]))
    if len(century.codes_of(Kind.COMMUNE)) > 9:
        return
    old = century.end(code, on)
    keeps = draw(st.booleans())
    for place, part in enumerate(parts):
        kept = keeps and place == 0
        new = century.found(
            code if kept else century.new_code(), Kind.COMMUNE, old.parent, on
        )
        told = not kept and draw(st.sampled_from([True, True, False]))
        old.steps.append(Step(new, Fraction(part, 100), linked=not kept, told=told))


def _give(century: Century, on: date, draw: st.DrawFn) -> None:
    """A part of a commune goes to another; both keep their codes."""
    chosen = _some(draw, century.codes_of(Kind.COMMUNE), 2)
    if len(chosen) < 2:
        return
    giver, taker = chosen
    old = century.now[giver]
    century.go_on(giver, on)
    taking = century.go_on(taker, on)
    share = Fraction(draw(st.integers(1, 60)), 100)
    old.steps[0].share = 1 - share
    told = draw(st.booleans())
    old.steps.append(Step(taking, share, linked=True, told=told))


def _transfer(century: Century, on: date, draw: st.DrawFn) -> None:
    """A commune passes to another district."""
    (code, *_) = _some(draw, century.codes_of(Kind.COMMUNE), 1)
    others = [
        d for d in century.codes_of(Kind.DISTRICT) if d != century.now[code].parent
    ]
    if others:
        century.go_on(code, on, parent=draw(st.sampled_from(others)))


def _rename(century: Century, on: date, draw: st.DrawFn) -> None:
    """A commune or a district has another name; its communes go on under it."""
    kinds = [Kind.COMMUNE, Kind.DISTRICT, Kind.BLOC_AGENCIES]
    codes = [code for kind in kinds for code in century.codes_of(kind)]
    (code, *_) = _some(draw, codes, 1)
    century.go_on(code, on)


def _divide_district(century: Century, on: date, draw: st.DrawFn) -> None:
    """Some communes of a district make a new one."""
    districts = century.codes_of(Kind.DISTRICT)
    if not districts or len(districts) > 3:
        return
    (district, *_) = _some(draw, districts, 1)
    communes = century.codes_of(Kind.COMMUNE, district)
    new = century.new_code()
    moving = _some(draw, communes, len(communes) - 1) if len(communes) > 1 else []
    if moving:
        century.found(new, Kind.DISTRICT, ROOT, on)
        for code in moving:
            century.go_on(code, on, parent=new)
        if draw(st.booleans()):
            century.go_on(district, on)


def _abolish_level(century: Century, on: date, draw: st.DrawFn) -> None:
    """Late in the century there are no districts any more."""
    if on.year < ABOLITION:
        _split(century, on, draw)
        return
    for district in century.codes_of(Kind.DISTRICT):
        for code in century.codes_of(Kind.COMMUNE, district):
            century.go_on(code, on, parent=ROOT)


def _bloc(century: Century, on: date, draw: st.DrawFn) -> None:
    """A bloc ends with nobody to follow, or one begins from nothing."""
    blocs = century.codes_of(Kind.BLOC_AGENCIES)
    one_ends = draw(st.booleans())
    if blocs and one_ends:
        century.end(blocs[0], on)
    elif len(blocs) < 2:
        century.found(century.new_code(), Kind.BLOC_AGENCIES, ROOT, on)


EVENTS = [
    *(_merge, _merge, _split, _split, _split, _give, _give, _transfer, _transfer),
    *(_rename, _divide_district, _bloc, _abolish_level),
]


def _some(draw: st.DrawFn, codes: list[str], most: int) -> list[str]:
    return draw(
        st.lists(st.sampled_from(codes), min_size=1, max_size=most, unique=True)
    )


@st.composite
def centuries(draw: st.DrawFn) -> Century:
    """Two districts of three communes and a bloc, and what becomes of them."""
    century = Century()
    for _district in range(2):
        district = century.found(century.new_code(), Kind.DISTRICT, ROOT, None)
        for _commune in range(3):
            century.found(century.new_code(), Kind.COMMUNE, district.code, None)
    century.found(century.new_code(), Kind.BLOC_AGENCIES, ROOT, None)
    first, last = date(FIRST, 1, 2).toordinal(), date(LAST, 12, 31).toordinal()
    days = st.lists(st.integers(first, last), min_size=8, max_size=22, unique=True)
    for day in sorted(draw(days)):
        on = date.fromordinal(day)
        draw(st.sampled_from(EVENTS))(century, on, draw)
        century.tidy(on)
    return century


# --- what is stored ---------------------------------------------------------------------


def store(century: Century) -> None:
    """Write the units, and of the steps what an office knows."""
    stored: dict[str, list[Unit]] = defaultdict(list)
    for life in _parents_first(century.lives):
        day = life.begins or date.min
        parent = None
        if life.parent is not None:
            parent = next(u for u in stored[life.parent] if u.is_alive_on(day))
        life.stored = Unit.objects.create(
            code=life.code,
            name=life.code,
            kind=life.kind,
            parent=parent,
            valid_from=life.begins,
            valid_to=life.ends,
        )
        stored[life.code].append(life.stored)
    for life in century.lives:
        for step in life.steps:
            if step.linked:
                share = _decimal(step.share) if step.told else None
                make_succession(life.unit, step.new.unit, share=share)
    tree.rebuild()


def _parents_first(lives: list[Life]) -> list[Life]:
    level = {Kind.PROVINCE: 0, Kind.DISTRICT: 1}
    return sorted(lives, key=lambda life: level.get(life.kind, 2))


def _decimal(share: Fraction) -> Decimal:
    return Decimal(share.numerator) / Decimal(share.denominator)
