"""What a force must know to keep the asking going: what waits, what arrived, what failed, who is
left out. Nothing here tells who opened or answered anything (decision 14)."""

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
LEAST_SHOWN = 10
"""A day's count under it could tell who was asked, and from that who answered (decision 14)."""

BY_HAND = frozenset(rule.code for rule in MANUAL_RULES)


@dataclass(frozen=True)
class Day:
    """`sent` is nothing where it is too small to be told."""

    day: date
    sent: int | None
    delivered: int | None


@dataclass(frozen=True)
class Progress:
    """How far the asking about one stage has come in the quarter."""

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
    """`queue` and `failures` are messages by state and by what went wrong; `exclusions`, stage
    events of the quarter by code."""

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
    progress: Sequence[Progress]
    modes: Mapping[str, int]


OVERDUE_AFTER = timedelta(hours=24)
LOOKED_UP = "unknown end"
"""A message whose last attempt nobody knows the end of, waiting for its look-up."""


def forces(viewer: Viewer, *, on: date) -> QuerySet[Force]:
    mine = access_selectors.forces_for(viewer).values("code")
    return access_selectors.forces_on(on).filter(code__in=mine)


def operations_for(viewer: Viewer, *, force_code: str, at: datetime, today: date) -> Operations:
    """Raises Http404 for a force that is not in the viewer's reach."""
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
    """By the provider's word for it, else by ours."""
    failed = messages.filter(state=MessageState.FAILED)
    told = _counted(failed.filter(provider_status__endswith="failure"), "provider_status")
    ours = _counted(failed.exclude(provider_status__endswith="failure"), "fault")
    waiting = messages.filter(state=MessageState.DUE, fault=LOOKED_UP).count()
    return told | ours | ({LOOKED_UP: waiting} if waiting else {})


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
    return count if count >= LEAST_SHOWN else None


def _progress(events: QuerySet[StageEvent]) -> list[Progress]:
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
    return [one for one in (Progress(**row) for row in rows) if one.is_asked_about]
