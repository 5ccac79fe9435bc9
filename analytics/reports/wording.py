"""The sentences that only a report says. The rest are those of the pages."""

from django.utils.translation import gettext as _

from analytics import words
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.stats import proportions
from analytics.stats.comparison import Position
from analytics.stats.proportions import ShareDifference
from analytics.stats.suppression import Published, Share
from ui.formatting import format_points


def change_since(now: Share, before: Share, *, before_period: str) -> str:
    """How far the share moved between two quarters, which no answer belongs to both of."""
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
    """Whole points, but where that would write as 0 the end of an interval that stops short
    of it: a clear change to nothing is none."""
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
    """How many of those who were asked answered, where that may be said."""
    if coverage.total is None or coverage.total.response is None:
        return ""
    return _("Of those who were asked, %(response)s answered.") % {
        "response": words.percent(coverage.total.response)
    }
