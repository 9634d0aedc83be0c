"""Hamlets of every commune, as many as its entries say, and the spells without members.

Where an entry falls a hamlet is merged into a neighbour, where it rises one begins. What
becomes of each hamlet without members is said in demo_white_hamlets.csv.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from communes.models import ExitReason, Hamlet, HamletKind, HamletSpell, Precision
from communes.registers import Writer
from indicators.demo import communes
from indicators.demo.registers.stage import Stage, over, some_day
from indicators.demo.scenes import TOWNS, Place, Scene
from indicators.demo.shares import steady
from indicators.shipped import rows

HIGHLANDS = ("215", "218", "219", "220")  # districts where many a hamlet is a «bản»
DIFFICULT = ("219", "220")


def fill(stage: Stage, to: Writer) -> None:
    """Write the hamlets, each after the one it was merged into, and the spells."""
    written = _Hamlets(stage)
    for scene in stage.scenes:
        written.live_through(scene)
    lasting = {
        hamlet.unit_id: hamlet for hamlet in written.living if not hamlet.valid_from
    }
    merged = [hamlet for hamlet in written.ended if hamlet.unit_id in lasting]
    dissolved = [hamlet for hamlet in written.ended if hamlet.unit_id not in lasting]
    to.add(Hamlet, [*written.living, *dissolved])
    for hamlet in merged:
        hamlet.merged_into = lasting[hamlet.unit_id]
    to.add(Hamlet, merged)
    to.add(HamletSpell, list(written.spells.values()))


class _Hamlets:
    """Those that exist, those that have ended, and the spells, from year to year."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.names = [row["name"] for row in rows("demo_hamlets.csv")]
        self.white = {row["unit"]: row for row in rows("demo_white_hamlets.csv")}
        self.given: Counter[str] = Counter()
        self.living: list[Hamlet] = []
        self.ended: list[Hamlet] = []
        self.spells: dict[str, HamletSpell] = {}

    def live_through(self, scene: Scene) -> None:
        """What happens from the end of the year before to the end of this one."""
        said = _said(scene)
        for code, spell in self.spells.items():
            if spell.until is None and not said["TB-02"][code]:
                self._close(spell, code, scene.year)
        held = self._by_holder(scene)
        for place in scene.all_communes:
            here, number = held.pop(place.pk, []), said["HC-02"][place.code]
            for at in range(number, len(here)):
                self._end(here[at], some_day(f"{place.code} {at}", scene.year))
            for _ in range(len(here), number):
                self._begin(place, scene.year)
        for of_no_commune in held.values():
            for hamlet in of_no_commune:
                self._end_with_unit(hamlet)
        if scene is self.stage.scenes[0]:
            self._open_spells()

    def _by_holder(self, scene: Scene) -> dict[int, list[Hamlet]]:
        """Who has which; a hamlet without members is the first, so that it stays."""
        holders = self.stage.holders[scene.year]
        held: dict[int, list[Hamlet]] = defaultdict(list)
        for hamlet in self.living:
            held[holders[hamlet.unit_id]].append(hamlet)
        return held

    def _begin(self, place: Place, year: int) -> None:
        number = self.given[place.code]
        self.given[place.code] += 1
        name = f"{place.code} {number}"
        day = self._first_day(place, name, year)
        self.living.append(
            Hamlet(
                unit_id=self.stage.home(place.code, year, day),
                name=self._name(place.code, number),
                kind=_kind(place, name),
                valid_from=day,
                is_difficult=place.parent in DIFFICULT and steady(name, 0, 9) < 6,
                households=steady(f"{name} households", 55, 190),
                illustrative=True,
            )
        )

    def _first_day(self, place: Place, name: str, year: int) -> date | None:
        """Always for those of the first year; with the commune where it is new."""
        if year == self.stage.scenes[0].year:
            return None
        if year == min(self.stage.places[place.code]):
            return self.stage.lives[place.pk].began
        return some_day(name, year)

    def _name(self, code: str, number: int) -> str:
        """Another one each time: the number of names is prime."""
        count = len(self.names)
        step = steady(f"{code} step", 1, count - 1)
        return self.names[(steady(code, 0, count) + number * step) % count]

    def _end(self, hamlet: Hamlet, day: date) -> None:
        hamlet.valid_to = day
        self.living = [other for other in self.living if other is not hamlet]
        self.ended.append(hamlet)

    def _end_with_unit(self, hamlet: Hamlet) -> None:
        ended = self.stage.lives[hamlet.unit_id].ended
        if ended is not None:
            hamlet.note = "Kết thúc khi đơn vị hành chính giải thể."
            self._end(hamlet, ended)

    def _open_spells(self) -> None:
        first = {hamlet.unit_id: hamlet for hamlet in reversed(self.living)}
        for code, row in self.white.items():
            hamlet = first[self.stage.home(code, self.stage.scenes[0].year)]
            hamlet.is_difficult = True
            self.spells[code] = HamletSpell(
                hamlet=hamlet,
                since=date(int(row["since"]), 1, 1),
                since_precision=Precision.YEAR,
                entry_reason=row["entry"],
                illustrative=True,
            )

    def _close(self, spell: HamletSpell, code: str, year: int) -> None:
        """Say how it ended; in a merger the hamlet ends with it."""
        spell.exit_reason = self.white[code]["exit"]
        if spell.exit_reason == ExitReason.MERGED:
            spell.until = some_day(f"{code} merged", year)
            self._end(spell.hamlet, spell.until)
        else:
            spell.until, spell.until_precision = over(f"{code} members", year)


def _said(scene: Scene) -> Mapping[str, Mapping[str, int]]:
    """What the entries of the year say, by indicator and commune."""
    said: dict[str, dict[str, int]] = defaultdict(dict)
    for one in communes.hamlets(scene):
        said[one.indicator][one.place.code] = one.value
    return said


def _kind(place: Place, name: str) -> str:
    if place.kind in TOWNS:
        return HamletKind.TO_DAN_PHO
    upland = place.parent in HIGHLANDS and steady(f"{name} kind", 0, 9) < 4
    return HamletKind.BAN if upland else HamletKind.THON
