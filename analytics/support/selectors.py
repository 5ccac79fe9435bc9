"""What goes with support, as it is told: of the nation, by year."""

from datetime import datetime

from analytics.models import SupportYear
from analytics.refresh import closed_years
from analytics.support import storing
from analytics.support.counting import SupportFigures


def support_of(period: str | None) -> SupportFigures | None:
    """None where the year was not counted."""
    row = SupportYear.objects.filter(period=period).first() if period else None
    return storing.unpacked(row.figures) if row else None


def years_to_count(*, at: datetime) -> list[str]:
    """Oldest first: their four quarters have closed, and nothing of them was counted."""
    known = SupportYear.objects.values_list("period", flat=True)
    return closed_years.closed_years(but=known, at=at)
