"""Load the catalogue: themes, indicators, bands and sheets; safe to repeat.

What is missing is added. What is there stays as it is: staff may have changed it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Model

from indicators.models import Band, Indicator, Sheet, SheetColumn, Theme
from indicators.shipped import rows

# Between two indicators of a theme there is room for ones of the board's own.
STEP = 10


class CatalogueError(ValueError):
    """The shipped files do not go together; the text names the indicators."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows one run added."""

    themes: int
    indicators: int
    bands: int
    sheets: int
    columns: int

    @property
    def changed(self) -> bool:
        """Whether anything was added."""
        return any(astuple(self))


def load_catalogue() -> Loaded:
    """Add what is missing, in one transaction.

    A column is added with its sheet or with its indicator, so that one taken off a
    sheet stays off. Bands are one set: they are only loaded where there is none.
    """
    with transaction.atomic():
        themes = _load_themes()
        indicators = _load_indicators()
        bands = _load_bands()
        sheets = _load_sheets()
        columns = _load_columns(new_indicators=indicators, new_sheets=sheets)
    return Loaded(len(themes), len(indicators), bands, len(sheets), columns)


def _load_themes() -> set[str]:
    known = _ids(Theme)
    new = [
        Theme(ordinal=place, **row)
        for place, row in enumerate(rows("themes.csv"), start=1)
        if row["code"] not in known
    ]
    return {theme.code for theme in Theme.objects.bulk_create(new)}


def _load_indicators() -> set[str]:
    """Wholes before their parts, parts of a ratio before the ratio."""
    themes, known = _ids(Theme), _ids(Indicator)
    waiting = {
        row["code"]: (place * STEP, row)
        for place, row in enumerate(rows("catalogue.csv"), start=1)
        if row["code"] not in known
    }
    new = set(waiting)
    while waiting:
        ready = {
            code: placed
            for code, placed in waiting.items()
            if known.keys() >= _needed(placed[1])
        }
        if not ready:
            raise CatalogueError(f"Indicators that are not there: {sorted(waiting)}")
        made = Indicator.objects.bulk_create(
            _indicator(row, ordinal, themes, known) for ordinal, row in ready.values()
        )
        known |= {indicator.code: indicator.pk for indicator in made}
        _link_numerators((row for _, row in ready.values()), known)
        waiting = {code: row for code, row in waiting.items() if code not in ready}
    return new


def _needed(row: Mapping[str, str]) -> set[str]:
    return {*row["numerator"].split(), row["denominator"], row["part_of"]} - {""}


def _indicator(
    row: Mapping[str, str],
    ordinal: int,
    themes: Mapping[str, int],
    known: Mapping[str, int],
) -> Indicator:
    same_name = (
        "code", "name_vi", "name_en", "measured_in", "decimals", "kind", "direction",
        "over_tree", "over_years", "scale", "partition", "source", "measure", "method",
        "definition_vi", "definition_en", "source_form",
    )  # fmt: skip
    return Indicator(
        **{name: row[name] for name in same_name},
        **{name: row[name] == "yes" for name in ("has_plan", "sensitive", "active")},
        **{
            name: int(row[name]) if row[name] else None
            for name in ("baseline_year", "first_year", "last_year")
        },
        lowest=_decimal(row["lowest"]),
        highest=_decimal(row["highest"]),
        theme_id=themes[row["theme"]],
        ordinal=ordinal,
        denominator_id=known.get(row["denominator"]),
        part_of_id=known.get(row["part_of"]),
        reported_by=row["reported_by"].split(),
        header_words=[word for word in row["header_words"].split(";") if word],
    )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _link_numerators(
    new: Iterable[Mapping[str, str]], known: Mapping[str, int]
) -> None:
    link = Indicator.numerator.through
    link.objects.bulk_create(
        link(from_indicator_id=known[row["code"]], to_indicator_id=known[part])
        for row in new
        for part in row["numerator"].split()
    )


def _load_bands() -> int:
    if Band.objects.exists():
        return 0
    bands = [
        Band(
            code=row["code"],
            word_vi=row["word_vi"],
            word_en=row["word_en"],
            at_least=row["at_least"] or None,
            strict=row["strict"] == "yes",
            sign=row["sign"],
            ordinal=place,
        )
        for place, row in enumerate(rows("bands.csv"), start=1)
    ]
    return len(Band.objects.bulk_create(bands))


def _load_sheets() -> set[str]:
    themes, known = _ids(Theme), _ids(Sheet)
    new = [
        Sheet(
            code=row["code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            theme_id=themes[row["theme"]],
            level=int(row["level"]),
        )
        for row in rows("sheets.csv")
        if row["code"] not in known
    ]
    return {sheet.code for sheet in Sheet.objects.bulk_create(new)}


def _load_columns(*, new_indicators: set[str], new_sheets: set[str]) -> int:
    sheets, indicators = _ids(Sheet), _ids(Indicator)
    new = [
        SheetColumn(
            sheet_id=sheets[row["sheet"]],
            indicator_id=indicators[row["indicator"]],
            ordinal=place * STEP,
            takes_plan=row["takes_plan"] == "yes",
            takes_result=row["takes_result"] == "yes",
        )
        for place, row in enumerate(rows("sheet_columns.csv"), start=1)
        if row["sheet"] in new_sheets or row["indicator"] in new_indicators
    ]
    return len(SheetColumn.objects.bulk_create(new))


def _ids(model: type[Model]) -> dict[str, int]:
    """The primary keys of a catalogue's rows by their codes."""
    return dict(model._default_manager.values_list("code", "pk"))
