from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from config.demo import assumptions as assumed
from config.demo import facts, planted
from config.demo.facts import KINDS, ForceFacts
from config.demo.plan import Plan, crimes_with_victims
from config.demo.victims import people, timelines
from config.demo.victims.people import Flags, Floats, Ints, People, Stream, by_kind, stream_of
from config.demo.victims.timelines import NEVER, Timelines
from responses.case_files.columns import CaseRow

CENSUS_SCHEME = "census-2021-19"
Columns = dict[str, list[Any]]
"""Values by the name of a CaseRow's field, one entry per case."""


@dataclass(frozen=True, kw_only=True)
class RecordQuality:
    """Shares from 0 to 1."""

    flags_known: float
    mobile: float
    safe_record: float
    told: float


@dataclass(frozen=True, kw_only=True)
class Victims:
    """One entry per case."""

    force: str
    kept: RecordQuality
    kinds: Sequence[str]
    people: People
    has_adviser: Flags
    times: Timelines

    def __len__(self) -> int:
        return len(self.kinds)


@dataclass(frozen=True, kw_only=True)
class Contacts:
    """One entry per case."""

    has_mobile: Flags
    is_bad_number: Flags
    number_safe: list[str]
    safe_rank: Floats
    has_adviser: Flags
    is_handed_code: Flags
    is_opted_out: Flags
    is_repeat: Flags


def draw_record_quality(rng: np.random.Generator) -> RecordQuality:
    drawn = {}
    for name, (middle, spread) in assumed.KEEPING.items():
        logit = np.log(middle / (1 - middle)) + spread * rng.standard_normal()
        drawn[name] = float(1 / (1 + np.exp(-logit)))
    return RecordQuality(**drawn)


def draw_victims(
    rng: np.random.Generator, *, plan: Plan, force: ForceFacts, number: int
) -> Victims:
    kept = draw_record_quality(rng)
    kinds = draw_kinds(rng, number, force=force, only_people=plan.is_full_size)
    days = timelines.draw_reports(rng, number, first_day=plan.first_day, last_day=plan.last_day)
    kinds = planted.change_mix(rng, kinds, reported=days, force=force.code, among=plan.planted)
    victims = people.draw(rng, kinds=kinds, force=force)
    has_adviser = draw_advisers(rng, kinds)
    times = timelines.draw(
        rng, kinds=kinds, reported=days, told_share=kept.told, last_day=plan.last_day, force=force,
        has_adviser=has_adviser,
    )  # fmt: skip
    return Victims(
        force=force.code, kept=kept, kinds=kinds, people=victims, has_adviser=has_adviser,
        times=times,
    )  # fmt: skip


def draw_kinds(
    rng: np.random.Generator, number: int, *, force: ForceFacts, only_people: bool = False
) -> list[str]:
    if only_people:
        shares = crimes_with_victims(force)
    else:
        shares = force.mix * by_kind(KINDS, assumed.SHARE_FILED, 1.0)
    return list(rng.choice(np.array(KINDS, dtype=object), size=number, p=shares / shares.sum()))


def draw_advisers(rng: np.random.Generator, kinds: Sequence[str]) -> Flags:
    chances = by_kind(kinds, assumed.HAS_ADVISER, assumed.HAS_ADVISER_ELSEWHERE)
    return stream_of(rng, Stream.ADVISERS).random(len(kinds)) < chances


def draw_contacts(rng: np.random.Generator, victims: Victims) -> Contacts:
    # Codes have a stream of their own.
    number, own = len(victims), rng.spawn(1)[0]
    safety = np.full(number, "unknown", dtype=object)
    safety[rng.random(number) < victims.kept.safe_record] = "yes"
    safety[rng.random(number) < assumed.UNSAFE_NUMBER] = "no"
    by_code = np.where(victims.has_adviser, assumed.CODE_BY_ADVISER, assumed.CODE_BY_OFFICER)
    return Contacts(
        has_mobile=rng.random(number) < victims.kept.mobile,
        is_bad_number=rng.random(number) < assumed.BAD_NUMBER,
        number_safe=list(safety),
        safe_rank=rng.random(number),
        has_adviser=victims.has_adviser,
        is_handed_code=own.random(number) < by_code,
        is_opted_out=rng.random(number) < assumed.OPTED_OUT,
        is_repeat=rng.random(number) < assumed.REPEAT_VICTIM,
    )


def case_rows(rng: np.random.Generator, victims: Victims) -> list[CaseRow]:
    """As in the standard case file, without a contact."""
    kinds = victims.kinds
    drawn: Columns = {
        "offence_code": _draw_offences(rng, kinds),
        "is_victimless": (rng.random(len(kinds)) < by_kind(kinds, assumed.VICTIMLESS)).tolist(),
        "crime_group": [kind.removesuffix("_business") for kind in kinds],
        **draw_columns(rng, victims),
    }
    return [
        CaseRow(
            case_key=f"S{at + 1:07d}", force=victims.force, **_progress(victims.times, at), **values
        )
        for at, values in enumerate(by_case(drawn))
    ]


def by_case(columns: Columns) -> Iterator[dict[str, Any]]:
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def draw_columns(rng: np.random.Generator, victims: Victims) -> Columns:
    """Whatever became of the case."""
    kinds, number, reported = victims.kinds, len(victims), victims.times.reported
    flags = _draw_flags(rng, victims)
    manual = np.full(number, "", dtype=object)
    chosen = rng.random(number) < assumed.MANUAL_EXCLUSION
    manual[chosen] = rng.choice(assumed.MANUAL_CODES, size=int(chosen.sum()))
    codes = [str(code) for code in manual]

    def choose(
        names: Sequence[str], shares: Sequence[float], chance: np.random.Generator = rng
    ) -> list[str]:
        return list(chance.choice(np.array(names, dtype=object), size=number, p=shares))

    own = rng.spawn(1)[0]
    before = choose(("yes", "no", ""), assumed.VICTIM_BEFORE, own)
    return {
        "flags": [
            {**each, "repeat": said == "yes"} if said and each else each
            for each, said in zip(flags, before, strict=True)
        ],
        "area": [f"N{area:02d}" for area in own.integers(1, assumed.AREAS + 1, number).tolist()],
        "enhanced_rights": choose(assumed.RIGHTS, assumed.RIGHTS_SHARES, own),
        "evidence_led": choose(("yes", "no", ""), assumed.EVIDENCE_LED, own),
        "report_channel": choose(assumed.CHANNELS, assumed.CHANNEL_SHARES),
        "support_referral": _replace_where(
            victims.has_adviser.tolist(), ["yes"] * number,
            choose(assumed.SUPPORT, assumed.SUPPORT_SHARES),
        ),
        "victim_role": _choose_word(rng.random(number) < assumed.NEXT_OF_KIN, "bereaved", "direct"),
        "risk_level": [
            level if each.get("domestic_abuse") else ""
            for level, each in zip(
                choose(assumed.RISK_LEVELS, assumed.RISK_OF_ABUSE), flags, strict=True
            )
        ],
        "exclude_code": codes,
        "exclude_by": ["simulated" if code else "" for code in codes],
        "exclude_on": [
            date.fromordinal(int(day)) if code else None
            for code, day in zip(codes, reported, strict=True)
        ],
        "is_deceased": (rng.random(number) < assumed.DECEASED).tolist(),
        "is_business": (rng.random(number) < by_kind(kinds, assumed.BUSINESS)).tolist(),
        "is_on_duty_police": (rng.random(number) < by_kind(kinds, assumed.POLICE_DUTY)).tolist(),
        "language": victims.people.language,
        **_draw_recorded_characteristics(rng, victims.people, reported),
    }  # fmt: skip


def _progress(times: Timelines, at: int) -> dict[str, Any]:
    events = timelines.history(times, at)
    state, since = timelines.state(events)
    decided, has_hearing = times.decided[at], times.in_court[at] != NEVER
    return {
        "reported_on": date.fromordinal(int(times.reported[at])),
        "stage": state,
        "stage_on": since,
        "outcome_codes": (times.outcome[at],) if decided != NEVER else (),
        "outcome_on": _day_or_none(decided),
        "victim_told_on": _day_or_none(times.told[at]),
        "next_hearing_on": _day_or_none(times.hearing[at]) if has_hearing else None,
        "events": events,
    }


def _day_or_none(number: int) -> date | None:
    return date.fromordinal(int(number)) if number != NEVER else None


def _draw_offences(rng: np.random.Generator, kinds: Sequence[str]) -> list[str]:
    drawn = np.full(len(kinds), "", dtype=object)
    named = np.array(kinds)
    for kind, offences in facts.load().offences.items():
        chosen = np.flatnonzero(named == kind)
        codes = np.array([offence.code for offence in offences], dtype=object)
        shares = [offence.share for offence in offences]
        drawn[chosen] = rng.choice(codes, size=len(chosen), p=shares)
    return list(drawn)


def _draw_flags(rng: np.random.Generator, victims: Victims) -> list[dict[str, bool]]:
    number, named = len(victims), np.array(victims.kinds)
    no = dict(assumed.ALL_NO)
    flags: list[dict[str, bool]] = [no] * number
    for kind, chances in assumed.FLAGS.items():
        for flag, chance in chances.items():
            chosen = np.flatnonzero((named == kind) & (rng.random(number) < chance))
            for at in chosen.tolist():
                flags[at] = {**flags[at], flag: True}
    for at in np.flatnonzero(rng.random(number) > victims.kept.flags_known).tolist():
        flags[at] = {}
    return flags


def _draw_recorded_characteristics(
    rng: np.random.Generator, people: People, reported: Ints
) -> Columns:
    """With gaps as in real files."""
    number = len(people.language)
    has_sex, has_age, has_ethnicity, has_disability = (
        (rng.random(number) < share).tolist()
        for share in (
            assumed.SEX_RECORDED, assumed.AGE_RECORDED, assumed.ETHNICITY_RECORDED,
            assumed.DISABILITY_RECORDED,
        )
    )  # fmt: skip
    years = np.array([date.fromordinal(day).year for day in reported.tolist()])
    before_birthday = (rng.random(number) < 0.5).astype(np.int64)
    born = (years - people.age - before_birthday).tolist()
    sex = _choose_word(people.is_female, "female", "male")
    known = facts.load().ethnicities
    ethnicity = [known[at] for at in people.ethnicity.tolist()]
    codes, groups = [each.code for each in ethnicity], [each.group for each in ethnicity]
    disability = _choose_word(people.is_disabled, "yes", "no")
    return {
        "sex": _replace_where(has_sex, sex, ["not_recorded"] * number),
        "birth_year": _replace_where(has_age, born, [None] * number),
        "ethnicity": _replace_where(has_ethnicity, codes, ["not_stated"] * number),
        "ethnicity_group": _replace_where(has_ethnicity, groups, [""] * number),
        "ethnicity_scheme": [CENSUS_SCHEME] * number,
        "disability": _replace_where(has_disability, disability, [""] * number),
    }


def _choose_word(chosen: Flags, yes: str, no: str) -> list[str]:
    return [yes if is_chosen else no for is_chosen in chosen.tolist()]


def _replace_where(
    chosen: Sequence[bool], values: Sequence[object], otherwise: Sequence[object]
) -> list[Any]:
    return [
        value if is_chosen else other
        for is_chosen, value, other in zip(chosen, values, otherwise, strict=True)
    ]
