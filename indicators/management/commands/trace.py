"""Tell how a figure came about: its basis, its parts with their shares, its entries."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from communes.access import EVERYTHING
from indicators.items import Item, entry_item, item, named, text
from indicators.models import Band, Borders, Figure, Indicator
from indicators.pages.asked import Asked
from indicators.pages.elsewhere import sentence
from indicators.pages.lives import Found, find, stood_there
from indicators.pages.trace_material import TraceMaterial, gather
from indicators.progress import BandRule
from indicators.selection import NoSuch, Selection


class Command(BaseCommand):
    """manage.py trace; see the design, section 9."""

    help = "Tell how a figure came about."

    def add_arguments(self, parser: CommandParser) -> None:
        """The words of the public interface."""
        parser.add_argument(
            "--unit", metavar="CODE", required=True, help="CODE, CODE@start, CODE@date"
        )
        parser.add_argument("--indicator", metavar="CODE", required=True)
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument(
            "--since", type=int, help="first year of a total over several years"
        )
        parser.add_argument("--through", type=int, default=12, choices=range(1, 13))
        parser.add_argument(
            "--borders", default=Borders.THEN, choices=[str(b) for b in Borders]
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figure, what it is made of, and the entries behind it."""
        names = ("unit", "indicator", "year", "since", "through", "borders")
        selection = Selection(**{name: options[name] for name in names})
        try:
            indicator, found = selection.the_indicator(), _found(selection)
        except NoSuch as error:
            raise CommandError(str(error), returncode=1) from error
        since = options["since"] or options["year"]
        traced = _traced(gather(indicator, found, EVERYTHING, since))
        if options["json"]:
            self.stdout.write(json.dumps(traced, ensure_ascii=False, indent=1))
            return
        self.stdout.write("\n".join(_lines(traced)))


def _found(selection: Selection) -> Found:
    """The life that is meant; raises NoSuch where none is there in the period."""
    borders = Borders(selection.borders)
    asked = Asked(selection.year, selection.through, borders=borders)
    found = find(selection.unit or "", asked)
    if found is None:
        raise selection.no_such_unit()
    if not found.alive:
        raise NoSuch(_not_there(found))
    return found


def _not_there(found: Found) -> str:
    """Which life that is, who stood there on the day, and what else can be asked for."""
    unit, day = found.unit, found.period.day
    there = ", ".join(each.unit.life for each in stood_there(unit, day))
    said = [f"{unit.life}: {sentence(found, known=bool(there))}"]
    if there:
        said.append(gettext("Who stood there: %(units)s.") % {"units": there})
    if unit.valid_from is not None and day < unit.valid_from:
        text = gettext("With --borders now it is read on its latest borders.")
        said.append(text)
    return " ".join(said)


def _traced(material: TraceMaterial) -> Item:
    bands = Band.objects.rules()
    figure = material.figure
    below = [*material.below.values()]
    return {
        **named(material.found.unit),
        "indicator": material.indicator.code,
        "borders": str(material.found.reading.borders),
        "figure": None if figure is None else item(figure, bands),
        "basis": (figure.basis or None) if figure else None,
        "children": [] if material.pieces else [item(each, bands) for each in below],
        "pieces": _pieces(material, bands),
        "parts": _parts(material, bands),
        "entries": [entry_item(entry) for entry in material.entries],
    }


def _pieces(material: TraceMaterial, bands: list[BandRule]) -> list[Item]:
    """The units that a recast figure was put together from, each with its own figure."""
    return [
        {
            **named(piece.unit),
            "life": piece.unit.life,
            "share": text(piece.share),
            "figure": item(own, bands) if own else None,
        }
        for piece in material.pieces
        for own in [material.below.get(piece.unit.pk)]
    ]


def _parts(material: TraceMaterial, bands: list[BandRule]) -> list[Item]:
    """The parts of a ratio of the unit itself."""

    def part(role: str, indicator: Indicator) -> Item:
        own: Figure | None = material.parts.get(indicator.pk)
        return {
            "indicator": indicator.code,
            "role": role,
            "figure": item(own, bands) if own else None,
        }

    denominator = material.indicator.denominator
    parts = [part("numerator", each) for each in material.numerator]
    return [*parts, part("denominator", denominator)] if denominator else parts


def _lines(traced: Item) -> list[str]:
    figure = traced["figure"]
    lines = [f"{traced['indicator']} {traced['unit_name']} ({traced['unit']})"]
    if not isinstance(figure, dict):
        lines.append(gettext("There is no figure."))
    else:
        lines.append(
            f"  {_told(figure)}, {figure['basis'] or '-'}, {traced['borders']}"
        )
    for name in ("pieces", "children", "parts"):
        listed = traced[name]
        if isinstance(listed, list):
            lines += [f"  {_part(each)}" for each in listed]
    entries = traced["entries"]
    if isinstance(entries, list):
        lines += [f"  {_entry(each)}" for each in entries]
    return lines


def _told(figure: Item) -> str:
    about = "≈" if figure["estimated"] else ""
    result = f"{about}{figure['qualifier'] or ''}{figure['result'] or '-'}"
    reported = f"[{figure['reported_below']}/{figure['expected']}]"
    return f"{result} / {figure['plan'] or '-'} {reported}"


def _part(part: Item) -> str:
    """A unit below, a piece with its share, or a part of a ratio."""
    figure = part.get("figure", part)
    told = _told(figure) if isinstance(figure, dict) else "-"
    if "role" in part:
        return f"{part['role']} {part['indicator']}: {told}"
    share = f" × {part['share'] or '?'}" if "share" in part else ""
    return f"{part['unit_name']} ({part['unit']}): {told}{share}"


def _entry(entry: Item) -> str:
    """What was said, where it stands, who said it, when and from where."""
    source = [entry["file"], entry["row"], entry["document"]]
    state = "" if entry["is_current"] else " (–)"
    said = entry["value"] or entry["absence"]
    return (
        f"#{entry['entry']} {entry['measure']} {entry['plan_basis'] or ''} {said}{state}, "
        f"#{entry['batch']} {entry['batch_kind']} {entry['user']} {entry['at']} "
        + ", ".join(str(each) for each in source if each is not None)
    ).strip()
