"""Import a table of results and plans; without --commit only say what would happen."""

import json
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from communes.access import system_account
from indicators.imports import telling
from indicators.imports.answers import answer
from indicators.imports.apply import Refused, apply
from indicators.imports.marked import marked
from indicators.imports.packing import unpack
from indicators.imports.preview import Options, Preview, preview
from indicators.imports.problems import Unreadable
from indicators.imports.readers import EVERY
from indicators.imports.roles import Split
from indicators.imports.tables import LIMITS
from indicators.numbers import Convention
from indicators.selection import NoSuch

# A terminal shows the biggest changes; the preview in the admin has all of them.
_SHOWN = 20


class Command(BaseCommand):
    """manage.py import_results FILE; see the design, section 9."""

    help = "Import a table (CSV or workbook); without --commit nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the public interface."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--year", type=int, help="left out: as the table says")
        parser.add_argument("--sheet", metavar="CODE", help="left out: recognised")
        parser.add_argument(
            "--unit", metavar="CODE", help="the unit whose children the rows are"
        )
        parser.add_argument("--through", type=int, default=12, choices=range(1, 13))
        parser.add_argument(
            "--worksheet",
            metavar="NAME",
            action="append",
            default=[],
            help="of a workbook; may be given several times",
        )
        parser.add_argument(
            "--all-worksheets",
            action="store_true",
            help="all that are filled and not hidden, as one import",
        )
        parser.add_argument(
            "--encoding",
            help="utf-8, utf-16, windows-1258, tcvn3, vni; left out: detected",
        )
        parser.add_argument("--decimal", choices=[str(sign) for sign in Convention])
        parser.add_argument(
            "--split",
            choices=[str(one) for one in Split],
            help="what the second number of 107/230 is",
        )
        parser.add_argument(
            "--clear-empty",
            action="store_true",
            help="an empty cell takes back what is stored",
        )
        parser.add_argument("--reason", default="", help="why warnings are all right")
        parser.add_argument("--user", help="account that imports it")
        parser.add_argument(
            "--marked",
            type=Path,
            metavar="OUT.xlsx",
            help="the file with its errors marked",
        )
        parser.add_argument("--commit", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at the file, write it if told to, and exit 1 where it was refused."""
        batch, shown = _outcome(options)
        if options["json"]:
            told = answer(shown, batch)
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            lines = _lines(shown, batch, committed=options["commit"])
            self.stdout.write("\n".join(lines))
        if options["marked"]:
            _mark(options["file"], shown, options["marked"])
        if shown.problems:
            raise CommandError(gettext("Refused: nothing was written."), returncode=1)


_ASKED = (
    *("year", "sheet", "unit", "through", "encoding", "decimal"),
    *("split", "clear_empty"),
)


def _outcome(told: dict[str, Any]) -> tuple[int | None, Preview]:
    """The batch, where one was written, and what is said of the file."""
    by = _account(told["user"])
    named = (EVERY,) if told["all_worksheets"] else tuple(told["worksheet"])
    asked = {name: told[name] for name in _ASKED}
    options = unpack(Options, {**asked, "worksheets": named})
    path: Path = told["file"]
    try:
        data = _read(path)
        if not told["commit"]:
            return None, preview(data, path.name, by=by, options=options)
        done = apply(data, path.name, by=by, reason=told["reason"], options=options)
    except Unreadable as error:
        return None, Preview(path.name, "", options, problems=(error.problem,))
    except Refused as refused:
        return None, refused.preview
    except NoSuch as error:
        raise CommandError(str(error), returncode=2) from error
    return (done.batch.pk if done.batch else None), done.preview


def _read(path: Path) -> bytes:
    """The bytes of the file, if they are not too many. Raises Unreadable."""
    try:
        LIMITS.check_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise CommandError(
            gettext("The file %(path)s cannot be opened: %(reason)s.")
            % {"path": path, "reason": error.strerror},
            returncode=2,
        ) from error


def _mark(path: Path, shown: Preview, out: Path) -> None:
    """Write the file again with what is wrong marked in it."""
    copy = marked(
        _read(path),
        path.name,
        problems=shown.problems,
        warnings=shown.warnings,
        encoding=shown.options.encoding,
        worksheets=shown.options.worksheets,
    )
    try:
        out.write_bytes(copy.data)
    except OSError as error:
        raise CommandError(
            gettext("The file %(path)s cannot be written: %(reason)s.")
            % {"path": out, "reason": error.strerror},
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


def _lines(shown: Preview, batch: int | None, *, committed: bool) -> Iterator[str]:
    yield telling.about(shown)
    yield from telling.sources(shown.sources)
    yield telling.counted(shown)
    yield from _list(gettext("Errors:"), map(telling.problem, shown.problems))
    yield from _list(gettext("Warnings:"), map(telling.problem, shown.warnings))
    yield from _list(
        gettext("Totals, printed and computed:"), map(telling.total, shown.totals)
    )
    yield from _list(
        gettext("Not all units of the file say something:"),
        iter(telling.covered(shown)),
    )
    dated = telling.is_dated(shown)
    biggest = shown.changes[:_SHOWN]
    apart = telling.apart(biggest)
    yield from _list(
        gettext("Changes:"),
        (
            telling.change(one, dated=dated, apart=apart.get(one.entry or 0, ""))
            for one in biggest
        ),
    )
    counts = shown.counts
    more = counts.new + counts.changed + counts.cleared - len(biggest)
    if more > 0:
        yield gettext("… and %(number)s more.") % {"number": more}
    # What is stored and stays comes before what is not stored at all.
    silent = sorted(shown.each_missing(), key=attrgetter("is_nothing"))
    yield from _list(
        gettext("Nothing said, so what is stored stays:"),
        (telling.unsaid(one, dated=dated) for one in silent[:_SHOWN]),
    )
    if len(silent) > _SHOWN:
        yield gettext("… and %(number)s more.") % {"number": len(silent) - _SHOWN}
    yield from _last(shown, batch, committed=committed)


def _list(heading: str, lines: Iterator[str]) -> Iterator[str]:
    told = list(lines)
    if told:
        yield heading
        yield from (f"  {line}" for line in told)


def _last(shown: Preview, batch: int | None, *, committed: bool) -> Iterator[str]:
    if shown.problems:
        return
    if shown.changes_nothing:
        yield gettext("Nothing changes: all of it is in the ledger already.")
    elif committed:
        yield gettext("Written as batch %(batch)s.") % {"batch": batch}
    else:
        yield gettext("Nothing was written: add --commit to do it.")
        if shown.needs_reason:
            yield gettext("Because of the warnings a --reason is needed.")
