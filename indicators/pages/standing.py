"""Where a figure stands, in the words and signs that the board has chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from indicators import progress
from indicators.expressions import standing_word
from indicators.models import Band, Figure, Indicator
from indicators.pages import writing
from indicators.parts import Status
from indicators.phrases import Amount
from indicators.progress import BandRule, Method

ABOVE, AT, BELOW = "▲", "●", "▼"


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of percent of plan and their words in the reader's language."""

    rules: tuple[BandRule, ...]
    words: Mapping[str, str]

    @classmethod
    def load(cls) -> "Bands":
        """The bands as they are now; one query."""
        bands = Band.objects.all()
        return cls(tuple(bands.rules()), {band.code: band.word for band in bands})

    def status(self, figure: Figure) -> Status | None:
        """The word and sign of a figure; None where no plan is to be expected."""
        standing = self._standing(figure)
        if standing is None:
            return _points_from_plan(figure)
        template = standing_word(standing.code, figure.progress.method)
        word = _(template) if template else self.words.get(standing.code, "")
        return Status(word, _sign(figure, standing.sign))

    @property
    def unreported(self) -> Status:
        """What is said of a unit that has a plan to come and no result."""
        word = standing_word(progress.NOT_REPORTED.code, Method.RATIO)
        return Status(_(word) if word else "", progress.NOT_REPORTED.sign)

    def code(self, figure: Figure) -> str:
        """The code of the band or standing, "" where there is none."""
        standing = self._standing(figure)
        return standing.code if standing else ""

    def _standing(self, figure: Figure) -> progress.Standing | None:
        if not expects_plan(figure) or in_points(figure):
            return None
        return progress.status(
            figure.progress,
            exempt=is_exempt(figure),
            bands=self.rules,
            through=figure.through,
        )


def is_exempt(figure: Figure) -> bool:
    """Whether the unit is exempt from the plan: nobody at or under it is to have one."""
    return figure.plan is None and figure.expected > 0 and figure.plan_expected == 0


def expects_plan(figure: Figure) -> bool:
    """Whether it makes sense to say how the figure stands against a plan."""
    return figure.plan is not None or figure.indicator.has_plan


def in_points(figure: Figure) -> bool:
    """Whether the distance to the plan is in percentage points: that of a ratio."""
    compared = figure.result is not None and figure.plan is not None
    return compared and figure.is_ratio and figure.progress.method is Method.RATIO


def _points_from_plan(figure: Figure) -> Status | None:
    distance = progress.points(figure.result, figure.plan)
    if distance is None or not in_points(figure):
        return None
    if distance == 0:
        return Status(_("as planned"), _sign(figure, AT))
    word = _("%(points)s percentage points from the plan") % {
        "points": writing.text(Amount(distance, 1, signed=True))
    }
    return Status(word, _sign(figure, ABOVE if distance > 0 else BELOW))


def _sign(figure: Figure, sign: str) -> str:
    """No colour where neither way is better; what is missing is marked all the same."""
    neutral = figure.indicator.direction == Indicator.Direction.NONE
    judged = sign not in (progress.NO_PLAN.sign, progress.NOT_REPORTED.sign)
    return "" if neutral and judged else sign
