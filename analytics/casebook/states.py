from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class ActionKind(StrEnum):
    UPDATES = "updates"
    WORDING = "wording"
    TRAINING = "training"
    STAFFING = "staffing"
    SUPPORT = "support"
    SUPERVISION = "supervision"
    RECORDING = "recording"
    OTHER = "other"


class State(StrEnum):
    SEEN = "seen"
    TAKEN = "taken"
    SNOOZED = "snoozed"
    EXPLAINED = "explained"
    ACTING = "acting"
    MEASURED = "measured"
    CLOSED = "closed"
    DUPLICATE = "duplicate"
    REOPENED = "reopened"


class Act(StrEnum):
    TAKE = "take"
    GIVE = "give"
    SNOOZE = "snooze"
    WAKE = "wake"
    EXPLAIN = "explain"
    BEGIN = "begin"
    MEASURE = "measure"
    CLOSE = "close"
    DUPLICATE = "duplicate"
    REOPEN = "reopen"


class Refusal(StrEnum):
    TAKE_FIRST = "take_first"
    HAS_OWNER = "has_owner"
    IS_ASLEEP = "is_asleep"
    IS_AWAKE = "is_awake"
    NOT_ANSWERED = "not_answered"
    NOTHING_BEGUN = "nothing_begun"
    TOO_EARLY = "too_early"
    NOT_MEASURED = "not_measured"
    IS_OPEN = "is_open"
    IS_OVER = "is_over"
    FOLLOWS_ANOTHER = "follows_another"
    OTHER_IS_CLOSED = "other_is_closed"


class Verdict(StrEnum):
    TRUE = "true"
    MIX = "mix"
    WORDING = "wording"
    FILE = "file"
    MODE = "mode"
    KNOWN = "known"
    CHANCE = "chance"


OVER = frozenset({State.CLOSED, State.DUPLICATE})

MEASURED_AFTER = timedelta(weeks=8)
LONGEST_SNOOZE = timedelta(weeks=13)
ESCALATES_AFTER = timedelta(days=7)
UNTAKEN_FOR = timedelta(days=14)
"""The longest an alert may be without an owner before it escalates."""
PUT_OFF_FOR = timedelta(weeks=26)
"""The longest a case may stay unanswered, however often it is postponed."""
UNANSWERED = frozenset({State.SEEN, State.REOPENED, State.TAKEN})
REMINDS_BEFORE = timedelta(days=3)
REOPENS_AFTER = timedelta(weeks=4)
"""A signal raised again this long after closing reopens the case."""


@dataclass(frozen=True)
class CaseMove:
    to: State
    needs_measured: bool = False
    needs_due: bool = False


_WAIT = Refusal.TAKE_FIRST
_OWNED: Mapping[Act, CaseMove | Refusal] = {
    Act.TAKE: Refusal.HAS_OWNER,
    Act.WAKE: Refusal.IS_AWAKE,
    Act.REOPEN: Refusal.IS_OPEN,
    Act.EXPLAIN: CaseMove(State.EXPLAINED),
    Act.BEGIN: CaseMove(State.ACTING),
}
_UNOWNED: Mapping[Act, CaseMove | Refusal] = {
    Act.TAKE: CaseMove(State.TAKEN),
    Act.GIVE: CaseMove(State.TAKEN),
    Act.SNOOZE: _WAIT,
    Act.WAKE: Refusal.IS_AWAKE,
    Act.EXPLAIN: _WAIT,
    Act.BEGIN: _WAIT,
    Act.CLOSE: _WAIT,
    Act.DUPLICATE: CaseMove(State.DUPLICATE, needs_measured=True),
    Act.REOPEN: Refusal.IS_OPEN,
}
_OVER: Mapping[Act, CaseMove | Refusal] = {
    **dict.fromkeys(Act, Refusal.IS_OVER),
    Act.REOPEN: CaseMove(State.REOPENED),
}
_MEASURE = CaseMove(State.MEASURED, needs_due=True)
TABLE: Mapping[State, Mapping[Act, CaseMove | Refusal]] = {
    State.SEEN: {**_UNOWNED, Act.MEASURE: Refusal.NOTHING_BEGUN},
    State.REOPENED: {**_UNOWNED, Act.MEASURE: CaseMove(State.REOPENED, needs_due=True)},
    State.TAKEN: {
        **_OWNED,
        Act.GIVE: CaseMove(State.TAKEN),
        Act.SNOOZE: CaseMove(State.SNOOZED),
        Act.MEASURE: CaseMove(State.TAKEN, needs_due=True),
        Act.CLOSE: Refusal.NOT_ANSWERED,
        Act.DUPLICATE: CaseMove(State.DUPLICATE, needs_measured=True),
    },
    State.SNOOZED: {
        **dict.fromkeys(Act, Refusal.IS_ASLEEP),
        Act.WAKE: CaseMove(State.TAKEN),
        Act.MEASURE: CaseMove(State.SNOOZED, needs_due=True),
        Act.TAKE: Refusal.HAS_OWNER,
        Act.REOPEN: Refusal.IS_OPEN,
    },
    State.EXPLAINED: {
        **_OWNED,
        Act.GIVE: CaseMove(State.EXPLAINED),
        Act.SNOOZE: Refusal.NOT_ANSWERED,
        Act.MEASURE: CaseMove(State.EXPLAINED, needs_due=True),
        Act.CLOSE: CaseMove(State.CLOSED, needs_measured=True),
        Act.DUPLICATE: CaseMove(State.DUPLICATE, needs_measured=True),
    },
    State.ACTING: {
        **_OWNED,
        Act.GIVE: CaseMove(State.ACTING),
        Act.SNOOZE: Refusal.NOT_MEASURED,
        Act.MEASURE: _MEASURE,
        Act.CLOSE: Refusal.NOT_MEASURED,
        Act.DUPLICATE: Refusal.NOT_MEASURED,
    },
    State.MEASURED: {
        **_OWNED,
        Act.GIVE: CaseMove(State.MEASURED),
        Act.SNOOZE: Refusal.NOT_ANSWERED,
        Act.MEASURE: _MEASURE,
        Act.CLOSE: CaseMove(State.CLOSED, needs_measured=True),
        Act.DUPLICATE: CaseMove(State.DUPLICATE, needs_measured=True),
    },
    State.CLOSED: _OVER,
    State.DUPLICATE: _OVER,
}


def after(
    state: State, act: Act, *, unmeasured: Collection[date] = (), on: date
) -> State | Refusal:
    found = TABLE[state][act]
    if isinstance(found, Refusal):
        return found
    if found.needs_measured and unmeasured:
        return Refusal.NOT_MEASURED
    if found.needs_due:
        if not unmeasured:
            return Refusal.NOTHING_BEGUN
        if not any(is_measurable(start, on=on) for start in unmeasured):
            return Refusal.TOO_EARLY
    return found.to


def acts(state: State, *, unmeasured: Collection[date] = (), on: date) -> list[Act]:
    return [
        act
        for act in Act
        if act is not Act.MEASURE
        and isinstance(after(state, act, unmeasured=unmeasured, on=on), State)
    ]


def measured_on(start: date) -> date:
    monday = start + timedelta(days=-start.weekday() % 7)
    return monday + MEASURED_AFTER


def is_measurable(start: date, *, on: date) -> bool:
    return on >= measured_on(start)


def is_late(due: date | None, *, on: date) -> bool:
    return due is not None and on > due


def is_to_remind(due: date | None, *, on: date) -> bool:
    return due is not None and on >= due - REMINDS_BEFORE


def is_to_escalate(due: date | None, *, waits_since: date, on: date) -> bool:
    """A week past its due day, or two weeks old without owner and day."""
    if due is None:
        return on >= waits_since + UNTAKEN_FOR
    return on >= due + ESCALATES_AFTER


def is_put_off(state: State, *, since: date, on: date) -> bool:
    return state in UNANSWERED and on >= since + PUT_OFF_FOR


def may_reopen_by_score(*, closed_on: date, last_week: date) -> bool:
    """`last_week` is the Monday of the latest week in which it was raised."""
    return last_week >= closed_on + REOPENS_AFTER
