"""A force's case file: what its records say of its victims, and what its vault would know of
their contacts. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from config.demo import assumptions as assumed
from config.demo.cases import timelines as timing
from config.demo.cases.timelines import NEVER, Timelines
from config.demo.facts import KINDS, Facts, ForceFacts
from config.demo.victims.people import Flags, Floats, Ints, People, by_kind
from responses.case_files.case import CaseRow

CENSUS_SCHEME = "census-2021-19"


@dataclass(frozen=True, kw_only=True)
class RecordQuality:
    """How well one force keeps its records: shares of 0 to 1."""

    flags_known: float
    mobile: float
    safe_record: float
    told: float


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """What the vault would have said of each victim's contact; it is destroyed by now.
    `safe_rank` below the force's share means that a safe-contact record is kept. A code is handed
    only to whom no text may reach."""

    has_mobile: Flags
    is_bad_number: Flags
    number_safe: list[str]
    safe_rank: Floats
    has_adviser: Flags
    is_handed_code: Flags
    is_opted_out: Flags
    is_repeat: Flags


def record_quality(rng: np.random.Generator) -> RecordQuality:
    return RecordQuality(**{name: _about(rng, *usual) for name, usual in assumed.KEEPING.items()})


def _about(rng: np.random.Generator, middle: float, spread: float) -> float:
    logit = np.log(middle / (1 - middle)) + spread * rng.standard_normal()
    return float(1 / (1 + np.exp(-logit)))


def advisers(rng: np.random.Generator, kinds: Sequence[str]) -> Flags:
    """Who has an independent adviser."""
    chances = by_kind(kinds, assumed.HAS_ADVISER, assumed.HAS_ADVISER_ELSEWHERE)
    return rng.random(len(kinds)) < chances


def contacts(
    rng: np.random.Generator, kinds: Sequence[str], *, kept: RecordQuality, has_adviser: Flags
) -> Contacts:
    """Codes take their chance from a stream beside `rng`."""
    number, own = len(kinds), rng.spawn(1)[0]
    safety = np.full(number, "unknown", dtype=object)
    safety[rng.random(number) < kept.safe_record] = "yes"
    safety[rng.random(number) < assumed.UNSAFE_NUMBER] = "no"
    return Contacts(
        has_mobile=rng.random(number) < kept.mobile,
        is_bad_number=rng.random(number) < assumed.BAD_NUMBER,
        number_safe=list(safety),
        safe_rank=rng.random(number),
        has_adviser=has_adviser,
        is_handed_code=own.random(number)
        < np.where(has_adviser, assumed.CODE_BY_ADVISER, assumed.CODE_BY_OFFICER),
        is_opted_out=rng.random(number) < assumed.OPTED_OUT,
        is_repeat=rng.random(number) < assumed.REPEAT_VICTIM,
    )


def kinds(rng: np.random.Generator, number: int, *, force: ForceFacts) -> list[str]:
    """A kind of crime for each case, in the force's own mix."""
    shares = force.mix * by_kind(KINDS, assumed.SHARE_FILED, 1.0)
    return list(rng.choice(np.array(KINDS, dtype=object), size=number, p=shares / shares.sum()))


Columns = dict[str, list[Any]]
"""Values by the name of a CaseRow's field, one a case."""


def case_rows(
    rng: np.random.Generator,
    *,
    force: ForceFacts,
    facts: Facts,
    kinds: Sequence[str],
    people: People,
    timelines: Timelines,
    kept: RecordQuality,
    has_adviser: Flags,
) -> list[CaseRow]:
    """One row a case, in the columns of the standard case file and without a contact."""
    number = len(kinds)
    drawn: Columns = {
        "offence_code": _offences(rng, kinds, facts),
        "is_victimless": (rng.random(number) < by_kind(kinds, assumed.VICTIMLESS)).tolist(),
        "crime_group": [kind.removesuffix("_business") for kind in kinds],
        **columns(
            rng,
            facts=facts,
            kinds=kinds,
            people=people,
            kept=kept,
            reported=timelines.reported,
            has_adviser=has_adviser,
        ),
    }
    return [
        CaseRow(case_key=f"S{at + 1:07d}", force=force.code, **_progress(timelines, at), **values)
        for at, values in enumerate(by_case(drawn))
    ]


def by_case(columns: Columns) -> Iterator[dict[str, Any]]:
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def columns(
    rng: np.random.Generator,
    *,
    facts: Facts,
    kinds: Sequence[str],
    people: People,
    kept: RecordQuality,
    reported: Ints,
    has_adviser: Flags,
) -> Columns:
    """What a force's system says of each victim, whatever became of the case."""
    number = len(kinds)
    flags = _flags(rng, kinds, kept)
    manual = _manual_codes(rng, number)
    return {
        **_what_few_files_say(rng.spawn(1)[0], flags),
        "report_channel": _choices(rng, number, assumed.CHANNELS, assumed.CHANNEL_SHARES),
        "support_referral": _referrals(rng, has_adviser),
        "victim_role": _where(rng.random(number) < assumed.NEXT_OF_KIN, "bereaved", "direct"),
        "risk_level": _risk_levels(rng, flags),
        "exclude_code": manual,
        "exclude_by": ["simulated" if code else "" for code in manual],
        "exclude_on": [
            _day(day) if code else None for code, day in zip(manual, reported, strict=True)
        ],
        "is_deceased": (rng.random(number) < assumed.DECEASED).tolist(),
        "is_business": (rng.random(number) < by_kind(kinds, assumed.BUSINESS)).tolist(),
        "is_on_duty_police": (rng.random(number) < by_kind(kinds, assumed.POLICE_DUTY)).tolist(),
        "language": people.language,
        **_characteristics(rng, people, facts, year_of=reported),
    }


def _progress(timelines: Timelines, at: int) -> dict[str, Any]:
    events = timing.history(timelines, at)
    state, since = timing.state(events)
    decided, hearing = timelines.decided[at], timelines.hearing[at]
    return {
        "reported_on": _day(timelines.reported[at]),
        "stage": state,
        "stage_on": since,
        "outcome_codes": (timelines.outcome[at],) if decided != NEVER else (),
        "outcome_on": _day_or_none(decided),
        "victim_told_on": _day_or_none(timelines.told[at]),
        "next_hearing_on": _day_or_none(hearing) if timelines.in_court[at] != NEVER else None,
        "events": events,
    }


def _day(number: int) -> date:
    return date.fromordinal(int(number))


def _day_or_none(number: int) -> date | None:
    return _day(number) if number != NEVER else None


def _choices(
    rng: np.random.Generator, number: int, names: Sequence[str], shares: Sequence[float]
) -> list[str]:
    return list(rng.choice(np.array(names, dtype=object), size=number, p=shares))


def _referrals(rng: np.random.Generator, has_adviser: Flags) -> list[str]:
    drawn = _choices(rng, len(has_adviser), assumed.SUPPORT, assumed.SUPPORT_SHARES)
    return ["yes" if has else said for has, said in zip(has_adviser.tolist(), drawn, strict=True)]


def _where(chosen: Flags, yes: str, no: str) -> list[str]:
    return [yes if is_chosen else no for is_chosen in chosen.tolist()]


def _offences(rng: np.random.Generator, kinds: Sequence[str], facts: Facts) -> list[str]:
    drawn = np.empty(len(kinds), dtype=object)
    named = np.array(kinds)
    for kind, offences in facts.offences.items():
        chosen = np.flatnonzero(named == kind)
        codes = np.array([offence.code for offence in offences], dtype=object)
        shares = [offence.share for offence in offences]
        drawn[chosen] = rng.choice(codes, size=len(chosen), p=shares)
    return ["" if code is None else code for code in drawn]


def _flags(
    rng: np.random.Generator, kinds: Sequence[str], kept: RecordQuality
) -> list[dict[str, bool]]:
    """All "no" but for what is drawn; where the force did not fill them in, none is known."""
    no = dict(assumed.ALL_NO)
    flags: list[dict[str, bool]] = [no] * len(kinds)
    named = np.array(kinds)
    for kind, chances in assumed.FLAGS.items():
        for flag, chance in chances.items():
            chosen = np.flatnonzero((named == kind) & (rng.random(len(kinds)) < chance))
            for at in chosen.tolist():
                flags[at] = {**flags[at], flag: True}
    for at in np.flatnonzero(rng.random(len(kinds)) > kept.flags_known).tolist():
        flags[at] = {}
    return flags


def _what_few_files_say(rng: np.random.Generator, flags: Sequence[dict[str, bool]]) -> Columns:
    """What figures are counted by beside what decides who is asked. Known of some cases alone."""
    number = len(flags)
    before = _choices(rng, number, ("yes", "no", ""), assumed.VICTIM_BEFORE)
    return {
        "flags": [
            {**of, "repeat": said == "yes"} if said and of else of
            for of, said in zip(flags, before, strict=True)
        ],
        "area": [f"N{area:02d}" for area in rng.integers(1, assumed.AREAS + 1, number).tolist()],
        "enhanced_rights": _choices(rng, number, assumed.RIGHTS, assumed.RIGHTS_SHARES),
        "evidence_led": _choices(rng, number, ("yes", "no", ""), assumed.EVIDENCE_LED),
    }


def _risk_levels(rng: np.random.Generator, flags: Sequence[dict[str, bool]]) -> list[str]:
    levels = _choices(rng, len(flags), assumed.RISK_LEVELS, assumed.RISK_OF_ABUSE)
    return [
        level if of.get("domestic_abuse") else "" for level, of in zip(levels, flags, strict=True)
    ]


def _manual_codes(rng: np.random.Generator, number: int) -> list[str]:
    codes = np.full(number, "", dtype=object)
    chosen = rng.random(number) < assumed.MANUAL_EXCLUSION
    codes[chosen] = rng.choice(assumed.MANUAL_CODES, size=int(chosen.sum()))
    return [str(code) for code in codes]


def _characteristics(
    rng: np.random.Generator, people: People, facts: Facts, *, year_of: Ints
) -> Columns:
    """What the file records of who they are: gaps as real files have them."""
    number = len(people.language)
    has_sex, has_age, has_ethnicity, has_disability = (
        (rng.random(number) < share).tolist()
        for share in (
            assumed.SEX_RECORDED,
            assumed.AGE_RECORDED,
            assumed.ETHNICITY_RECORDED,
            assumed.DISABILITY_RECORDED,
        )
    )
    born = _birth_years(rng, people, year_of=year_of)
    of = [facts.ethnicities[at] for at in people.ethnicity.tolist()]
    return {
        "sex": _if(has_sex, _where(people.is_female, "female", "male"), "not_recorded"),
        "birth_year": _if(has_age, born, None),
        "ethnicity": _if(has_ethnicity, [one.code for one in of], "not_stated"),
        "ethnicity_group": _if(has_ethnicity, [one.group for one in of], ""),
        "ethnicity_scheme": [CENSUS_SCHEME] * number,
        "disability": _if(has_disability, _where(people.is_disabled, "yes", "no"), ""),
    }


def _if(chosen: Sequence[bool], values: Sequence[object], otherwise: object) -> list[Any]:
    return [
        value if is_chosen else otherwise for is_chosen, value in zip(chosen, values, strict=True)
    ]


def _birth_years(rng: np.random.Generator, people: People, *, year_of: Ints) -> list[int]:
    years = np.array([date.fromordinal(day).year for day in year_of.tolist()])
    before_birthday = (rng.random(len(years)) < 0.5).astype(np.int64)
    return [int(year) for year in years - people.age - before_birthday]
