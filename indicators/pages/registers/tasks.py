"""`/registers/tasks/`: programmes and tasks, plans for weak organisations, movements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from communes.models import Movement, Programme, Task, TaskState
from communes.whereabouts import rows_in, standing, stands_at
from indicators.pages import links, writing
from indicators.pages.registers import addresses
from indicators.pages.registers.ground import Ground, exact, more, page
from indicators.pages.registers.parts import Nothing, RegisterPage, Section
from indicators.parts import Cell, Column, Kind, Row, RowKind, Status, Table, Tile

LATE = "▼"


@dataclass(frozen=True, slots=True)
class Work:
    """The programmes that concern an area, with their tasks as they stood on the day."""

    on: Ground
    programmes: Sequence[Programme]
    tasks: Sequence[Task]

    def late(self) -> list[Task]:
        """Unfinished, with a deadline before the day."""
        return [t for t in self.open() if t.deadline and t.deadline < self.on.day]

    def coming(self) -> list[Task]:
        """Unfinished, with the deadline still ahead or without one."""
        late = self.late()
        return [task for task in self.open() if task not in late]

    def open(self) -> list[Task]:
        """Not yet done on the day, and not dropped."""
        return [task for task in self.tasks if is_open(task, self.on.day)]

    def done_in_period(self) -> list[Task]:
        """Finished within the period."""
        on = self.on
        return [
            task
            for task in self.tasks
            if task.finished_on is not None and on.first <= task.finished_on <= on.day
        ]

    def of(self, programme: Programme) -> list[Task]:
        """The tasks of a programme."""
        return [task for task in self.tasks if task.programme_id == programme.pk]


def tasks_page(on: Ground) -> RegisterPage:
    """What documents set in motion, on the last day of the period."""
    work = _read(on)
    movements = _movements(on)
    nothing = None
    if not (work.programmes or work.tasks or movements):
        nothing = Nothing(
            title=_("No programme, task or movement has been entered"),
            text=_(
                "Enter a programme with its tasks under «Registers» in the "
                "administration: what it carries out, who is in charge, by when."
            ),
        )
    return page(
        on,
        addresses.TASKS,
        _("Programmes and tasks"),
        tiles=_tiles(work) if work.tasks else [],
        nothing=nothing,
        sections=[
            _open(work),
            _done(work),
            _consolidation(work),
            _programmes(work),
            _movement_section(on, movements),
        ],
        models=[Programme, Movement],
    )


def is_open(task: Task, day: date) -> bool:
    """Whether the task was still to be done on `day`; of dropped ones no day is known."""
    if task.state == TaskState.DROPPED:
        return False
    return task.finished_on is None or task.finished_on > day


def _read(on: Ground) -> Work:
    """Programmes of the area or for its weak organisations, and the tasks; two queries."""
    begun = Programme.objects.filter(started_on__lte=on.day)
    concerned = Q(pk__in=rows_in(begun, on.area).values("pk")) | Q(
        pk__in=rows_in(begun, on.area, unit="weak_unit").values("pk")
    )
    programmes = list(
        standing(begun.filter(concerned), on.area).select_related(
            "unit", "weak_unit", "document"
        )
    )
    in_charge = rows_in(Task.objects.all(), on.area).values("pk")
    tasks = Task.objects.filter(
        Q(pk__in=in_charge) | Q(programme__in=programmes),
        programme__started_on__lte=on.day,
    )
    found = standing(tasks, on.area).select_related("programme", "unit")
    return Work(on, programmes, list(found))


def _movements(on: Ground) -> list[Movement]:
    begun = Movement.objects.filter(started_on__lte=on.day)
    found = standing(rows_in(begun, on.area), on.area)
    return list(found.select_related("unit", "document"))


def _name(on: Ground, row: Programme | Task | Movement) -> str:
    """The unit in charge, by the name of the day."""
    name: str = (stands_at(row, on.area) or row.unit).full_name
    return name


def _tiles(work: Work) -> list[Tile]:
    late, coming, done = work.late(), work.coming(), work.done_in_period()
    return [
        Tile(
            label=_("Late"),
            value=writing.count(len(late)),
            unit=_("tasks"),
            status=Status(_("late"), LATE) if late else None,
        ),
        Tile(label=_("To be done"), value=writing.count(len(coming)), unit=_("tasks")),
        Tile(
            label=_("Done this year"), value=writing.count(len(done)), unit=_("tasks")
        ),
    ]


def _open(work: Work) -> Section | None:
    """Late ones first, the longest first; then what is to come."""
    if not work.tasks:
        return None
    late, coming = work.late(), work.coming()
    none = [] if late or coming else [_("No task is open.")]
    rows: list[Row] = []
    for title, found in ((_("Late"), late), (_("To be done"), coming)):
        if found:
            group = f"{title}: {writing.count(len(found))}"
            rows.append(Row([Cell(text=group)], RowKind.GROUP))
            rows += [_open_row(work.on, task) for task in found]
    shown, notes = more(rows)
    table = Table(
        id="open-tasks",
        caption=_("Open tasks"),
        subtitle=_("on %(day)s") % {"day": work.on.period.cut},
        columns=[
            Column(label=_("Task"), kind=Kind.NAME),
            Column(label=_("Unit in charge"), kind=Kind.TEXT),
            Column(label=_("Office"), kind=Kind.TEXT),
            Column(label=_("Deadline"), kind=Kind.DAY),
            Column(label=_("State"), kind=Kind.TEXT),
            Column(label=_("Programme"), kind=Kind.PROSE),
        ],
        rows=shown,
        notes=notes,
        caption_unseen=True,
    )
    return Section(
        id="open",
        title=_("What is late, and what is to be done?"),
        said=none,
        tables=[table] if rows else [],
    )


def _open_row(on: Ground, task: Task) -> Row:
    status = None
    if task.deadline and task.deadline < on.day:
        days = writing.count((on.day - task.deadline).days)
        status = Status(_("%(days)s days late") % {"days": days}, LATE)
    begun = task.state != TaskState.OPEN
    state = TaskState.UNDER_WAY if begun else TaskState.OPEN
    return Row(
        [
            Cell(text=task.title),
            Cell(text=_name(on, task)),
            Cell(text=task.office),
            Cell(
                text=exact(task.deadline) or _("none set"),
                status=status,
                note=status.word if status else "",
            ),
            Cell(text=str(state.label)),
            Cell(text=task.programme.title),
        ]
    )


def _done(work: Work) -> Section | None:
    done = work.done_in_period()
    if not done:
        return None
    done.sort(key=lambda task: task.finished_on or date.min, reverse=True)
    shown, notes = more([_done_row(work.on, task) for task in done])
    return Section(
        id="done",
        title=_("What was done in this period?"),
        tables=[
            Table(
                id="done-tasks",
                caption=_("Tasks done"),
                columns=[
                    Column(label=_("Task"), kind=Kind.NAME),
                    Column(label=_("Unit in charge"), kind=Kind.TEXT),
                    Column(label=_("Deadline"), kind=Kind.DAY),
                    Column(label=_("Finished on"), kind=Kind.DAY),
                    Column(label=_("Outcome"), kind=Kind.PROSE),
                    Column(label=_("Programme"), kind=Kind.PROSE),
                ],
                rows=shown,
                notes=notes,
                caption_unseen=True,
            )
        ],
    )


def _done_row(on: Ground, task: Task) -> Row:
    after = task.deadline is not None and (
        task.finished_on is not None and task.deadline < task.finished_on
    )
    note = _("after the deadline") if after else ""
    texts = (task.outcome, task.programme.title)
    return Row(
        [
            Cell(text=task.title),
            Cell(text=_name(on, task)),
            Cell(text=exact(task.deadline)),
            Cell(text=exact(task.finished_on), note=note),
            *(Cell(text=text) for text in texts),
        ]
    )


def _consolidation(work: Work) -> Section | None:
    """Plans for weak organisations: the plan, the office, the deadline, the outcome."""
    plans = [each for each in work.programmes if each.weak_unit is not None]
    if not plans:
        return None
    return Section(
        id="consolidation",
        title=_("Which weak organisations are being consolidated?"),
        tables=[
            Table(
                id="weak",
                caption=_("Plans for weak organisations"),
                columns=[
                    Column(label=_("Organisation"), kind=Kind.NAME),
                    Column(label=_("Plan"), kind=Kind.TEXT),
                    Column(label=_("Offices in charge"), kind=Kind.TEXT),
                    Column(label=_("Begun on"), kind=Kind.DAY),
                    Column(label=_("Deadline"), kind=Kind.DAY),
                    Column(label=_("Tasks done")),
                    Column(label=_("Outcome"), kind=Kind.PROSE),
                ],
                rows=[_plan_row(work, plan) for plan in plans],
                caption_unseen=True,
            )
        ],
    )


def _plan_row(work: Work, plan: Programme) -> Row:
    on, tasks = work.on, work.of(plan)
    deadline = max((t.deadline for t in tasks if t.deadline), default=None)
    late = [task for task in work.late() if task in tasks]
    status = Status(_("late"), LATE) if late else None
    ended = plan.ended_on is not None and plan.ended_on <= on.day
    offices = dict.fromkeys(task.office or _name(on, task) for task in tasks)
    return Row(
        [
            Cell(
                text=plan.weak_unit.full_name,
                href=links.life(plan.weak_unit)
                if on.scope.sees(plan.weak_unit.pk)
                else "",
            ),
            Cell(text=plan.title, note=plan.document.number if plan.document else ""),
            Cell(text="; ".join(offices) or _name(on, plan)),
            Cell(text=exact(plan.started_on)),
            Cell(text=exact(deadline) or _("none set"), status=status),
            Cell(text=_of(work, tasks)),
            Cell(text=plan.outcome or (_("ended") if ended else _("going on"))),
        ]
    )


def _programmes(work: Work) -> Section | None:
    found = [each for each in work.programmes if each.weak_unit is None]
    if not found:
        return None
    rows = [
        Row(
            [
                Cell(text=each.title),
                Cell(text=_name(work.on, each)),
                Cell(text=each.document.number if each.document else ""),
                Cell(text=exact(each.started_on)),
                Cell(text=exact(each.ended_on)),
                Cell(text=_of(work, work.of(each))),
                Cell(text=each.outcome),
            ]
        )
        for each in found
    ]
    shown, notes = more(rows)
    return Section(
        id="programmes",
        title=_("Which programmes are running?"),
        tables=[
            Table(
                id="programme-list",
                caption=_("Programmes"),
                columns=[
                    Column(label=_("Programme"), kind=Kind.NAME),
                    Column(label=_("Unit"), kind=Kind.TEXT),
                    Column(label=_("Carries out"), kind=Kind.TEXT),
                    Column(label=_("Begun on"), kind=Kind.DAY),
                    Column(label=_("Ended on"), kind=Kind.DAY),
                    Column(label=_("Tasks done")),
                    Column(label=_("Outcome"), kind=Kind.PROSE),
                ],
                rows=shown,
                notes=notes,
                caption_unseen=True,
            )
        ],
    )


def _of(work: Work, tasks: Sequence[Task]) -> str:
    """«2/3»: dropped ones are not counted; "–" without any."""
    counted = [task for task in tasks if task.state != TaskState.DROPPED]
    done = [task for task in counted if not is_open(task, work.on.day)]
    if not counted:
        return writing.NOTHING
    return f"{writing.count(len(done))}/{writing.count(len(counted))}"


def _movement_section(on: Ground, movements: Sequence[Movement]) -> Section | None:
    if not movements:
        return None
    rows = []
    for each in movements:
        over = each.ended_on is not None and each.ended_on <= on.day
        state = _("ended") if over else _("going on")
        row = [
            Cell(text=each.name),
            Cell(text=_name(on, each)),
            Cell(text=each.document.number if each.document else ""),
            Cell(text=exact(each.started_on)),
            Cell(text=exact(each.ended_on) if over else ""),
            Cell(text=state),
        ]
        rows.append(Row(row, RowKind.MUTED if over else RowKind.PLAIN))
    shown, notes = more(rows)
    return Section(
        id="movements",
        title=_("Which emulation movements are there?"),
        tables=[
            Table(
                id="movement-list",
                caption=_("Emulation movements"),
                columns=[
                    Column(label=_("Movement"), kind=Kind.NAME),
                    Column(label=_("Unit"), kind=Kind.TEXT),
                    Column(label=_("Document"), kind=Kind.TEXT),
                    Column(label=_("Begun on"), kind=Kind.DAY),
                    Column(label=_("Ended on"), kind=Kind.DAY),
                    Column(label=_("State"), kind=Kind.TEXT),
                ],
                rows=shown,
                notes=notes,
                caption_unseen=True,
            )
        ],
    )
