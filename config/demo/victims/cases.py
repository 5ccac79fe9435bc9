"""Outcomes and records have errors at known rates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from config.demo import assumptions as assumed
from config.demo import facts
from config.demo.facts import KINDS, ForceFacts
from config.demo.plan import Plan
from config.demo.victims import case_file, people
from config.demo.victims.case_file import Contacts, RecordQuality, Victims
from config.demo.victims.people import Characteristics, Flags, Ints, People
from config.demo.victims.timelines import NEVER, Timelines
from responses.cases.sensitivity import ROUTE_FLAGS, SENSITIVE_CRIMES, SENSITIVE_FLAGS

FLAGS = tuple(sorted(SENSITIVE_FLAGS))
NOT_KNOWN = -1
HIGH = assumed.RISK_LEVELS.index("high")
ABUSE = 1 << FLAGS.index("domestic_abuse")
WISHES = {"14": "15", "16": "15", "15": "16"}
EPOCH = 719_163


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """0 for an unknown year; NOT_KNOWN for the others."""

    knows_sex: Flags
    is_female: Flags
    birth_year: Ints
    ethnicity: Ints
    disability: Ints
    flags: Ints
    risk: Ints
    before: Ints
    exclusion: Ints
    miscoded: Flags


@dataclass(frozen=True, kw_only=True)
class Cases:
    force: str
    kind: Ints
    kinds: Sequence[str]
    people: People
    characteristics: Characteristics
    times: Timelines
    contacts: Contacts
    kept: RecordQuality
    recorded: Recorded

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def is_sensitive(self) -> Flags:
        crimes = np.isin(self.kind, [KINDS.index(each) for each in SENSITIVE_CRIMES & {*KINDS}])
        found: Flags = (self.recorded.flags != 0) | crimes | (self.recorded.risk == HIGH)
        return found

    @property
    def is_never_texted(self) -> Flags:
        bits = sum(1 << FLAGS.index(flag) for flag in ROUTE_FLAGS)
        found: Flags = (self.recorded.flags & bits) != 0
        return found


def draw(rng: np.random.Generator, *, plan: Plan, force: ForceFacts, number: int) -> Cases:
    victims = case_file.draw_victims(rng, plan=plan, force=force, number=number)
    times = victims.times
    if force.code == assumed.SLOW_FORCE:
        last = plan.last_day.toordinal()
        slower = (
            (times.told - times.decided) * assumed.DAYS_UNTIL_TOLD_THERE / assumed.DAYS_UNTIL_TOLD
        )
        later = times.decided + slower.astype(np.int64)
        times = replace(times, told=np.where((times.told != NEVER) & (later <= last), later, NEVER))
    share = assumed.WISH_MISCODED
    if force.code == assumed.MISCODING_FORCE:
        share = assumed.MISCODED_THERE
    by_wish = np.array([code in WISHES for code in times.outcome], dtype=np.bool_)
    miscoded = by_wish & (rng.random(number) < share)
    outcome = [
        WISHES[code] if is_wrong else code
        for code, is_wrong in zip(times.outcome, miscoded.tolist(), strict=True)
    ]
    return Cases(
        force=force.code,
        kind=np.array([KINDS.index(each) for each in victims.kinds], dtype=np.int64),
        kinds=victims.kinds,
        people=victims.people,
        characteristics=people.draw_characteristics(rng, people=victims.people),
        times=replace(times, outcome=outcome),
        contacts=case_file.draw_contacts(rng, victims),
        kept=victims.kept,
        recorded=_draw_records(rng, victims, miscoded),
    )


def _draw_records(rng: np.random.Generator, victims: Victims, miscoded: Flags) -> Recorded:
    number, true = len(victims), victims.people
    named = np.array(victims.kinds)
    flags = np.zeros(len(named), dtype=np.int64)
    for kind, chances in assumed.FLAGS.items():
        places = np.flatnonzero(named == kind)
        for flag, chance in chances.items():
            chosen = places[rng.random(len(places)) < chance]
            flags[chosen] |= 1 << FLAGS.index(flag)
    flags[rng.random(len(named)) > victims.kept.flags_known] = NOT_KNOWN
    risk = rng.choice(len(assumed.RISK_LEVELS), size=number, p=assumed.RISK_OF_ABUSE)
    manual = rng.integers(1, len(assumed.MANUAL_CODES) + 1, number)
    return Recorded(
        knows_sex=rng.random(number) < assumed.SEX_RECORDED,
        is_female=true.is_female ^ (rng.random(number) < assumed.SEX_WRONG),
        birth_year=_draw_birth_years(rng, true, victims.times.reported),
        ethnicity=_draw_ethnicities(rng, true),
        disability=_draw_disabilities(rng, true),
        flags=flags,
        risk=np.where((flags > 0) & (flags & ABUSE > 0), risk, 0),
        before=rng.choice(3, size=number, p=assumed.VICTIM_BEFORE),
        exclusion=np.where(rng.random(number) < assumed.MANUAL_EXCLUSION, manual, 0),
        miscoded=miscoded,
    )


def years_of(days: Ints) -> Ints:
    dates = (days - EPOCH).astype("datetime64[D]")
    years: Ints = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    return years


def _draw_birth_years(rng: np.random.Generator, people: People, reported: Ints) -> Ints:
    number = len(reported)
    born = years_of(reported) - people.age - (rng.random(number) < 0.5)
    off = rng.integers(1, assumed.YEARS_OFF + 1, number) * rng.choice((-1, 1), size=number)
    born = np.where(rng.random(number) < assumed.AGE_WRONG, born + off, born)
    return np.where(rng.random(number) < assumed.AGE_RECORDED, born, 0)


def _draw_ethnicities(rng: np.random.Generator, people: People) -> Ints:
    number, known = len(people.age), len(facts.load().ethnicities)
    shares = np.bincount(people.ethnicity, minlength=known) + 0.01
    others = rng.choice(known, size=number, p=shares / shares.sum())
    said = np.where(rng.random(number) < assumed.ETHNICITY_WRONG, others, people.ethnicity)
    return np.where(rng.random(number) < assumed.ETHNICITY_RECORDED, said, NOT_KNOWN)


def _draw_disabilities(rng: np.random.Generator, people: People) -> Ints:
    number = len(people.age)
    wrong = np.where(people.is_disabled, assumed.DISABILITY_MISSED, assumed.DISABILITY_INVENTED)
    said = (people.is_disabled ^ (rng.random(number) < wrong)).astype(np.int64)
    return np.where(rng.random(number) < assumed.DISABILITY_RECORDED, said, NOT_KNOWN)
