"""Write the form of a sheet as a workbook that comes back in without a question."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from communes.access import system_account
from indicators.imports.template import (
    Wanted,
    filled,
    tidy_csv,
    tidy_workbook,
    workbook,
)
from indicators.selection import NoSuch


class Command(BaseCommand):
    """manage.py import_template --sheet KN --year 2012 [--unit 219] FILE."""

    help = "Write a template: .xlsx; --tidy for one row per figure, .xlsx or .csv."

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of import_results, with which it comes back."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--sheet", metavar="CODE", required=True)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument(
            "--unit",
            metavar="CODE",
            help="whose units fill it in; left out: the highest",
        )
        parser.add_argument("--through", type=int, default=12, choices=range(1, 13))
        parser.add_argument("--tidy", action="store_true", help="one row per figure")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 2 for a sheet, unit or file that cannot be."""
        path: Path = options["file"]
        kinds = {".xlsx", ".csv"} if options["tidy"] else {".xlsx"}
        if path.suffix.lower() not in kinds:
            raise CommandError(
                gettext("The name of the file must end in: %(kinds)s.")
                % {"kinds": ", ".join(sorted(kinds))},
                returncode=2,
            )
        asked = (options["sheet"], options["year"], options["unit"], options["through"])
        try:
            made = filled(Wanted(*asked), by=system_account())
        except NoSuch as error:
            raise CommandError(str(error), returncode=2) from error
        if not options["tidy"]:
            data = workbook(made)
        elif path.suffix.lower() == ".csv":
            data = tidy_csv(made)
        else:
            data = tidy_workbook(made)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise CommandError(
                gettext("The file %(path)s cannot be written: %(reason)s.")
                % {"path": path, "reason": error.strerror},
                returncode=2,
            ) from error
        units = sum(line.unit is not None for line in made.lines)
        self.stdout.write(
            gettext("%(path)s: %(units)s units, %(columns)s columns.")
            % {"path": path, "units": units, "columns": len(made.slots)}
        )
