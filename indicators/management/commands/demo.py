"""Show the product at work: illustrative figures that add up to the article's."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from communes.access import system_account
from indicators import demo, ledger

LISTED = 20  # names said in full


class Command(BaseCommand):
    """manage.py demo [--remove]; see the design, section 9."""

    help = "Write illustrative figures and register rows 2002-2012, or take them away with --remove."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether they come or go."""
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it in one batch and say how many figures it was."""
        change = demo.remove if options["remove"] else demo.load
        try:
            shown = change(system_account())
        except ledger.Refused as refused:
            # What is said of thousands of figures, a locked year, is said once.
            faults = "\n".join(dict.fromkeys(map(ledger.message, refused.faults)))
            raise CommandError(faults, returncode=1) from refused
        except demo.DemoError as error:
            raise CommandError(
                gettext(
                    "The units of the demo are not there (%(units)s). Run "
                    "«manage.py load_reference» first."
                )
                % {"units": error},
                returncode=1,
            ) from error
        for line in _told(shown, removed=options["remove"]):
            self.stdout.write(line)


def _told(shown: demo.Shown, *, removed: bool) -> Iterator[str]:
    figures, rows = shown.figures.counts.written, shown.registers.rows
    number = {"number": figures, "rows": rows}
    if not figures and not rows:
        yield gettext("Nothing has changed.")
    elif removed:
        yield (
            gettext(
                "%(number)d illustrative figures and %(rows)d rows of registers were "
                "taken away."
            )
            % number
        )
    else:
        yield (
            gettext(
                "%(number)d illustrative figures and %(rows)d rows of registers were "
                "written. They are marked as such; «manage.py demo --remove» takes them "
                "away."
            )
            % number
        )
    if shown.registers.left:
        yield _left(shown.registers.left, removed=removed)


def _left(names: Sequence[str], *, removed: bool) -> str:
    listed = "; ".join(names[:LISTED])
    if len(names) > LISTED:
        listed += "; …"
    told = {"number": len(names), "names": listed}
    if removed:
        return (
            gettext(
                "%(number)d rows stay, because other rows refer to them: %(names)s. "
                "Delete those first, then repeat."
            )
            % told
        )
    return (
        gettext(
            "Registers left as they are, because somebody has written in them: %(names)s."
        )
        % told
    )
