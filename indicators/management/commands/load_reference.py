"""Load what the product knows from the start: units, catalogue, the article's figures."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext

from communes.access import system_account
from communes.loading import LoadingError, load_units
from communes.models import Document
from indicators import ledger
from indicators.article import ArticleError, load_article
from indicators.catalogue import CatalogueError, load_catalogue


class Command(BaseCommand):
    """manage.py load_reference; see the design, section 9."""

    help = "Load units, catalogue and the article's figures; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all of it or nothing, and say what is new."""
        try:
            with transaction.atomic():
                added = list(_load())
        except ledger.Refused as refused:
            faults = "\n".join(map(ledger.message, refused.faults))
            raise CommandError(faults, returncode=1) from refused
        except (LoadingError, CatalogueError, ArticleError) as error:
            raise CommandError(str(error), returncode=1) from error
        for name, number in added:
            self.stdout.write(
                gettext("%(name)s: %(number)d new") % {"name": name, "number": number}
            )
        if not any(number for _, number in added):
            self.stdout.write(gettext("All of it was there: nothing has changed."))


def _load() -> Iterator[tuple[str, int]]:
    """What was loaded, and how many rows of it were not there before."""
    documents = Document.objects.count()
    units = load_units()
    yield gettext("Units"), units.units.new
    yield gettext("Changes of units"), units.successions.new
    yield gettext("Years"), units.years.new
    catalogue = load_catalogue()
    yield gettext("Themes"), catalogue.themes
    yield gettext("Indicators"), catalogue.indicators
    yield gettext("Bands"), catalogue.bands
    yield gettext("Sheets"), catalogue.sheets
    yield gettext("Columns of sheets"), catalogue.columns
    article = load_article(system_account())
    yield gettext("Documents"), Document.objects.count() - documents
    yield gettext("Figures of the article"), article.counts.written
