"""What victims of the nation of full size think at each stage, who answers, and what they say.
Columns only; pure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from config.demo.answers import answering, opinions
from config.demo.answers.opinions import (
    ITEMS,
    Character,
    Opinions,
    SimulatedItem,
    expit,
)
from config.demo.facts import ETHNIC_GROUPS, KINDS
from config.demo.full_size import assumptions as full
from config.demo.full_size.asking import STAGES, Events
from config.demo.full_size.assumptions import Willingness
from config.demo.full_size.cases import Cases
from config.demo.planted import Planted
from config.demo.victims.people import Flags, Floats, Ints

PLACES = 77
"""The seed of what stages and crimes, and stages and groups, add together: one nation has one."""
DAY = 86_400
REMINDED_AFTER = 7 * DAY


@dataclass(frozen=True, kw_only=True)
class Minds:
    """What nobody records of a force's victims: their opinions, one entry a case; and the force's
    character, with what each stage adds there."""

    held: Opinions
    character: Character
    of_stage: Floats


@dataclass(frozen=True, kw_only=True)
class Replies:
    """Of the events that were asked about, one entry each: whether it was answered, and seconds
    from the sending until the page was opened and left. `stopped_at` is the number of the ten that
    were answered, all of them where nobody broke off."""

    answered: Flags
    opened_after: Floats
    took: Floats
    stopped_at: Ints
    picks: Mapping[str, Ints]
    """By item, the place in `choices_of`."""


def minds(rng: np.random.Generator, cases: Cases) -> Minds:
    character = opinions.character(rng)
    return Minds(
        held=opinions.draw(
            rng,
            kinds=cases.kinds,
            outcomes=cases.times.comes_to,
            people=cases.people,
            characteristics=cases.characteristics,
            force=character,
            has_adviser=cases.contacts.has_adviser,
        ),
        character=character,
        of_stage=full.STAGE_IN_FORCE * rng.standard_normal(len(STAGES)),
    )


def leaning(cases: Cases, events: Events, minds: Minds) -> Floats:
    """For each event and item, the logit added to the thresholds, without what is planted for
    alerts."""
    logits = opinions.leaning(opinions=minds.held, at=events.at, character=minds.character)
    own = of_stage(cases, events) + minds.of_stage[events.stage] + _planted(cases, events)
    added: Floats = logits + own[:, None]
    return added


def of_stage(cases: Cases, events: Events) -> Floats:
    """What the stage adds, alone and together with the crime and with who the victim is."""
    rng = np.random.default_rng(PLACES)
    alone = np.array([full.OF_STAGE.get(stage, 0.0) for stage in STAGES])
    of_crime = full.STAGE_OF_CRIME * rng.standard_normal((len(STAGES), len(KINDS)))
    of_group = full.STAGE_OF_ETHNIC_GROUP * rng.standard_normal((len(STAGES), len(ETHNIC_GROUPS)))
    stage, at = events.stage, events.at
    found: Floats = (
        alone[stage]
        + of_crime[stage, cases.kind[at]]
        + of_group[stage, cases.people.ethnic_group[at]]
    )
    return found


def _planted(cases: Cases, events: Events) -> Floats:
    added = np.zeros(len(events))
    if cases.force == full.FAILING_FORCE:
        added += full.FAILING * (events.stage == STAGES.index(full.FAILING_STAGE))
    if cases.force == full.GAP_FORCE:
        added += full.GAP * cases.people.is_disabled[events.at]
    return added


def chance_of_answering(
    cases: Cases, events: Events, minds: Minds, *, response: Willingness
) -> Floats:
    """To one message. The reminder has the same chance again."""
    at = events.at
    usual = (
        answering._propensity(at, cases.kinds, cases.people, minds.held)
        - answering.LEVEL
        - answering.OF_OWN_OPINION * minds.held.own[at]
    )
    rng = np.random.default_rng(PLACES + 1)
    together = full.ANSWERS_AT_STAGE_OF_CRIME * rng.standard_normal((len(STAGES), len(KINDS)))
    alone = np.array([full.ANSWERS_AT_STAGE.get(stage, 0.0) for stage in STAGES])
    return expit(
        np.log(response.chance / (1 - response.chance))
        + usual
        + alone[events.stage]
        + together[events.stage, cases.kind[at]]
        + full.OF_CODE_IN_HAND * (events.role > 0)
        + response.slope * minds.held.own[at]
    )


def replies(
    rng: np.random.Generator,
    cases: Cases,
    asked: Events,
    minds: Minds,
    *,
    response: Willingness,
    planted: tuple[Planted, ...] = (),
) -> Replies:
    number = len(asked)
    chance = chance_of_answering(cases, asked, minds, response=response)
    first, second = (rng.random(number) < chance for _ in range(2))
    early = np.clip(rng.lognormal(np.log(9_000), 1.7, number), 60, REMINDED_AFTER - DAY)
    late = REMINDED_AFTER + np.clip(rng.lognormal(np.log(9_000), 1.7, number), 60, 18 * DAY)
    breaks = rng.random(number) < answering.BREAKS_OFF
    opened_after = np.where(first, early, late)
    logits = leaning(cases, asked, minds) + opinions.planted_shifts(
        planted,
        force=cases.force,
        answered_on=asked.asked_on + (opened_after // DAY).astype(np.int64),
        stages=np.array(STAGES, dtype=object)[asked.stage].tolist(),
        is_disabled=cases.people.is_disabled[asked.at],
    )
    return Replies(
        answered=first | second,
        opened_after=opened_after,
        took=rng.lognormal(np.log(300), 0.4, number),
        stopped_at=np.where(breaks, rng.integers(1, len(ITEMS), number), len(ITEMS)),
        picks={item.code: picked(rng, item, logits[:, place]) for place, item in enumerate(ITEMS)},
    )


def choices_of(item: SimulatedItem) -> tuple[str, ...]:
    """What can be said, in the order that `picked` counts in; the last is to skip."""
    return (*item.choices, *item.apart, "")


def picked(rng: np.random.Generator, item: SimulatedItem, logits: Floats) -> Ints:
    """The place of each answer among `choices_of`; as opinions.picks_of."""
    noise = rng.logistic(size=len(logits))
    place = (logits[:, None] + item.thresholds[None, :] < noise[:, None]).sum(axis=1)
    bounds = np.cumsum([*item.apart.values(), opinions.SKIPPED])
    drawn = rng.random(len(logits))
    apart = len(item.choices) + np.searchsorted(bounds, drawn, side="right")
    found: Ints = np.where(drawn < bounds[-1], apart, place)
    return found
