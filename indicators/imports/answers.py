"""What the command and the API answer about a file, as JSON (design, section 9)."""

from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from indicators.imports.drafts import Total
from indicators.imports.lines import problem_of, thawed, total_of
from indicators.imports.messages import message
from indicators.imports.preview import Counts, Preview
from indicators.imports.problems import Problem, letters
from indicators.models import Upload, UploadLine

__all__ = ["MOST", "answer", "answer_of", "items_of", "progress_of"]

MOST = 100  # problems of a long file in one answer; the rest is asked for by pages

What = UploadLine.What


def answer(shown: Preview, batch: int | None) -> dict[str, Any]:
    """About a file that was looked at, or written as a batch."""
    return _answer(
        asdict(shown.counts), batch, shown.problems, shown.warnings, shown.totals
    )


def answer_of(upload: Upload) -> dict[str, Any]:
    """The same about an upload whose work is done; of many problems the first."""
    problems = [problem_of(one) for one in _lines(upload, What.PROBLEM)]
    if upload.message:
        problems.insert(0, thawed(upload.message))
    return _answer(
        {name: upload.counts.get(name, 0) for name in asdict(Counts())},
        upload.batch_id,
        problems,
        [problem_of(one) for one in _lines(upload, What.WARNING)],
        [total_of(one) for one in _lines(upload, What.TOTAL)],
    )


def progress_of(upload: Upload) -> dict[str, Any]:
    """How far an upload has come."""
    return {
        "id": upload.pk,
        "file": upload.file_name,
        "state": upload.state,
        "stage": upload.stage or None,
        "done": upload.done,
        "total": upload.total,
        "percent": upload.percent,
    }


def items_of(lines: Iterable[UploadLine]) -> list[dict[str, Any]]:
    """Problems or warnings that are kept as lines."""
    return [_item(problem_of(one)) for one in lines]


def _lines(upload: Upload, what: UploadLine.What) -> Iterable[UploadLine]:
    return upload.lines.filter(what=what).order_by("position")[:MOST]


def _answer(
    counts: dict[str, int],
    batch: int | None,
    problems: Iterable[Problem],
    warnings: Iterable[Problem],
    totals: Iterable[Total],
) -> dict[str, Any]:
    wrong = list(map(_item, problems))
    return {
        "status": "refused" if wrong else "ok",
        "batch": batch,
        "counts": counts,
        "problems": wrong,
        "warnings": list(map(_item, warnings)),
        "totals": [
            {
                "label": total.label,
                "column": letters(total.column),
                "printed": _plain(total.printed),
                "computed": _plain(total.computed),
            }
            for total in totals
        ],
    }


def _item(found: Problem) -> dict[str, object]:
    """As agreed; of a file with several worksheets also the one it is on.

    What speaks of several units names all of them.
    """
    item: dict[str, object] = {
        "row": found.row,
        "column": found.column,
        "code": found.code,
        "message": message(found),
        "suggestions": list(found.suggestions),
    }
    if found.worksheet:
        item["worksheet"] = found.worksheet
    if found.units:
        item["units"] = list(found.units)
    return item


def _plain(value: Decimal) -> str:
    return format(value, "f")
