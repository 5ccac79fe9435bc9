"""From the answers of relatives and of those who answer in another's place to what may be said of
them. Pure.

They are of other people than victims' own answers, to other questions, and are in no figure with
them, so no two tables are told of the same people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.weights.clusters import PersonScores, base_by_people
from responses.extract_rows import VoiceRow
from survey.definition.types import Meaning

LEAST_SHOWN = 50
"""Of fewer people a year nothing is said, as of the topics that are protected most: few families
lose somebody in a year, and most of them are known to somebody."""
STEP = 10
"""Numbers of people are told in tens."""
CONFIDENCE = 0.95
Meanings = Mapping[str, Mapping[str, Meaning]]


@dataclass(frozen=True, kw_only=True)
class VoiceShare:
    """Share positive of what was answered to a question, of `people` in tens."""

    people: int
    share: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class VoiceFigures:
    """By voice, which is there where fifty people or more answered: how many they are, in tens, and
    by question the share, where fifty answered it."""

    people: Mapping[str, int]
    shares: Mapping[str, Mapping[str, VoiceShare]]


def figures(rows: Iterable[VoiceRow], meanings: Meanings) -> VoiceFigures:
    """Unweighted: they describe who answered, and nobody knows whom they stand for."""
    by_voice: dict[str, list[VoiceRow]] = defaultdict(list)
    for row in rows:
        by_voice[row.voice].append(row)
    people = {voice: len({row.person for row in found}) for voice, found in by_voice.items()}
    shown = [voice for voice, number in people.items() if number >= LEAST_SHOWN]
    return VoiceFigures(
        people={voice: people[voice] // STEP * STEP for voice in shown},
        shares={voice: _shares(by_voice[voice], meanings) for voice in shown},
    )


def _shares(rows: Sequence[VoiceRow], meanings: Meanings) -> dict[str, VoiceShare]:
    found = {code: _share(rows, code, known) for code, known in meanings.items()}
    return {code: share for code, share in found.items() if share is not None}


def _share(rows: Sequence[VoiceRow], code: str, known: Mapping[str, Meaning]) -> VoiceShare | None:
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
    return VoiceShare(people=people // STEP * STEP, share=share, interval=interval)
