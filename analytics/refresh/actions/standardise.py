"""Keeps what the mix of cases explains of a quarter: standardised shares, and gaps between
groups."""

from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import CharacteristicGap, StandardisedShare
from analytics.refresh.selectors.mixes import Mixes


def keep_mixes(*, mixes: Mixes, period: str, by: Actor, at: datetime) -> None:
    """Replace the standardised shares and gaps of a quarter. Call it in the transaction that
    replaces the figures."""
    for model in (StandardisedShare, CharacteristicGap):
        model.objects.filter(period=period).delete()
    StandardisedShare.objects.bulk_create(mixes.shares)
    CharacteristicGap.objects.bulk_create(mixes.gaps)
    audit.record(
        AuditKind.MIXES_COMPARED,
        target=period,
        by=by,
        at=at,
        shares=len(mixes.shares),
        gaps=len(mixes.gaps),
    )
