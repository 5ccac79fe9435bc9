from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, TruncDate

from access import selectors as access_selectors
from access.continuity import holding
from access.models import Force
from access.viewer import Viewer
from responses.cases.stages import period_of
from responses.cases.visible_cases import is_of_reachable, of_forces
from responses.eligibility.rules import MANUAL_RULES, Decision, is_exclusion, is_in_scope
from responses.eligibility.selectors import exclusions as exclusions_selectors
from responses.eligibility.selectors.for_staff import waiting_for_staff
from responses.imports.selectors import held_changes
from responses.invitations.selectors import outbox
from responses.models import OutboxMessage, SendingLine, StageEvent
from responses.readiness import asking_stop
from responses.replies import selectors as replies
from responses.replies.reading import ReplyKind
from responses.sms.delivery_states import UNSENT, DeliveryStatus, MessageState
from responses.vault.opt_outs import suppressions

Key = TypeVar("Key")
DAYS_SHOWN = 14
SMALLEST_SHOWN_COUNT = 10
"""A smaller count of a day could reveal who was asked, and so who answered (decision 14)."""

BY_HAND = frozenset(rule.code for rule in MANUAL_RULES)


@dataclass(frozen=True)
class Day:
    """Messages of one day."""

    day: date
    sent: int | None
    delivered: int | None


@dataclass(frozen=True)
class StageProgress:
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
    """The operations of one force."""

    force: Force
    period: str
    line: SendingLine | None
    hold: str
    """The reason in words; empty if the database is not held."""
    refusal: str
    """The reason in words, a helpline or a missing signature; empty if people are texted."""
    queue: Mapping[MessageState, int]
    overdue: int
    set_aside: Mapping[str, int]
    failures: Mapping[str, int]
    days: Sequence[Day]
    reached_others: int | None
    """Cases with a number or address that reached another person; None below SMALLEST_SHOWN_COUNT,
    to hide when one was added."""
    replies: Mapping[str, int | None]
    """Replies by text of 90 days, by kind; None for a count below SMALLEST_SHOWN_COUNT."""
    exclusions: Mapping[Decision, int]
    recorded: int
    in_scope: int
    by_hand: int
    unconfirmed: int
    held_changes: int
    """Changes of case files that wait for a second person, of cases in the viewer's reach."""
    unworded: int
    """Stages of cases in the viewer's reach that need an agreed word or a code handed over before
    asking."""
    progress: Sequence[StageProgress]
    modes: Mapping[str, int]


OVERDUE_AFTER = timedelta(hours=24)
FIRST_TEXTS = Q(is_new_link=False, is_reminder=False)
UNKNOWN_END = "unknown end"
"""The fault of a message whose last attempt has an unknown result and that waits for its
look-up."""


def forces(viewer: Viewer, *, on: date) -> list[Force]:
    return [force for force in access_selectors.forces_for(viewer) if force.exists_on(on)]


def operations_for(viewer: Viewer, *, force_code: str, at: datetime, today: date) -> Operations:
    """Raises Force.DoesNotExist where it is out of reach."""
    force = access_selectors.force_for(viewer, force_code)
    messages = _messages(force, at=at)
    rows = (
        StageEvent.objects.filter(case_force=force, period=period_of(today))
        .order_by()
        .values_list("survey_stage", "decision", "invitation__mode")
        .annotate(count=Count("pk"))
    )
    events = [_Events(*row) for row in rows]
    decided = _summed((event.decision, event.count) for event in events)
    counted = _count_cases(viewer, force, at=at, today=today)
    return Operations(
        force=force,
        period=period_of(today),
        line=outbox.paused_line(settings.SMS_TRANSPORT, at=at),
        hold=holding.hold_reason(),
        refusal=asking_stop.why_not_to_ask(at=at),
        queue=_summed((MessageState(one.state), one.count) for one in messages),
        overdue=sum(one.count for one in messages if one.is_overdue),
        set_aside=_summed(
            (one.fault, one.count) for one in messages if one.state == MessageState.SET_ASIDE
        ),
        failures=_summed(_failures(messages)),
        days=_days(messages),
        reached_others=_shown(counted.reached_others),
        replies=_replies(viewer, force, counted.danger_replies, at=at),
        exclusions={
            code: decided[code]
            for code in Decision
            if (is_exclusion(code) and bool(decided.get(code)))
        },
        recorded=sum(decided.values()),
        in_scope=sum(count for code, count in decided.items() if is_in_scope(code)),
        by_hand=sum(decided.get(code, 0) for code in BY_HAND),
        unconfirmed=counted.unconfirmed,
        held_changes=counted.held_changes,
        unworded=counted.unworded,
        progress=_progress(events),
        modes=_summed((event.mode, event.count) for event in events if event.mode is not None),
    )


def stuck_messages(viewer: Viewer, *, at: datetime) -> QuerySet[OutboxMessage]:
    is_overdue = Q(state__in=UNSENT, due_at__lt=at - OVERDUE_AFTER)
    messages = OutboxMessage.objects.filter(
        FIRST_TEXTS, Q(state=MessageState.SET_ASIDE) | is_overdue
    )
    return of_forces(messages, viewer)


def failed_messages(viewer: Viewer, *, since: datetime) -> QuerySet[OutboxMessage]:
    """First texts that did not arrive."""
    when = Q(sent_at__gte=since) | Q(sent_at__isnull=True, due_at__gte=since)
    failed = OutboxMessage.objects.filter(FIRST_TEXTS, when, state=MessageState.FAILED)
    return of_forces(failed, viewer)


def _replies(
    viewer: Viewer, force: Force, danger: int, *, at: datetime
) -> Mapping[str, int | None]:
    since = at - replies.COUNTED_FOR
    counted = replies.counts(since=since, force_code=force.code)
    shown = {kind: _shown(counted.get(kind, 0)) for kind in map(str, ReplyKind)}
    if viewer.is_national:
        shown[replies.DANGER] = danger
    return shown


@dataclass(frozen=True)
class _Cases:
    unconfirmed: int
    held_changes: int
    unworded: int
    reached_others: int
    danger_replies: int
    """The count for all forces."""


def _count_cases(viewer: Viewer, force: Force, *, at: datetime, today: date) -> _Cases:
    """In one query."""
    danger = replies.about_danger(since=at - replies.COUNTED_FOR)
    exclusions = exclusions_selectors.unconfirmed_cases(viewer).filter(force=force)
    changes = held_changes.waiting_for(viewer).filter(case__force=force)
    events = waiting_for_staff(today).filter(is_of_reachable(viewer, "case_id"), case_force=force)
    others = suppressions.contacts(force.code)
    counted = (
        exclusions.order_by().values("force").annotate(count=Count("pk")).values("count"),
        changes.order_by().values("case__force").annotate(count=Count("pk")).values("count"),
        events.order_by().values("case_force").annotate(count=Count("pk")).values("count"),
        others.order_by().values("case__force").annotate(count=Count("pk")).values("count"),
        danger.order_by().values("is_danger").annotate(count=Count("pk")).values("count"),
    )
    counts = (Coalesce(Subquery(each), 0) for each in counted)
    return _Cases(*Force.objects.filter(pk=force.pk).values_list(*counts).get())


@dataclass(frozen=True)
class _Messages:
    state: str
    provider_status: str
    fault: str
    is_overdue: bool
    day: date | None
    count: int


@dataclass(frozen=True)
class _Events:
    survey_stage: str
    decision: str
    mode: str | None
    count: int


def _messages(force: Force, *, at: datetime) -> list[_Messages]:
    is_overdue = Q(state__in=UNSENT, due_at__lt=at - OVERDUE_AFTER)
    is_shown = Q(sent_at__gte=at - timedelta(days=DAYS_SHOWN))
    rows = (
        OutboxMessage.objects.filter(FIRST_TEXTS, case_force=force)
        .annotate(
            is_overdue=Case(When(is_overdue, then=True), default=False),
            day=Case(When(is_shown, then=TruncDate("sent_at"))),
        )
        .order_by()
        .values_list("state", "provider_status", "fault", "is_overdue", "day")
        .annotate(count=Count("*"))
    )
    return [_Messages(*row) for row in rows]


def _summed(counts: Iterable[tuple[Key, int]]) -> dict[Key, int]:
    summed: dict[Key, int] = defaultdict(int)
    for key, count in counts:
        summed[key] += count
    return dict(summed)


def _failures(messages: Iterable[_Messages]) -> Iterator[tuple[str, int]]:
    for one in messages:
        if one.state == MessageState.FAILED:
            is_told = one.provider_status.endswith("failure")
            yield one.provider_status if is_told else one.fault, one.count
        if one.state == MessageState.DUE and one.fault == UNKNOWN_END:
            yield UNKNOWN_END, one.count


def _days(messages: Iterable[_Messages]) -> list[Day]:
    sent = _summed((one.day, one.count) for one in messages if one.day)
    arrived = _summed(
        (one.day, one.count)
        for one in messages
        if one.day and one.provider_status == DeliveryStatus.DELIVERED
    )
    return [
        Day(day, _shown(sent[day]), _shown(arrived.get(day, 0)))
        for day in sorted(sent, reverse=True)
    ]


def _shown(count: int) -> int | None:
    return count if count >= SMALLEST_SHOWN_COUNT else None


def _progress(events: Sequence[_Events]) -> list[StageProgress]:
    by_stage = [
        _progress_of(stage, [event for event in events if event.survey_stage == stage])
        for stage in sorted({event.survey_stage for event in events})
    ]
    return [one for one in by_stage if one.is_asked_about]


def _progress_of(stage: str, events: Sequence[_Events]) -> StageProgress:
    counted = _summed((event.decision, event.count) for event in events)
    invited = [
        event.count
        for event in events
        if event.mode is not None and (event.decision == Decision.INVITE)
    ]
    return StageProgress(
        survey_stage=stage,
        waiting=counted.get(Decision.PENDING, 0),
        not_drawn=counted.get(Decision.NOT_SAMPLED, 0),
        chosen=counted.get(Decision.INVITE, 0),
        invited=sum(invited),
    )
