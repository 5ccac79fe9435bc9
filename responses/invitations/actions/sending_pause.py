"""The line holds the pace and a pause that all senders of a transport share."""

from datetime import UTC, datetime, time, timedelta

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.continuity import holding
from access.continuity.journal import EntryKind
from responses.models import DeskRequest, SendingLine
from responses.sms import notify
from responses.sms.delivery_states import Pause
from responses.sms.provider import DailyLimitError, RateLimitError, SendError, UnknownEndError

RETRY_AFTER = timedelta(minutes=1)
"""After silence and a configuration fault. One text is then sent to find out whether the provider
accepts texts again."""
AFTER_A_LIMIT = timedelta(seconds=5)
"""After the limit of a minute, where the provider does not say how long to wait."""
LONGEST_LIMIT = timedelta(hours=1)


@transaction.atomic
def reserve_turns(
    *, transport: str, count: int, by: Actor, at: datetime
) -> tuple[datetime, timedelta]:
    """Returns the time of the first of `count` consecutive turns, and the time between two."""
    line = _locked_line(transport, at=at)
    first = max(line.next_turn_at, at)
    turn = timedelta(seconds=1) / notify.pace_at(line.slowed_to, line.slowed_at, at=at)
    line.next_turn_at = first + count * turn
    line.save(update_fields=["next_turn_at"])
    return first, turn


@transaction.atomic
def pause(*, transport: str, error: SendError, by: Actor, at: datetime) -> SendingLine:
    """Until the provider is expected to accept texts again (notify.md 4.2)."""
    line = _locked_line(transport, at=at)
    if line.pause != Pause.BY_HAND:
        kind, until = _kind_and_end(error, at=at)
        if kind == Pause.MINUTE:
            _slow_down(line, until=until, at=at)
        _pause_line(line, kind, until=until, fault=str(error), by=by, at=at)
    return line


@transaction.atomic
def pause_by_hand(*, transport: str, by: Actor, at: datetime) -> None:
    """Pause every sender until staff end the pause."""
    set_aside_asked_before(by=by, at=at)
    line = _locked_line(transport, at=at)
    _pause_line(line, Pause.BY_HAND, until=None, fault="", by=by, at=at)
    holding.note_stop(EntryKind.SENDING_STOPPED, at=at, line=transport)


@transaction.atomic
def set_aside_asked_before(*, by: Actor, at: datetime) -> None:
    asked = DeskRequest.objects.filter(
        kind=DeskRequest.DeskKind.RESUME, state=DeskRequest.DeskState.WAITING, asked_at__lte=at
    )
    for request in asked.select_for_update().order_by("pk"):
        request.state = DeskRequest.DeskState.SET_ASIDE
        request.decided_at, request.decided_by_id = at, by.user_id
        request.save(update_fields=["state", "decided_at", "decided_by"])
        audit.record(AuditKind.DESK_REQUEST_SET_ASIDE, target=request, by=by, at=at)


@transaction.atomic
def end_pause(*, transport: str, by: Actor, at: datetime) -> bool:
    line = _locked_line(transport, at=at)
    was_paused = bool(line.pause)
    if line.pause == Pause.BY_HAND:
        holding.note_stop(EntryKind.SENDING_LET_GO_ON, at=at, line=transport)
    if was_paused:
        _resume_line(line, by=by, at=at)
    return was_paused


@transaction.atomic
def resume(*, transport: str, by: Actor, at: datetime) -> None:
    """End the pause that had expired by `at`."""
    ended = SendingLine.objects.filter(transport=transport, paused_until__lte=at)
    line = ended.exclude(pause=Pause.BY_HAND).select_for_update().first()
    if line is not None:
        _resume_line(line, by=by, at=at)


def _pause_line(
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


def _resume_line(line: SendingLine, *, by: Actor, at: datetime) -> None:
    line.pause, line.paused_until, line.fault, line.since = "", None, "", None
    line.save()
    audit.record(AuditKind.SENDING_RESUMED, by=by, at=at, target=line)


def _slow_down(line: SendingLine, *, until: datetime, at: datetime) -> None:
    if line.pause == Pause.MINUTE and line.paused_until and at < line.paused_until:
        return
    line.slowed_to = notify.slower(notify.pace_at(line.slowed_to, line.slowed_at, at=at))
    line.slowed_at = until


def _kind_and_end(error: SendError, *, at: datetime) -> tuple[Pause, datetime]:
    if isinstance(error, RateLimitError):
        asked = error.retry_after
        longest = int(LONGEST_LIMIT.total_seconds())
        wait = AFTER_A_LIMIT if asked is None else timedelta(seconds=min(asked, longest))
        return Pause.MINUTE, at + max(wait, timedelta(seconds=1))
    if isinstance(error, DailyLimitError):
        tomorrow = at.astimezone(UTC).date() + timedelta(days=1)
        return Pause.DAY, datetime.combine(tomorrow, time(), UTC)
    kind = Pause.SILENCE if isinstance(error, UnknownEndError) else Pause.CONFIGURATION
    return kind, at + RETRY_AFTER


def _locked_line(transport: str, *, at: datetime) -> SendingLine:
    SendingLine.objects.get_or_create(transport=transport, defaults={"next_turn_at": at})
    return SendingLine.objects.select_for_update().get(transport=transport)
