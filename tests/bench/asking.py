"""Whether figures of a quarter are right where the truth is known."""

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import inf

import numpy as np

from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.shares import Tally, tally_of
from analytics.weighting import force_weights, provisional
from analytics.weighting.nonresponse_range import SilentShift, range_of, silent_shifts
from config.demo import facts, nation
from config.demo.answers import answering, invitations, opinions
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import ITEMS, Opinions
from config.demo.nation import Record
from config.demo.plan import Size, plan_for
from responses.cases.stages import period_of, stage_events
from responses.eligibility import sampling
from responses.extract_columns import AGE_BANDS
from responses.extract_rows import AnswerRow, FrameRow, days_of_period
from survey.definition.types import Meaning
from tests.bench.accuracy import FORCES

SURVEYS = int(os.environ.get("SURVEYS", "200"))
DRAWS = 20
"""How often each force's events are drawn anew; each survey takes one of the draws."""
COMPARED_EVERY = 5
"""Of so many surveys one is weighed without the stage too."""
PERIOD, MADE_ON = "2026-Q1", date(2026, 11, 16)
WEEKS, CASES = 65, 3_600
"""So that each force has about 100 answers a quarter where two in five answer."""
OF_STAGE = {"ST2": -0.5, "ST3a": -1.1, "ST3b": -0.3, "ST3c": 0.4, "ST4": -0.2, "ST5": 0.2}
"""Logits by which what is felt at a stage differs from the report."""
ANSWERS_LESS = {"ST3a": -0.4}
"""Logits by which fewer answer at a stage."""
KIND = ("today's response", 0.24, answering.OF_OWN_OPINION)
REAL = ("a hard response", 0.051, 0.3)
"""The chance of an answer to the first message, and again to the reminder, and what one logit of
her own opinion adds to it."""
MEANINGS = {item.code: {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE} for item in ITEMS}
Key = tuple[str, str, str]
"""Force or nation, stage or all, item."""


@dataclass(frozen=True, kw_only=True)
class Quarter:
    force: str
    record: Record
    drawn: Sequence[Sequence[DecidedEvent]]
    """The quarter's events in the frame, as each draw decided them."""
    held: Opinions
    usual: np.ndarray
    """The logit of answering without her own opinion."""


@dataclass
class Seen:
    estimates: list[float] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    plain: list[Interval] = field(default_factory=list)
    truths: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)
    stageless: list[float] = field(default_factory=list)
    ranges: list[Interval] = field(default_factory=list)
    as_late: list[float] = field(default_factory=list)

    def add(self, tally: Tally, *, raw: Tally, without: Tally | None, truth: float) -> None:
        share = tally.share(Meaning.POSITIVE)
        self.estimates.append(share)
        self.raw.append(raw.share(Meaning.POSITIVE))
        self.intervals.append(_wilson(share, tally.described_base))
        self.plain.append(_wilson(share, tally.effective_base))
        self.truths.append(truth)
        if without is not None:
            self.stageless.append(without.share(Meaning.POSITIVE) - truth)

    def add_range(self, shift: SilentShift) -> None:
        found = range_of(self.estimates[-1], self.intervals[-1], shift)
        self.ranges.append(Interval(lower=found.lower, upper=found.upper))
        self.as_late.append(self.estimates[-1] if found.as_late is None else found.as_late)


def quarters(*, seed: int) -> list[Quarter]:
    return [_quarter(force, number, seed=seed) for number, force in enumerate(FORCES)]


def _quarter(force: str, number: int, *, seed: int) -> Quarter:
    known, rng = facts.load(), np.random.default_rng([seed, number])
    record = nation.draw_record(
        rng,
        plan=plan_for(MADE_ON, responses=1_000, weeks=WEEKS, seed=seed),
        force=known.forces[force],
        size=Size(cases=CASES, sampled=1.0),
    )
    held = opinions.draw(
        rng, kinds=record.victims.kinds, outcomes=record.victims.times.comes_to,
        people=record.victims.people, characteristics=record.characteristics,
        force=record.character,
    )  # fmt: skip
    everyone = np.arange(len(record.victims.kinds))
    usual = answering.propensity(everyone, record.victims.kinds, record.victims.people)
    kept = [at for at, row in enumerate(record.rows) if _is_of_quarter(row)]
    record = replace(
        record,
        rows=[record.rows[at] for at in kept],
        contacts=_some(record.contacts, kept),
    )
    return Quarter(
        force=force,
        record=record,
        drawn=[_drawn(record, rng) for _ in range(DRAWS)],
        held=_some(held, kept),
        usual=usual[kept],
    )


def _drawn(record: Record, rng: np.random.Generator) -> list[DecidedEvent]:
    decided = invitations.decide_events(
        rng, rows=record.rows, contacts=record.contacts, kept=record.victims.kept, sampled=1.0,
        plan=sampling.shipped_plan(), last_day=MADE_ON - timedelta(days=1),
    )  # fmt: skip
    return [event for event in decided if period_of(event.on) == PERIOD and event.is_in_frame]


def _is_of_quarter(row) -> bool:
    entries = stage_events(
        role=row.victim_role, reported_on=row.reported_on, history=row.history(), today=MADE_ON
    )
    return any(period_of(entry.on) == PERIOD for entry in entries)


def _some(columns, kept: Sequence[int]):
    return replace(
        columns,
        **{
            name: column[kept] if isinstance(column, np.ndarray) else [column[at] for at in kept]
            for name, column in vars(columns).items()
        },
    )


def survey(quarter: Quarter, rng: np.random.Generator, *, chance: float, slope: float):
    events = quarter.drawn[rng.integers(DRAWS)]
    at = np.array([event.at for event in events])
    stages = [event.survey_stage.value for event in events]
    shift = np.array([OF_STAGE.get(stage, 0.0) for stage in stages])
    logits = opinions.leaning(
        opinions=quarter.held, at=at, character=quarter.record.character
    )  # fmt: skip
    positive = opinions.share_positive(logits + shift[:, None])
    eta = (
        np.log(chance / (1 - chance))
        + quarter.usual[at]
        + np.array([ANSWERS_LESS.get(stage, 0.0) for stage in stages])
        + slope * quarter.held.own[at]
    )
    first, second = (rng.random(len(at)) < opinions.expit(eta) for _ in range(2))
    is_asked = np.array([event.is_invited for event in events])
    answered = is_asked & (first | second)
    said = rng.random(positive.shape) < positive
    rows = [
        _row(quarter, events[place], said[place], is_late=not first[place])
        for place in np.flatnonzero(answered)
    ]
    return rows, [_frame_row(quarter, event) for event in events], stages, positive


def _facts(quarter: Quarter, event: DecidedEvent) -> dict[str, str]:
    row = quarter.record.rows[event.at]
    age = (event.on.year - row.birth_year) if row.birth_year else None
    band = next((band for band, last in AGE_BANDS if age is not None and age <= last), "unknown")
    return {
        "force": quarter.force,
        "decision": event.decision.value,
        "survey_stage": event.survey_stage.value,
        "crime_group": row.crime_group or "unknown",
        "sex": row.sex or "unknown",
        "age_band": band,
        "ethnicity_group": "unknown",
        "disability": "unknown",
    }


def _row(quarter: Quarter, event: DecidedEvent, said: np.ndarray, *, is_late: bool) -> AnswerRow:
    return AnswerRow(
        **_facts(quarter, event), response_id=0, person=event.at, period=PERIOD,
        selection_probability=event.selection_probability, completed_on=event.asked_on,
        is_complete=True, is_late=is_late, language="en", mode="web_sms",
        answers={
            item.code: ("yes" if yes else "no",) for item, yes in zip(ITEMS, said, strict=True)
        },
    )  # fmt: skip


def _frame_row(quarter: Quarter, event: DecidedEvent) -> FrameRow:
    return FrameRow(
        **_facts(quarter, event), mode="web_sms" if event.is_invited else "not_asked",
        is_invited=event.is_invited, is_undeliverable=False, is_delivered=event.is_invited,
        is_opened=False, is_started=False, is_completed=False, events=1,
    )  # fmt: skip


def one_survey(
    made: Sequence[Quarter],
    rng: np.random.Generator,
    seen: Mapping[Key, Seen],
    *,
    chance: float,
    slope: float,
    is_compared: bool = True,
) -> None:
    rows, frame, truths = [], [], defaultdict(list)
    for quarter in made:
        own, framed, stages, positive = survey(quarter, rng, chance=chance, slope=slope)
        rows += own
        frame += framed
        for place, item in enumerate(ITEMS):
            for key, is_at in _keys(quarter.force, np.array(stages), item.code):
                truths[key].append(positive[is_at, place])
    weights, _ = force_weights.weigh_forces(rows, frame, meanings={})
    raw = _tallies(rows, [1.0] * len(rows))
    without = _tallies(rows, _weights_without_stage(rows, frame)) if is_compared else {}
    for key, tally in _tallies(rows, weights).items():
        if tally.base >= 10:
            truth = float(np.concatenate(truths[key]).mean())
            seen[key].add(tally, raw=raw[key], without=without.get(key), truth=truth)
    shifts = silent_shifts(rows, weights, frame, meanings=MEANINGS, most_by_nine=inf)
    for item, shift in shifts.items():
        seen["nation", "all", item].add_range(shift)


def _weights_without_stage(rows: Sequence[AnswerRow], frame: Sequence[FrameRow]) -> Sequence[float]:
    flat_rows = [replace(row, survey_stage="ST1") for row in rows]
    flat_frame = [replace(row, survey_stage="ST1") for row in frame]
    return force_weights.weigh_forces(flat_rows, flat_frame, meanings={})[0]


def _keys(force: str, stages: np.ndarray, item: str) -> Iterator[tuple[Key, np.ndarray]]:
    everybody = np.ones(len(stages), dtype=bool)
    yield (force, "all", item), everybody
    yield ("nation", "all", item), everybody
    for stage in set(stages.tolist()):
        yield (force, stage, item), stages == stage
        yield ("nation", stage, item), stages == stage


def _tallies(rows: Sequence[AnswerRow], weights: Sequence[float]) -> dict[Key, Tally]:
    bins: dict[Key, dict[str, list[float]]] = defaultdict(
        lambda: {"yes": [0, 0.0, 0.0], "no": [0, 0.0, 0.0]}
    )
    for row, weight in zip(rows, weights, strict=True):
        for item, (choice,) in row.answers.items():
            for area in (row.force, "nation"):
                for level in ("all", row.survey_stage):
                    one = bins[area, level, item][choice]
                    one[0] += 1
                    one[1] += weight
                    one[2] += weight * weight
    return {key: tally_of(bins=found, meanings=MEANINGS[key[2]]) for key, found in bins.items()}


def _wilson(share: float, base: float) -> Interval:
    return wilson_interval(successes=share * base, trials=base)


def _covered(seen: Sequence[Seen], *, least: int = 50, plain: bool = False) -> float:
    held = [
        interval.contains(float(np.mean(one.estimates)))
        for one in seen
        if len(one.estimates) >= least
        for interval in (one.plain if plain else one.intervals)
    ]
    return float(np.mean(held))


def _bias(seen: Sequence[Seen], name: str) -> float:
    if name == "stageless":
        return float(np.mean([np.mean(one.stageless) for one in seen if one.stageless]))
    return float(np.mean([np.mean(np.array(getattr(one, name)) - one.truths) for one in seen]))


def bias_by_stage(seen: Mapping[Key, Seen]) -> dict[str, tuple[float, float]]:
    stages = sorted({stage for area, stage, _ in seen if area == "nation"})
    by_stage = {stage: [one for key, one in seen.items() if key[:2] == ("nation", stage)]
                for stage in stages}  # fmt: skip
    return {
        stage: (_bias(of_stage, "raw"), _bias(of_stage, "estimates"))
        for stage, of_stage in by_stage.items()
    }


def _report(name: str, seen: Mapping[Key, Seen]) -> None:
    kinds = {
        "force × item": [
            one for key, one in seen.items() if key[0] != "nation" and key[1] == "all"
        ],
        "force × stage": [
            one for key, one in seen.items() if key[0] != "nation" and key[1] != "all"
        ],
        "nation × item": [
            one for key, one in seen.items() if key[0] == "nation" and key[1] == "all"
        ],
    }
    for kind, of_kind in kinds.items():
        print(
            f"{name}: {kind}: the interval holds the figure's expectation in "
            f"{_covered(of_kind):.1%}, without the finite population correction in "
            f"{_covered(of_kind, plain=True):.1%}"
        )
    for stage in ("all", "ST1", "ST2", "ST3a", "ST3c"):
        of_stage = [one for key, one in seen.items() if key[:2] == ("nation", stage)]
        parts = (
            f"{100 * _bias(of_stage, part):+.2f}" for part in ("raw", "stageless", "estimates")
        )
        raw, without, weighted = parts
        print(
            f"{name}: nation, {stage}: bias {raw} points raw, {without} weighted without the "
            f"stage, {weighted} with it"
        )
    items = kinds["nation × item"]
    late, figure = (100 * _bias(items, part) for part in ("as_late", "estimates"))
    print(
        f"{name}: nation × item: the interval holds the truth in {_true(items, 'intervals'):.1%}, "
        f"the range in {_true(items, 'ranges'):.1%}; the figure is {figure:+.2f} points off, and "
        f"{late:+.2f} if the silent were like the late"
    )


def _true(seen: Sequence[Seen], name: str) -> float:
    held = [
        interval.contains(truth)
        for one in seen
        for interval, truth in zip(getattr(one, name), one.truths, strict=True)
    ]
    return float(np.mean(held))


def repeated(
    made: Sequence[Quarter], *, surveys: int, chance: float, slope: float, seed: int = 11
) -> dict[Key, Seen]:
    rng = np.random.default_rng(seed)
    seen: dict[Key, Seen] = defaultdict(Seen)
    for number in range(surveys):
        is_compared = number % COMPARED_EVERY == 0
        one_survey(made, rng, seen, chance=chance, slope=slope, is_compared=is_compared)
    return seen


def how_soon() -> None:
    plan = plan_for(MADE_ON, weeks=78, seed=11)
    (_first, last), waited = days_of_period(PERIOD), defaultdict(list)
    for history in nation.forces(plan, only=FORCES):
        for event in history.asked:
            if period_of(event.on) == PERIOD and event.is_in_frame:
                group = provisional.stage_group(event.survey_stage)
                waited[group].append((event.asked_on - last).days)
    for group in provisional.StageGroup:
        if len(waited[group]) >= provisional.LEAST_FRAME:
            days = float(np.quantile(waited[group], 1 - provisional.MOST_PENDING))
            goal = ", goal 60" if group in provisional.UP_TO_CHARGE else ""
            print(
                f"{group.value}: settled {max(days, 0):.0f} days after the end of the quarter, by "
                f"{len(waited[group])} events{goal}; closed 28 days later"
            )


def asking_again_and_again() -> None:
    made = quarters(seed=11)
    for name, chance, slope in (KIND, REAL):
        seen = repeated(made, surveys=SURVEYS, chance=chance, slope=slope)
        _report(f"{SURVEYS} surveys, {name}", seen)
