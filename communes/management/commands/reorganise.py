"""Apply the resolutions of a file, or take an act back; without --commit only say what."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.formats import date_format
from django.utils.translation import gettext

from communes.access import system_account
from communes.models import Reorganisation
from communes.reorganise import (
    NotAllowed,
    Preview,
    Refused,
    Standing,
    apply,
    preview,
    undo,
)
from communes.reorganise.files import answers_in, resolutions_in
from communes.reorganise.telling import kind_told, sentence, share_told
from communes.resolutions.events import Problem
from communes.resolutions.planning import Plan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: its preview, the acts written, why it was refused."""

    shown: Preview
    acts: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def status(self) -> str:
        """The word of the public interface."""
        return "refused" if self.problems else "ok"


class Command(BaseCommand):
    """manage.py reorganise FILE; see the design, section 9."""

    help = "Apply resolutions that change units; without --commit nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the public interface."""
        parser.add_argument(
            "file",
            type=Path,
            nargs="?",
            help="CSV or XLSX: the columns of unit_changes.csv and parent_code",
        )
        parser.add_argument(
            "--placements",
            type=Path,
            metavar="FILE",
            help="where rows of divided units go: columns register, row, unit",
        )
        parser.add_argument("--undo", type=int, metavar="ID", help="take an act back")
        parser.add_argument("--user", help="account that does it")
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Preview, write if told to, print, and exit 1 where it was refused."""
        if (options["file"] is None) == (options["undo"] is None):
            raise CommandError(
                gettext("Name a file, or an act to take back with --undo."),
                returncode=2,
            )
        by = _account(options["user"])
        try:
            if options["undo"] is not None:
                self._undo(options, by)
            else:
                self._apply(options, by)
        except NotAllowed as error:
            raise CommandError(str(error), returncode=1) from error

    def _apply(self, options: dict[str, Any], by: User) -> None:
        done = _outcome(options, by)
        if options["json"]:
            self.stdout.write(_json(done))
        else:
            lines = _lines(done, committed=options["commit"])
            self.stdout.write("\n".join(lines))
        if done.problems:
            raise CommandError(gettext("Refused: nothing was written."), returncode=1)

    def _undo(self, options: dict[str, Any], by: User) -> None:
        act = Reorganisation.objects.filter(pk=options["undo"]).first()
        if act is None:
            raise CommandError(
                gettext("There is no act %(number)s.") % {"number": options["undo"]},
                returncode=2,
            )
        blocked: tuple[str, ...] = ()
        try:
            undo(act, by=by, commit=options["commit"])
        except Standing as standing:
            blocked = standing.sentences
        if options["json"]:
            answer = {
                "status": "refused" if blocked else "ok",
                "act": act.pk,
                "blocked": list(blocked),
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_undone(act, blocked, options["commit"])))
        if blocked:
            raise CommandError(gettext("Nothing was taken back."), returncode=1)


def _outcome(options: dict[str, Any], by: User) -> Outcome:
    file: Path = options["file"]
    resolutions, problems = resolutions_in(_read(file))
    answers, unread = (
        answers_in(_read(options["placements"])) if options["placements"] else ([], [])
    )
    problems += unread
    if problems:
        # What can be read is looked at too: everything is said at once.
        shown = preview(resolutions, by=by) if resolutions else Preview()
        return Outcome(shown, problems=(*problems, *shown.problems))
    if not options["commit"]:
        shown = preview(resolutions, by=by, answers=answers)
        return Outcome(shown, problems=(*shown.problems, *shown.unplaced))
    shown = preview(resolutions, by=by, answers=answers)
    try:
        acts = apply(
            resolutions,
            by=by,
            answers=answers,
            confirmed=shown.fingerprint or None,
            file_name=file.name,
        )
    except Refused as refused:
        return Outcome(refused.preview, problems=refused.problems)
    return Outcome(shown, tuple(act.pk for act in acts))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(
            gettext("The file %(path)s cannot be opened: %(reason)s.")
            % {"path": path, "reason": error.strerror},
            returncode=2,
        ) from error


def _account(name: str | None) -> User:
    if name is None:
        return system_account()
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(
            gettext("There is no account «%(name)s».") % {"name": name}, returncode=2
        )
    return user


def _json(done: Outcome) -> str:
    shown = done.shown
    answer = {
        "status": done.status,
        "acts": list(done.acts),
        "resolutions": [_resolution(plan) for plan in shown.plans],
        "placements": [
            {
                "register": row.of,
                "row": row.row,
                "text": row.told,
                "on": row.on.isoformat(),
                "unit": row.unit,
                "heirs": list(row.heirs),
            }
            for row in shown.rows
        ],
        "problems": [
            {"row": one.row or None, "code": one.code, "message": sentence(one)}
            for one in done.problems
        ],
        "effects": list(shown.said),
        "warnings": list(shown.warnings),
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _resolution(plan: Plan) -> dict[str, Any]:
    return {
        "on": plan.on.isoformat(),
        "closed": [life.label for life in plan.closed],
        "opened": [
            {
                "unit": life.label,
                "name": life.name,
                "kind": life.kind,
                "parent": life.parent_code,
            }
            for life in plan.opened
        ],
        "successions": [
            {
                "predecessor": one.predecessor,
                "successor": one.successor,
                "kind": one.kind,
                "share": None if one.share is None else str(one.share),
            }
            for one in plan.successions
        ],
        "notes": [
            {"predecessor": one.predecessor, "successor": one.successor}
            for one in plan.notes
        ],
    }


def _lines(done: Outcome, *, committed: bool) -> Iterator[str]:
    for plan in done.shown.plans:
        if not plan.problems:
            yield from _plan_lines(plan)
    yield from _row_lines(done.shown)
    yield from done.shown.said
    for warning in done.shown.warnings:
        yield gettext("Warning: %(said)s") % {"said": warning}
    for problem in done.problems:
        yield gettext("Error: %(said)s") % {"said": sentence(problem)}
    if done.problems:
        return
    if committed:
        acts = ", ".join(map(str, done.acts))
        yield gettext("Written as act %(acts)s.") % {"acts": acts}
    else:
        yield gettext("Nothing was written: add --commit to do it.")


def _plan_lines(plan: Plan) -> Iterator[str]:
    yield gettext(
        "From %(day)s: %(closed)s lives end, %(opened)s begin, %(passed)s successions, "
        "%(notes)s notes."
    ) % {
        "day": date_format(plan.on, "SHORT_DATE_FORMAT"),
        "closed": len(plan.closed),
        "opened": len(plan.opened),
        "passed": len(plan.successions),
        "notes": len(plan.notes),
    }
    for life in plan.closed:
        yield f"  - {life.full_name} ({life.label})"
    for life in plan.opened:
        yield f"  + {life.full_name} ({life.label}) < {life.parent_code or '–'}"
    for one in plan.successions:
        share = share_told(one.share)
        yield (
            f"  {one.predecessor} → {one.successor} ({kind_told(one.kind)}, {share})"
        )


def _row_lines(shown: Preview) -> Iterator[str]:
    if not shown.rows:
        return
    yield gettext("Rows of registers of divided units, and where each may go:")
    for row in shown.rows:
        heirs = " | ".join(row.heirs)
        yield f"  {row.of},{row.row} ({row.told}): {row.unit} → {heirs}"


def _undone(
    act: Reorganisation, blocked: tuple[str, ...], commit: bool
) -> Iterator[str]:
    if blocked:
        yield from blocked
        return
    closed, opened = len(act.done["closed"]), len(act.done["opened"])
    yield gettext("%(act)s taken back: %(closed)s lives go on, %(opened)s vanish.") % {
        "act": act,
        "closed": closed,
        "opened": opened,
    }
    if not commit:
        yield gettext("Nothing was written: add --commit to do it.")
