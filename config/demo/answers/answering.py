from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np

from config.demo import assumptions as assumed
from config.demo import facts
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import ITEMS, Opinions, expit
from config.demo.facts import ETHNIC_GROUPS
from config.demo.victims.people import (
    ORIENTATIONS,
    RELIGIONS,
    Characteristics,
    Flags,
    Floats,
    Ints,
    People,
    by_age,
    by_kind,
)
from responses.vault.sending_hours import CLOSES, LONGEST_SENDING, OPENS, PLACE

LINK_DAYS = 28
ON_ITS_WAY = timedelta(days=assumed.DAYS_OF_PAPER)
BY_TEXT, BY_CODE, BY_TELEPHONE, ON_PAPER = "web_sms", "web_code", "telephone", "paper"
# The ten core questions' part of the answering time.
CORE_DONE = 0.6
DELIVERED = 0.97
# Logits of answering for one of the victim's own opinion: no weight can correct it.
OF_OWN_OPINION = 0.08
OF_AGE = ((0, -0.85), (25, -0.45), (35, 0.0), (45, 0.2), (55, 0.5), (65, 0.7), (75, 0.3))
OF_ETHNIC_GROUP = {"asian": -0.25, "black": -0.3, "mixed": -0.15, "other": -0.2, "white": 0.0}
OF_FEMALE = 0.15
OF_CRIME = {
    "violence": -0.25, "stalking_harassment": -0.1, "sexual": -0.25, "burglary": 0.3,
    "bicycle": 0.3, "vehicle": 0.15, "other_theft": 0.1, "public_order": -0.1,
}  # fmt: skip
LEVEL = -0.2
BREAKS_OFF = 0.08
# Victims without answers who pass the gate and leave at the first question.
OPENED_ONLY = 0.16
ANSWERS_EQUALITY = 0.93
PREFERS_NOT = 0.03
# Voluntary in the Census 2021: 6% to 7.5% did not answer.
PREFERS_NOT_MORE = 0.07
USABLE = 6

LIMITS = ("a_lot", "a_little")
IMPAIRMENTS = ("mobility", "mental_health", "stamina", "hearing", "vision", "memory", "learning")
AGE_BANDS = ((18, "18_24"), (25, "25_34"), (35, "35_44"), (45, "45_54"), (55, "55_64"),
             (65, "65_74"), (75, "75_over"))  # fmt: skip

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Reply:
    invited_at: datetime
    expires_at: datetime
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    answers: Answers | None = None
    mode: str = BY_TEXT
    answered_by: str = ""
    assisted_by: str = ""
    core_done_at: datetime | None = None
    chances: Mapping[str, float] = field(default_factory=dict)
    more_choice: str = ""
    more_pathway: Mapping[str, Any] = field(default_factory=dict)
    device: str = ""

    @property
    def counts(self) -> bool:
        return self.completed_at is not None or len(self.answers or ()) >= USABLE


@dataclass(frozen=True, kw_only=True)
class Timing:
    """Seconds since sending."""

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
    # Back from 9:00, so that the time is right when the clocks change.
    starts = {
        day: datetime.combine(day, time(9), PLACE).astimezone(UTC) - timedelta(hours=9)
        for day in set(days)
    }
    return Timing(
        sent=[starts[day] + timedelta(seconds=s) for day, s in zip(days, seconds, strict=True)],
        opened=opened,
        begun=begun,
        ended=begun + rng.lognormal(np.log(270), 0.4, number),
    )


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
    logits = LEVEL + propensity(at, kinds, people) + OF_OWN_OPINION * opinions.own[at]
    chance = expit(logits + in_hand)
    order = np.lexsort((rng.random(len(at)), days // 30))
    reached = np.floor(np.cumsum(chance[order]) + rng.random())
    drawn = np.zeros(len(at), dtype=np.bool_)
    drawn[order] = np.diff(reached, prepend=0.0) > 0
    return drawn


def propensity(at: Ints, kinds: Sequence[str], people: People) -> Floats:
    """By event, from victim and crime."""
    groups = np.array([OF_ETHNIC_GROUP[group] for group in ETHNIC_GROUPS])
    logits: Floats = (
        by_age(OF_AGE, people.age[at])
        + groups[people.ethnic_group[at]]
        + OF_FEMALE * people.is_female[at]
        + by_kind(kinds, OF_CRIME)[at]
    )
    return logits


class _Moments(NamedTuple):
    sent: datetime
    opened: datetime
    begun: datetime
    ended: datetime


class _Fate(NamedTuple):
    """`breaks_off_at`: questions answered before leaving; 0 for all."""

    is_delivered: bool
    only_opens: bool
    answers: bool
    breaks_off_at: int
    is_on_paper: bool


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
    made = []
    number = len(wants)
    delivered = wants | (rng.random(number) < DELIVERED)
    only_opened = ~wants & delivered & (rng.random(number) < OPENED_ONLY)
    broken = np.where(rng.random(number) < BREAKS_OFF, rng.integers(1, len(ITEMS), number), 0)
    broken[on_paper] = 0
    columns = (column.tolist() for column in (delivered, only_opened, wants, broken, on_paper))
    for n, (event, moments, fate) in enumerate(
        zip(asked, _moments(when), map(_Fate._make, zip(*columns, strict=True)), strict=True)
    ):
        codes = [item.code for item in ITEMS[: fate.breaks_off_at or None]]
        answers: dict[str, Sequence[str]] = {
            code: picks[place][n] for place, code in enumerate(codes)
        }
        if not fate.breaks_off_at and equality[n]:
            answers |= equality[n]
            if moments.begun.astimezone(PLACE).date() >= more_from:
                answers |= more[n]
        arrives_after = timedelta(seconds=4 + n % 50)
        made.append(_make_reply(event, moments, fate, answers, arrives_after, until=until))
    return made


def _moments(when: Timing) -> Iterator[_Moments]:
    steps = zip(when.opened.tolist(), when.begun.tolist(), when.ended.tolist(), strict=True)
    for sent, after in zip(when.sent, steps, strict=True):
        yield _Moments(sent, *(sent + timedelta(seconds=int(step)) for step in after))


def _make_reply(
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
    mode = BY_CODE if event.assisted_by else BY_TELEPHONE if event.is_called else BY_TEXT
    has_answered = fate.answers and ended <= until
    is_whole = has_answered and not fate.breaks_off_at
    is_delivered = fate.is_delivered and mode == BY_TEXT and sent + arrives_after <= until
    opens = fate.only_opens or (fate.answers and not fate.is_on_paper)
    is_on_the_web = mode != BY_TELEPHONE and not fate.is_on_paper
    return Reply(
        invited_at=sent,
        expires_at=sent + timedelta(days=LINK_DAYS),
        delivered_at=sent + arrives_after if is_delivered else None,
        opened_at=opened if opens and opened <= until else None,
        started_at=begun if has_answered else None,
        completed_at=ended if is_whole else None,
        answers=answers if has_answered else None,
        mode=mode,
        answered_by=ON_PAPER if fate.is_on_paper and ended <= until else "",
        assisted_by=event.assisted_by,
        core_done_at=begun + CORE_DONE * (ended - begun) if is_whole else None,
        device=_device(opened) if fate.answers and is_on_the_web else "",
    )


def _device(opened: datetime) -> str:
    lot = opened.second / 60
    if lot < assumed.ON_A_PHONE:
        return "phone"
    return "other" if lot < 1 - assumed.DEVICE_UNKNOWN else ""


def equality_answers(rng: np.random.Generator, *, at: Ints, people: People) -> list[Answers]:
    """None, all, or all but a question or two."""
    number, known = len(at), facts.load().ethnicities
    bands = [band for _, band in AGE_BANDS]
    band = np.searchsorted([first for first, _ in AGE_BANDS], people.age[at], side="right") - 1
    columns = zip(
        (rng.random(number) < ANSWERS_EQUALITY).tolist(),
        (rng.random((number, 4)) < PREFERS_NOT).tolist(),
        people.is_female[at].tolist(),
        np.clip(band, 0, None).tolist(),
        [known[index] for index in people.ethnicity[at].tolist()],
        people.is_disabled[at].tolist(),
        rng.integers(0, 2, number).tolist(),
        rng.integers(0, len(IMPAIRMENTS), number).tolist(),
        strict=True,
    )
    made: list[Answers] = []
    for answers, quiet, is_female, age, ethnicity, is_disabled, limit, which in columns:
        if not answers:
            made.append({})
            continue
        said = {
            "EQ-SEX": ["prefer_not" if quiet[0] else "female" if is_female else "male"],
            "EQ-AGE": ["prefer_not" if quiet[1] else bands[age]],
            "EQ-ETH": ["prefer_not" if quiet[2] else ethnicity.group],
        }
        if not quiet[2]:
            said[f"EQ-ETH-{ethnicity.group.upper()}"] = [ethnicity.code]
        said["EQ-DIS-1"] = ["prefer_not" if quiet[3] else "yes" if is_disabled else "no"]
        if is_disabled and not quiet[3]:
            said |= {"EQ-DIS-2": [LIMITS[limit]], "EQ-DIS-3": [IMPAIRMENTS[which]]}
        made.append(said)
    return made


def more_answers(
    rng: np.random.Generator, *, at: Ints, of: Characteristics
) -> list[dict[str, list[str]]]:
    """From a spawned stream."""
    columns = zip(
        (rng.spawn(1)[0].random((len(at), 4)) < PREFERS_NOT_MORE).tolist(),
        of.religion[at].tolist(),
        of.orientation[at].tolist(),
        of.is_of_other_gender[at].tolist(),
        of.is_expecting[at].tolist(),
        strict=True,
    )
    made = []
    for quiet, religion, orientation, is_of_other_gender, is_expecting in columns:
        said = {
            "EQ-REL": RELIGIONS[religion],
            "EQ-ORI": ORIENTATIONS[orientation],
            "EQ-GEN-1": "no" if is_of_other_gender else "yes",
            "EQ-PREG": "yes" if is_expecting else "no",
        }
        made.append(
            {
                code: ["prefer_not" if is_quiet else choice]
                for is_quiet, (code, choice) in zip(quiet, said.items(), strict=True)
            }
        )
    return made
