from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from config.demo import assumptions as assumed
from config.demo import facts
from config.demo.facts import OFFENCE_GROUP, ForceFacts
from config.demo.victims.people import Flags, Floats, Ints, Stream, stream_of
from responses.case_files.case import CaseStage, EventKind, EventRow

# It has not happened.
NEVER = 0
STATE_OF_OUTCOME: Mapping[str, CaseStage] = {
    **dict.fromkeys(("1", "1A"), CaseStage.CHARGED),
    **dict.fromkeys(("2", "2A", "3", "3A", "4", "6", "7", "8", "22"), CaseStage.OUT_OF_COURT),
}
NO_OUTCOME = "0"
STOPS, GOES_ON = "16", "15"


@dataclass(frozen=True, kw_only=True)
class Timelines:
    """Day numbers, or NEVER by the last day."""

    reported: Ints
    outcome: list[str]
    comes_to: list[str]
    decided: Ints
    told: Ints
    investigated: Ints
    in_court: Ints
    concluded: Ints
    sentenced: Ints
    hearing: Ints


def draw_reports(rng: np.random.Generator, number: int, *, first_day: date, last_day: date) -> Ints:
    """Evenly, so that every quarter has enough."""
    days = (last_day - first_day).days + 1
    even = (np.arange(number) + rng.random(number)) * days / max(1, number)
    return rng.permutation(first_day.toordinal() + np.floor(even).astype(np.int64))


def without_progress(reported: Ints, outcomes: Sequence[str] = ()) -> Timelines:
    """With the outcomes they will come to."""
    number = len(reported)
    never = np.full(number, NEVER, dtype=np.int64)
    return Timelines(
        reported=reported, outcome=[NO_OUTCOME] * number,
        comes_to=list(outcomes) or [NO_OUTCOME] * number, decided=never, told=never,
        investigated=never, in_court=never, concluded=never, sentenced=never, hearing=never,
    )  # fmt: skip


def draw(
    rng: np.random.Generator,
    *,
    kinds: Sequence[str],
    reported: Ints,
    told_share: float,
    last_day: date,
    force: ForceFacts,
    has_adviser: Flags,
) -> Timelines:
    number, last = len(kinds), last_day.toordinal()
    codes = np.array(facts.load().outcome_codes, dtype=object)
    groups = np.array([OFFENCE_GROUP[kind] for kind in kinds])
    drawn = np.empty(len(kinds), dtype=object)
    for group, shares in force.outcomes.items():
        chosen = np.flatnonzero(groups == group)
        drawn[chosen] = codes[rng.choice(len(codes), size=len(chosen), p=shares)]
    outcome = list(drawn)
    outcome = _advise(stream_of(rng, Stream.ADVISED), outcome, kinds, has_adviser)
    usual = assumed.DAYS_TO_ANY_OTHER_OUTCOME
    median = np.array([assumed.DAYS_TO_OUTCOME.get(code, usual) for code in outcome])
    days: Floats = median[:, 0] * np.exp(median[:, 1] * rng.standard_normal(number))
    expected = reported + 1 + np.floor(days).astype(np.int64)
    expected[[code == NO_OUTCOME for code in outcome]] = NEVER
    decided = _until(last, expected)
    after = np.floor(rng.exponential(assumed.DAYS_UNTIL_TOLD, number)).astype(np.int64)
    is_told = (decided != NEVER) & (rng.random(number) < told_share)
    begun = reported + rng.integers(3, 15, number)
    is_long = (expected == NEVER) | (expected - reported > assumed.INVESTIGATED_AFTER)
    return Timelines(
        reported=reported,
        outcome=[
            code if day else NO_OUTCOME for code, day in zip(outcome, decided.tolist(), strict=True)
        ],
        comes_to=outcome,
        decided=decided,
        told=np.where(is_told, _until(last, decided + after), NEVER),
        investigated=np.where(is_long, _until(last, begun), NEVER),
        **_draw_court_days(rng, outcome, decided, last=last),
    )


def _until(last: int, days: Ints) -> Ints:
    return np.where(days <= last, days, NEVER)


def _advise(
    rng: np.random.Generator, outcome: Sequence[str], kinds: Sequence[str], has_adviser: Flags
) -> list[str]:
    named, made = np.array(kinds, dtype=object), np.array(outcome, dtype=object)
    for kind in sorted(set(kinds)):
        would_stop = np.flatnonzero((named == kind) & (made == STOPS) & has_adviser)
        goes_on = would_stop[rng.random(len(would_stop)) < assumed.STAYS_WITH_ADVISER]
        alone = np.flatnonzero((named == kind) & (made == GOES_ON) & ~has_adviser)
        number = min(len(goes_on), len(alone))
        made[goes_on[:number]] = GOES_ON
        made[rng.permutation(alone)[:number]] = STOPS
    return list(made)


def _draw_court_days(
    rng: np.random.Generator, outcome: Sequence[str], decided: Ints, *, last: int
) -> dict[str, Ints]:
    number = len(outcome)
    is_charged = np.array([code == "1" for code in outcome]) & (decided != NEVER)
    goes_on = is_charged & (rng.random(number) < assumed.IN_COURT)
    begun = np.where(goes_on, decided + rng.integers(21, 45, number), NEVER)
    least, most = assumed.COURT_CONCLUDED_AFTER
    ended = np.where(goes_on, decided + rng.integers(least, most, number), NEVER)
    is_sentenced = goes_on & (rng.random(number) < assumed.SENTENCED)
    sentenced = np.where(is_sentenced, ended + rng.integers(0, 40, number), NEVER)
    return {
        "in_court": _until(last, begun),
        "concluded": _until(last, ended),
        "sentenced": _until(last, sentenced),
        "hearing": ended,
    }


def history(times: Timelines, at: int) -> tuple[EventRow, ...]:
    """As the force's system records them, oldest first."""
    events = [
        *_stage_event(CaseStage.INVESTIGATION, times.investigated[at]),
        *_outcome_event(times, at),
        *_stage_event(CaseStage.COURT_PRETRIAL, times.in_court[at]),
        *_stage_event(CaseStage.COURT_CONCLUDED, times.concluded[at]),
        *_stage_event(CaseStage.SENTENCED, times.sentenced[at]),
    ]
    return tuple(events or _stage_event(CaseStage.REPORT, times.reported[at]))


def _stage_event(state: CaseStage, day: int) -> list[EventRow]:
    if day == NEVER:
        return []
    return [EventRow(EventKind.STAGE, (state.value,), date.fromordinal(int(day)))]


def _outcome_event(times: Timelines, at: int) -> list[EventRow]:
    day, told = times.decided[at], times.told[at]
    if day == NEVER:
        return []
    told_on = date.fromordinal(int(told)) if told != NEVER else None
    outcome = times.outcome[at]
    return [EventRow(EventKind.OUTCOME, (outcome,), date.fromordinal(int(day)), told_on)]


def state(history: Sequence[EventRow]) -> tuple[CaseStage, date]:
    """And its first day."""
    last = history[-1]
    if last.kind is EventKind.OUTCOME:
        return STATE_OF_OUTCOME.get(last.codes[0], CaseStage.NFA_POLICE), last.on
    return CaseStage(last.codes[0]), last.on
