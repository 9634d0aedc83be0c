"""What is written, what is refused, and that it is exactly what was confirmed."""

import pytest

from indicators.imports.apply import Refused, apply
from indicators.imports.preview import preview
from indicators.models import Entry
from tests.indicators.imports.province import Province
from tests.indicators.imports.scenarios import (
    SCENARIOS,
    Outcome,
    Scenario,
    entries_after,
    outcome,
)


def run(scenario: Scenario, province: Province) -> Outcome:
    """Preview, confirm what was shown, and count."""
    scenario.before(province)
    by = province.person(scenario.by)
    before = Entry.objects.count()
    shown = preview(scenario.data, scenario.file, by=by, options=scenario.options)
    try:
        shown = apply(
            scenario.data,
            scenario.file,
            by=by,
            confirmed=shown.fingerprint,
            reason=scenario.reason,
            options=scenario.options,
        ).preview
    except Refused as refused:
        shown = refused.preview
    return outcome(shown, written=entries_after(before))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_a_file_is_written_or_refused_as_a_whole(
    scenario: Scenario, province: Province
) -> None:
    assert run(scenario, province) == scenario.expected
