import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet

from access.viewer import Viewer
from responses.case_files.case import LiftKind
from responses.cases.visible_cases import reachable_cases
from responses.models import Case, HeldChange

HeldState = HeldChange.HeldState
WAITS_FOR = timedelta(days=28)
"""The period for which a change waits for a second person, and for which a ruling on it is
remembered."""
MOST_SHOWN = 100


@dataclass(frozen=True)
class HeldGroup:
    import_id: int
    kind: LiftKind
    count: int
    held_at: datetime
    loaded_by: str
    may_rule: bool
    """The viewer neither brought nor loaded the changes."""


def waiting_for(viewer: Viewer) -> QuerySet[HeldChange]:
    """In the viewer's reach, oldest first."""
    reachable = reachable_cases(viewer).filter(pk=OuterRef("case_id"))
    waiting = HeldChange.objects.filter(Exists(reachable), state=HeldState.WAITING)
    return waiting.order_by("held_at", "pk")


def waiting_groups(viewer: Viewer) -> Sequence[HeldGroup]:
    by = ("import_batch", "kind", "held_at", "loaded_by", "loaded_by_id", "brought_by_id")
    rows = waiting_for(viewer).order_by().values(*by).annotate(changes=Count("pk"))
    return [
        HeldGroup(
            import_id=row["import_batch"],
            kind=LiftKind(row["kind"]),
            count=row["changes"],
            held_at=row["held_at"],
            loaded_by=row["loaded_by"],
            may_rule=viewer.user_id not in {row["loaded_by_id"], row["brought_by_id"]},
        )
        for row in rows.order_by("held_at", "import_batch", "kind")
    ]


def waiting_of(viewer: Viewer, *, import_id: int, kind: LiftKind) -> QuerySet[HeldChange]:
    waiting = waiting_for(viewer).filter(import_batch=import_id, kind=kind)
    return waiting.select_related("case__force")


def fingerprint(change_ids: Sequence[int]) -> str:
    """Shows whether the changes are still the same."""
    return hashlib.sha256(",".join(map(str, change_ids)).encode()).hexdigest()


def is_own(change: HeldChange, user_id: int | None) -> bool:
    """A person may not rule on a change that they brought."""
    return user_id is not None and user_id in {change.loaded_by_id, change.brought_by_id}


def of_cases(case_ids: Collection[int]) -> QuerySet[HeldChange]:
    states = (HeldState.WAITING, HeldState.REFUSED)
    return HeldChange.objects.filter(case_id__in=case_ids, state__in=states)


def changes_past_retention(at: datetime) -> QuerySet[HeldChange]:
    return HeldChange.objects.filter(held_at__lt=at - WAITS_FOR)


def cases_to_read_again(at: datetime) -> QuerySet[Case]:
    forgotten = changes_past_retention(at).filter(state=HeldState.WAITING)
    return Case.objects.filter(Exists(forgotten.filter(case=OuterRef("pk"))))
