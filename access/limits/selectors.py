from dataclasses import dataclass
from datetime import datetime

from access.limits.table import DAY, Kind, Tier
from access.models import TryCount


@dataclass(frozen=True)
class Brake:
    """More failed in one window than the service allows."""

    kind: Kind
    at: datetime


def brakes_lately(*, at: datetime) -> list[Brake]:
    rows = TryCount.objects.filter(tier=Tier.SERVICE, told_at__gt=at - DAY).order_by("told_at")
    last = {Kind(row.kind): Brake(Kind(row.kind), row.told_at) for row in rows if row.told_at}
    return sorted(last.values(), key=lambda brake: brake.at, reverse=True)
