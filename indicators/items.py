"""Figures and entries as the items that commands print with --json (design, section 9)."""

from collections.abc import Sequence
from decimal import Decimal

from communes.models import Unit
from indicators import progress
from indicators.models import Entry, Figure, Quality
from indicators.numbers import half_up

Item = dict[str, object]


def item(figure: Figure, bands: Sequence[progress.BandRule]) -> Item:
    """A figure, on the borders that it was read on."""
    reached = figure.progress
    standing = progress.status(reached, bands=bands, through=figure.through)
    return {
        **named(figure.unit),
        "indicator": figure.indicator.code,
        "year": figure.year,
        "since": figure.since,
        "through": figure.through,
        "borders": str(figure.asked_borders),
        "result": text(figure.result),
        "result_below": text(figure.result_below),
        "plan": text(figure.plan),
        "plan_first": text(figure.plan_first),
        "plan_below": text(figure.plan_below),
        "plan_basis": figure.plan_basis or None,
        "plan_low": text(figure.plan_low),
        "plan_high": text(figure.plan_high),
        "percent": percent(figure.percent),
        "percent_matched": percent(figure.percent_matched),
        "progress": percent(reached.percent),
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


def entry_item(entry: Entry) -> Item:
    """An entry with the act that wrote it: who, when, from which file, row and document."""
    batch = entry.batch
    return {
        "entry": entry.pk,
        **named(entry.unit),
        "measure": entry.measure,
        "plan_basis": entry.basis or None,
        "year": entry.year,
        "since": entry.since,
        "through": entry.through,
        "value": text(entry.value),
        "absence": entry.absence or None,
        "qualifier": entry.qualifier or None,
        "quality": Quality(entry.quality).name.lower(),
        "decided_on": entry.decided_on and entry.decided_on.isoformat(),
        "is_current": entry.is_current,
        "supersedes": entry.supersedes_id,
        "illustrative": entry.illustrative,
        "note": entry.note or None,
        "document": str(entry.document) if entry.document else None,
        "batch": batch.pk,
        "batch_kind": batch.kind,
        "file": batch.file_name or None,
        "row": entry.row,
        "user": batch.user.get_username(),
        "at": batch.at.isoformat(),
    }


def named(unit: Unit) -> Item:
    """Which life of which unit."""
    return {
        "unit": unit.code,
        "unit_name": unit.full_name,
        "valid_from": unit.valid_from and unit.valid_from.isoformat(),
    }


def text(value: Decimal | None) -> str | None:
    """A decimal as it was stated, without exponent or padding."""
    if value is None:
        return None
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def percent(value: Decimal | None) -> str | None:
    """A percent with four decimals."""
    return None if value is None else format(half_up(value, 4), "f")
