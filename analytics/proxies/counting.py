from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.weights.clusters import PersonScores, base_by_people
from responses.extract_rows import VoiceRow
from survey.definition.types import Meaning

LEAST_SHOWN = 50
"""The fewest people a year: the threshold of the most protected topics, because the few bereaved
families of a year are easily recognised.
"""
STEP = 10
"""Numbers of people are published in tens."""
CONFIDENCE = 0.95
Meanings = Mapping[str, Mapping[str, Meaning]]


@dataclass(frozen=True, kw_only=True)
class ProxyShare:
    """`people` is in tens."""

    people: int
    share: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class ProxyFigures:
    """At least fifty respondents; how many, in tens; a share needs fifty answers."""

    people: Mapping[str, int]
    shares: Mapping[str, Mapping[str, ProxyShare]]


def figures(rows: Iterable[VoiceRow], meanings: Meanings) -> ProxyFigures:
    by_voice: dict[str, list[VoiceRow]] = defaultdict(list)
    for row in rows:
        by_voice[row.voice].append(row)
    people = {voice: len({row.person for row in found}) for voice, found in by_voice.items()}
    shown = [voice for voice, number in people.items() if number >= LEAST_SHOWN]
    return ProxyFigures(
        people={voice: people[voice] // STEP * STEP for voice in shown},
        shares={voice: _shares(by_voice[voice], meanings) for voice in shown},
    )


def _shares(rows: Sequence[VoiceRow], meanings: Meanings) -> dict[str, ProxyShare]:
    found = {code: _share(rows, code, known) for code, known in meanings.items()}
    return {code: share for code, share in found.items() if share is not None}


def _share(rows: Sequence[VoiceRow], code: str, known: Mapping[str, Meaning]) -> ProxyShare | None:
    said = [
        (row.person, known[picked[0]] is Meaning.POSITIVE)
        for row in rows
        if len(picked := row.answers.get(code) or ()) == 1
        and known.get(picked[0], Meaning.OUT_OF_BASE) is not Meaning.OUT_OF_BASE
    ]
    people = len({person for person, _ in said})
    if people < LEAST_SHOWN:
        return None
    is_good = np.array([good for _, good in said], dtype=float)
    share = float(is_good.mean())
    scores = PersonScores.of((person for person, _ in said), (is_good - share) / len(said))
    trials = base_by_people(share=share, kish=float(len(said)), scores=scores)
    interval = wilson_interval(successes=share * trials, trials=trials, confidence=CONFIDENCE)
    return ProxyShare(people=people // STEP * STEP, share=share, interval=interval)


def packed(found: ProxyFigures) -> dict[str, Any]:
    return {
        "people": dict(found.people),
        "shares": {
            voice: {
                code: [one.people, one.share, one.interval.lower, one.interval.upper]
                for code, one in by_question.items()
            }
            for voice, by_question in found.shares.items()
        },
    }


def unpacked(stored: dict[str, Any]) -> ProxyFigures:
    return ProxyFigures(
        people=stored["people"],
        shares={
            voice: {code: _unpack_share(*each) for code, each in by_question.items()}
            for voice, by_question in stored["shares"].items()
        },
    )


def _unpack_share(people: int, share: float, lower: float, upper: float) -> ProxyShare:
    return ProxyShare(people=people, share=share, interval=Interval(lower=lower, upper=upper))
