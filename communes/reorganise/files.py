"""Resolutions and placements from files: what is in them, or everything wrong with them."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from communes.names import fold
from communes.reorganise.rows import EVERY, PLACED, UNKNOWN, Answer
from communes.resolutions import reading, tables
from communes.resolutions.events import Problem, Resolution, by_day

# A register may be named as people call it; the first is its own name.
_REGISTERS: Mapping[str, tuple[str, ...]] = {
    "hamlet": ("thôn", "thôn, bản", "thôn bản", "khu phố"),
    "cell": ("chi bộ",),
    "pilot": ("thí điểm",),
    "turns": ("lượt đào tạo", "lượt bồi dưỡng", "lượt người học"),
    "round": ("lớp", "lớp đào tạo", "lớp bồi dưỡng"),
    "document": ("văn bản",),
    "studysession": ("hội nghị học tập", "buổi học tập"),
}
_REGISTER_OF = {
    fold(word): of for of, words in _REGISTERS.items() for word in (of, *words)
}
_UNKNOWN_WORDS = (UNKNOWN, "", "chua ro", "khong ro", "unknown")


def resolutions_in(data: bytes) -> tuple[list[Resolution], list[Problem]]:
    """The resolutions of a file, one a day; what cannot be read is a problem."""
    table = tables.read(data)
    events, problems = reading.events(table.rows)
    return by_day(events), [*table.problems, *problems]


def answers_in(data: bytes) -> tuple[list[Answer], list[Problem]]:
    """Where rows of divided units go: register, row, unit; row * for all others."""
    table = tables.read(data, tables.PLACEMENT_COLUMNS, tables.PLACEMENTS_NEEDED)
    answers: list[Answer] = []
    problems = list(table.problems)
    for line, cells in table.rows:
        register, unit = cells.get("register", ""), cells.get("unit", "")
        row = cells.get("row", "") or EVERY
        of = _REGISTER_OF.get(fold(register), "")
        if row != EVERY and of not in PLACED:
            problems.append(
                Problem(
                    "register-unknown",
                    str(line),
                    _(
                        "«%(text)s» is no register of rows. Write one of: %(registers)s."
                    ),
                    {"text": register, "registers": ", ".join(PLACED)},
                )
            )
            continue
        unknown = unit == UNKNOWN or fold(unit) in _UNKNOWN_WORDS
        answers.append(Answer(of or EVERY, row, UNKNOWN if unknown else unit))
    return answers, problems
