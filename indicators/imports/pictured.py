"""The tables of an upload as they were understood, kept beside it: see pictures.py.

With each goes what is to be remembered of it once the file is written.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.db.models import F
from django.utils import timezone

from indicators import models
from indicators.imports.corrections import NONE
from indicators.imports.mappings import Memo, remember
from indicators.imports.packing import pack, unpack
from indicators.imports.pictures import Glance, Picture, picture, trimmed
from indicators.imports.problems import Problem
from indicators.imports.tables import Table
from indicators.imports.understanding import Understood
from indicators.models import Upload, UploadTable

__all__ = ["Pictured", "keep", "picture_of", "pictured", "remember_all"]


class Pictured(NamedTuple):
    """A table, what a person said of it, and the mapping it was read by; None: nothing,
    and none. `worksheet` is named where several are read.
    """

    picture: Picture
    memo: Memo | None = None
    mapping: int | None = None
    worksheet: str = ""


def pictured(
    table: Table,
    read: Understood,
    glanced: Glance,
    memo: Memo | None,
    problems: Iterable[Problem],
    warnings: Iterable[Problem],
) -> Pictured:
    """The table as it is shown, by what is said of its rows so far."""
    shown = picture(
        table,
        read.layout,
        read.columns,
        glanced,
        corrections=read.corrections or NONE,
        remembered=read.memory is not None,
        register=read.rounds or {},
        problems=problems,
        warnings=warnings,
    )
    return Pictured(shown, memo, read.memory.pk if read.memory else None)


def keep(
    upload: Upload,
    tables: Sequence[Pictured],
    *,
    problems: Sequence[Problem],
    warnings: Sequence[Problem],
) -> None:
    """Put the tables of a file in the place of the upload's. Within a transaction.

    Of each is kept what is shown of it, by what is said of its rows.
    """
    wrong, odd = _by_worksheet(problems), _by_worksheet(warnings)
    upload.tables.all().delete()
    UploadTable.objects.bulk_create(
        UploadTable(
            upload=upload,
            position=position,
            worksheet=one.worksheet,
            picture=pack(
                trimmed(one.picture, wrong[one.worksheet], odd[one.worksheet])._replace(
                    worksheet=one.worksheet
                )
            ),
            memo=one.memo._asdict() if one.memo else None,  # JSON already
            mapping_id=one.mapping,
        )
        for position, one in enumerate(tables, start=1)
    )


def _by_worksheet(found: Iterable[Problem]) -> defaultdict[str, list[Problem]]:
    held: defaultdict[str, list[Problem]] = defaultdict(list)
    for one in found:
        held[one.worksheet].append(one)
    return held


def picture_of(kept: UploadTable) -> Picture:
    """What is shown of a table."""
    return unpack(Picture, kept.picture)


def remember_all(upload: Upload, *, by: User) -> None:
    """The file is written: what was said of its tables is remembered, and what was
    remembered was of use.
    """
    said: Iterable[Any] = upload.tables.exclude(memo=None).values_list(
        "memo", flat=True
    )
    for one in said:
        remember(Memo(**one), by=by)
    used = upload.tables.exclude(mapping=None).values("mapping")
    models.Mapping.objects.filter(pk__in=used).update(
        used=F("used") + 1, used_at=timezone.now()
    )
