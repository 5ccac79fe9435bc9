"""By which way people of the simulated nation are asked, and answer: who is telephoned, who sends
in a form on paper, and what the telephone does to answers. Pure."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from config.demo import assumptions as assumed
from config.demo.answers.invitations import DecidedEvent
from config.demo.victims.people import Flags, Floats, Ints


def called(
    rng: np.random.Generator, asked: Sequence[DecidedEvent], *, force: str
) -> list[DecidedEvent]:
    """In a force with interviewers chance decides whether a text or a call asks, but where a word
    or a code is needed."""
    if force not in assumed.TELEPHONING:
        return list(asked)
    lots = rng.random(len(asked)).tolist()
    return [
        replace(
            one,
            telephone_chance=assumed.TELEPHONED,
            is_called=one.is_asked and lot < assumed.TELEPHONED,
        )
        if one.selection_probability is not None and _is_chance(one)
        else one
        for one, lot in zip(asked, lots, strict=True)
    ]


def _is_chance(event: DecidedEvent) -> bool:
    return not event.needs_word_or_code and not event.assisted_by


def lift(asked: Sequence[DecidedEvent]) -> Floats:
    """The logits that the way adds to each answer."""
    return assumed.OF_TELEPHONE * _is_called(asked)


def readiness(asked: Sequence[DecidedEvent]) -> Floats:
    """The logits that the way adds to answering at all."""
    by_code = np.array([bool(one.assisted_by) for one in asked], dtype=float)
    found: Floats = assumed.OF_CODE_IN_HAND * by_code + assumed.OF_BEING_CALLED * _is_called(asked)
    return found


def _is_called(asked: Sequence[DecidedEvent]) -> Floats:
    return np.array([one.is_called for one in asked], dtype=float)


def on_paper(
    rng: np.random.Generator, asked: Sequence[DecidedEvent], *, age: Ints, wants: Flags
) -> Flags:
    """Who sends in a form: of those who leave a text unanswered and are old."""
    by_text = np.array([not one.assisted_by and not one.is_called for one in asked], dtype=np.bool_)
    lots: Flags = rng.random(len(asked)) < assumed.ON_PAPER
    found: Flags = lots & by_text & ~wants & (age >= assumed.PAPER_FROM_AGE)
    return found
