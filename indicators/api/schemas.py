"""What the API takes and answers, as its description says it."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field

from indicators.imports.options import Options
from indicators.imports.roles import Split
from indicators.numbers import Convention

__all__ = ["Answer", "Asked", "Detail", "Outcome", "Problems", "Progress"]


def _left_out(value: Any) -> Any:
    """A field of a form that is left empty says nothing."""
    return None if value == "" else value


def _storable(value: str) -> str:
    """The database holds no NUL."""
    if "\0" in value:
        raise ValueError("NUL is no character of a text")
    return value


_Empty = BeforeValidator(_left_out)
Text = Annotated[str, AfterValidator(_storable)]
Code = Annotated[Annotated[Text, Field(max_length=100)] | None, _Empty]
Year = Annotated[Annotated[int, Field(ge=1945, le=2100)] | None, _Empty]


class Asked(Schema):
    """How the file is to be read, and whether it is to be written: as `import_results`."""

    year: Year = None
    sheet: Code = None
    unit: Code = None
    through: Annotated[int, Field(ge=1, le=12)] = 12
    worksheets: Annotated[
        list[Annotated[Text, Field(max_length=100)]],
        Field(
            description="Names of worksheets, read as one import; * for all of them."
        ),
    ] = []
    encoding: Code = None
    decimal: Annotated[Convention | None, _Empty] = None
    split: Annotated[Split | None, _Empty] = None
    clear_empty: bool = False
    reason: Annotated[Text, Field(max_length=10_000)] = ""
    commit: bool = False

    @property
    def options(self) -> Options:
        """How the file is to be read."""
        return Options(
            year=self.year,
            sheet=self.sheet,
            unit=self.unit,
            through=self.through,
            worksheets=tuple(one for one in self.worksheets if one),
            encoding=self.encoding,
            decimal=self.decimal,
            split=self.split,
            clear_empty=self.clear_empty,
        )


class Detail(Schema):
    """Why nothing was done."""

    detail: str


class Item(Schema):
    """One thing that is wrong, or deserves a look; on which worksheet, of several.

    `units`: all that are missing, where the message names the first.
    """

    row: int | None
    column: str | None
    code: str
    message: str
    suggestions: list[str]
    worksheet: str = ""
    units: list[str] = []


class Sum(Schema):
    """A printed total beside the computed one."""

    label: str
    column: str
    printed: str
    computed: str


class Counts(Schema):
    """How many figures do what."""

    new: int
    changed: int
    same: int
    cleared: int
    rejected: int


class Answer(Schema):
    """About a file that was looked at or written."""

    status: str
    batch: int | None
    counts: Counts
    problems: list[Item]
    warnings: list[Item]
    totals: list[Sum]


class Progress(Schema):
    """How far a long file has come; `address` tells it again."""

    id: int
    address: str
    file: str
    state: str
    stage: str | None
    done: int
    total: int
    percent: int


class Outcome(Progress):
    """The same with what came of it, once the work is done."""

    outcome: Answer | None = None


class Problems(Schema):
    """One page of what is wrong with a long file."""

    count: int
    page: int
    pages: int
    items: list[Item]
