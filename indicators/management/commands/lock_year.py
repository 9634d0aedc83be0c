"""Lock a year when its figures are final, or reopen it with a reason."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from communes.access import system_account
from communes.years import YearStateError, lock, reopen


class Command(BaseCommand):
    """manage.py lock_year YEAR [--reopen] --reason TEXT."""

    help = "Lock a year, so that nothing of it is written; --reopen opens it again."

    def add_arguments(self, parser: CommandParser) -> None:
        """The year, and why."""
        parser.add_argument("year", type=int)
        parser.add_argument("--reopen", action="store_true")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Change the state and say so."""
        change = reopen if options["reopen"] else lock
        try:
            change(options["year"], by=system_account(), reason=options["reason"])
        except YearStateError as error:
            raise CommandError(str(error), returncode=1) from error
        done = (
            gettext("The year %(year)s is open again.")
            if options["reopen"]
            else gettext("The year %(year)s is locked.")
        )
        self.stdout.write(done % {"year": options["year"]})
