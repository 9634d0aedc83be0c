"""A table of training rounds: one row for a round, not for a unit (layout L4).

Its rows do not go into the ledger but into the register of training, which counts them
(design, section 7). Here they are only read: each row becomes the cells of one line of
the register's own list, with everything that is wrong with it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from communes import days
from indicators.imports.cells import Numbers, Refused, conventions
from indicators.imports.checks import difference_of
from indicators.imports.drafts import Rule, Total
from indicators.imports.layout import Layout, Row, RowKind
from indicators.imports.problems import Problem, in_order, problem
from indicators.imports.tables import Cell, text_of, words
from indicators.numbers import Convention

__all__ = ["CATEGORIES", "Round", "Rounds", "columns_of", "days_of", "read"]

# The four categories of trainees by the name of their column in the register's list,
# with the indicator that counts them.
CATEGORIES: Mapping[str, str] = {
    "turns_chu_chot": "DT-01.chu-chot",
    "turns_truong_doan_the": "DT-01.truong-doan-the",
    "turns_chuyen_mon": "DT-01.chuyen-mon",
    "turns_khong_chuyen_trach": "DT-01.khong-chuyen-trach",
}
PLANNED, ALL, CONTENT = "planned_turns", "turns", "content"
TURNS = "DT-01"
_UNDIVIDED = "round-without-categories"  # the register counts by category

_FIELDS: Mapping[tuple[str, ...], str] = {
    words(heading): field
    for field, headings in {
        "title": "tên lớp, lớp, lớp học, tên lớp học, tên lớp đào tạo bồi dưỡng,"
        " lớp đào tạo bồi dưỡng, tên khóa học, khóa học",
        CONTENT: "nội dung, nội dung đào tạo bồi dưỡng, loại hình, loại hình nội dung",
        "organiser": "cơ sở đào tạo, cơ sở đào tạo bồi dưỡng, đơn vị tổ chức,"
        " đơn vị mở lớp, nơi tổ chức, nơi mở lớp",
        "dates_text": "thời gian, thời gian tổ chức, thời gian mở lớp, thời gian học,"
        " ngày mở lớp",
        "days": "số ngày, số ngày học",
        PLANNED: "chỉ tiêu, kế hoạch, chỉ tiêu giao, kh",
        "turns_chu_chot": "cán bộ chủ chốt, chủ chốt",
        "turns_truong_doan_the": "trưởng các đoàn thể, trưởng đoàn thể",
        "turns_chuyen_mon": "công chức chuyên môn, cán bộ chuyên môn, chuyên môn",
        "turns_khong_chuyen_trach": "cán bộ không chuyên trách, không chuyên trách,"
        " người hoạt động không chuyên trách",
        ALL: "tổng số, tổng số lượt, số lượt, tổng cộng, tổng số lượt cán bộ,"
        " số lượt cán bộ được cử đi, số lượt cán bộ",
        "note": "ghi chú, chú thích",
        "ordinal": "stt, tt, số tt, số thứ tự",
    }.items()
    for heading in headings.split(",")
}
_COUNTED = (PLANNED, ALL, *CATEGORIES)

# What tables call the contents that the register names otherwise.
_CONTENTS: Mapping[tuple[str, ...], str] = {
    words(phrase): content
    for content, phrases in {
        "chuc_danh": "theo chức danh, chức danh",
        "ky_nang": "kỹ năng tình huống, kỹ năng xử lý tình huống, xử lý tình huống",
        "ly_luan": "lý luận chính trị, llct",
        "nghiep_vu": "chuyên môn nghiệp vụ, chuyên môn, nghiệp vụ",
        "quan_ly": "quản lý nhà nước, qlnn",
        "tin_hoc_ngoai_ngu": "tin học ngoại ngữ, tin học, ngoại ngữ",
        "quoc_phong": "quốc phòng an ninh, quốc phòng, an ninh",
        "khac": "nội dung khác, khác",
    }.items()
    for phrase in phrases.split(",")
}
# What the title of a round of political theory says about its level; the intermediate
# level ends with a qualification, so it is training and no refresher.
_LEVELS: Mapping[tuple[str, ...], Mapping[str, str]] = {
    words("trung cấp lý luận"): {"theory_level": "trung_cap", "mode": "dao_tao"},
    words("sơ cấp lý luận"): {"theory_level": "so_cap"},
}
# A centre for political training is the district's, and so is who is named after one.
_OF_DISTRICT = frozenset(words("huyện ttbdct ttct trung tâm"))


class Round(NamedTuple):
    """A row of the table: the cells of the register's list by the names of its columns."""

    row: int
    cells: Mapping[str, str]

    @property
    def turns(self) -> int | None:
        """Of all categories together; None where none is known."""
        known = [int(self.cells[name]) for name in CATEGORIES if name in self.cells]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Rounds:
    """Everything the table says; `columns` are the indexes of the columns by name."""

    columns: Mapping[str, int]
    rows: tuple[Round, ...]
    totals: tuple[Total, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    year: int | None = None


def columns_of(layout: Layout) -> dict[str, int] | None:
    """Where what stands, if the headings are those of training rounds; else None.

    Names of rounds and at least one number of turns make such a table.
    """
    found: dict[str, int] = {}
    for header in layout.headers:
        name = _field_of(header.path)
        if name is not None:
            found.setdefault(name, header.index)
    counted = [name for name in (ALL, *CATEGORIES) if name in found]
    return found if "title" in found and counted else None


def _field_of(path: Sequence[str]) -> str | None:
    """By the lowest heading; one merged over all turns gives no meaning of its own."""
    return _FIELDS.get(words(path[-1])) if path else None


def read(
    layout: Layout,
    columns: Mapping[str, int],
    *,
    year: int | None = None,
    decimal: Convention | None = None,
    decimals: Mapping[int, Convention] | None = None,
) -> Rounds:
    """The rounds of a table in `year` (else that of its title)."""
    about = year or layout.year
    body = [row for row in layout.body if row.kind in (RowKind.UNIT, RowKind.TOTAL)]
    numbers, questions = _numbers(body, columns, decimal, decimals)
    problems = [*questions, *_year_problems(layout, about, year)]
    if CONTENT not in columns:
        problems.append(problem("rounds-without-content"))
    rounds: list[Round] = []
    for row in body:
        if row.kind is RowKind.UNIT and about is not None:
            cells = _cells(row, columns, numbers, about, problems)
            rounds.append(Round(row.number, cells))
    printed = list(_of_printed(rounds, body, columns, numbers))
    problems += (one for one in printed if one.code == _UNDIVIDED)
    warnings = [one for one in printed if one.code != _UNDIVIDED]
    totals = tuple(_totals(rounds, body, columns, numbers))
    warnings += (
        difference_of(total) for total in totals if total.printed != total.computed
    )
    warnings += _unread(layout, columns)
    return Rounds(
        columns,
        tuple(rounds),
        totals,
        tuple(sorted(problems, key=in_order)),
        tuple(sorted(warnings, key=in_order)),
        about,
    )


def _year_problems(
    layout: Layout, about: int | None, asked: int | None
) -> Iterator[Problem]:
    if about is None:
        yield problem("year-missing")
    if asked and layout.year and asked != layout.year:
        yield problem("title-year-differs", found=layout.year, year=asked)


def _numbers(
    body: Iterable[Row],
    columns: Mapping[str, int],
    decimal: Convention | None,
    decimals: Mapping[int, Convention] | None,
) -> tuple[dict[str, Numbers], list[Problem]]:
    """A reader for each column of numbers whose way of writing them is certain."""
    at = {name: columns[name] for name in (*_COUNTED, "days") if name in columns}
    cells = {
        index: [(row.number, row.cells[index]) for row in body] for index in at.values()
    }
    decided, questions = conventions(cells, at.values(), decimal, decimals)
    return {
        name: Numbers(decided[index], None if name == "days" else _RULE)
        for name, index in at.items()
        if index in decided
    }, questions


_RULE = Rule(TURNS, 0, Decimal(0), "lượt")


def _cells(
    row: Row,
    columns: Mapping[str, int],
    numbers: Mapping[str, Numbers],
    year: int,
    problems: list[Problem],
) -> dict[str, str]:
    """What one row says, in the words of the register's list."""
    said = {"year": str(year)}
    for name in ("title", "organiser", "note"):
        if name in columns:
            said[name] = text_of(row.cells[columns[name]])
    if CONTENT in columns:
        text = text_of(row.cells[columns[CONTENT]])
        said[CONTENT] = _CONTENTS.get(words(text), text)
    if "dates_text" in columns:
        said |= _days(row.cells[columns["dates_text"]], year)
    said |= _by_title(said)
    for name, reader in numbers.items():
        reading = reader.read(row.cells[columns[name]])
        if isinstance(reading, Refused):
            problems.append(reading.at(row.number, columns[name]))
        elif reading.value is not None and name != ALL:
            said[name] = _plain(reading.value)
    return said


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f").replace(".", ",")


def _by_title(said: Mapping[str, str]) -> dict[str, str]:
    """What the names of the round and of its organiser say beyond themselves."""
    found: dict[str, str] = {}
    title = words(said["title"])
    for phrase, more in _LEVELS.items():
        if said.get(CONTENT) == "ly_luan" and title[: len(phrase)] == phrase:
            found |= more
    if _OF_DISTRICT & set(words(said.get("organiser", ""))):
        found["organiser_level"] = "huyen"
    return found


def _days(cell: Cell, year: int) -> dict[str, str]:
    """The time as it is written, and the first and last day where it names them."""
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return {"dates_text": _day(day), "starts_on": _day(day), "ends_on": _day(day)}
    text = text_of(cell)
    known = days_of(text, year)
    if known is None:
        return {"dates_text": text}
    return {
        "dates_text": text,
        "starts_on": _day(known[0]),
        "ends_on": _day(known[1]),
    }


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


_FILLING = re.compile(r"\b(?:từ|ngày|trong)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[-–—,;]|\bđến\b|\bvà\b)\s*", re.IGNORECASE)  # noqa: RUF001
_PIECE = re.compile(
    r"(?P<day>\d{1,2})(?:[/.](?P<month>\d{1,2}))?(?:[/.](?P<year>\d{4}))?"
)


def days_of(text: str, year: int) -> tuple[date, date] | None:
    """First and last day of a time as people write it; None where no days are named.

    "14-18/3/2011", "04/4 - 08/4/2011", "9, 10/6/2011": what an earlier day leaves out
    it has from the next one; the last one may leave out the year, which is then `year`.
    """
    single = days.read(text)
    if single is not None:
        known = single.precision == days.DAY
        return (single.first, single.last) if known else None
    plain = " ".join(_FILLING.sub(" ", text).split())
    found = [_PIECE.fullmatch(piece) for piece in _BETWEEN.split(plain)]
    month, in_year = 0, year
    read: list[date] = []
    for match in reversed(found):
        if match is None:
            return None
        in_year = int(match["year"] or in_year)
        month = int(match["month"] or month)
        try:
            read.append(date(in_year, month, int(match["day"])))
        except ValueError:
            return None
    read.reverse()
    return (read[0], read[-1]) if read == sorted(read) and read else None


def _of_printed(
    rounds: Iterable[Round],
    body: Iterable[Row],
    columns: Mapping[str, int],
    numbers: Mapping[str, Numbers],
) -> Iterator[Problem]:
    """Rounds whose printed turns are not those of their categories, or of nobody."""
    if ALL not in numbers:
        return
    rows = {row.number: row for row in body}
    for one in rounds:
        place = (one.row, columns[ALL])
        printed = numbers[ALL].value(rows[one.row].cells[columns[ALL]])
        if printed and one.turns is None:
            yield problem(_UNDIVIDED, *place, printed=printed)
        elif printed is not None and one.turns not in (None, printed):
            computed = Decimal(one.turns or 0)
            yield problem(
                "round-sum-differs", *place, printed=printed, computed=computed
            )


def _totals(
    rounds: Sequence[Round],
    body: Iterable[Row],
    columns: Mapping[str, int],
    numbers: Mapping[str, Numbers],
) -> Iterator[Total]:
    """Every printed total beside the sum of the rounds it stands for."""
    for row in body:
        if row.kind is not RowKind.TOTAL or row.covers is None:
            continue
        covered = [one for one in rounds if one.row in row.covers]
        for name in _COUNTED:
            if name not in numbers:
                continue
            printed = numbers[name].value(row.cells[columns[name]])
            said = [
                one.turns if name == ALL else int(one.cells.get(name, 0))
                for one in covered
            ]
            if printed is not None and covered:
                yield Total(
                    row.label,
                    row.number,
                    columns[name],
                    CATEGORIES.get(name, TURNS),
                    "plan" if name == PLANNED else "result",
                    printed,
                    Decimal(sum(filter(None, said))),
                )


def _unread(layout: Layout, columns: Mapping[str, int]) -> Iterator[Problem]:
    """The columns with content that mean nothing here."""
    known = set(columns.values())
    for header in layout.headers:
        if header.index not in known and any(
            row.kind is RowKind.UNIT and row.cells[header.index] is not None
            for row in layout.body
        ):
            yield problem("column-unknown", column=header.index, header=header.text)
