"""Whatever table is made of known statements is read back to them, or refused: never a
wrong number, and never one that is lost without a word.
"""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import HealthCheck, event, given, settings

from indicators.imports.columns import recognise
from indicators.imports.layout import find
from indicators.imports.problems import Problem, Unreadable, letters
from indicators.imports.rows import drafts
from tests.indicators.imports.generated import Key, Made, form, tidy, wide
from tests.indicators.imports.shipped_words import RULES

MANY = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def is_told(warnings: Sequence[Problem], row: int, column: int) -> bool:
    """Whether it is said of a cell that its row or its column is not read."""
    return any(
        (found.code in ("row-unknown", "row-as-heading") and found.row == row)
        or (found.code.startswith("column-") and found.column == letters(column))
        for found in warnings
    )


def check(made: Made) -> None:
    try:
        layout = find(made.table)
    except Unreadable as refused:
        event(refused.problem.code)
        return
    columns = recognise(layout, made.vocabulary)
    rows = drafts(layout, columns, rules=RULES)
    problems = [*layout.problems, *columns.problems, *rows.problems]
    if problems:
        event(problems[0].code)
        return
    read: dict[Key, Decimal] = {}
    for draft in rows.drafts:
        key = Key(draft.unit_text, draft.indicator, draft.measure, draft.year)
        assert draft.value is not None
        assert key not in read, repr(made)
        read[key] = draft.value
    wrong = {key for key, value in read.items() if made.statements.get(key) != value}
    assert not wrong, f"{wrong}\n{made!r}"
    warnings = [*layout.warnings, *columns.warnings, *rows.warnings]
    lost = made.statements.keys() - read.keys()
    untold = [key for key in lost if not is_told(warnings, *made.cells[key])]
    assert not untold, f"{untold}\n{made!r}"
    event("listed" if lost else "read")


@given(wide())
@MANY
def test_tables_of_units(made: Made) -> None:
    check(made)


@given(form())
@MANY
def test_forms(made: Made) -> None:
    check(made)


@given(tidy())
@settings(MANY, max_examples=100)
def test_tidy_files(made: Made) -> None:
    check(made)
