"""Training rounds of the province and of each district, and who was sent to them.

The turns of a commune, year and category add up to its entry; a commune is sent to one
round of a category, or two, so that the rows stay few. The rounds are those of
demo_rounds.csv, held every year from the one it names.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from communes.models import OrganiserLevel, TrainingRound, TrainingTurns
from communes.registers import Writer
from indicators.demo import communes
from indicators.demo.registers.stage import Stage
from indicators.demo.scenes import Place, Scene
from indicators.demo.shares import steady
from indicators.shipped import rows

MANY = 4  # turns of one category that are sent to two rounds
WOMEN = 35  # in percent
DECEMBER = 12
LONG = 60  # days: such a round is not held in one piece
SCHOOL = "Trường Chính trị tỉnh"
CENTRE = "Trung tâm Bồi dưỡng chính trị"
QUARTERS = ("I", "II", "III", "IV")
CATEGORY = "DT-01."


@dataclass(frozen=True, slots=True)
class Round:
    """A round of one year, whom it takes and from which district; "" is from all.

    `sent`: the turns of each commune and category.
    """

    row: TrainingRound
    takes: Sequence[str]
    district: str
    weight: int
    sent: dict[tuple[Place, str], int] = field(default_factory=lambda: defaultdict(int))

    def is_open_to(self, commune: Place, since: date | None) -> bool:
        """Whether a commune that is there `since` a day of the year may send."""
        begins = self.row.starts_on
        in_time = since is None or (begins is not None and begins >= since)
        return self.district in ("", commune.parent) and in_time


def fill(stage: Stage, to: Writer) -> None:
    """Write the rounds to which anybody was sent, and the turns."""
    held: list[Round] = []
    for scene in stage.scenes:
        if "turns" in scene.totals:
            of_year = list(_rounds(stage, scene))
            _send(stage, scene, of_year)
            held += [one for one in of_year if one.sent]
    for one in held:
        one.row.planned_turns = _planned(one)
    to.add(TrainingRound, [one.row for one in held])
    to.add(TrainingTurns, [row for one in held for row in _turns(one)])


def _rounds(stage: Stage, scene: Scene) -> Iterator[Round]:
    """The rounds of a year: one of the province, or one of every district."""
    districts = [unit for unit in scene.units if unit.code in scene.communes]
    for line in rows("demo_rounds.csv"):
        if int(line["since"]) > scene.year:
            continue
        takes = line["takes"].split()
        weight = int(line["weight"])
        if line["level"] == OrganiserLevel.PROVINCE:
            row = _round(line, scene.year, "")
            row.unit_id, row.organiser = stage.province, SCHOOL
            yield Round(row, takes, "", weight)
            continue
        for district in districts:
            if not _is_held(line, district.code, scene.year):
                continue
            row = _round(line, scene.year, district.code)
            row.unit_id = district.pk
            row.organiser = f"{CENTRE} {stage.names[district.pk]}"
            yield Round(row, takes, district.code, weight)


def _is_held(line: Mapping[str, str], district: str, year: int) -> bool:
    """A district holds each of its rounds in some years; that of December in all."""
    name = f"{line['title']} {district} {year} held"
    return int(line["month"]) == DECEMBER or steady(name, 0, 9) < 6


def _round(line: Mapping[str, str], year: int, at: str) -> TrainingRound:
    """Mostly with its days; of some only the quarter is known, of long ones the start."""
    name = f"{line['title']} {at} {year}"
    month, days = int(line["month"]), int(line["days"])
    row = TrainingRound(
        year=year,
        title=line["title"],
        days=Decimal(days),
        content=line["content"],
        theory_level=line["theory_level"],
        mode=line["mode"],
        study_form=line["study_form"],
        organiser_level=line["level"],
        illustrative=True,
    )
    if month < DECEMBER and steady(f"{name} days", 0, 9) == 0:
        row.dates_text = f"Quý {QUARTERS[(month - 1) // 3]}"
        return row
    row.starts_on = date(year, month, steady(name, 2, 20))
    if days < LONG:
        row.ends_on = row.starts_on + timedelta(days=days - 1)
    return row


def _send(stage: Stage, scene: Scene, held: Sequence[Round]) -> None:
    """Send what the entries say: many turns of a category to two rounds."""
    for said in communes.training(scene):
        if not said.value or not said.indicator.startswith(CATEGORY):
            continue
        category = said.indicator.removeprefix(CATEGORY).replace("-", "_")
        chosen = _open_to(stage, held, said.place, scene.year, category)
        half = said.value // 2 if said.value >= MANY else 0
        at = steady(f"{said.place.code} {scene.year} {category}", 0, 10_000)
        for number, place in ((said.value - half, at), (half, at + 1)):
            if number:
                one = chosen[place % len(chosen)]
                one.sent[said.place, category] += number


def _open_to(
    stage: Stage, held: Sequence[Round], commune: Place, year: int, category: str
) -> list[Round]:
    """The rounds of a category to choose from, each as often as its weight says."""
    began = stage.lives[commune.pk].began
    since = began if began and began.year == year else None
    return [
        one
        for one in held
        if category in one.takes and one.is_open_to(commune, since)
        for _ in range(one.weight)
    ]


def _turns(one: Round) -> Iterator[TrainingTurns]:
    for (commune, category), number in one.sent.items():
        lot = steady(f"{commune.code} {one.row.title} {one.row.year} {category}", 0, 99)
        yield TrainingTurns(
            round=one.row,
            unit_id=commune.pk,
            category=category,
            turns=number,
            women=(number * WOMEN + lot) // 100,
            illustrative=True,
        )


def _planned(one: Round) -> int:
    """Some more or some fewer than came, in fives."""
    came = sum(one.sent.values())
    return -(-came * steady(f"{one.row.title} {one.row.year}", 92, 118) // 500) * 5
