"""When each case was reported, what became of it and when its victim was told, drawn in columns
of day numbers (date.toordinal). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from config.demo import assumptions as assumed
from config.demo.facts import OFFENCE_GROUP, Facts, ForceFacts
from config.demo.streams import Stream, beside
from config.demo.victims.people import Flags, Floats, Ints
from responses.case_files.case import CaseStage, EventKind, EventRow

NEVER = 0
"""A day number that means it has not happened."""

STATE_OF_OUTCOME: Mapping[str, CaseStage] = {
    **dict.fromkeys(("1", "1A"), CaseStage.CHARGED),
    **dict.fromkeys(("2", "2A", "3", "3A", "4", "6", "7", "8", "22"), CaseStage.OUT_OF_COURT),
}
NO_OUTCOME = "0"
STOPS, GOES_ON = "16", "15"


@dataclass(frozen=True, kw_only=True)
class Timelines:
    """One entry a case; all days, NEVER where it has not happened by `last_day`."""

    reported: Ints
    outcome: list[str]
    comes_to: list[str]
    """The outcome also where it is still to come: what its victim thinks does not wait for it, or
    the newest weeks would be of people more content."""
    decided: Ints
    told: Ints
    investigated: Ints
    in_court: Ints
    concluded: Ints
    sentenced: Ints
    hearing: Ints
    """The trial, also where it is still to come."""


def draw(
    rng: np.random.Generator,
    *,
    kinds: Sequence[str],
    reported: Ints,
    told_share: float,
    last_day: date,
    force: ForceFacts,
    facts: Facts,
    has_adviser: Flags,
) -> Timelines:
    last = last_day.toordinal()
    outcome = _with_advisers(
        beside(rng, Stream.ADVISED), _outcomes(rng, kinds, force, facts), kinds, has_adviser
    )
    decided = reported + _days_to_outcome(rng, outcome)
    decided[[code == NO_OUTCOME for code in outcome]] = NEVER
    known = _by(last, decided)
    return Timelines(
        reported=reported,
        outcome=[
            code if day else NO_OUTCOME for code, day in zip(outcome, known.tolist(), strict=True)
        ],
        comes_to=list(outcome),
        decided=known,
        told=_told(rng, known, told_share=told_share, last=last),
        investigated=_investigated(rng, reported, decided, last=last),
        **_court(rng, outcome, known, last=last),
    )


def reported(rng: np.random.Generator, number: int, *, first_day: date, last_day: date) -> Ints:
    """A day for each case, spread evenly, so that no quarter is short of cases by chance."""
    days = (last_day - first_day).days + 1
    even = (np.arange(number) + rng.random(number)) * days / max(1, number)
    return rng.permutation(first_day.toordinal() + np.floor(even).astype(np.int64))


def _by(last: int, days: Ints) -> Ints:
    return np.where(days <= last, days, NEVER)


def _outcomes(
    rng: np.random.Generator, kinds: Sequence[str], force: ForceFacts, facts: Facts
) -> list[str]:
    codes = np.array(facts.outcome_codes, dtype=object)
    groups = np.array([OFFENCE_GROUP[kind] for kind in kinds])
    drawn = np.empty(len(kinds), dtype=object)
    for group, shares in force.outcomes.items():
        chosen = np.flatnonzero(groups == group)
        drawn[chosen] = codes[rng.choice(len(codes), size=len(chosen), p=shares)]
    return list(drawn)


def _with_advisers(
    rng: np.random.Generator, outcome: Sequence[str], kinds: Sequence[str], has_adviser: Flags
) -> list[str]:
    """Some of those who would stop go on, where an adviser is with them; of the same kind of crime
    as many others stop, as far as there are."""
    named, made = np.array(kinds, dtype=object), np.array(outcome, dtype=object)
    for kind in sorted(set(kinds)):
        would_stop = np.flatnonzero((named == kind) & (made == STOPS) & has_adviser)
        goes_on = would_stop[rng.random(len(would_stop)) < assumed.STAYS_WITH_ADVISER]
        alone = np.flatnonzero((named == kind) & (made == GOES_ON) & ~has_adviser)
        number = min(len(goes_on), len(alone))
        made[goes_on[:number]] = GOES_ON
        made[rng.permutation(alone)[:number]] = STOPS
    return list(made)


def _days_to_outcome(rng: np.random.Generator, outcome: Sequence[str]) -> Ints:
    usual = assumed.DAYS_TO_ANY_OTHER_OUTCOME
    taken = np.array([assumed.DAYS_TO_OUTCOME.get(code, usual) for code in outcome])
    days: Floats = taken[:, 0] * np.exp(taken[:, 1] * rng.standard_normal(len(outcome)))
    return 1 + np.floor(days).astype(np.int64)


def _told(rng: np.random.Generator, decided: Ints, *, told_share: float, last: int) -> Ints:
    after = np.floor(rng.exponential(assumed.DAYS_UNTIL_TOLD, len(decided))).astype(np.int64)
    is_told = (decided != NEVER) & (rng.random(len(decided)) < told_share)
    return np.where(is_told, _by(last, decided + after), NEVER)


def _investigated(rng: np.random.Generator, reported: Ints, decided: Ints, *, last: int) -> Ints:
    begun = reported + rng.integers(3, 15, len(reported))
    is_long = (decided == NEVER) | (decided - reported > assumed.INVESTIGATED_AFTER)
    return np.where(is_long, _by(last, begun), NEVER)


def _court(
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
        "in_court": _by(last, begun),
        "concluded": _by(last, ended),
        "sentenced": _by(last, sentenced),
        "hearing": ended,
    }


def history(timelines: Timelines, at: int) -> tuple[EventRow, ...]:
    """What the force's system would say has happened in one case, oldest first."""
    events = [
        *_stage(CaseStage.INVESTIGATION, timelines.investigated[at]),
        *_outcome(timelines, at),
        *_stage(CaseStage.COURT_PRETRIAL, timelines.in_court[at]),
        *_stage(CaseStage.COURT_CONCLUDED, timelines.concluded[at]),
        *_stage(CaseStage.SENTENCED, timelines.sentenced[at]),
    ]
    return tuple(events) or tuple(_stage(CaseStage.REPORT, timelines.reported[at]))


def _stage(state: CaseStage, day: int) -> list[EventRow]:
    if day == NEVER:
        return []
    return [EventRow(EventKind.STAGE, (state.value,), date.fromordinal(int(day)))]


def _outcome(timelines: Timelines, at: int) -> list[EventRow]:
    day, told = timelines.decided[at], timelines.told[at]
    if day == NEVER:
        return []
    told_on = date.fromordinal(int(told)) if told != NEVER else None
    code = timelines.outcome[at]
    return [EventRow(EventKind.OUTCOME, (code,), date.fromordinal(int(day)), told_on)]


def state(history: Sequence[EventRow]) -> tuple[CaseStage, date]:
    """The state a case with this history is in, and since when."""
    last = history[-1]
    if last.kind is EventKind.OUTCOME:
        return STATE_OF_OUTCOME.get(last.codes[0], CaseStage.NFA_POLICE), last.on
    return CaseStage(last.codes[0]), last.on
