"""Programmes and their tasks as files."""

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communes.lists.cells import Cells, Found, Shown
from communes.lists.columns import Column, Day, Fault, OneOf
from communes.lists.register import RegisterResource
from communes.lists.unit_names import EVER, Period, on
from communes.models import Programme, Task, TaskState, Unit
from communes.names import match_key


class ProgrammeResource(RegisterResource):
    """Programmes by unit, title and first day."""

    unit = Found("unit", "find_unit", "write_unit", required=True)
    title = Column("title", required=True)
    started_on = Column("started_on", Day(), required=True)
    ended_on = Column("ended_on", Day())
    document = Found("document", "find_document", "write_document")
    weak_unit = Found("weak_unit", "find_unit", "write_unit")
    outcome = Column("outcome")

    key = ("unit", "title", "started_on")
    begins = "started_on"
    related = ("unit", "document", "weak_unit")

    class Meta:
        model = Programme
        fields = (
            "unit", "title", "started_on", "ended_on", "document", "weak_unit", "outcome",
        )  # fmt: skip
        import_id_fields = ("unit", "title", "started_on")


class TaskResource(RegisterResource):
    """Tasks by programme, title and unit; who runs the programme tells namesakes apart."""

    programme = Found("programme", "find_programme", "write_programme", required=True)
    runs = Found(
        "programme__unit",
        "find_runner",
        "write_runner",
        shown=True,
        label=_("unit of the programme"),
    )
    programme_started_on = Shown(
        "programme__started_on", Day(), label=_("start of the programme")
    )
    title = Column("title", required=True)
    unit = Found("unit", "find_unit", "write_unit", required=True)
    office = Column("office")
    deadline = Column("deadline", Day())
    state = Column("state", OneOf(TaskState.choices), TaskState.OPEN)
    finished_on = Column("finished_on", Day())
    outcome = Column("outcome")

    key = ("programme", "title", "unit")
    related = ("programme__unit", "unit")

    class Meta:
        model = Task
        fields = (
            "programme", "runs", "programme_started_on", "title", "unit", "office",
            "deadline", "state", "finished_on", "outcome",
        )  # fmt: skip
        import_id_fields = ("programme", "title", "unit")

    @cached_property
    def programmes(self) -> dict[str, list[Programme]]:
        """The programmes of each title."""
        titled: dict[str, list[Programme]] = defaultdict(list)
        for one in Programme.objects.select_related("unit").order_by("pk"):
            titled[match_key(one.title)].append(one)
        return titled

    def find_programme(self, text: str, cells: Cells) -> Programme:
        """The programme of the title, told apart by who runs it and since when."""
        runs, started = cells["runs"], cells["programme_started_on"]
        fitting = [
            one
            for one in self.programmes.get(match_key(text), ())
            if (runs is None or one.unit_id == runs.pk)
            and (started is None or one.started_on == started)
        ]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise Fault(
                gettext(
                    "There are several programmes «%(text)s». Say which unit runs it, and "
                    "when it started."
                )
                % {"text": text},
                "programme-unclear",
            )
        raise Fault(
            gettext(
                "There is no such programme «%(text)s». Enter it first, or correct its "
                "title, unit or start."
            )
            % {"text": text},
            "programme-unknown",
        )

    def write_programme(self, programme: Programme, instance: Any) -> str:
        """Its title; what else tells it apart stands beside it."""
        return programme.title

    def find_runner(self, text: str, cells: Cells) -> Unit:
        """Who runs the programme, on the day it started."""
        started = cells["programme_started_on"]
        return self.units.find(text, on(started) if started else EVER)

    def write_runner(self, unit: Unit, instance: Task) -> str:
        """The name on the day the programme started, which stands beside it."""
        return self.units.write(unit, on(instance.programme.started_on))

    def period(self, cells: Cells) -> Period:
        """While the programme runs; on its first day, if the unit is there then."""
        return _while(cells["programme"])

    def period_of(self, instance: Task) -> Period:
        """While the programme runs."""
        return _while(instance.programme)


def _while(programme: Programme) -> Period:
    return Period(programme.started_on, programme.ended_on or date.max)
