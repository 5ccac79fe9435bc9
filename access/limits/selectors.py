"""Reads which brakes went on lately, for the operations pages."""

from dataclasses import dataclass
from datetime import datetime

from access.limits.table import DAY, Kind, Tier
from access.models import TryCount


@dataclass(frozen=True)
class Brake:
    """In one window more tries of a kind failed, in the whole service, than the service allows."""

    kind: Kind
    at: datetime


def brakes_lately(*, at: datetime) -> list[Brake]:
    """The last brake of each kind within a day, the latest first."""
    rows = TryCount.objects.filter(tier=Tier.SERVICE, told_at__gt=at - DAY).order_by("told_at")
    last = {Kind(row.kind): Brake(Kind(row.kind), row.told_at) for row in rows if row.told_at}
    return sorted(last.values(), key=lambda brake: brake.at, reverse=True)
