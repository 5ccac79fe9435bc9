from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import EmergingTerm, ThemeRate
from analytics.themes import counting, selectors
from responses import extract

if TYPE_CHECKING:
    from analytics.themes.counting import ThemeShare


def count_themes(*, period: str, by: Actor, at: datetime) -> None:
    """Not before it has closed and all text is coded."""
    # Keeps linear programming out of web processes.
    from analytics.themes.counting import shown_shares

    closed_on = selectors.closed_to_count(period, at=at)
    if closed_on is None:
        return
    found = shown_shares(
        extract.coded_rows(period, completed_to=closed_on),
        themes=extract.theme_codes(),
        pairs=extract.coder_pairs(),
    )
    rows = [_row(period, each) for each in found]
    if not rows:
        return
    with transaction.atomic():
        ThemeRate.objects.bulk_create(rows, batch_size=500)
        audit.record(AuditKind.THEMES_COUNTED, target=period, by=by, at=at, rates=len(rows))


def find_terms(*, by: Actor, at: datetime) -> None:
    counts = extract.term_counts(at)
    on = localdate(at)
    found = [
        EmergingTerm(week=on, area=area, language=language, term=each.term, score=each.score)
        for (area, language), counted in counts.items()
        for each in counting.emerging(counted.counts, totals=counted.totals)
    ]
    with transaction.atomic():
        EmergingTerm.objects.all().delete()
        EmergingTerm.objects.bulk_create(found)
        audit.record(AuditKind.TERMS_FOUND, by=by, at=at, terms=len(found))


def _row(period: str, share: "ThemeShare") -> ThemeRate:
    kappa = share.kappa
    return ThemeRate(
        period=period,
        area=share.place.area,
        rate=share.theme,
        dimension=share.place.dimension,
        level=share.place.level,
        people=share.counts.people,
        found=share.counts.found,
        kappa=kappa.value if kappa else None,
        kappa_lower=kappa.interval.lower if kappa else None,
        kappa_upper=kappa.interval.upper if kappa else None,
    )
