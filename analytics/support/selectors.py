from datetime import datetime

from analytics.models import SupportYear
from analytics.refresh import closed_years
from analytics.support import counting
from analytics.support.counting import SupportFigures


def support_of(period: str | None) -> SupportFigures | None:
    row = SupportYear.objects.filter(period=period).first() if period else None
    return counting.unpacked(row.figures) if row else None


def years_to_count(*, at: datetime) -> list[str]:
    known = SupportYear.objects.values_list("period", flat=True)
    return closed_years.closed_years(but=known, at=at)
