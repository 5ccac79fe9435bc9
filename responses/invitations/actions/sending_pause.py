"""Writes to what all senders of one transport share: their pace, and a pause."""

from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import SendingLine
from responses.sms.delivery_states import Pause
from responses.sms.pacing import TURN
from responses.sms.provider import DailyLimitError, RateLimitError, SendError

RETRY_AFTER = timedelta(minutes=1)
"""Both for the limit of a minute and for a fault of ours: one text then tries whether it is
mended."""


@transaction.atomic
def reserve_turns(*, transport: str, count: int, by: Actor, at: datetime) -> datetime:
    """Take turns that no other sender has. Returns when the first of them is."""
    line = _locked(transport, at=at)
    first = max(line.next_turn_at, at)
    line.next_turn_at = first + count * TURN
    line.save(update_fields=["next_turn_at"])
    return first


@transaction.atomic
def pause(*, transport: str, error: SendError, by: Actor, at: datetime) -> SendingLine:
    """Let no sender go on until the provider takes texts again (notify.md 4.2)."""
    line = _locked(transport, at=at)
    if line.pause != Pause.BY_HAND:
        kind, until = _kind_and_end(error, at=at)
        _stop(line, kind, until=until, fault=str(error), by=by, at=at)
    return line


@transaction.atomic
def hold(*, transport: str, by: Actor, at: datetime) -> None:
    """Stop every sender by hand, after the batch of twenty at most that it has begun."""
    line = _locked(transport, at=at)
    _stop(line, Pause.BY_HAND, until=None, fault="", by=by, at=at)


@transaction.atomic
def release(*, transport: str, by: Actor, at: datetime) -> bool:
    """End whatever pause there is. Returns whether there was one."""
    line = _locked(transport, at=at)
    was_paused = bool(line.pause)
    if was_paused:
        _go_on(line, by=by, at=at)
    return was_paused


@transaction.atomic
def resume(*, transport: str, by: Actor, at: datetime) -> None:
    """The provider has taken a text again, of a batch begun at the time given. What was stopped
    by hand stays so, and a pause that another sender has met meanwhile; without a pause nothing
    is written."""
    ended = SendingLine.objects.filter(transport=transport, paused_until__lte=at)
    line = ended.exclude(pause=Pause.BY_HAND).select_for_update().first()
    if line is not None:
        _go_on(line, by=by, at=at)


def _stop(
    line: SendingLine,
    kind: Pause,
    *,
    until: datetime | None,
    fault: str,
    by: Actor,
    at: datetime,
) -> None:
    if not line.pause:
        line.since = at
    line.pause, line.paused_until, line.fault = kind, until, fault[:120]
    line.save()
    audit.record(AuditKind.SENDING_PAUSED, by=by, at=at, target=line, pause=kind.value)


def _go_on(line: SendingLine, *, by: Actor, at: datetime) -> None:
    line.pause, line.paused_until, line.fault, line.since = "", None, "", None
    line.save()
    audit.record(AuditKind.SENDING_RESUMED, by=by, at=at, target=line)


def _kind_and_end(error: SendError, *, at: datetime) -> tuple[Pause, datetime]:
    if isinstance(error, RateLimitError):
        return Pause.MINUTE, at + RETRY_AFTER
    if isinstance(error, DailyLimitError):
        tomorrow = at.astimezone(UTC).date() + timedelta(days=1)
        return Pause.DAY, datetime.combine(tomorrow, time(), UTC)
    return Pause.CONFIGURATION, at + RETRY_AFTER


def _locked(transport: str, *, at: datetime) -> SendingLine:
    SendingLine.objects.get_or_create(transport=transport, defaults={"next_turn_at": at})
    return SendingLine.objects.select_for_update().get(transport=transport)
