"""Import a list of a register; without --commit only say what would happen."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from communes.access import system_account
from communes.lists.importing import REGISTERS, Outcome, Unreadable, import_file
from communes.lists.problems import Problem

LARGEST = 20 * 2**20  # bytes; the list of all registers of a province is far smaller


class Command(BaseCommand):
    """manage.py import_register NAME FILE; see the design, section 9."""

    help = "Import a list of a register (CSV or XLSX); without --commit nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the public interface."""
        parser.add_argument("name", choices=sorted(REGISTERS), metavar="NAME")
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", metavar="NAME", help="account that imports it")
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at the file, write it if told to, and exit 1 where it was refused."""
        path: Path = options["file"]
        data, by = _bytes(path), _account(options["user"])
        try:
            outcome = import_file(
                options["name"], data, path.name, by=by, commit=options["commit"]
            )
        except Unreadable as error:
            told = Problem(None, "", str(error), "unreadable")
            outcome = Outcome(0, 0, 0, 0, (told,))
        if options["json"]:
            self.stdout.write(_json(outcome))
        else:
            self.stdout.write("\n".join(_lines(outcome, committed=options["commit"])))
        if outcome.problems:
            raise CommandError(gettext("Refused: nothing was written."), returncode=1)


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise CommandError(
                gettext("The file %(path)s is larger than %(most)s MB: divide it.")
                % {"path": path, "most": LARGEST // 2**20},
                returncode=1,
            )
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


def _json(outcome: Outcome) -> str:
    answer = {
        "status": "refused" if outcome.problems else "ok",
        "counts": outcome.counts,
        "problems": [
            {
                "row": one.row,
                "column": one.column,
                "code": one.code,
                "message": one.message,
                "suggestions": list(one.suggestions),
            }
            for one in outcome.problems
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _lines(outcome: Outcome, *, committed: bool) -> Iterator[str]:
    yield (
        gettext(
            "New %(new)d, changed %(changed)d, unchanged %(same)d, rejected %(rejected)d."
        )
        % outcome.counts
    )
    for one in outcome.problems:
        where = gettext("row %(row)s") % {"row": one.row} if one.row else ""
        yield "  " + ": ".join(
            filter(None, (", ".join(filter(None, (where, one.column))), one.message))
        )
    if outcome.problems:
        return
    if not outcome.new and not outcome.changed:
        yield gettext("Nothing changes: all of it is in the register already.")
    elif committed:
        yield gettext("Written.")
    else:
        yield gettext("Nothing was written: add --commit to do it.")
