"""As long as each can be undone (decision 42)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from responses.models.contacts import StopPress

UNDO_LASTS = timedelta(minutes=20)
"""For so long after a press its page offers to undo it: as long as an idle visit lasts."""

FORGOTTEN_AFTER = timedelta(hours=1)
"""Longer than UNDO_LASTS, so that whoever reads of an undone press in the journal kept apart finds
that it was undone (responses/vault/opt_outs/journal.py)."""


@dataclass(frozen=True)
class Press:
    at: datetime
    cancelled: Sequence[Mapping[str, Any]]


def begin(*, invitation_id: int, at: datetime) -> UUID:
    """Returns its id, by which it is undone."""
    return StopPress.objects.create(invitation_id=invitation_id, at=at).pk


def remember_cancelled(press_id: UUID, cancelled: Sequence[Mapping[str, Any]]) -> None:
    if cancelled:
        StopPress.objects.filter(pk=press_id).update(cancelled=list(cancelled))


def invitation_of(press_id: UUID) -> int | None:
    """None where there is no such press, or it was undone."""
    found = StopPress.objects.filter(pk=press_id, undone_at=None)
    return found.values_list("invitation_id", flat=True).first()


def locked(press_id: UUID) -> Press | None:
    """The press, locked, where it was not undone."""
    found = StopPress.objects.select_for_update().filter(pk=press_id, undone_at=None).first()
    return Press(found.at, found.cancelled) if found else None


def mark_undone(press_id: UUID, *, at: datetime) -> None:
    StopPress.objects.filter(pk=press_id).update(undone_at=at, cancelled=[])


def undone(press_ids: Sequence[str]) -> frozenset[str]:
    """Those of the presses that were undone."""
    found = StopPress.objects.filter(pk__in=press_ids).exclude(undone_at=None)
    return frozenset(str(pk) for pk in found.values_list("pk", flat=True))


def make_final(invitation_id: int) -> None:
    StopPress.objects.filter(invitation=invitation_id, undone_at=None).delete()


def count_older(*, before: datetime) -> int:
    return StopPress.objects.filter(at__lte=before).count()


def forget_older(*, before: datetime) -> int:
    """Returns how many."""
    return StopPress.objects.filter(at__lte=before).delete()[1].get("responses.StopPress", 0)
