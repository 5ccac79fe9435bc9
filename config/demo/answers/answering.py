"""Who answered, when, and what: from those asked to their answers. Pure.

Whether somebody answers depends on who she is and, a little, on how satisfied she is: the part
that weights can mend and the part that they cannot."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np

from config.demo import assumptions as assumed
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import ITEMS, Opinions, expit
from config.demo.facts import ETHNIC_GROUPS, Facts
from config.demo.victims.characteristics import ORIENTATIONS, RELIGIONS, Characteristics
from config.demo.victims.people import Flags, Floats, Ints, People
from responses.vault.sending_hours import CLOSES, LONGEST_SENDING, OPENS, PLACE

LINK_DAYS = 28
ON_ITS_WAY = timedelta(days=assumed.DAYS_OF_PAPER)
BY_TEXT, BY_CODE, BY_TELEPHONE, ON_PAPER = "web_sms", "web_code", "telephone", "paper"
CORE_DONE = 0.6
"""Of the time that a reply takes, when the ten are done."""
DELIVERED = 0.97
OF_OWN_OPINION = 0.08
"""Logits of answering for one logit of her own opinion: what no weight can mend."""
OF_AGE = ((0, -0.85), (25, -0.45), (35, 0.0), (45, 0.2), (55, 0.5), (65, 0.7), (75, 0.3))
OF_ETHNIC_GROUP = {"asian": -0.25, "black": -0.3, "mixed": -0.15, "other": -0.2, "white": 0.0}
OF_FEMALE = 0.15
OF_CRIME = {
    "violence": -0.25, "stalking_harassment": -0.1, "sexual": -0.25, "burglary": 0.3,
    "bicycle": 0.3, "vehicle": 0.15, "other_theft": 0.1, "public_order": -0.1,
}  # fmt: skip
LEVEL = -0.2
BREAKS_OFF = 0.08
OPENED_ONLY = 0.16
"""Of those who do not answer, the share that passes the gate and leaves at the first question."""
TELLS_OF_HERSELF = 0.93
PREFERS_NOT = 0.03
PREFERS_NOT_MORE = 0.07
"""Of the questions that the Census 2021 left voluntary: 6 to 7.5 % did not answer them."""
USABLE = 6

LIMITS = ("a_lot", "a_little")
IMPAIRMENTS = ("mobility", "mental_health", "stamina", "hearing", "vision", "memory", "learning")
AGE_BANDS = ((18, "18_24"), (25, "25_34"), (35, "35_44"), (45, "45_54"), (55, "55_64"),
             (65, "65_74"), (75, "75_over"))  # fmt: skip

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came of one invitation by the end of the last day."""

    invited_at: datetime
    expires_at: datetime
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    answers: Answers | None = None
    mode: str = BY_TEXT
    answered_by: str = ""
    """ON_PAPER where somebody was asked by a text and answered on paper."""
    assisted_by: str = ""
    core_done_at: datetime | None = None
    chances: Mapping[str, float] = field(default_factory=dict)
    more_choice: str = ""
    more_pathway: Mapping[str, Any] = field(default_factory=dict)
    device: str = ""

    @property
    def counts(self) -> bool:
        """Completed or usable partial."""
        return self.completed_at is not None or len(self.answers or ()) >= USABLE


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One entry an invitation: seconds, in turn, after the moment of sending."""

    sent: list[datetime]
    opened: Floats
    begun: Floats
    ended: Floats


def timing(rng: np.random.Generator, days: Sequence[date]) -> Timing:
    number = len(days)
    opened = np.clip(rng.lognormal(np.log(9_000), 1.7, number), 60, LINK_DAYS * 86_400 - 3_600)
    begun = opened + rng.integers(15, 90, number)
    last = CLOSES.hour * 3_600 - int(LONGEST_SENDING.total_seconds())
    seconds = rng.integers(OPENS.hour * 3_600, last, number).tolist()
    noon = {day: _midnight(day) for day in set(days)}
    return Timing(
        sent=[noon[day] + timedelta(seconds=s) for day, s in zip(days, seconds, strict=True)],
        opened=opened,
        begun=begun,
        ended=begun + rng.lognormal(np.log(270), 0.4, number),
    )


def _midnight(day: date) -> datetime:
    """The start of a day whose clock time, counted in seconds, is right from 09:00 on."""
    nine = datetime.combine(day, time(9), PLACE).astimezone(UTC)
    return nine - timedelta(hours=9)


def answers_wanted(
    rng: np.random.Generator,
    *,
    at: Ints,
    kinds: Sequence[str],
    people: People,
    opinions: Opinions,
    days: Ints,
    in_hand: Floats | float = 0.0,
) -> Flags:
    """Who answers. Within a quarter of a year the number is the expected one and who is drawn,
    so that no force is left with too few by chance alone. `in_hand` are the logits that the way
    adds."""
    chance = expit(_propensity(at, kinds, people, opinions) + in_hand)
    order = np.lexsort((rng.random(len(at)), days // 30))
    reached = np.floor(np.cumsum(chance[order]) + rng.random())
    drawn = np.zeros(len(at), dtype=np.bool_)
    drawn[order] = np.diff(reached, prepend=0.0) > 0
    return drawn


def _propensity(at: Ints, kinds: Sequence[str], people: People, opinions: Opinions) -> Floats:
    age = people.age[at]
    firsts = [first for first, _ in OF_AGE]
    effects = np.array([effect for _, effect in OF_AGE])
    groups = np.array([OF_ETHNIC_GROUP[group] for group in ETHNIC_GROUPS])
    crimes = np.array([OF_CRIME.get(kind, 0.0) for kind in kinds])
    logits: Floats = (
        LEVEL
        + effects[np.searchsorted(firsts, age, side="right") - 1]
        + groups[people.ethnic_group[at]]
        + OF_FEMALE * people.is_female[at]
        + crimes[at]
        + OF_OWN_OPINION * opinions.own[at]
    )
    return logits


def replies(
    rng: np.random.Generator,
    *,
    asked: Sequence[DecidedEvent],
    when: Timing,
    wants: Flags,
    on_paper: Flags,
    picks: Sequence[Sequence[Sequence[str]]],
    equality: Sequence[Answers],
    more: Sequence[Answers],
    more_from: date,
    until: datetime,
) -> list[Reply]:
    """What came of each invitation. `picks`, `equality` and `more` stand in the order of
    `asked`; `more` is asked of who told of herself, from its day on."""
    made = []
    for n, (event, moments, fate) in enumerate(
        zip(asked, _moments(when), _fates(rng, wants, on_paper), strict=True)
    ):
        is_asked_more = moments.begun.astimezone(PLACE).date() >= more_from and bool(equality[n])
        herself = {**equality[n], **(more[n] if is_asked_more else {})}
        codes = [item.code for item in ITEMS[: fate.breaks_off_at or None]]
        core = {code: picks[place][n] for place, code in enumerate(codes)}
        answers = _all(core, herself, is_broken=fate.breaks_off_at > 0)
        arrives_after = timedelta(seconds=4 + n % 50)
        made.append(_reply(event, moments, fate, answers, arrives_after, until=until))
    return made


class _Moments(NamedTuple):
    sent: datetime
    opened: datetime
    begun: datetime
    ended: datetime


class _Fate(NamedTuple):
    """`breaks_off_at` is how many questions were answered before the page was left; 0 for all."""

    is_delivered: bool
    only_opens: bool
    answers: bool
    breaks_off_at: int
    is_on_paper: bool

    @property
    def opens(self) -> bool:
        return self.only_opens or (self.answers and not self.is_on_paper)


def _moments(when: Timing) -> Iterator[_Moments]:
    steps = zip(when.opened.tolist(), when.begun.tolist(), when.ended.tolist(), strict=True)
    for sent, after in zip(when.sent, steps, strict=True):
        yield _Moments(sent, *(sent + timedelta(seconds=int(step)) for step in after))


def _fates(rng: np.random.Generator, wants: Flags, on_paper: Flags) -> Iterator[_Fate]:
    number = len(wants)
    delivered = wants | (rng.random(number) < DELIVERED)
    only_opened = ~wants & delivered & (rng.random(number) < OPENED_ONLY)
    broken = np.where(rng.random(number) < BREAKS_OFF, rng.integers(1, len(ITEMS), number), 0)
    broken[on_paper] = 0
    columns = (column.tolist() for column in (delivered, only_opened, wants, broken, on_paper))
    return map(_Fate._make, zip(*columns, strict=True))


def _reply(
    event: DecidedEvent,
    moments: _Moments,
    fate: _Fate,
    answers: Answers,
    arrives_after: timedelta,
    *,
    until: datetime,
) -> Reply:
    sent, opened, begun, ended = moments
    if fate.is_on_paper:
        begun, ended = (each + ON_ITS_WAY for each in (begun, ended))
    is_whole = fate.answers and not fate.breaks_off_at
    mode = _mode(event)
    core_done = begun + CORE_DONE * (ended - begun)
    return Reply(
        invited_at=sent,
        expires_at=sent + timedelta(days=LINK_DAYS),
        delivered_at=_by(until, sent + arrives_after, if_=fate.is_delivered and mode == BY_TEXT),
        opened_at=_by(until, opened, if_=fate.opens),
        started_at=_by(until, ended, begun, if_=fate.answers),
        completed_at=_by(until, ended, if_=is_whole),
        answers=answers if fate.answers and ended <= until else None,
        mode=mode,
        answered_by=ON_PAPER if fate.is_on_paper and ended <= until else "",
        assisted_by=event.assisted_by,
        core_done_at=_by(until, ended, core_done, if_=is_whole),
        device=_device(opened) if fate.answers and _is_on_the_web(mode, fate) else "",
    )


def _mode(event: DecidedEvent) -> str:
    return BY_CODE if event.assisted_by else BY_TELEPHONE if event.is_called else BY_TEXT


def _is_on_the_web(mode: str, fate: _Fate) -> bool:
    return mode != BY_TELEPHONE and not fate.is_on_paper


def _device(opened: datetime) -> str:
    """By the second at which somebody came, which chance has chosen already."""
    lot = opened.second / 60
    if lot < assumed.ON_A_PHONE:
        return "phone"
    return "other" if lot < 1 - assumed.DEVICE_UNKNOWN else ""


def _by(
    until: datetime, end: datetime, shown: datetime | None = None, *, if_: bool
) -> datetime | None:
    """The moment where it is reached and lies in the past."""
    return (shown or end) if if_ and end <= until else None


def _all(core: Answers, equality: Answers, *, is_broken: bool) -> Answers:
    return core if is_broken else {**core, **equality}


def equality_answers(
    rng: np.random.Generator, *, at: Ints, people: People, facts: Facts
) -> list[Answers]:
    """What each tells of herself: nothing, all, or all but a question or two."""
    number = len(at)
    bands = [band for _, band in AGE_BANDS]
    band = np.searchsorted([first for first, _ in AGE_BANDS], people.age[at], side="right") - 1
    of = [facts.ethnicities[index] for index in people.ethnicity[at].tolist()]
    columns = zip(
        (rng.random(number) < TELLS_OF_HERSELF).tolist(),
        (rng.random((number, 4)) < PREFERS_NOT).tolist(),
        people.is_female[at].tolist(),
        np.clip(band, 0, None).tolist(),
        of,
        people.is_disabled[at].tolist(),
        rng.integers(0, 2, number).tolist(),
        rng.integers(0, len(IMPAIRMENTS), number).tolist(),
        strict=True,
    )
    return [
        {
            "EQ-SEX": ["prefer_not" if quiet[0] else "female" if is_female else "male"],
            "EQ-AGE": ["prefer_not" if quiet[1] else bands[age]],
            **_ethnic_answers(ethnicity.group, ethnicity.code, is_quiet=quiet[2]),
            **_disability_answers(
                LIMITS[limit], IMPAIRMENTS[which], is_quiet=quiet[3], is_=disabled
            ),
        }
        if tells
        else {}
        for tells, quiet, is_female, age, ethnicity, disabled, limit, which in columns
    ]


def more_answers(
    rng: np.random.Generator, *, at: Ints, of: Characteristics
) -> list[dict[str, list[str]]]:
    """What each would say of religion, orientation, gender and pregnancy. Takes its chance from a
    stream beside `rng`."""
    own = rng.spawn(1)[0]
    columns = zip(
        (own.random((len(at), 4)) < PREFERS_NOT_MORE).tolist(),
        of.religion[at].tolist(),
        of.orientation[at].tolist(),
        of.is_of_other_gender[at].tolist(),
        of.is_expecting[at].tolist(),
        strict=True,
    )
    return [
        {
            code: ["prefer_not" if is_quiet else said]
            for is_quiet, (code, said) in zip(
                quiet,
                {
                    "EQ-REL": RELIGIONS[religion],
                    "EQ-ORI": ORIENTATIONS[orientation],
                    "EQ-GEN-1": "no" if is_of_other_gender else "yes",
                    "EQ-PREG": "yes" if is_expecting else "no",
                }.items(),
                strict=True,
            )
        }
        for quiet, religion, orientation, is_of_other_gender, is_expecting in columns
    ]


def _ethnic_answers(group: str, code: str, *, is_quiet: bool) -> dict[str, list[str]]:
    if is_quiet:
        return {"EQ-ETH": ["prefer_not"]}
    return {"EQ-ETH": [group], f"EQ-ETH-{group.upper()}": [code]}


def _disability_answers(
    limit: str, impairment: str, *, is_quiet: bool, is_: bool
) -> dict[str, list[str]]:
    if is_quiet:
        return {"EQ-DIS-1": ["prefer_not"]}
    if not is_:
        return {"EQ-DIS-1": ["no"]}
    return {"EQ-DIS-1": ["yes"], "EQ-DIS-2": [limit], "EQ-DIS-3": [impairment]}
