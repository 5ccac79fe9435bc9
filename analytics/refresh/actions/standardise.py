"""Keeps what the mix of cases explains of a quarter: standardised shares, gaps between groups, what
would be expected of each group, and what is modelled of several groups at once."""

from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import CharacteristicGap, ExpectedShares, Intersection, StandardisedShare
from analytics.refresh.selectors.mixes import Mixes

BATCH = 500


def keep_mixes(*, mixes: Mixes, period: str, by: Actor, at: datetime) -> None:
    """Replace all of them of a quarter. Call it in the transaction that replaces the figures."""
    for model in (StandardisedShare, CharacteristicGap, ExpectedShares, Intersection):
        model.objects.filter(period=period).delete()
    StandardisedShare.objects.bulk_create(mixes.shares)
    CharacteristicGap.objects.bulk_create(mixes.gaps)
    ExpectedShares.objects.bulk_create(mixes.expected, batch_size=BATCH)
    Intersection.objects.bulk_create(mixes.intersections)
    audit.record(
        AuditKind.MIXES_COMPARED,
        target=period,
        by=by,
        at=at,
        shares=len(mixes.shares),
        gaps=len(mixes.gaps),
    )
