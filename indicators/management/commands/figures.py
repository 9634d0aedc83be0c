"""Show figures: result, plan, percent of plan, coverage; what every page shows."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from indicators.items import item
from indicators.models import Band, Borders
from indicators.selection import NoSuch, Selection


class Command(BaseCommand):
    """manage.py figures; see the design, section 9."""

    help = "Show figures of units, indicators and years."

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the public interface."""
        parser.add_argument(
            "--unit", metavar="CODE", help="CODE, CODE@start, CODE@date"
        )
        parser.add_argument("--indicator", metavar="CODE")
        parser.add_argument("--year", type=int)
        parser.add_argument(
            "--since", type=int, help="first year of a total over several years"
        )
        parser.add_argument("--through", type=int, default=12, choices=range(1, 13))
        parser.add_argument(
            "--borders", default=Borders.THEN, choices=[str(b) for b in Borders]
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line, or one item, per figure that exists."""
        names = ("unit", "indicator", "year", "since", "through", "borders")
        selection = Selection(**{name: options[name] for name in names})
        bands = Band.objects.rules()
        try:
            items = [item(figure, bands) for figure in selection.figures()]
        except NoSuch as error:
            raise CommandError(str(error), returncode=1) from error
        if options["json"]:
            self.stdout.write(json.dumps(items, ensure_ascii=False, indent=1))
            return
        for each in items:
            self.stdout.write(_line(each))


def _line(item: dict[str, object]) -> str:
    years = (
        item["year"]
        if item["since"] == item["year"]
        else f"{item['since']}-{item['year']}"
    )
    percent = f"{item['percent']} %" if item["percent"] else "-"
    about = "≈" if item["estimated"] else ""
    return (
        f"{item['indicator']:<10} {item['unit_name']} ({item['unit']}) {item['through']}-{years}: "
        f"{about}{item['qualifier'] or ''}{item['result'] or '-'} / {item['plan'] or '-'} = {percent}"
        f"  [{item['reported_below']}/{item['expected']}]"
    )
