"""The columns of exchanged lists: what a cell says, and the sentence where it says nothing.

Every widget reads back what it writes. A cell that cannot be read raises ValueError with
a translated sentence: the engine collects these and shows all of them at once.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext, override
from import_export.fields import NOT_PROVIDED, Field
from import_export.widgets import ManyToManyWidget, Widget

from communes.lists.formats import unguarded
from communes.names import INVISIBLE

LANGUAGES = ("vi", "en")
DAY_FORMATS = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d")
SEPARATOR = ";"


class Fault(ValueError):
    """What a cell does not say: a sentence, its code, and what may have been meant."""

    def __init__(
        self, message: str, code: str = "invalid", suggestions: Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.suggestions = tuple(suggestions)


class Text(Widget):  # type: ignore[misc]
    """A text, composed (NFC), without blanks around it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The text, "" where the cell is empty."""
        return text_of(value)


class Whole(Text):
    """A whole number."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The number, None where the cell is empty."""
        text = text_of(value)
        if not text:
            return None
        try:
            return int(text.removesuffix(".0"))
        except ValueError as error:
            raise Fault(
                gettext("«%(text)s» is not a whole number.") % {"text": text},
                "not-a-number",
            ) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """A number stays one in a workbook."""
        return value


class Day(Text):
    """A day, written as 31-12-2012."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The day, None where the cell is empty."""
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date) or not (text := text_of(value)):
            return value or None
        for form in DAY_FORMATS:
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
        raise Fault(
            gettext("«%(text)s» is not a day. Write it as 31-12-2012.")
            % {"text": text},
            "not-a-day",
        )

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """As the reports write it."""
        return f"{value:%d-%m-%Y}" if value else ""


class OneOf(Text):
    """One of a closed list, by its label in either language or by its stored value."""

    def __init__(self, choices: Iterable[tuple[Any, str | Promise]]) -> None:
        super().__init__()
        self.choices = [(str(value), label) for value, label in choices]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The stored value, "" where the cell is empty."""
        text = text_of(value)
        if not text:
            return ""
        known = self._known
        if text.casefold() not in known:
            labels = [str(label) for _, label in self.choices]
            raise Fault(
                gettext("«%(text)s» is not one of: %(choices)s.")
                % {"text": text, "choices": ", ".join(labels)},
                "not-in-list",
                get_close_matches(text, labels),
            )
        return known[text.casefold()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """The label in the reader's language."""
        return str(dict(self.choices).get(str(value), value or ""))

    @cached_property
    def _known(self) -> dict[str, str]:
        known = {}
        for value, label in self.choices:
            known[value.casefold()] = value
            for spelt in in_every_language(label):
                known[spelt.casefold()] = value
        return known


class YesNo(OneOf):
    """Yes or no."""

    def __init__(self, labels: Mapping[bool, str | Promise]) -> None:
        super().__init__([(int(value), label) for value, label in labels.items()])

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """True or False; an empty cell is no."""
        return super().clean(value, row, **kwargs) == "1"

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """The word in the reader's language."""
        return super().render(int(bool(value)))


class Several(Text):
    """A list in one cell, separated by semicolons."""

    def __init__(self, each: Widget | None = None) -> None:
        super().__init__()
        self.each = each or Text()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The items; none where the cell is empty."""
        pieces = (piece.strip() for piece in text_of(value).split(SEPARATOR))
        return [self.each.clean(piece) for piece in pieces if piece]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """The items with semicolons."""
        return f"{SEPARATOR} ".join(self.each.render(item) for item in value or [])


class Named(Text):
    """A row of another table, by the name that `find` knows it under.

    `find` gives None for a name that nothing bears; `name` writes it.
    """

    def __init__(
        self, find: Callable[[str], Any], name: Callable[[Any], str], problem: Any
    ) -> None:
        super().__init__()
        self.find, self.name, self.problem = find, name, problem

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The row, None where the cell is empty."""
        text = text_of(value)
        if not text:
            return None
        found = self.find(text)
        if found is None:
            raise ValueError(str(self.problem) % {"text": text})
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """The name; "" for none."""
        return self.name(value) if value is not None else ""


class SeveralNamed(ManyToManyWidget):  # type: ignore[misc]
    """Several rows of another table, separated by semicolons."""

    def __init__(self, each: Named, model: Any) -> None:
        super().__init__(model)
        self.rows = Several(each)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The rows."""
        return self.rows.clean(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        """Their names in order."""
        return "" if value is None else self.rows.render(value.all())


class Column(Field):  # type: ignore[misc]
    """A field of a list, headed by the model's name for it in any language.

    `default` is what an empty cell stands for; `label` heads it in place of the model's
    name, and so may what stands in `also`. A cell that is `required` is not empty.
    """

    def __init__(
        self,
        attribute: str,
        widget: Widget | None = None,
        default: Any = NOT_PROVIDED,
        *,
        label: str | Promise = "",
        also: Iterable[str] = (),
        required: bool = False,
    ) -> None:
        super().__init__(attribute, attribute, widget or Text(), default)
        self.label, self.also, self.required = label, tuple(also), required

    def read(self, value: Any, cells: Any) -> Any:
        """What the cell says, beside the others of its row. Raises Fault."""
        said = self.widget.clean(value)
        empty = said in self.empty_values and self.default is not NOT_PROVIDED
        return self.default if empty else said

    def put(self, instance: Any, value: Any) -> None:
        """Store in an object what the cell said."""
        *path, name = self.attribute.split("__")
        for step in path:
            instance = getattr(instance, step)
        setattr(instance, name, value)

    def headings(self, label: str | Promise) -> set[str]:
        """All that may stand above it, in the form in which headings are compared."""
        names = (self.attribute, *self.also, *in_every_language(label))
        return set(map(plain, names))


def in_every_language(text: str | Promise) -> list[str]:
    """A text of the catalogue of messages in each language of the product."""
    spelt = []
    for language in LANGUAGES:
        with override(language):
            spelt.append(str(text))
    return spelt


def plain(heading: Any) -> str:
    """A heading as it is compared: composed, single blanks, lower case."""
    return " ".join(text_of(heading).split()).casefold()


def text_of(value: Any) -> str:
    """A cell as text; what guarded it from being run as a formula is taken off."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = unicodedata.normalize("NFC", str(unguarded(value)))
    # Blanks that do not break and signs that take no room come from word processors.
    return INVISIBLE.sub("", text).replace("\xa0", " ").replace("\0", "").strip()
