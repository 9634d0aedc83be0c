"""Rebuild every figure from the ledger, or only compare."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext

from indicators import figures
from indicators.ledger.locking import lock_all_years


class Command(BaseCommand):
    """manage.py refresh_figures; with --check nothing is written."""

    help = "Rebuild all figures; --check only compares and exits 1 on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        """--check compares only."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many figures changed, or differ."""
        if not options["check"]:
            with transaction.atomic():
                # Nobody writes an entry while its figures are being computed.
                lock_all_years()
                changed = figures.rebuild()
            self.stdout.write(
                gettext("%(count)s figures changed.") % {"count": changed}
            )
            return
        wrong = figures.check()
        if wrong:
            shown = "; ".join(str(tuple(key)) for key in wrong[:10])
            raise CommandError(
                gettext(
                    "%(count)s figures differ from the ledger: %(shown)s. Run "
                    "refresh_figures without --check to rebuild them."
                )
                % {"count": len(wrong), "shown": shown},
                returncode=1,
            )
        self.stdout.write(gettext("All figures equal what the ledger says."))
