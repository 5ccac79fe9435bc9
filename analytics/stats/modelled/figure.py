from dataclasses import dataclass

from analytics.stats.proportions import Interval


@dataclass(frozen=True, kw_only=True)
class Modelled:
    """In whole points. It is never compared."""

    share: float
    interval: Interval
