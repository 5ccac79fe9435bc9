from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from config.demo import assumptions as assumed
from config.demo import facts
from config.demo.answers import (
    answering,
    event_columns,
    invitations,
    opinions,
    reply_columns,
    saying_more,
)
from config.demo.answers.answering import Reply
from config.demo.answers.event_columns import Events
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import Character, Expected, Opinions
from config.demo.answers.reply_columns import Minds, Replies
from config.demo.answers.saying_more import Surveyed
from config.demo.facts import ForceFacts
from config.demo.plan import Plan, Size, sizes
from config.demo.planted import Planted
from config.demo.victims import case_file, cases, people
from config.demo.victims.case_file import Contacts, Victims
from config.demo.victims.cases import Cases
from config.demo.victims.people import Characteristics, Floats, Ints, Stream, stream_of
from responses.case_files.columns import CaseRow
from responses.cases.stages import period_of
from responses.eligibility import sampling

DAYS_TO_ANSWER = 1


# --- case by case: the demonstration, and rehearsals of real case files ---------------------------


@dataclass(frozen=True, kw_only=True)
class Record:
    victims: Victims
    characteristics: Characteristics
    rows: Sequence[CaseRow]
    contacts: Contacts
    character: Character


@dataclass(frozen=True, kw_only=True)
class Conditions:
    sampled: float
    last_day: date
    more_from: date = date.min
    longer_from: date = date.min
    planted: Sequence[Planted] = ()

    @property
    def until(self) -> datetime:
        return datetime.combine(self.last_day + timedelta(days=1), time(0), UTC)


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """Unrecorded, by case."""

    kinds: Sequence[str]
    held: Opinions
    character: Character
    is_wales: bool


@dataclass(frozen=True, kw_only=True)
class ForceHistory:
    """Replies are by place in `asked`."""

    force: str
    rows: Sequence[CaseRow]
    asked: Sequence[DecidedEvent]
    replies: dict[int, Reply]
    expected: dict[str, Expected]
    hidden: Hidden


def forces(plan: Plan, *, only: Sequence[str] = ()) -> Iterator[ForceHistory]:
    """In the order of the reference file."""
    of_size = sizes(plan)
    for number, (code, force) in enumerate(facts.load().forces.items()):
        if not only or code in only:
            rng = np.random.default_rng([plan.seed, number])
            conditions = Conditions(
                sampled=of_size[code].sampled,
                last_day=plan.last_day,
                more_from=plan.more_from,
                longer_from=plan.longer_from,
                planted=(*plan.planted, *plan.standing),
            )
            record = draw_record(rng, plan=plan, force=force, size=of_size[code])
            yield simulate(rng, record=record, conditions=conditions)


def draw_record(rng: np.random.Generator, *, plan: Plan, force: ForceFacts, size: Size) -> Record:
    victims = case_file.draw_victims(rng, plan=plan, force=force, number=size.cases)
    return complete_record(rng, victims, case_file.case_rows(rng, victims))


def complete_record(rng: np.random.Generator, victims: Victims, rows: Sequence[CaseRow]) -> Record:
    return Record(
        victims=victims,
        rows=rows,
        characteristics=people.draw_characteristics(rng, people=victims.people),
        contacts=case_file.draw_contacts(rng, victims),
        character=opinions.draw_character(rng),
    )


def simulate(rng: np.random.Generator, *, record: Record, conditions: Conditions) -> ForceHistory:
    victims = record.victims
    held = draw_opinions(rng, record)
    hidden = Hidden(
        kinds=victims.kinds, held=held, character=record.character,
        is_wales=facts.load().forces[victims.force].is_welsh,
    )  # fmt: skip
    asked = invitations.decide_events(
        rng,
        rows=record.rows,
        contacts=record.contacts,
        kept=victims.kept,
        sampled=conditions.sampled,
        plan=sampling.shipped_plan(),
        last_day=conditions.last_day,
        planted=conditions.planted,
    )
    asked = invitations.assign_calls(stream_of(rng, Stream.CALLED), asked, force=victims.force)
    places = [place for place, one in enumerate(asked) if one.is_invited]
    invited = [asked[place] for place in places]
    short = _short_replies(rng, record, held, invited, conditions)
    made = saying_more.extend_replies(
        rng.spawn(1)[0],
        short,
        asked=Surveyed(
            events=invited, rows=record.rows, kinds=victims.kinds, held=held,
            is_wales=hidden.is_wales, seed=f"{victims.force}:{conditions.last_day}",
        ),
        first_day=conditions.longer_from,
        until=conditions.until,
    )  # fmt: skip
    replies = dict(zip(places, made, strict=True))
    return ForceHistory(
        force=victims.force,
        rows=record.rows,
        asked=asked,
        replies=replies,
        expected=_expected(record, held, asked, replies, conditions.planted),
        hidden=hidden,
    )


def draw_opinions(rng: np.random.Generator, record: Record) -> Opinions:
    victims = record.victims
    return opinions.draw(
        rng, kinds=victims.kinds, outcomes=victims.times.comes_to, people=victims.people,
        characteristics=record.characteristics, force=record.character,
        has_adviser=victims.has_adviser,
    )  # fmt: skip


def _short_replies(
    rng: np.random.Generator,
    record: Record,
    held: Opinions,
    invited: Sequence[DecidedEvent],
    conditions: Conditions,
) -> list[Reply]:
    kinds, victims = record.victims.kinds, record.victims.people
    at = _cases(invited)
    days = np.array([one.asked_on.toordinal() for one in invited], dtype=np.int64)
    when = answering.timing(rng, [one.asked_on for one in invited])
    answered_on = days + np.floor(when.ended / 86_400).astype(np.int64)
    logits = _leaning(record, held, invited, conditions.planted, answered_on=answered_on)
    logits += assumed.OF_TELEPHONE * invitations.called(invited)[:, None]
    wants = answering.answers_wanted(
        rng, at=at, kinds=kinds, people=victims, opinions=held, days=days,
        in_hand=invitations.readiness(invited),
    )  # fmt: skip
    on_paper = invitations.on_paper(
        stream_of(rng, Stream.PAPER), invited, age=victims.age[at], wants=wants
    )
    return answering.replies(
        rng,
        asked=invited,
        when=when,
        wants=wants | on_paper,
        on_paper=on_paper,
        picks=opinions.picks(rng, logits),
        equality=answering.equality_answers(rng, at=at, people=victims),
        more=answering.more_answers(rng, at=at, of=record.characteristics),
        more_from=conditions.more_from,
        until=conditions.until,
    )


def _expected(
    record: Record,
    held: Opinions,
    asked: Sequence[DecidedEvent],
    replies: dict[int, Reply],
    planted: Sequence[Planted],
) -> dict[str, Expected]:
    days, framed = [], []
    for place, one in enumerate(asked):
        if one.is_in_frame:
            reply = replies.get(place)
            # Also where it was not answered.
            answered = reply.started_at if reply else None
            days.append(
                answered.toordinal() if answered else one.asked_on.toordinal() + DAYS_TO_ANSWER
            )
            framed.append(one)
    logits = _leaning(record, held, framed, planted, answered_on=np.array(days))
    return opinions.expected_by_period(
        (period_of(one.on) for one in framed), opinions.share_positive(logits)
    )


def _leaning(
    record: Record,
    held: Opinions,
    events: Sequence[DecidedEvent],
    planted: Sequence[Planted],
    *,
    answered_on: Ints,
) -> Floats:
    at = _cases(events)
    return opinions.leaning(
        opinions=held, at=at, character=record.character
    ) + opinions.planted_shifts(
        planted,
        force=record.victims.force,
        answered_on=answered_on,
        stages=[one.survey_stage for one in events],
        is_disabled=record.victims.people.is_disabled[at],
    )


def _cases(events: Sequence[DecidedEvent]) -> Ints:
    return np.array([one.at for one in events], dtype=np.int64)


# --- in columns: a nation of full size ------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Population:
    number: int
    cases: Cases
    reached: Events
    minds: Minds


@dataclass(frozen=True, kw_only=True)
class Survey:
    of: Population
    events: Events
    replies: Replies

    @property
    def asked(self) -> Events:
        return self.events.some(self.events.is_invited)


def surveys(plan: Plan, *, only: Sequence[str] = ()) -> Iterator[Survey]:
    """In the order of the reference file."""
    for code in facts.load().forces:
        if not only or code in only:
            yield survey(population(plan, code), plan)


def population(plan: Plan, code: str) -> Population:
    known = facts.load().forces
    number = list(known).index(code)
    rng = np.random.default_rng([plan.seed, number])
    made = cases.draw(rng, plan=plan, force=known[code], number=sizes(plan)[code].cases)
    return Population(
        number=number,
        cases=made,
        reached=event_columns.reached(made, last=plan.last_day.toordinal(), planted=plan.planted),
        minds=reply_columns.draw_minds(rng, made),
    )


def survey(of: Population, plan: Plan, *, repeat: int = 0) -> Survey:
    rng = np.random.default_rng([plan.seed, of.number, 1 + repeat])
    last = plan.last_day.toordinal()
    events = event_columns.decide(
        rng, of.cases, of.reached, plan=sampling.shipped_plan(), last=last, planted=plan.planted
    )
    asked = events.some(events.is_invited)
    replies = reply_columns.draw_replies(
        rng, of.cases, asked, of.minds, response=plan.response, planted=plan.planted
    )
    ended = asked.asked_on + (replies.opened_after + replies.took) // reply_columns.DAY
    return Survey(
        of=of, events=events, replies=replace(replies, answered=replies.answered & (ended < last))
    )
