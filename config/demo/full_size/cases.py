"""The cases of one force of full size: who their victims are, what became of them, and what the
record says of both, with errors of known rates. Columns only; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from config.demo import assumptions as assumed
from config.demo import planted
from config.demo.cases import case_file, timelines
from config.demo.cases.case_file import Contacts, RecordQuality
from config.demo.cases.timelines import NEVER, Timelines
from config.demo.facts import ETHNIC_GROUPS, KINDS, Facts, ForceFacts
from config.demo.full_size import assumptions as full
from config.demo.full_size.plan import FullPlan
from config.demo.streams import Stream, beside
from config.demo.victims import characteristics, people
from config.demo.victims.characteristics import Characteristics
from config.demo.victims.people import Flags, Floats, Ints, People, by_kind
from responses.cases.sensitivity import ROUTE_FLAGS, SENSITIVE_CRIMES, SENSITIVE_FLAGS

FLAGS = tuple(sorted(SENSITIVE_FLAGS))
NOT_KNOWN = -1
WISHES = {"14": "15", "16": "15", "15": "16"}
"""Of the outcomes by the victim's wish, the one that records the other wish."""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the file says, one entry a case: 0 where the year of birth is not known, NOT_KNOWN where
    the ethnicity, the flags or the disability are not. `flags` has a bit for each of FLAGS;
    `miscoded` says that the outcome records the wish that the victim did not have."""

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
    """Of one force, one entry a case. `kind` indexes KINDS."""

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


HIGH = assumed.RISK_LEVELS.index("high")
ABUSE = 1 << FLAGS.index("domestic_abuse")


def with_victims(force: ForceFacts) -> Floats:
    """How many of the force's crimes of each kind have a person as their victim."""
    persons = (1 - by_kind(KINDS, assumed.VICTIMLESS)) * (1 - by_kind(KINDS, assumed.BUSINESS))
    counted: Floats = force.crimes * force.mix * by_kind(KINDS, assumed.SHARE_FILED, 1.0) * persons
    return counted


def draw(
    rng: np.random.Generator, *, plan: FullPlan, force: ForceFacts, facts: Facts, number: int
) -> Cases:
    kept = case_file.record_quality(rng)
    kinds, reported = _reported(rng, plan=plan, force=force, number=number)
    victims = people.draw(rng, kinds=kinds, force=force, facts=facts)
    has_adviser = case_file.advisers(beside(rng, Stream.ADVISERS), kinds)
    times = _times(
        rng, plan=plan, force=force, facts=facts, kinds=kinds, reported=reported, told=kept.told,
        has_adviser=has_adviser,
    )  # fmt: skip
    times, miscoded = _miscoded(rng, times, force.code)
    return Cases(
        force=force.code,
        kind=np.array([KINDS.index(each) for each in kinds], dtype=np.int64),
        kinds=kinds,
        people=victims,
        characteristics=characteristics.draw(rng, people=victims),
        times=times,
        contacts=case_file.contacts(rng, kinds, kept=kept, has_adviser=has_adviser),
        kept=kept,
        recorded=_recorded(rng, kinds, victims, facts, times.reported, kept, miscoded),
    )


def _reported(
    rng: np.random.Generator, *, plan: FullPlan, force: ForceFacts, number: int
) -> tuple[list[str], Ints]:
    """The kind of each case, and the day on which it was reported."""
    shares = with_victims(force)
    drawn = rng.choice(len(KINDS), size=number, p=shares / shares.sum())
    kinds = np.array(KINDS, dtype=object)[drawn].tolist()
    days = timelines.reported(rng, number, first_day=plan.first_day, last_day=plan.last_day)
    return planted.mixed(rng, kinds, reported=days, force=force.code, among=plan.planted), days


def _times(
    rng: np.random.Generator,
    *,
    plan: FullPlan,
    force: ForceFacts,
    facts: Facts,
    kinds: Sequence[str],
    reported: Ints,
    told: float,
    has_adviser: Flags,
) -> Timelines:
    times = timelines.draw(
        rng,
        kinds=kinds,
        reported=reported,
        told_share=told,
        last_day=plan.last_day,
        force=force,
        facts=facts,
        has_adviser=has_adviser,
    )
    if force.code != full.SLOW_FORCE:
        return times
    slower = (times.told - times.decided) * full.DAYS_UNTIL_TOLD_THERE / assumed.DAYS_UNTIL_TOLD
    later = times.decided + slower.astype(np.int64)
    is_told = (times.told != NEVER) & (later <= plan.last_day.toordinal())
    return replace(times, told=np.where(is_told, later, NEVER))


def _miscoded(rng: np.random.Generator, times: Timelines, force: str) -> tuple[Timelines, Flags]:
    """Some outcomes by the victim's wish record the other wish."""
    share = full.MISCODED_THERE if force == full.MISCODING_FORCE else full.WISH_MISCODED
    by_wish = np.array([code in WISHES for code in times.outcome], dtype=np.bool_)
    miscoded = by_wish & (rng.random(len(by_wish)) < share)
    outcome = [
        WISHES[code] if is_wrong else code
        for code, is_wrong in zip(times.outcome, miscoded.tolist(), strict=True)
    ]
    return replace(times, outcome=outcome), miscoded


def _recorded(
    rng: np.random.Generator,
    kinds: Sequence[str],
    victims: People,
    facts: Facts,
    reported: Ints,
    kept: RecordQuality,
    miscoded: Flags,
) -> Recorded:
    number = len(kinds)
    flags = _flags(rng, kinds, kept)
    risk = rng.choice(len(assumed.RISK_LEVELS), size=number, p=assumed.RISK_OF_ABUSE)
    manual = rng.integers(1, len(assumed.MANUAL_CODES) + 1, number)
    return Recorded(
        knows_sex=rng.random(number) < assumed.SEX_RECORDED,
        is_female=victims.is_female ^ (rng.random(number) < full.SEX_WRONG),
        birth_year=_birth_years(rng, victims, reported),
        ethnicity=_ethnicities(rng, victims, facts),
        disability=_disabilities(rng, victims),
        flags=flags,
        risk=np.where((flags > 0) & (flags & ABUSE > 0), risk, 0),
        before=rng.choice(3, size=number, p=assumed.VICTIM_BEFORE),
        exclusion=np.where(rng.random(number) < assumed.MANUAL_EXCLUSION, manual, 0),
        miscoded=miscoded,
    )


def _flags(rng: np.random.Generator, kinds: Sequence[str], kept: RecordQuality) -> Ints:
    named = np.array(kinds)
    flags = np.zeros(len(kinds), dtype=np.int64)
    for kind, chances in assumed.FLAGS.items():
        places = np.flatnonzero(named == kind)
        for flag, chance in chances.items():
            chosen = places[rng.random(len(places)) < chance]
            flags[chosen] |= 1 << FLAGS.index(flag)
    flags[rng.random(len(kinds)) > kept.flags_known] = NOT_KNOWN
    return flags


def years_of(days: Ints) -> Ints:
    """The calendar year of each day number."""
    dates = (days - EPOCH).astype("datetime64[D]")
    years: Ints = dates.astype("datetime64[Y]").astype(np.int64) + 1970
    return years


EPOCH = 719_163
"""The day number of 1 January 1970."""


def _birth_years(rng: np.random.Generator, victims: People, reported: Ints) -> Ints:
    number = len(reported)
    born = years_of(reported) - victims.age - (rng.random(number) < 0.5)
    off = rng.integers(1, full.YEARS_OFF + 1, number) * rng.choice((-1, 1), size=number)
    born = np.where(rng.random(number) < full.AGE_WRONG, born + off, born)
    return np.where(rng.random(number) < assumed.AGE_RECORDED, born, 0)


def _ethnicities(rng: np.random.Generator, victims: People, facts: Facts) -> Ints:
    """A wrong one is of any group as often as residents of the country are."""
    number = len(victims.age)
    groups = np.array([ETHNIC_GROUPS.index(each.group) for each in facts.ethnicities])
    shares = np.bincount(victims.ethnicity, minlength=len(groups)) + 0.01
    others = rng.choice(len(groups), size=number, p=shares / shares.sum())
    said = np.where(rng.random(number) < full.ETHNICITY_WRONG, others, victims.ethnicity)
    return np.where(rng.random(number) < assumed.ETHNICITY_RECORDED, said, NOT_KNOWN)


def _disabilities(rng: np.random.Generator, victims: People) -> Ints:
    number = len(victims.age)
    is_wrong = rng.random(number) < np.where(
        victims.is_disabled, full.DISABILITY_MISSED, full.DISABILITY_INVENTED
    )
    said = (victims.is_disabled ^ is_wrong).astype(np.int64)
    return np.where(rng.random(number) < assumed.DISABILITY_RECORDED, said, NOT_KNOWN)
