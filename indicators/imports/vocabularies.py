"""The catalogue in the words of the reader: what tables call an indicator, what its
values must be, and which sheet a table is.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from indicators.imports.columns import IndicatorWord, Vocabulary, score
from indicators.imports.drafts import Rule
from indicators.imports.layout import Layout
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

    def recognise(self, layout: Layout) -> Sheet:
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
        return self.sheets[codes[0]]


def read_catalogue() -> Catalogue:
    """Everything, in two queries. Indicators not in use have a rule but no words."""
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
    return Catalogue(
        rules={indicator.code: _rule(indicator) for indicator in indicators},
        ids={indicator.code: indicator.pk for indicator in indicators},
        sensitive=frozenset(one.code for one in indicators if one.sensitive),
        sheets=sheets,
        vocabularies={
            code: Vocabulary(code, held[0].code, tuple(map(_word, held)))
            for code, held in columns.items()
        },
    )


def _rule(indicator: Indicator) -> Rule:
    return Rule(
        indicator.code,
        indicator.decimals,
        LEAST,
        str(MeasuredIn(indicator.measured_in).label),
        adds_up=indicator.over_tree == Indicator.OverTree.SUM,
    )


def _word(indicator: Indicator) -> IndicatorWord:
    whole = indicator.part_of
    return IndicatorWord(
        indicator.code,
        (*indicator.header_words, indicator.name_vi, indicator.name_en),
        whole.code if whole else None,
    )
