"""Reads what a force needs to keep the survey running: messages waiting, delivered and failed, and
exclusions. Nothing here shows who opened or answered anything (decision 14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from responses.cases.stages import period_of
from responses.eligibility.rules import MANUAL_RULES, Decision, is_exclusion, is_in_scope
from responses.eligibility.selectors import exclusions as exclusions_selectors
from responses.invitations.selectors import outbox
from responses.models import OutboxMessage, SendingLine, StageEvent
from responses.sms.delivery_states import UNSENT, DeliveryStatus, MessageState

DAYS_SHOWN = 14
SMALLEST_SHOWN_COUNT = 10
"""A smaller count of a day could reveal who was asked, and so who answered (decision 14)."""

BY_HAND = frozenset(rule.code for rule in MANUAL_RULES)


@dataclass(frozen=True)
class Day:
    """Messages of one day. A count is None where it is below SMALLEST_SHOWN_COUNT."""

    day: date
    sent: int | None
    delivered: int | None


@dataclass(frozen=True)
class StageProgress:
    """The stage events of one survey stage in the quarter, by how far they have come."""

    survey_stage: str
    waiting: int
    not_drawn: int
    chosen: int
    invited: int

    @property
    def is_asked_about(self) -> bool:
        return bool(self.waiting or self.not_drawn or self.chosen)


@dataclass(frozen=True, kw_only=True)
class Operations:
    """The operations of one force. `queue` and `failures` count messages by state and by fault;
    `exclusions` counts stage events of the quarter by code."""

    force: Force
    period: str
    line: SendingLine | None
    queue: Mapping[MessageState, int]
    overdue: int
    failures: Mapping[str, int]
    days: Sequence[Day]
    exclusions: Mapping[Decision, int]
    recorded: int
    in_scope: int
    by_hand: int
    unconfirmed: int
    progress: Sequence[StageProgress]
    modes: Mapping[str, int]


OVERDUE_AFTER = timedelta(hours=24)
UNKNOWN_END = "unknown end"
"""The fault of a message whose last attempt has an unknown result and that waits for its
look-up."""


def forces(viewer: Viewer, *, on: date) -> QuerySet[Force]:
    mine = access_selectors.forces_for(viewer).values("code")
    return access_selectors.forces_on(on).filter(code__in=mine)


def operations_for(viewer: Viewer, *, force_code: str, at: datetime, today: date) -> Operations:
    """The operations of a force. Raises Http404 for a force out of the viewer's reach."""
    force = access_selectors.forces_for(viewer).filter(code=force_code).first()
    if force is None:
        raise Http404
    messages = OutboxMessage.objects.filter(invitation__stage_event__case__force=force)
    events = StageEvent.objects.filter(case__force=force, period=period_of(today))
    decided = _counted(events, "decision")
    of_force = exclusions_selectors.unconfirmed_cases(viewer).filter(force=force)
    return Operations(
        force=force,
        period=period_of(today),
        line=outbox.paused_line(settings.SMS_TRANSPORT, at=at),
        queue={MessageState(s): n for s, n in _counted(messages, "state").items()},
        overdue=_overdue(messages, at=at),
        failures=_failures(messages),
        days=_days(messages, since=at - timedelta(days=DAYS_SHOWN)),
        exclusions={code: decided[code] for code in Decision if _is_shown(code, decided)},
        recorded=sum(decided.values()),
        in_scope=sum(count for code, count in decided.items() if is_in_scope(code)),
        by_hand=sum(decided.get(code, 0) for code in BY_HAND),
        unconfirmed=of_force.count(),
        progress=_progress(events),
        modes=_counted(events.filter(invitation__isnull=False), "invitation__mode"),
    )


def _is_shown(code: Decision, decided: Mapping[str, int]) -> bool:
    return is_exclusion(code) and bool(decided.get(code))


def _counted(rows: QuerySet, column: str) -> dict[str, int]:
    counted = rows.order_by().values_list(column).annotate(count=Count("pk"))
    return dict(counted)


def _overdue(messages: QuerySet[OutboxMessage], *, at: datetime) -> int:
    return messages.filter(state__in=UNSENT, due_at__lt=at - OVERDUE_AFTER).count()


def _failures(messages: QuerySet[OutboxMessage]) -> dict[str, int]:
    """Failed messages by the provider's status, else by our fault, with those of unknown result."""
    failed = messages.filter(state=MessageState.FAILED)
    theirs = _counted(failed.filter(provider_status__endswith="failure"), "provider_status")
    ours = _counted(failed.exclude(provider_status__endswith="failure"), "fault")
    waiting = messages.filter(state=MessageState.DUE, fault=UNKNOWN_END).count()
    return theirs | ours | ({UNKNOWN_END: waiting} if waiting else {})


def _days(messages: QuerySet[OutboxMessage], *, since: datetime) -> list[Day]:
    arrived = Q(provider_status=DeliveryStatus.DELIVERED)
    rows = (
        messages.filter(sent_at__gte=since)
        .annotate(day=TruncDate("sent_at"))
        .values("day")
        .annotate(sent=Count("pk"), delivered=Count("pk", filter=arrived))
        .order_by("-day")
    )
    return [Day(row["day"], _shown(row["sent"]), _shown(row["delivered"])) for row in rows]


def _shown(count: int) -> int | None:
    return count if count >= SMALLEST_SHOWN_COUNT else None


def _progress(events: QuerySet[StageEvent]) -> list[StageProgress]:
    def having(decision: Decision) -> Count:
        return Count("pk", filter=Q(decision=decision))

    rows = (
        events.order_by("survey_stage")
        .values("survey_stage")
        .annotate(
            waiting=having(Decision.PENDING),
            not_drawn=having(Decision.NOT_SAMPLED),
            chosen=having(Decision.INVITE),
            invited=Count("pk", filter=Q(decision=Decision.INVITE, invitation__isnull=False)),
        )
    )
    return [one for one in (StageProgress(**row) for row in rows) if one.is_asked_about]
