"""Documents and hamlets by the names that people write in cells; nothing is guessed."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from functools import cached_property

from django.utils.translation import gettext

from communes.lists.columns import Day, Fault
from communes.models import Document, Hamlet, Holder, Unit
from communes.names import match_key

BAR = " | "
MOST_NAMED = 5


def written(document: Document) -> str:
    """How a list names a document: number | issuer | day."""
    parts = [document.number, document.issuer]
    if document.issued_on:
        parts.append(f"{document.issued_on:%d-%m-%Y}")
    return BAR.join(parts)


class DocumentNames:
    """Documents by number | issuer | day; by number or another name alone while clear."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._named: dict[str, list[Document]] = defaultdict(list)
        self._also: dict[str, list[Document]] = defaultdict(list)
        for document in documents:
            self.add(document)

    def add(self, document: Document) -> None:
        """One more, of the same file too."""
        self._named[document.number.casefold()].append(document)
        for alias in document.aliases:
            self._also[match_key(alias)].append(document)

    def find(self, text: str) -> Document:
        """The document of that name. Raises Fault."""
        number, *more = (piece.strip() for piece in text.split(BAR.strip()))
        found = self._named.get(number.casefold()) or self._also.get(match_key(text))
        fitting = self._fitting(found or [], more)
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            names = [written(document) for document in fitting]
            raise Fault(
                gettext(
                    "«%(text)s» may be several documents: %(names)s. Write number | "
                    "issuer | day."
                )
                % {"text": text, "names": "; ".join(names[:MOST_NAMED])},
                "document-unclear",
                names,
            )
        near = [written(document) for document in found or self._near(number)]
        raise Fault(
            gettext(
                "«%(text)s» is no document of the register. Write number | issuer | day; "
                "enter it among the documents first if it is not there. %(near)s"
            )
            % {"text": text, "near": _nearest(near)},
            "document-unknown",
            near,
        )

    def _fitting(self, found: list[Document], more: list[str]) -> list[Document]:
        """Those of the issuer and day that are given."""
        if more:
            found = [
                one for one in found if one.issuer.casefold() == more[0].casefold()
            ]
        if len(more) > 1:
            day = Day().clean(more[1])
            return [one for one in found if one.issued_on == day]
        undated = [one for one in found if one.issued_on is None]
        return undated if more and len(undated) == 1 else found

    def _near(self, number: str) -> list[Document]:
        close = get_close_matches(number.casefold(), self._named, n=3, cutoff=0.8)
        return [document for name in close for document in self._named[name]]


class Standing:
    """Which units a unit stands for on a day: itself, and those it holds all of."""

    def units(self, unit: Unit, day: date) -> set[int]:
        """Their keys."""
        begun = self._held[0]
        place = bisect_right(begun, day) - 1
        held = self._held[1].get((begun[place], unit.pk), set()) if begun else set()
        return {unit.pk, *held}

    @cached_property
    def _held(self) -> tuple[list[date], dict[tuple[date, int], set[int]]]:
        held: dict[tuple[date, int], set[int]] = defaultdict(set)
        for on, unit, holder in Holder.objects.values_list("on", "unit", "holder"):
            held[on, holder].add(unit)
        return sorted({on for on, _holder in held}), held


class HamletNames:
    """Hamlets by the commune, which may stand for the one they were entered on, and name."""

    def __init__(self, hamlets: Iterable[Hamlet], standing: Standing) -> None:
        self._of: dict[int, list[Hamlet]] = defaultdict(list)
        self._with_kind: dict[tuple[int, str], list[Hamlet]] = defaultdict(list)
        self._named: dict[tuple[int, str], list[Hamlet]] = defaultdict(list)
        self.standing = standing
        for hamlet in hamlets:
            self.add(hamlet)

    def add(self, hamlet: Hamlet) -> None:
        """One more, of the same file too."""
        unit = hamlet.unit_id
        self._of[unit].append(hamlet)
        self._with_kind[unit, match_key(hamlet.full_name)].append(hamlet)
        self._named[unit, match_key(hamlet.name)].append(hamlet)

    def find(self, text: str, unit: Unit, day: date) -> Hamlet:
        """The hamlet of that name, with or without its kind, on that day. Raises Fault."""
        units = [unit.pk]
        found = _alive(self._bearing(text, units), day)
        if not found:
            units += sorted(self.standing.units(unit, day) - {unit.pk})
            named = self._bearing(text, units)
            found = _alive(named, day) or named
        if len(found) == 1:
            return found[0]
        if found:
            names = [f"{one.full_name} ({one.unit.full_name})" for one in found]
            raise Fault(
                gettext(
                    "«%(text)s» may be several hamlets: %(names)s. Write the kind with "
                    "it, and the commune it was entered on."
                )
                % {"text": text, "names": "; ".join(names[:MOST_NAMED])},
                "hamlet-unclear",
                names,
            )
        among = [one for pk in units for one in self._of.get(pk, ())]
        keyed = {match_key(one.full_name): one.full_name for one in among}
        close = get_close_matches(match_key(text), keyed, n=3, cutoff=0.7)
        near = [keyed[name] for name in close]
        raise Fault(
            gettext(
                "%(unit)s has no hamlet «%(text)s» on %(day)s. Enter it among the hamlets "
                "first, or correct the name or day. %(near)s"
            )
            % {
                "unit": unit.full_name,
                "text": text,
                "day": f"{day:%d-%m-%Y}",
                "near": _nearest(near),
            },
            "hamlet-unknown",
            near,
        )

    def _bearing(self, text: str, units: list[int]) -> list[Hamlet]:
        """Those of that name, with their kind, else without it."""
        key = match_key(text)
        with_kind = [one for pk in units for one in self._with_kind.get((pk, key), ())]
        return with_kind or [
            one for pk in units for one in self._named.get((pk, key), ())
        ]


def _alive(hamlets: list[Hamlet], day: date) -> list[Hamlet]:
    """Those that are there on the day."""
    return [
        one
        for one in hamlets
        if (one.valid_from is None or one.valid_from <= day)
        and (one.valid_to is None or day < one.valid_to)
    ]


def _nearest(names: list[str]) -> str:
    named = "; ".join(names[:MOST_NAMED])
    return gettext("Nearest: %(names)s.") % {"names": named} if names else ""
