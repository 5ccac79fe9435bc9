"""The survey's rules on columns: which stages are asked about, and with what chance."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np

from config.demo import assumptions as assumed
from config.demo.answers.invitations import LANGUAGES
from config.demo.facts import KINDS
from config.demo.planted import Cause, Planted, day_filed, with_cause
from config.demo.victims.cases import FLAGS, HIGH, Cases, years_of
from config.demo.victims.people import Flags, Floats, Ints
from config.demo.victims.timelines import NEVER, Timelines
from responses.cases.stages import NOT_TOLD_AFTER, STAGE_OF_OUTCOME, SurveyStage
from responses.eligibility import rules as survey_rules
from responses.eligibility.chances import LEAST_CHANCE
from responses.eligibility.rules import SURELY_ADULT_YEARS, Decision
from responses.eligibility.sampling import SamplingPlan
from responses.eligibility.send_windows import SEND_WINDOWS
from responses.vault.facts import FATIGUE_DAYS, FATIGUE_YEAR_DAYS

STAGES = tuple(SurveyStage)[:8]
ST1, ST2, ST3A, ST3B, ST3C, ST4, ST5, ST6 = range(8)
DECISIONS = tuple(Decision)
NUMBER = {code: number for number, code in enumerate(DECISIONS)}
INVITE, NOT_SAMPLED = NUMBER[Decision.INVITE], NUMBER[Decision.NOT_SAMPLED]
DISPLACED, FATIGUE = NUMBER[Decision.DISPLACED], NUMBER[Decision.FATIGUE]
IN_FRAME = [NUMBER[code] for code in survey_rules.IN_FRAME]
WAITING = [NUMBER[code] for code in survey_rules.WAITS_FOR_WORD_OR_CODE]
ROLES = ("", "ISVA", "ISA", "IDVA", "VLO")
NOT_TOLD_DAYS = NOT_TOLD_AFTER.days
# Before and after every day of a nation.
LONG_AGO, LONG_AFTER = -10_000, 4_000_000


@dataclass(frozen=True, kw_only=True)
class Events:
    """Stage events, grouped by case."""

    at: Ints
    stage: Ints
    on: Ints
    told: Ints
    asked_on: Ints
    closes: Ints
    decision: Ints
    chance: Floats
    role: Ints

    def __len__(self) -> int:
        return len(self.at)

    def some(self, chosen: Flags | Ints) -> "Events":
        return Events(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    @property
    def is_invited(self) -> Flags:
        found: Flags = self.decision == INVITE
        return found

    @property
    def is_in_frame(self) -> Flags:
        return np.isin(self.decision, IN_FRAME)


def reached(cases: Cases, *, last: int, planted: Sequence[Planted] = ()) -> Events:
    """Without decisions."""
    times = cases.times
    stage_reached = _outcome_stages(times)
    columns = [
        _entries(ST1, times.reported, times),
        _investigations(times, stage_reached),
        *(_entries(n, times.decided, times, stage_reached == n) for n in (ST3A, ST3B, ST3C)),
        _investigations_after_outcome(times, stage_reached, last=last),
        _entries(ST4, times.in_court, times),
        _entries(ST5, times.concluded, times),
        _entries(ST6, times.sentenced, times),
    ]
    at, stage, on, told = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    least = np.array([SEND_WINDOWS[each].opens_after_days for each in STAGES])[stage]
    most = np.array([SEND_WINDOWS[each].closes_after_days for each in STAGES])[stage]
    origin = np.where(stage == ST2, times.reported[at], on)
    is_outcome = (stage >= ST3A) & (stage <= ST3C)
    origin = np.where(is_outcome, np.where(told != NEVER, told, LONG_AFTER), origin)
    opens = np.maximum(on, origin + least)
    # In the order of their windows.
    order = np.lexsort((stage, opens, at))
    empty = np.zeros(len(at), dtype=np.int64)
    events = Events(
        at=at, stage=stage, on=on, told=told,
        asked_on=_days_filed(opens, force=cases.force, planted=planted),
        closes=opens + most - least, decision=empty, chance=empty.astype(float), role=empty,
    )  # fmt: skip
    return events.some(order)


Entries = tuple[Ints, Ints, Ints, Ints]
"""The case, its stage, the day, and the day of news to the victim."""


def _entries(stage: int, on: Ints, times: Timelines, chosen: Flags | None = None) -> Entries:
    at = np.flatnonzero((on != NEVER) if chosen is None else chosen & (on != NEVER))
    told = times.told[at] if ST3A <= stage <= ST3C else np.zeros(len(at), dtype=np.int64)
    return at, np.full(len(at), stage), on[at], told


def _outcome_stages(times: Timelines) -> Ints:
    numbers = {code: STAGES.index(stage) for code, stage in STAGE_OF_OUTCOME.items()}
    return np.array([numbers.get(code, 0) for code in times.outcome], dtype=np.int64)


def _is_left_early(on: Ints, later: Ints, times: Timelines) -> Flags:
    opens = np.maximum(
        on, times.reported + SEND_WINDOWS[SurveyStage.INVESTIGATION].opens_after_days
    )
    found: Flags = (later != NEVER) & (later >= on) & (later < opens)
    return found


def _investigations(times: Timelines, stage_reached: Ints) -> Entries:
    decided = np.where(stage_reached > 0, times.decided, NEVER)
    return _entries(
        ST2, times.investigated, times, ~_is_left_early(times.investigated, decided, times)
    )


def _investigations_after_outcome(times: Timelines, stage_reached: Ints, *, last: int) -> Entries:
    on = times.decided + NOT_TOLD_DAYS
    is_untold = (stage_reached > 0) & (times.decided != NEVER) & (times.told == NEVER)
    left = _is_left_early(on, times.in_court, times) | _is_left_early(on, times.concluded, times)
    return _entries(ST2, on, times, is_untold & (on <= last) & ~left)


def _days_filed(opens: Ints, *, force: str, planted: Sequence[Planted]) -> Ints:
    if not with_cause(planted, Cause.FILE, force):
        return opens
    days, place = np.unique(opens, return_inverse=True)
    known = [day_filed(day, force=force, among=planted) for day in days.tolist()]
    found: Ints = np.array(known, dtype=np.int64)[place]
    return found


def decide(
    rng: np.random.Generator,
    cases: Cases,
    events: Events,
    *,
    plan: SamplingPlan,
    last: int,
    planted: Sequence[Planted] = (),
) -> Events:
    at = events.at
    rules = _rules(rng, cases, events, last=last)
    codes = np.select([rule for rule, _ in rules], [NUMBER[code] for _, code in rules], -1)
    excluded = cases.recorded.exclusion[at]
    manual = np.array([-1, *(NUMBER[Decision(code)] for code in assumed.MANUAL_CODES)])
    codes = np.where((excluded > 0) & (codes != NUMBER[Decision.AGE]), manual[excluded], codes)
    stalked = cases.recorded.flags & (1 << FLAGS.index("stalking")) > 0
    adviser = np.select([cases.kind == KINDS.index("sexual"), stalked], [1, 2], 3)
    roles = np.where(cases.contacts.has_adviser, adviser, 4)
    is_handed = cases.contacts.is_handed_code[at] & (events.asked_on <= last)
    barred, role = codes, np.where(np.isin(codes, WAITING) & is_handed, roles[at], 0)
    most = np.array([plan.most(stage) for stage in STAGES])[events.stage]
    moved_on = _has_moved_on(cases, events)
    is_kept = rng.random(len(events)) < plan.moved_on
    is_drawn = rng.random(len(events)) < most
    draws = _Draws(
        barred=barred, role=role, displaced=moved_on & ~is_kept, drawn=is_drawn,
        chance=most * np.where(moved_on, plan.moved_on, 1.0),
    )  # fmt: skip
    filed = partial(_days_filed, force=cases.force, planted=planted)
    return _decide_in_turn(events, draws, last=last, filed=filed)


@dataclass(frozen=True, kw_only=True)
class _Draws:
    """`barred` is the decision against a text, or -1."""

    barred: Ints
    role: Ints
    displaced: Flags
    drawn: Flags
    chance: Floats


def _rules(
    rng: np.random.Generator, cases: Cases, events: Events, *, last: int
) -> list[tuple[Flags, Decision]]:
    """In the order of responses.eligibility.rules, without manual exclusions."""
    at, contacts = events.at, cases.contacts
    is_outcome = (events.stage >= ST3A) & (events.stage <= ST3C)
    untold = is_outcome & (events.told == NEVER) & (events.on + NOT_TOLD_DAYS <= last)
    later = (events.stage != ST1) & (rng.random(len(events)) >= assumed.RECORD_RENEWED)
    has_record = (contacts.safe_rank < cases.kept.safe_record)[at] & ~later
    has_word = (contacts.safe_rank < cases.kept.safe_record * assumed.WORD_AGREED)[at]
    sensitive, high = cases.is_sensitive[at], (cases.recorded.risk == HIGH)[at]
    born = cases.recorded.birth_year[at]
    is_adult = (born > 0) & (years_of(events.on) - born >= SURELY_ADULT_YEARS)
    is_offered = np.isin(np.array(cases.people.language, dtype=object), sorted(LANGUAGES))
    return [
        (~is_adult, Decision.AGE),
        (contacts.is_opted_out[at], Decision.OPTED_OUT),
        (cases.is_never_texted[at], Decision.ROUTE),
        (untold, Decision.NOT_TOLD),
        (events.asked_on > last, Decision.PENDING),
        (events.asked_on > events.closes, Decision.LATE),
        (~is_offered[at], Decision.LANGUAGE),
        (~contacts.has_mobile[at], Decision.NO_CONTACT_DATA),
        (contacts.is_bad_number[at], Decision.BAD_NUMBER),
        (sensitive & high & ~has_record, Decision.HIGH_RISK),
        (sensitive & ~has_record, Decision.NOT_SAFE),
        (sensitive & ~has_word, Decision.NO_WORD),
    ]


def _has_moved_on(cases: Cases, events: Events) -> Flags:
    times, at = cases.times, events.at
    decided = np.where(_outcome_stages(times) > 0, times.decided, NEVER)[at]
    found: Flags = np.zeros(len(events), dtype=np.bool_)
    for later in (decided, times.in_court[at], times.concluded[at], times.sentenced[at]):
        found |= (later != NEVER) & (later >= events.on) & (later <= events.asked_on)
    found &= events.stage == ST2
    return found


def _decide_in_turn(
    events: Events, draws: _Draws, *, last: int, filed: Callable[[Ints], Ints]
) -> Events:
    """In turn, because an invitation delays the next one."""
    decision, chance = draws.barred.copy(), np.zeros(len(events))
    asked_on, role = events.asked_on.copy(), draws.role.copy()
    asked = _Asked.before_first(events.at)
    for place in _turns(events.at):
        asked = asked.select(events.at[place])
        opens, closes = events.asked_on[place], events.closes[place]
        may, by_chance = draws.barred[place] < 0, draws.chance[place]
        free = filed(np.maximum(opens, _first_free_days(asked.days)))
        is_free = free <= np.minimum(closes, last)
        code = np.where(is_free, NOT_SAMPLED, FATIGUE)
        code = np.where(is_free & draws.drawn[place], INVITE, code)
        code = np.where(draws.displaced[place], DISPLACED, code)
        by_code = ~may & (role[place] > 0) & (_first_free_days(asked.days) <= closes)
        decision[place] = np.select([may, by_code], [code, INVITE], draws.barred[place])
        asked_on[place] = np.where(is_free, free, opens)
        chance[place] = np.where(may, asked.chance(opens, closes, by_chance), by_code)
        role[place] = np.where(by_code, role[place], 0)
        asked = asked.with_opportunity(opens, closes, np.where(may, by_chance, 0.0))
        asked = asked.with_day(decision[place] == INVITE, asked_on[place])
    return Events(
        at=events.at, stage=events.stage, on=events.on, told=events.told, asked_on=asked_on,
        closes=events.closes, decision=decision, chance=chance, role=role,
    )  # fmt: skip


def _turns(at: Ints) -> Iterator[Ints]:
    turn = count_within(at)
    for number in range(int(turn.max(initial=-1)) + 1):
        yield np.flatnonzero(turn == number)


def count_within(at: Ints) -> Ints:
    """From 0."""
    first = np.flatnonzero(np.diff(at, prepend=-1))
    found: Ints = np.arange(len(at)) - np.repeat(first, np.diff(np.append(first, len(at))))
    return found


@dataclass(frozen=True)
class _Asked:
    """The last two days each victim was asked, and for each possible course those days and its
    chance."""

    at: Ints
    days: Ints
    courses: Ints
    chances: Floats

    @classmethod
    def before_first(cls, at: Ints) -> "_Asked":
        cases = np.unique(at)
        return cls(
            at=cases,
            days=np.full((len(cases), 2), LONG_AGO),
            courses=np.full((len(cases), 1, 2), LONG_AGO),
            chances=np.ones((len(cases), 1)),
        )

    def select(self, at: Ints) -> "_Asked":
        """A case without an event in a turn has none later."""
        place = np.searchsorted(self.at, at)
        return _Asked(at, self.days[place], self.courses[place], self.chances[place])

    def with_day(self, is_asked: Flags, on: Ints) -> "_Asked":
        days = np.where(is_asked[:, None], np.stack([self.days[:, 1], on], axis=1), self.days)
        return _Asked(self.at, days, self.courses, self.chances)

    def chance(self, opens: Ints, closes: Ints, chance: Floats) -> Floats:
        day = np.maximum(opens[:, None], _first_free_days(self.courses))
        free = (self.chances * (day <= closes[:, None])).sum(axis=1)
        found: Floats = np.maximum(LEAST_CHANCE, chance * free)
        return found

    def with_opportunity(self, opens: Ints, closes: Ints, chance: Floats) -> "_Asked":
        """Split each course: not drawn, and drawn if its limits leave a day."""
        day = np.maximum(opens[:, None], _first_free_days(self.courses))
        drawn = np.stack([self.courses[..., 1], day], axis=-1)
        share = np.where(day <= closes[:, None], chance[:, None], 0.0)
        return _Asked(
            self.at,
            self.days,
            np.concatenate([self.courses, drawn], axis=1),
            np.concatenate([self.chances * (1 - share), self.chances * share], axis=1),
        )


def _first_free_days(days: Ints) -> Ints:
    freed: Ints = np.maximum(days[..., 1] + FATIGUE_DAYS, days[..., 0] + FATIGUE_YEAR_DAYS)
    return freed
