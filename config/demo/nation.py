"""The simulated nation: every force's cases, who was asked, what they said, and what is true.

The same plan makes the same nation; each force has a stream of chance of its own, so that one
force can be made without the others. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from config.demo import facts, planted, truth
from config.demo.answers import answering, invitations, opinions, saying_more, ways
from config.demo.answers.answering import Reply, Timing
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import Character, Opinions
from config.demo.answers.saying_more import Surveyed
from config.demo.cases import case_file, timelines
from config.demo.cases.case_file import Contacts, RecordQuality
from config.demo.facts import Facts, ForceFacts
from config.demo.plan import Plan, Size, sizes
from config.demo.planted import Planted
from config.demo.streams import Stream, beside
from config.demo.truth import Expected
from config.demo.victims import characteristics, people
from config.demo.victims.characteristics import Characteristics
from config.demo.victims.people import Floats, Ints, People
from responses.case_files.case import CaseRow
from responses.cases.stages import period_of
from responses.eligibility import sampling

DAYS_TO_ANSWER = 1


@dataclass(frozen=True, kw_only=True)
class Record:
    """Everything about one force's cases but what was asked: known and hidden."""

    force: str
    kinds: Sequence[str]
    people: People
    characteristics: Characteristics
    outcomes: Sequence[str]
    rows: Sequence[CaseRow]
    contacts: Contacts
    kept: RecordQuality
    character: Character


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How a force's survey is made. From `more_from` on people are asked the larger equality block,
    from `longer_from` on what rotates, and may say more."""

    facts: Facts
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
    """What nobody records of a force's victims, one entry a case."""

    kinds: Sequence[str]
    held: Opinions
    character: Character
    is_wales: bool


@dataclass(frozen=True, kw_only=True)
class ForceHistory:
    """One force: its cases, every stage event, the reply to each that was asked, by its place
    in `asked`, and what is true by quarter."""

    force: str
    rows: Sequence[CaseRow]
    asked: Sequence[DecidedEvent]
    replies: dict[int, Reply]
    expected: dict[str, Expected]
    hidden: Hidden


def forces(plan: Plan, *, only: Sequence[str] = ()) -> Iterator[ForceHistory]:
    """Each force in turn, in the order of the reference file."""
    known = facts.load()
    of_size = sizes(plan, known)
    for number, (code, force) in enumerate(known.forces.items()):
        if not only or code in only:
            rng = np.random.default_rng([plan.seed, number])
            record = _record(rng, plan=plan, force=force, facts=known, size=of_size[code])
            yield simulate(
                rng,
                record=record,
                under=Conditions(
                    facts=known,
                    sampled=of_size[code].sampled,
                    last_day=plan.last_day,
                    more_from=plan.more_from,
                    longer_from=plan.longer_from,
                    planted=(*plan.planted, *plan.standing),
                ),
            )


def _record(
    rng: np.random.Generator, *, plan: Plan, force: ForceFacts, facts: Facts, size: Size
) -> Record:
    kept = case_file.record_quality(rng)
    kinds, reported = _reported(rng, plan=plan, force=force, size=size)
    victims = people.draw(rng, kinds=kinds, force=force, facts=facts)
    has_adviser = case_file.advisers(beside(rng, Stream.ADVISERS), kinds)
    times = timelines.draw(
        rng, kinds=kinds, reported=reported, told_share=kept.told, last_day=plan.last_day,
        force=force, facts=facts, has_adviser=has_adviser,
    )  # fmt: skip
    rows = case_file.case_rows(
        rng, force=force, facts=facts, kinds=kinds, people=victims, timelines=times, kept=kept,
        has_adviser=has_adviser,
    )  # fmt: skip
    return Record(
        force=force.code,
        kinds=kinds,
        people=victims,
        characteristics=characteristics.draw(rng, people=victims),
        outcomes=times.comes_to,
        rows=rows,
        contacts=case_file.contacts(rng, kinds, kept=kept, has_adviser=has_adviser),
        kept=kept,
        character=opinions.character(rng),
    )


def _reported(
    rng: np.random.Generator, *, plan: Plan, force: ForceFacts, size: Size
) -> tuple[list[str], Ints]:
    """The kind of each case, and the day on which it was reported."""
    kinds = case_file.kinds(rng, size.cases, force=force)
    days = timelines.reported(rng, size.cases, first_day=plan.first_day, last_day=plan.last_day)
    return planted.mixed(rng, kinds, reported=days, force=force.code, among=plan.planted), days


def simulate(rng: np.random.Generator, *, record: Record, under: Conditions) -> ForceHistory:
    """Simulate a force: from its record to who was asked, who answered and what."""
    held = opinions.draw(
        rng, kinds=record.kinds, outcomes=record.outcomes, people=record.people,
        characteristics=record.characteristics, force=record.character,
        has_adviser=record.contacts.has_adviser,
    )  # fmt: skip
    hidden = Hidden(
        kinds=record.kinds, held=held, character=record.character,
        is_wales=under.facts.forces[record.force].is_welsh,
    )  # fmt: skip
    asked = invitations.decide_events(
        rng,
        rows=record.rows,
        contacts=record.contacts,
        kept=record.kept,
        sampled=under.sampled,
        plan=sampling.shipped_plan(),
        last_day=under.last_day,
        planted=under.planted,
    )
    asked = ways.called(beside(rng, Stream.CALLED), asked, force=record.force)
    replies = _replies(rng, record=record, hidden=hidden, asked=asked, under=under)
    return ForceHistory(
        force=record.force,
        rows=record.rows,
        asked=asked,
        replies=replies,
        expected=_expected(record, held=held, asked=asked, replies=replies, planted=under.planted),
        hidden=hidden,
    )


def _replies(
    rng: np.random.Generator,
    *,
    record: Record,
    hidden: Hidden,
    asked: Sequence[DecidedEvent],
    under: Conditions,
) -> dict[int, Reply]:
    places = [place for place, one in enumerate(asked) if one.is_asked]
    invited = [asked[place] for place in places]
    short = _short_replies(rng, record=record, held=hidden.held, invited=invited, under=under)
    made = saying_more.extended(
        rng.spawn(1)[0],
        short,
        asked=Surveyed(
            events=invited,
            rows=record.rows,
            kinds=hidden.kinds,
            held=hidden.held,
            is_wales=hidden.is_wales,
            seed=f"{record.force}:{under.last_day}",
        ),
        first_day=under.longer_from,
        until=under.until,
    )
    return dict(zip(places, made, strict=True))


def _short_replies(
    rng: np.random.Generator,
    *,
    record: Record,
    held: Opinions,
    invited: Sequence[DecidedEvent],
    under: Conditions,
) -> list[Reply]:
    """The ten, and the questions about who answers."""
    victims = record.people
    at = np.array([one.at for one in invited], dtype=np.int64)
    days = np.array([one.asked_on.toordinal() for one in invited], dtype=np.int64)
    when = answering.timing(rng, [one.asked_on for one in invited])
    logits = _leaning(record, held, invited, under=under, days=days, when=when)
    wants = answering.answers_wanted(
        rng, at=at, kinds=record.kinds, people=victims, opinions=held, days=days,
        in_hand=ways.readiness(invited),
    )  # fmt: skip
    on_paper = ways.on_paper(beside(rng, Stream.PAPER), invited, age=victims.age[at], wants=wants)
    return answering.replies(
        rng,
        asked=invited,
        when=when,
        wants=wants | on_paper,
        on_paper=on_paper,
        picks=opinions.picks(rng, logits),
        equality=answering.equality_answers(rng, at=at, people=victims, facts=under.facts),
        more=answering.more_answers(rng, at=at, of=record.characteristics),
        more_from=under.more_from,
        until=under.until,
    )  # fmt: skip


def _leaning(
    record: Record,
    held: Opinions,
    invited: Sequence[DecidedEvent],
    *,
    under: Conditions,
    days: Ints,
    when: Timing,
) -> Floats:
    """The logits of each answer: by opinion, by what was planted on the day it is given, and by the
    way. `days` are those on which they are asked."""
    at = np.array([one.at for one in invited], dtype=np.int64)
    logits = opinions.leaning(opinions=held, at=at, character=record.character)
    answered_on = days + np.floor(when.ended / 86_400).astype(np.int64)
    logits += _planted(record, invited, under.planted, answered_on=answered_on)
    logits += ways.lift(invited)[:, None]
    return logits


def _expected(
    record: Record,
    *,
    held: Opinions,
    asked: Sequence[DecidedEvent],
    replies: dict[int, Reply],
    planted: Sequence[Planted],
) -> dict[str, Expected]:
    framed = [(place, one) for place, one in enumerate(asked) if one.is_in_frame]
    at = np.array([one.at for _, one in framed], dtype=np.int64)
    logits = opinions.leaning(opinions=held, at=at, character=record.character)
    logits += _planted(
        record, [one for _, one in framed], planted,
        answered_on=np.array([_day(one, replies.get(place)) for place, one in framed]),
    )  # fmt: skip
    return truth.expected_by_period(
        (period_of(one.on) for _, one in framed), opinions.share_positive(logits)
    )


def _planted(
    record: Record, events: Sequence[DecidedEvent], planted: Sequence[Planted], *, answered_on: Ints
) -> Floats:
    at = np.array([one.at for one in events], dtype=np.int64)
    return opinions.planted_shifts(
        planted,
        force=record.force,
        answered_on=answered_on,
        stages=[one.survey_stage for one in events],
        is_disabled=record.people.is_disabled[at],
    )


def _day(one: DecidedEvent, reply: Reply | None) -> int:
    """When it was answered, or would have been."""
    if reply and reply.started_at:
        return reply.started_at.toordinal()
    return one.asked_on.toordinal() + DAYS_TO_ANSWER
