"""Show the product at work: illustrative figures that add up to the article's."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from communes.access import system_account
from indicators import demo, ledger


class Command(BaseCommand):
    """manage.py demo [--remove]; see the design, section 9."""

    help = "Write illustrative figures 2002-2012, or take them away with --remove."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether they come or go."""
        parser.add_argument("--remove", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it in one batch and say how many figures it was."""
        change = demo.remove if options["remove"] else demo.load
        try:
            written = change(system_account())
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
        self.stdout.write(_told(written.counts, removed=options["remove"]))


def _told(counts: ledger.Counts, *, removed: bool) -> str:
    number = {"number": counts.written}
    if not counts.written:
        return gettext("Nothing has changed.")
    if removed:
        return gettext("%(number)d illustrative figures were taken away.") % number
    return (
        gettext(
            "%(number)d illustrative figures were written. They are marked as such; "
            "«manage.py demo --remove» takes them away."
        )
        % number
    )
