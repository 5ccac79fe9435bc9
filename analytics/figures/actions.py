from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.models import PeerGroup


@transaction.atomic
def load_peer_groups(
    *,
    groups: Mapping[str, Sequence[str]],
    valid_from: date,
    source: str,
    by: Actor,
    at: datetime,
) -> int:
    """Return the number of members."""
    named = PeerGroup.objects.filter(force__in=groups)
    named.filter(valid_from__gte=valid_from).delete()
    named.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from)).update(valid_to=valid_from)
    made = PeerGroup.objects.bulk_create(
        PeerGroup(force_id=force, member_id=member, valid_from=valid_from, source=source)
        for force, members in groups.items()
        for member in members
    )
    audit.record(
        AuditKind.PEER_GROUPS_LOADED,
        target=source[:120],
        by=by,
        at=at,
        forces=len(groups),
        members=len(made),
    )
    return len(made)
