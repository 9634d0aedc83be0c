"""Examples around documents: working rules and their reviews, the study of the
resolution, a programme and plans for weak organisations, movements.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from communes.models import (
    Document,
    DocumentKind,
    DocumentReview,
    Movement,
    Programme,
    ReviewOutcome,
    StudySession,
    Task,
)
from communes.registers import Writer
from indicators.demo.registers.stage import Stage, some_day
from indicators.demo.scenes import DemoError, Place
from indicators.demo.shares import steady
from indicators.shipped import rows

RESOLUTION = "17-NQ/TW"
WITH_RULES = 8  # communes of every district
OUTCOMES = (
    ReviewOutcome.KEPT,
    ReviewOutcome.AMENDED,
    ReviewOutcome.AMENDED,
    ReviewOutcome.REPLACED,
)
MOVEMENTS = (
    ("24", "Thi đua xây dựng tổ chức cơ sở đảng trong sạch, vững mạnh", 2006, 2010),
    ("24", "Thi đua xây dựng hệ thống chính trị cơ sở giai đoạn 2011-2015", 2011, None),
    ("220", "Mỗi chi bộ thôn, bản giúp đỡ một hộ nghèo", 2008, 2012),
)


def fill_rules(stage: Stage, to: Writer) -> None:
    """Working rules of some communes: reviewed in time, late, or not yet."""
    rules = []
    for communes in stage.scenes[-1].communes.values():
        for commune in communes[:WITH_RULES]:
            rules.append((commune, _rules(stage, commune)))
    to.add(Document, [document for _commune, document in rules])
    to.add(
        DocumentReview,
        [
            review
            for commune, document in rules
            for review in _reviews(commune, document)
        ],
    )


def _rules(stage: Stage, commune: Place) -> Document:
    name = stage.names[commune.pk]
    return Document(
        number=f"{steady(f'rules {commune.code}', 1, 9):02}-QC/ĐU",
        kind=DocumentKind.RULES,
        issuer=f"Đảng ủy {name}",
        unit_id=commune.pk,
        issued_on=some_day(f"rules {commune.code}", 2010, 9, 11),
        title=f"Quy chế làm việc của Ban Chấp hành Đảng bộ {name}",
        illustrative=True,
    )


def _reviews(commune: Place, document: Document) -> Iterator[DocumentReview]:
    """Due in the middle of 2011 and of 2012; the second one is often late or missing."""
    for year in (2011, 2012):
        due = date(year, 6, 30)
        lot = steady(f"review of rules {commune.code} {year}", 0, 9)
        if year == 2012 and lot < 3:
            yield DocumentReview(document=document, due_on=due, illustrative=True)
            continue
        days = steady(f"held {commune.code} {year}", 1, 55)
        yield DocumentReview(
            document=document,
            due_on=due,
            reviewed_on=due + timedelta(days=days if lot > 6 else -days),
            outcome=OUTCOMES[lot % len(OUTCOMES)],
            illustrative=True,
        )


def fill_study(stage: Stage, to: Writer) -> None:
    """The resolution was studied in every district in the summer of 2002."""
    first = stage.scenes[0]
    document = _document(RESOLUTION)
    to.add(
        StudySession,
        [
            _session(document, district)
            for district in first.units
            if district.code in first.communes
        ],
    )


def _session(document: Document, district: Place) -> StudySession:
    due = steady(f"study {district.code}", 240, 480)
    return StudySession(
        document=document,
        unit_id=district.pk,
        held_on=some_day(f"study {district.code}", 2002, 6, 8),
        due=due,
        attended=due * steady(f"attended {district.code}", 91, 99) // 100,
        illustrative=True,
    )


def fill_programmes(stage: Stage, to: Writer) -> None:
    """What demo_programmes.csv says: a line for each task."""
    units = stage.latest
    programmes: dict[str, Programme] = {}
    tasks = []
    for row in rows("demo_programmes.csv"):
        title = row["programme"]
        if title not in programmes:
            programmes[title] = _programme(row, units)
        tasks.append(_task(row, units, programmes[title]))
    to.add(Programme, list(programmes.values()))
    to.add(Task, tasks)


def _programme(row: Mapping[str, str], units: Mapping[str, int]) -> Programme:
    return Programme(
        title=row["programme"],
        unit_id=units[row["unit"]],
        weak_unit_id=units[row["weak"]] if row["weak"] else None,
        document=_document(row["document"]) if row["document"] else None,
        started_on=date.fromisoformat(row["started"]),
        ended_on=_day(row["ended"]),
        outcome=row["outcome"],
        illustrative=True,
    )


def _task(row: Mapping[str, str], units: Mapping[str, int], of: Programme) -> Task:
    return Task(
        programme=of,
        title=row["task"],
        unit_id=units[row["in_charge"]],
        office=row["office"],
        deadline=_day(row["deadline"]),
        state=row["state"],
        finished_on=_day(row["finished"]),
        outcome=row["result"],
        illustrative=True,
    )


def fill_movements(stage: Stage, to: Writer) -> None:
    """Emulation movements: two of the province, one of a district."""
    units = stage.latest
    to.add(
        Movement,
        [
            Movement(
                name=name,
                unit_id=units[code],
                started_on=date(began, 1, 1),
                ended_on=date(ended, 12, 31) if ended else None,
                illustrative=True,
            )
            for code, name, began, ended in MOVEMENTS
        ],
    )


def _document(number: str) -> Document:
    """A document of the article. Raises DemoError where it is not there."""
    found = Document.objects.filter(number=number, illustrative=False).first()
    if found is None:
        raise DemoError(number)
    return found


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
