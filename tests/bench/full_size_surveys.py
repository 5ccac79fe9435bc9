"""Whether intervals hold the truth where forces are as large as they are."""

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import inf

import numpy as np

from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.shares import Tally, tally_of
from analytics.weighting import force_weights
from analytics.weighting.nonresponse_range import (
    SilentShift,
    range_of,
    shift_of_shown,
    silent_shifts,
)
from config.demo import facts, nation
from config.demo.answers import opinions, reply_columns
from config.demo.answers.event_columns import DECISIONS, STAGES, Events
from config.demo.answers.opinions import ITEMS
from config.demo.assumptions import WILLINGNESS as WAYS
from config.demo.nation import Population, Survey
from config.demo.plan import Plan, full_size_plan_for
from config.demo.victims.cases import Cases, years_of
from responses.cases.stages import days_of_period
from responses.extract_columns import AGE_BANDS
from responses.extract_rows import AnswerRow, FrameRow
from survey.definition.types import Meaning

SURVEYS = int(os.environ.get("SURVEYS", "10"))
PERIODS = ("2026-Q1", "2025-Q4")
MADE_ON = date(2026, 11, 27)
MEANINGS = {
    item.code: {
        **dict.fromkeys(item.choices[: item.positive], Meaning.POSITIVE),
        **dict.fromkeys(item.choices[item.positive :], Meaning.NEGATIVE),
        **dict.fromkeys(item.apart, Meaning.OUT_OF_BASE),
    }
    for item in ITEMS
}
LEAST = 10
Key = tuple[str, str, str]
"""Force or nation, stage or all, item."""


@dataclass
class Seen:
    estimates: list[float] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    ranges: list[Interval] = field(default_factory=list)
    truths: list[float] = field(default_factory=list)


def of_quarter(events: Events, period: str) -> np.ndarray:
    first, last = (day.toordinal() for day in days_of_period(period))
    found: np.ndarray = (events.on >= first) & (events.on <= last) & events.is_in_frame
    return found


def profiles(cases: Cases, events: Events) -> dict[str, np.ndarray]:
    at = events.at
    lasts = np.array([last for _, last in AGE_BANDS])
    bands = np.array([band for band, _ in AGE_BANDS], dtype=object)
    born = cases.recorded.birth_year[at]
    age = np.clip(years_of(events.on) - born, 0, 149)
    band = np.where(born > 0, bands[np.searchsorted(lasts, age)], "unknown")
    sex = np.where(cases.recorded.is_female, "female", "male")
    return {
        "decision": np.array([code.value for code in DECISIONS], dtype=object)[events.decision],
        "survey_stage": np.array([stage.value for stage in STAGES], dtype=object)[events.stage],
        "crime_group": np.array(cases.kinds, dtype=object)[at],
        "sex": np.where(cases.recorded.knows_sex, sex, "unknown").astype(object)[at],
        "age_band": band.astype(object),
    }


def rows_of(survey: Survey, period: str) -> tuple[list[AnswerRow], list[FrameRow]]:
    in_frame = of_quarter(survey.events, period)
    events, force = survey.events.some(in_frame), survey.of.cases.force
    frame = Counter(
        zip(*(each.tolist() for each in profiles(survey.of.cases, events).values()), strict=True)
    )
    return list(_answers(survey, period)), [
        _frame_row(force, profile, events=number) for profile, number in frame.items()
    ]


def _frame_row(force: str, profile: tuple[str, ...], *, events: int) -> FrameRow:
    decision, stage, crime, sex, band = profile
    is_asked = decision == "INVITE"
    return FrameRow(
        force=force, decision=decision, survey_stage=stage, crime_group=crime, sex=sex,
        age_band=band, ethnicity_group="unknown", disability="unknown",
        mode="web_sms" if is_asked else "not_asked", is_invited=is_asked, is_undeliverable=False,
        is_delivered=is_asked, is_opened=False, is_started=False, is_completed=False, events=events,
    )  # fmt: skip


def _answers(survey: Survey, period: str) -> Iterator[AnswerRow]:
    asked, replies = survey.asked, survey.replies
    chosen = np.flatnonzero(replies.answered & of_quarter(asked, period) & (replies.stopped_at > 8))
    events = asked.some(chosen)
    picked = {
        item.code: [
            ((choice,) if choice else ())
            for choice in np.array(item.outcomes, dtype=object)[replies.picks[item.code][chosen]]
        ]
        for item in ITEMS
    }
    columns = profiles(survey.of.cases, events)
    facts_of = zip(*(column.tolist() for column in columns.values()), strict=True)
    is_late = (replies.opened_after[chosen] >= reply_columns.REMINDED_AFTER).tolist()
    for place, profile in enumerate(facts_of):
        yield AnswerRow(
            **dict(zip(columns, profile, strict=True)), force=survey.of.cases.force, period=period,
            response_id=0, person=int(events.at[place]), ethnicity_group="unknown",
            disability="unknown", selection_probability=float(events.chance[place]),
            completed_on=MADE_ON, is_complete=True, is_late=is_late[place], language="en",
            mode="web_sms", answers={code: found[place] for code, found in picked.items()},
        )  # fmt: skip


def truths(survey: Survey, period: str) -> Iterator[tuple[Key, np.ndarray]]:
    events = survey.events.some(of_quarter(survey.events, period))
    logits = reply_columns.leaning(survey.of.cases, events, survey.of.minds)
    positive = opinions.share_positive(logits)
    for place, item in enumerate(ITEMS):
        for area in (survey.of.cases.force, "nation"):
            yield (area, "all", item.code), positive[:, place]
            for stage in np.unique(events.stage).tolist():
                of_stage = positive[events.stage == stage, place]
                yield (area, STAGES[stage].value, item.code), of_stage


def one_survey(
    populations: Sequence[Population],
    plan: Plan,
    period: str,
    seen: Mapping[Key, Seen],
    *,
    repeat: int,
) -> None:
    rows: list[AnswerRow] = []
    frame: list[FrameRow] = []
    true: dict[Key, list[np.ndarray]] = defaultdict(list)
    for population in populations:
        survey = nation.survey(population, plan, repeat=repeat)
        own, framed = rows_of(survey, period)
        rows += own
        frame += framed
        for key, positive in truths(survey, period):
            true[key].append(positive)
    weights, _ = force_weights.weigh_forces(rows, frame, meanings={})
    shifts = silent_shifts(rows, weights, frame, meanings=MEANINGS, most_by_nine=inf)
    answered = _answered(rows, frame)
    for key, tally in _tallies(rows, weights).items():
        if tally.base >= LEAST:
            _add(seen[key], tally, float(np.concatenate(true[key]).mean()))
            if key[:2] in answered:
                share = tally.share(Meaning.POSITIVE)
                _add_range(seen[key], shift_of_shown(share, response=answered[key[:2]]))
    for item, shift in shifts.items():
        _add_range(seen["nation", "all", item], shift)


def _answered(
    rows: Sequence[AnswerRow], frame: Sequence[FrameRow]
) -> Mapping[tuple[str, str], float]:
    asked, came = Counter[str](), Counter(row.force for row in rows)
    for row in frame:
        asked[row.force] += row.events if row.is_invited else 0
    return {(force, "all"): came[force] / events for force, events in asked.items() if events}


def _add_range(seen: Seen, shift: SilentShift | None) -> None:
    if shift is not None:
        silent = range_of(seen.estimates[-1], seen.intervals[-1], shift)
        seen.ranges.append(Interval(lower=silent.lower, upper=silent.upper))


def _add(seen: Seen, tally: Tally, truth: float) -> None:
    share, base = tally.share(Meaning.POSITIVE), tally.described_base
    seen.estimates.append(share)
    seen.intervals.append(wilson_interval(successes=share * base, trials=base))
    seen.truths.append(truth)


def _tallies(rows: Sequence[AnswerRow], weights: Sequence[float]) -> dict[Key, Tally]:
    bins: dict[Key, dict[str, list[float]]] = defaultdict(
        lambda: defaultdict(lambda: [0, 0.0, 0.0])
    )
    for row, weight in zip(rows, weights, strict=True):
        for item, picked in row.answers.items():
            for choice in picked:
                for area in (row.force, "nation"):
                    for level in ("all", row.survey_stage):
                        one = bins[area, level, item][choice]
                        one[0] += 1
                        one[1] += weight
                        one[2] += weight * weight
    return {key: tally_of(bins=found, meanings=MEANINGS[key[2]]) for key, found in bins.items()}


def held(seen: Sequence[Seen], *, by_range: bool = False, expected: bool = False) -> float:
    held = [
        interval.contains(float(np.mean(one.estimates)) if expected else truth)
        for one in seen
        for interval, truth in zip(
            one.ranges if by_range else one.intervals, one.truths, strict=True
        )
    ]
    return float(np.mean(held))


def _report(name: str, seen: Mapping[Key, Seen]) -> None:
    kinds = {
        "force × item": [one for k, one in seen.items() if k[0] != "nation" and k[1] == "all"],
        "force × stage": [one for k, one in seen.items() if k[0] != "nation" and k[1] != "all"],
        "nation × item": [one for k, one in seen.items() if k[0] == "nation" and k[1] == "all"],
    }
    for kind, of_kind in kinds.items():
        errors = [
            abs(estimate - truth)
            for one in of_kind
            for estimate, truth in zip(one.estimates, one.truths, strict=True)
        ]
        print(
            f"{name}: {kind}: {sum(len(one.truths) for one in of_kind):,} figures; the interval "
            f"holds the truth in {held(of_kind):.1%}, what the figure is on average in "
            f"{held(of_kind, expected=True):.1%}; {100 * np.mean(errors):.1f} points off"
        )
    forces, items = kinds["force × item"], kinds["nation × item"]
    bias = np.mean([np.mean(np.array(one.estimates) - one.truths) for one in items])
    print(
        f"{name}: the range holds the truth of a force in {held(forces, by_range=True):.1%}, of "
        f"the nation in {held(items, by_range=True):.1%}; "
        f"the nation's figure is {100 * bias:+.2f} points off on average",
        flush=True,
    )


def asking_a_nation_of_full_size() -> None:
    plan = full_size_plan_for(MADE_ON)
    populations = [nation.population(plan, code) for code in facts.load().forces]
    for way in WAYS.values():
        seen: dict[Key, Seen] = defaultdict(Seen)
        for period in PERIODS:
            of_period: dict[Key, Seen] = defaultdict(Seen)
            for repeat in range(SURVEYS):
                one_survey(
                    populations, replace(plan, response=way), period, of_period, repeat=repeat
                )
            seen |= {
                (f"{key[0]}", f"{key[1]}", f"{key[2]} {period}"): one
                for key, one in of_period.items()
            }
        _report(f"{way.name}'s response", seen)
