"""A modelled figure as it is shown. Pure."""

from dataclasses import dataclass

from analytics.stats.proportions import Interval


@dataclass(frozen=True, kw_only=True)
class Modelled:
    """A share and its 95 % interval, 0 to 1, in whole points. Nothing judges it."""

    share: float
    interval: Interval
