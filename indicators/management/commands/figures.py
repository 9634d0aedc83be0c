"""Show figures: result, plan, percent of plan, coverage; what every page shows."""

import json
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from indicators import progress
from indicators.models import Band, Borders, Figure, Quality
from indicators.numbers import half_up
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
            items = [_item(figure, bands) for figure in selection.figures()]
        except NoSuch as error:
            raise CommandError(str(error), returncode=1) from error
        if options["json"]:
            self.stdout.write(json.dumps(items, ensure_ascii=False, indent=1))
            return
        for item in items:
            self.stdout.write(_line(item))


def _item(figure: Figure, bands: list[progress.BandRule]) -> dict[str, object]:
    reached = figure.progress
    standing = progress.status(reached, bands=bands, through=figure.through)
    return {
        "unit": figure.unit.code,
        "unit_name": figure.unit.full_name,
        "valid_from": figure.unit.valid_from and figure.unit.valid_from.isoformat(),
        "indicator": figure.indicator.code,
        "year": figure.year,
        "since": figure.since,
        "through": figure.through,
        "borders": figure.borders,
        "result": _text(figure.result),
        "result_below": _text(figure.result_below),
        "plan": _text(figure.plan),
        "plan_first": _text(figure.plan_first),
        "plan_below": _text(figure.plan_below),
        "plan_basis": figure.plan_basis or None,
        "plan_low": _text(figure.plan_low),
        "plan_high": _text(figure.plan_high),
        "percent": _percent(figure.percent),
        "percent_matched": _percent(figure.percent_matched),
        "progress": _percent(reached.percent),
        "band": standing and standing.code,
        "basis": figure.basis or None,
        "quality": Quality(figure.quality).name.lower() if figure.quality else None,
        "qualifier": figure.qualifier or None,
        "expected": figure.expected,
        "reported": figure.reported,
        "reported_below": figure.reported_below,
        "plan_reported": figure.plan_reported,
        "estimated": figure.estimated,
    }


def _text(value: Decimal | None) -> str | None:
    """A decimal as it was stated, without exponent or padding."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _percent(value: Decimal | None) -> str | None:
    return None if value is None else format(half_up(value, 4), "f")


def _line(item: dict[str, object]) -> str:
    years = (
        item["year"]
        if item["since"] == item["year"]
        else f"{item['since']}-{item['year']}"
    )
    percent = f"{item['percent']} %" if item["percent"] else "-"
    return (
        f"{item['indicator']:<10} {item['unit_name']} ({item['unit']}) {item['through']}-{years}: "
        f"{item['qualifier'] or ''}{item['result'] or '-'} / {item['plan'] or '-'} = {percent}"
        f"  [{item['reported_below']}/{item['expected']}]"
    )
