"""Reads people on hold."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from access.viewer import Viewer
from responses.case_files.columns import FLAGS
from responses.case_files.warnings.doubts import DoubtReason
from responses.models import PersonHold
from responses.vault.opt_outs import held_people

ANSWERS_KEPT_FOR = timedelta(days=400)
KEPT_FOR_AT_MOST = timedelta(days=7 * 365)
MOST_SHOWN = 100
MOST_ANSWERS_SHOWN = 20
ALL_FLAGS = frozenset(FLAGS)
SECOND_PERSON = frozenset(
    {DoubtReason.WARNING, DoubtReason.UNREAD, DoubtReason.REPEATED, DoubtReason.SHARED}
)
"""Doubts that the loader of the file may not answer alone."""
HoldState = PersonHold.HoldState


def open_holds(viewer: Viewer) -> QuerySet[PersonHold]:
    """In the viewer's reach, oldest first. Holds without a force, such as those of hidden cases
    (SAF-13), belong to the national team."""
    holds = PersonHold.objects.filter(state=HoldState.OPEN).order_by("held_at", "pk")
    return holds if viewer.is_national else holds.filter(force_id__in=viewer.reach)


def answered_holds(viewer: Viewer) -> QuerySet[PersonHold]:
    """The newest answer first."""
    holds = PersonHold.objects.exclude(state=HoldState.OPEN).order_by("-answered_at", "-pk")
    return holds if viewer.is_national else holds.filter(force_id__in=viewer.reach)


def past_retention(at: datetime) -> QuerySet[PersonHold]:
    return PersonHold.objects.filter(
        Q(answered_at__lt=at - ANSWERS_KEPT_FOR) | Q(held_at__lt=at - KEPT_FOR_AT_MOST)
    )


def open_ids() -> set[int]:
    return set(PersonHold.objects.filter(state=HoldState.OPEN).values_list("pk", flat=True))


def needs_another(hold: PersonHold, user_id: int | None) -> bool:
    is_own = user_id is None or user_id == hold.loaded_by_id
    return is_own and hold.reason in SECOND_PERSON


def refused_by_key(
    case_keys: Collection[str], *, among: Collection[int]
) -> Mapping[int, tuple[str, frozenset[str]]]:
    """By key: the hold and all its keys."""
    found = held_people.holds_with_keys(case_keys, reason=DoubtReason.REFUSED.value)
    return {pk: held for pk, held in found.items() if pk in among}
