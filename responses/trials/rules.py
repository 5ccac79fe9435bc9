import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from enum import StrEnum
from statistics import NormalDist


class TrialKind(StrEnum):
    HOUR = "hour"
    """In which hours of the day the text is sent."""
    TEXT = "text"
    """Texts to choose from (responses.sms.texts)."""
    LANGUAGES = "languages"
    """In which order a link's pages offer the languages."""
    WORDINGS = "wordings"
    """In which words a drawn question is asked (survey.bank.rewordings)."""


class TrialOutcome(StrEnum):
    ANSWERED = "answered"
    """Among people placed in an arm, those who answered the questions for everybody."""
    BROKE_OFF = "broke_off"
    """Among people who began, those who did not finish the questions for everybody."""
    LEFT_OUT = "left_out"
    """Among people with a drawn question of the trial who answered the ten before it, those who
    left it unanswered."""


class TrialState(StrEnum):
    PROPOSED = "proposed"
    WAITING = "waiting"
    """Confirmed; its first day has not come."""
    RUNNING = "running"
    FOLLOWED_UP = "followed_up"
    """No one is placed any more; the last may still answer."""
    OVER = "over"


@dataclass(frozen=True)
class Window:
    start: time
    end: time


HOURS: Mapping[str, Window] = {
    "any": Window(time(9), time(19)),
    "morning": Window(time(9), time(12)),
    "midday": Window(time(12), time(16)),
    "evening": Window(time(16), time(19)),
}
USUAL, SHORTER, OTHERS_FIRST, NEW = "usual", "shorter", "others", "new"
ARMS: Mapping[TrialKind, tuple[str, ...]] = {
    TrialKind.HOUR: tuple(HOURS),
    TrialKind.TEXT: (USUAL, SHORTER),
    TrialKind.LANGUAGES: (USUAL, OTHERS_FIRST),
    TrialKind.WORDINGS: (USUAL, NEW),
}
"""By kind, what may be compared. The first is what happens without a trial."""
OF_WRITING = (TrialKind.HOUR, TrialKind.TEXT)
"""Kinds that change how a person is contacted."""
OUTCOMES: Mapping[TrialKind, tuple[TrialOutcome, ...]] = {
    **dict.fromkeys(
        (*OF_WRITING, TrialKind.LANGUAGES), (TrialOutcome.ANSWERED, TrialOutcome.BROKE_OFF)
    ),
    TrialKind.WORDINGS: (TrialOutcome.LEFT_OUT,),
}
"""By kind, by what it may be judged: a question that comes after the ten changes none of them."""


@dataclass(frozen=True)
class WayOfWriting:
    hours: Window = HOURS["any"]
    is_shorter: bool = False

    def changed_by(self, kind: TrialKind, arm: str) -> "WayOfWriting":
        if kind is TrialKind.HOUR:
            return replace(self, hours=HOURS[arm])
        return replace(self, is_shorter=arm == SHORTER)


USUAL_WAY = WayOfWriting()
FEWEST_EACH = 200
LONGEST = timedelta(days=183)
FOLLOW_UP = timedelta(days=28)
"""A link lives for 28 days (decision 28), so no outcome is known for certain earlier."""
POWER = 0.8
SIGNIFICANCE = 0.05
HARM_SIGNIFICANCE = 0.001
FEWEST_STOPS = 10
MOST_SURE = 0.5
"""The share positive at which a difference is hardest to see."""


@dataclass(frozen=True)
class ArmPlan:
    code: str
    chance: float


def chances(kind: TrialKind, arms: Sequence[str]) -> tuple[ArmPlan, ...]:
    """Each with the same chance."""
    chosen = [arm for arm in ARMS[kind] if arm in arms or arm == ARMS[kind][0]]
    return tuple(ArmPlan(arm, 1 / len(chosen)) for arm in chosen)


def drawn(arms: Sequence[ArmPlan], *, at: float) -> ArmPlan:
    """By a number from 0 up to 1."""
    upto = 0.0
    for arm in arms:
        upto += arm.chance
        if at < upto:
            return arm
    return arms[-1]


def lot(key: bytes, name: str) -> float:
    return int.from_bytes(hmac.digest(key, name.encode(), "sha256")[:6], "big") / 2**48


def needed_each(*, difference: float, comparisons: int) -> int:
    z_error = NormalDist().inv_cdf(1 - SIGNIFICANCE / comparisons / 2)
    z_power = NormalDist().inv_cdf(POWER)
    spread = 2 * MOST_SURE * (1 - MOST_SURE)
    return max(FEWEST_EACH, math.ceil(spread * (z_error + z_power) ** 2 / difference**2))


def state_of(
    *,
    is_confirmed: bool,
    first_day: date,
    last_day: date,
    closed_on: date | None,
    today: date,
) -> TrialState:
    if closed_on is None and today > last_day:
        closed_on = last_day
    if not is_confirmed:
        return TrialState.OVER if closed_on else TrialState.PROPOSED
    if closed_on is not None:
        is_known = today > closed_on + FOLLOW_UP
        return TrialState.OVER if is_known else TrialState.FOLLOWED_UP
    return TrialState.RUNNING if today >= first_day else TrialState.WAITING


@dataclass(frozen=True)
class ArmCount:
    placed: int = 0
    began: int = 0
    answered: int = 0
    stopped: int = 0
    asked: int = 0
    left_out: int = 0


def enough_people(outcome: TrialOutcome, arm: ArmCount) -> int:
    return arm.asked if outcome is TrialOutcome.LEFT_OUT else arm.placed


def is_harmful(counts: Mapping[str, ArmCount]) -> str:
    """More people beyond chance asked never to be written to again; "" for none."""
    for code, arm in counts.items():
        others = [other for name, other in counts.items() if name != code]
        rest = ArmCount(
            placed=sum(other.placed for other in others),
            stopped=sum(other.stopped for other in others),
        )
        is_enough = arm.stopped >= FEWEST_STOPS and rest.placed > 0
        if is_enough and chance_of_as_many(arm, rest) < HARM_SIGNIFICANCE / len(counts):
            return code
    return ""


def chance_of_as_many(arm: ArmCount, rest: ArmCount) -> float:
    people, stopped = arm.placed + rest.placed, arm.stopped + rest.stopped
    whole = _log_ways(people, stopped)
    return math.fsum(
        math.exp(_log_ways(arm.placed, here) + _log_ways(rest.placed, stopped - here) - whole)
        for here in range(arm.stopped, min(arm.placed, stopped) + 1)
        if stopped - here <= rest.placed
    )


def _log_ways(people: int, chosen: int) -> float:
    return math.lgamma(people + 1) - math.lgamma(chosen + 1) - math.lgamma(people - chosen + 1)


def counted(outcome: TrialOutcome, arm: ArmCount) -> tuple[int, int]:
    if outcome is TrialOutcome.BROKE_OFF:
        return arm.began - arm.answered, arm.began
    if outcome is TrialOutcome.LEFT_OUT:
        return arm.left_out, arm.asked
    return arm.answered, arm.placed
