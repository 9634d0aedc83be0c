"""The catalogue in the words of the reader: what tables call an indicator, what its
values must be, and which sheet a table is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.translation import gettext

from indicators.imports.columns import Columns, IndicatorWord, Role, Vocabulary, score
from indicators.imports.drafts import Rule
from indicators.imports.layout import Kind, Layout
from indicators.imports.problems import Unreadable, problem
from indicators.models import Indicator, MeasuredIn, Sheet, SheetColumn
from indicators.selection import NoSuch

# No count, and no share, is below zero.
LEAST = Decimal(0)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the reader needs to know: by code the rule and primary key of every
    indicator, the sheets and their words.
    """

    rules: Mapping[str, Rule]
    ids: Mapping[str, int]
    sensitive: frozenset[str]
    sheets: Mapping[str, Sheet]
    vocabularies: Mapping[str, Vocabulary]

    def sheet(self, code: str) -> Sheet:
        """The sheet of that code. Raises NoSuch."""
        if code not in self.sheets:
            raise NoSuch(
                gettext("There is no sheet «%(code)s». There are: %(codes)s.")
                % {"code": code, "codes": ", ".join(self.sheets)}
            )
        return self.sheets[code]

    def vocabulary(self, layout: Layout, told: Sheet | None) -> Vocabulary:
        """The words that a table may use: those of the sheet that was told; else of the
        one that fits best, and beside it of all others.

        In a form each row names its indicator in full, so no sheet goes before another.
        Raises Unreadable where no sheet fits, or several equally well.
        """
        if told is not None:
            return self.vocabularies[told.code]
        if layout.kind is Kind.TIDY:
            return Vocabulary("", "", ())
        if layout.kind is Kind.FORM:
            return self.every_word()
        best = self._recognise(layout)
        return replace(
            self.vocabularies[best],
            others=self._words(self.vocabularies.keys() - {best}, shares=False),
        )

    def every_word(self) -> Vocabulary:
        """The words of all sheets, none before another."""
        return Vocabulary("", "", self._words(self.vocabularies))

    def sheets_of(
        self, layout: Layout, columns: Columns, told: Sheet | None
    ) -> tuple[Sheet, ...]:
        """The sheets that what was read belongs to, that with most of it first.

        Raises Unreadable where nothing of a form is understood.
        """
        if told is not None:
            return (told,)
        read = [column.indicator for column in columns.of(Role.VALUE)]
        read += [item.indicator for item in columns.items]
        found: list[str] = []
        left = {code for code in read if code}
        while left:
            held = {
                code: left & words.codes for code, words in self.vocabularies.items()
            }
            best = max(held, key=lambda code: (len(held[code]), code in found))
            if not held[best]:
                break
            found.append(best)
            left -= held[best]
        if layout.kind is Kind.FORM and not found:
            raise Unreadable(problem("sheet-unknown"))
        return tuple(self.sheets[code] for code in found)

    def _words(
        self, sheets: Iterable[str], *, shares: bool = True
    ) -> tuple[IndicatorWord, ...]:
        """The words of some sheets, each indicator once.

        "Tỷ lệ đảng viên là nữ" in a table of another sheet may be a share of something
        else: without `shares` they are left out.
        """
        words = {
            word.code: word
            for code in self.vocabularies
            if code in sheets
            for word in self.vocabularies[code].words
        }
        return tuple(
            word for code, word in words.items() if shares or self.rules[code].adds_up
        )

    def _recognise(self, layout: Layout) -> str:
        """The sheet whose words fit a table best. Raises Unreadable for a draw."""
        scores = {
            code: score(layout, words) for code, words in self.vocabularies.items()
        }
        best = max(scores.values(), default=0)
        codes = [code for code, reached in scores.items() if reached == best]
        if not best:
            raise Unreadable(problem("sheet-unknown"))
        if len(codes) > 1:
            raise Unreadable(problem("sheet-unclear", codes=", ".join(codes)))
        return codes[0]


def read_catalogue() -> Catalogue:
    """Everything, in three queries. Indicators not in use have a rule but no words."""
    indicators = list(Indicator.objects.select_related("part_of"))
    columns: dict[str, list[Indicator]] = defaultdict(list)
    sheets: dict[str, Sheet] = {}
    known = {indicator.pk: indicator for indicator in indicators}
    for column in SheetColumn.objects.select_related("sheet").order_by(
        "sheet__theme__ordinal", "sheet__code", "ordinal"
    ):
        indicator = known[column.indicator_id]
        if indicator.active:
            sheets[column.sheet.code] = column.sheet
            columns[column.sheet.code].append(indicator)
    wholes = _wholes(known)
    return Catalogue(
        rules={one.code: _rule(one, wholes.get(one.pk, "")) for one in indicators},
        ids={indicator.code: indicator.pk for indicator in indicators},
        sensitive=frozenset(one.code for one in indicators if one.sensitive),
        sheets=sheets,
        vocabularies={
            code: Vocabulary(code, held[0].code, tuple(map(_word, held)))
            for code, held in columns.items()
        },
    )


def _wholes(known: Mapping[int, Indicator]) -> Mapping[int, str]:
    """By primary key, the code that an indicator is divided by, where it is only one."""
    numerators: defaultdict[int, list[int]] = defaultdict(list)
    for ratio, part in Indicator.numerator.through.objects.values_list(
        "from_indicator_id", "to_indicator_id"
    ):
        numerators[ratio].append(part)
    wholes: defaultdict[int, set[str]] = defaultdict(set)
    for ratio, parts in numerators.items():
        whole = known[ratio].denominator_id
        if len(parts) == 1 and whole is not None:
            wholes[parts[0]].add(known[whole].code)
    return {part: found.pop() for part, found in wholes.items() if len(found) == 1}


def _rule(indicator: Indicator, share_of: str) -> Rule:
    return Rule(
        indicator.code,
        indicator.decimals,
        LEAST if indicator.lowest is None else indicator.lowest,
        str(MeasuredIn(indicator.measured_in).label),
        adds_up=indicator.over_tree == Indicator.OverTree.SUM,
        share_of=share_of,
        maximum=indicator.highest,
        measure=indicator.measured_in,
    )


def _word(indicator: Indicator) -> IndicatorWord:
    whole = indicator.part_of
    return IndicatorWord(
        indicator.code,
        (*indicator.header_words, indicator.name_en),
        whole.code if whole else None,
        indicator.name_vi,
    )
