"""The sentences that only a report has. The others are those of the pages."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.reports.parts import BesideNation, MethodSection
from analytics.stats import proportions
from analytics.stats.comparison import Position
from analytics.stats.proportions import ShareDifference
from analytics.stats.suppression import Published, Share
from ui.formatting import format_points


def change_since(now: Share, before: Share, *, before_period: str) -> str:
    """How far the share changed between two quarters, which have no answers in common."""
    facts = {"period": words.period_name(before_period)}
    if not (isinstance(now, Published) and isinstance(before, Published)):
        return _("No comparison with %(period)s can be shown.") % facts
    if not (now.is_comparable and before.is_comparable):
        return _("Too few victims answered to compare with %(period)s.") % facts
    moved = difference(now, before)
    language, decimals = words.language(), _decimals(moved)
    facts |= {
        "points": format_points(moved.value, language=language, decimals=decimals),
        "lower": format_points(moved.interval.lower, language=language, decimals=decimals),
        "upper": format_points(moved.interval.upper, language=language, decimals=decimals),
    }
    if moved.interval.contains(0):
        return (
            _(
                "No clear change since %(period)s: %(points)s points "
                "(interval %(lower)s to %(upper)s)."
            )
            % facts
        )
    return (
        _("A clear change since %(period)s: %(points)s points (interval %(lower)s to %(upper)s).")
        % facts
    )


def _decimals(moved: ShareDifference) -> int:
    """Whole points, except where an interval that ends just short of 0 would be written as ending
    at 0: then one decimal."""
    nearest = min(abs(moved.interval.lower), abs(moved.interval.upper))
    return 1 if not moved.interval.contains(0) and round(100 * nearest) == 0 else 0


def difference(now: Published, before: Published) -> ShareDifference:
    return proportions.newcombe_difference(first=now.proportion, second=before.proportion)


def funnel_place(position: Position | None, *, force: str) -> str:
    if position is None:
        return _("Too few victims answered to place %(force)s among the forces.") % {"force": force}
    return {
        Position.WITHIN: _(
            "%(force)s stands within the limits: chance and the ordinary spread between forces "
            "can explain its figure."
        ),
        Position.SOMEWHAT_HIGH: _(
            "%(force)s stands above the 95 per cent limit but not the wider one: higher than "
            "most, as one force in forty would be by chance."
        ),
        Position.SOMEWHAT_LOW: _(
            "%(force)s stands below the 95 per cent limit but not the wider one: lower than "
            "most, as one force in forty would be by chance."
        ),
        Position.HIGH: _(
            "%(force)s stands above the 99.8 per cent limit: unusually high among forces."
        ),
        Position.LOW: _(
            "%(force)s stands below the 99.8 per cent limit: unusually low among forces."
        ),
    }[position] % {"force": force}


def answered(coverage: ForceCoverage) -> str:
    """How many of those who were asked answered, where that may be shown."""
    if coverage.total is None or coverage.total.response is None:
        return ""
    return _("Of those who were asked, %(response)s answered.") % {
        "response": words.percent(coverage.total.response)
    }


UNCOMPARED = frozenset({BesideNation.NOT_COMPARED, BesideNation.ALONE})


def comparison_lead(results: Sequence[BesideNation]) -> str:
    if BesideNation.ALONE in results and set(results) <= UNCOMPARED:
        return _(
            "Nobody answered about any other force, so there is nobody to compare this force with."
        )
    compared = sum(result not in UNCOMPARED for result in results)
    if not compared:
        return _("Too few victims answered any question to compare it with the nation.")
    return ngettext(
        "Of %(compared)s question compared: clearly higher %(higher)s, clearly lower %(lower)s, "
        "no clear difference %(not_clear)s.",
        "Of %(compared)s questions compared: clearly higher %(higher)s, clearly lower "
        "%(lower)s, no clear difference %(not_clear)s.",
        compared,
    ) % {
        "compared": words.number(compared),
        "higher": words.number(results.count(BesideNation.HIGHER)),
        "lower": words.number(results.count(BesideNation.LOWER)),
        "not_clear": words.number(results.count(BesideNation.NOT_CLEAR)),
    }


def method() -> MethodSection:
    return MethodSection(
        heading=_("How these figures are made"),
        paragraphs=(*_how_figures_are_made(), *_how_they_are_read()),
    )


def _how_figures_are_made() -> tuple[str, ...]:
    return (
        _(
            "A share is of the victims who answered that question. Answers are weighted so "
            "that those who answered resemble all who could be asked, by crime group, sex "
            "and age; weights over five times the usual one are cut."
        ),
        _(
            "The interval is a 95 per cent Wilson interval on the effective number of "
            "answers. The base is people who answered. The nation is all forces together, "
            "this one included. Of ten questions, one may stand out by chance alone."
        ),
    )


def _how_they_are_read() -> tuple[str, ...]:
    return (
        _(
            "[c] hidden: fewer than 10 answers, or a figure that would give another away. "
            "[u] uncertain: 10 to 29 answers. [x] nobody answered. Nothing is compared "
            "under an effective base of 50."
        ),
        _(
            "An alert holds the latest 1, 2, 4 and 8 weeks against the year that ended 13 "
            "weeks before. It is set so that about one alert in ten would "
            "be chance if nothing else moved; seasons and slow drifts are not allowed for yet."
        ),
        _(
            "What this cannot tell you: how those who did not answer feel, or why a figure "
            "is what it is. Many victims at greatest risk are not asked by text, for their "
            "safety."
        ),
    )
