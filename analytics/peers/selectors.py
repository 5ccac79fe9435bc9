from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from access.viewer import Viewer
from analytics.models import PeerGroup, PeerGroupRequest


@dataclass
class CurrentGroup:
    members: list[str] = field(default_factory=list)
    since: date | None = None
    source: str = ""


def groups_on(day: date) -> Mapping[str, CurrentGroup]:
    rows = PeerGroup.objects.filter(valid_from__lte=day).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    )
    found: dict[str, CurrentGroup] = defaultdict(CurrentGroup)
    for row in rows.order_by("force", "pk"):
        group = found[row.force_id]
        group.members.append(row.member_id)
        group.since, group.source = row.valid_from, row.source
    return found


def waiting_for(viewer: Viewer) -> QuerySet[PeerGroupRequest]:
    waits = PeerGroupRequest.objects.filter(state=PeerGroupRequest.PeerState.WAITING)
    ordered = waits.select_related("asked_by").order_by("asked_at", "pk")
    return ordered if viewer.is_national else ordered.none()


def request_for(viewer: Viewer, pk: int) -> PeerGroupRequest:
    found = PeerGroupRequest.objects.select_related("asked_by")
    return (found if viewer.is_national else found.none()).get(pk=pk)
