from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf, log

from analytics.answer_modes import WEB_MODES
from analytics.stats.proportions import Interval, effective_base
from analytics.stats.rounding import whole_points
from analytics.stats.suppression import Published, may_compare
from responses.extract_rows import AnswerRow, FrameRow
from survey.definition.types import Meaning

LikeCases = tuple[str, str]
"""Survey stage and crime group."""
Meanings = Mapping[str, Mapping[str, Meaning]]
ODDS = 0.3
"""Logits by which non-respondents are assumed more or less satisfied."""
INVITE = "INVITE"
LEAST_ALIKE = 30
"""Smaller groups of like cases are merged (ADR 122)."""
NINE, MOST_BY_NINE = 9, 0.02
"""The estimate from late answers is shown only if no nine answers move it by more (ADR 125)."""
SUREST = 0.99


@dataclass(frozen=True, kw_only=True)
class SilentShift:
    """In shares, if non-respondents resembled late respondents (None if too few or disclosive), or
    had ODDS less or more."""

    as_late: float | None
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class SilentRange:
    as_late: float | None
    lower: float
    upper: float


def range_of(share: float, interval: Interval, shift: SilentShift) -> SilentRange:
    as_late = None if shift.as_late is None else _clip_share(share + shift.as_late)
    return SilentRange(
        as_late=as_late,
        lower=_clip_share(interval.lower + shift.lower),
        upper=_clip_share(interval.upper + shift.upper),
    )


def told_range(share: Published, shift: SilentShift) -> SilentRange:
    """From rounded shares, so that it discloses no further digits."""
    interval = Interval(
        lower=whole_points.told(share.interval.lower), upper=whole_points.told(share.interval.upper)
    )
    found = range_of(whole_points.told(share.positive), interval, shift)
    return SilentRange(
        as_late=whole_points.round_or_none(found.as_late),
        lower=whole_points.told(found.lower),
        upper=whole_points.told(found.upper),
    )


def _clip_share(share: float) -> float:
    return min(max(share, 0.0), 1.0)


@dataclass
class _LikeAnswers:
    """`silent_weight` is Σw times the proportion that did not respond."""

    early: list[float] = field(default_factory=lambda: [0.0, 0.0])
    late: list[float] = field(default_factory=lambda: [0.0, 0.0])
    people: int = 0
    heaviest: float = 0.0
    silent_weight: float = 0.0

    def add(self, other: "_LikeAnswers") -> None:
        self.early = [mine + its for mine, its in zip(self.early, other.early, strict=True)]
        self.late = [mine + its for mine, its in zip(self.late, other.late, strict=True)]
        self.people += other.people
        self.heaviest = max(self.heaviest, other.heaviest)
        self.silent_weight += other.silent_weight

    @property
    def weight(self) -> float:
        return sum(self.early) + sum(self.late)

    @property
    def share(self) -> float:
        return (self.early[0] + self.late[0]) / self.weight

    @property
    def late_share(self) -> float:
        return sum(self.late) / self.weight


def response_shares(rows: Sequence[AnswerRow], frame: Iterable[FrameRow]) -> dict[LikeCases, float]:
    asked = Counter[LikeCases]()
    for row in frame:
        is_asked = row.decision == INVITE and row.is_invited and not row.is_undeliverable
        if is_asked and row.is_own_account and row.mode in WEB_MODES:
            asked[row.survey_stage, row.crime_group] += row.events
    answered = Counter((row.survey_stage, row.crime_group) for row in rows)
    return {like: min(1.0, answered[like] / people) for like, people in asked.items()}


def silent_shifts(
    rows: Sequence[AnswerRow],
    weights: Sequence[float],
    frame: Iterable[FrameRow],
    *,
    meanings: Meanings,
    may_tell_late: bool = True,
    most_by_nine: float = MOST_BY_NINE,
) -> dict[str, SilentShift]:
    """Return the shift by item, with response rate r:

        figure' = Σ W (r p + (1 - r) expit(logit p + δ)) / Σ W

    For δ = ±.3 all cases count as alike. For late answers the sum is over like cases of LEAST_ALIKE
    people, and δ is (1 - late share) times the pooled log odds ratio of late to early (Mantel &
    Haenszel 1959, J Natl Cancer Inst 22:719): the continuum of resistance (Lin & Schaeffer 1995,
    POQ 59:236). None if nine answers move it by more than `most_by_nine`, or `may_tell_late` is
    false.
    """
    answered = response_shares(rows, frame)
    return {
        item: _shift(
            _merge_small(said, answered),
            most_by_nine=most_by_nine if may_tell_late and are_enough else None,
        )
        for item in meanings
        if (found := _said_by_like_cases(rows, weights, item, meanings[item])) is not None
        for said, are_enough in [found]
    }


def _merge_small(
    said: Mapping[LikeCases, _LikeAnswers], answered: Mapping[LikeCases, float]
) -> list[_LikeAnswers]:
    few, found = _LikeAnswers(), list[_LikeAnswers]()
    for like, each in said.items():
        each.silent_weight = each.weight * (1 - answered.get(like, 1.0))
    for each in sorted(said.values(), key=lambda one: one.people):
        if each.people < LEAST_ALIKE or 0 < few.people < LEAST_ALIKE:
            few.add(each)
        else:
            found.append(each)
    return [*found, few] if few.people else found


def _said_by_like_cases(
    rows: Sequence[AnswerRow],
    weights: Sequence[float],
    item: str,
    meanings: Mapping[str, Meaning],
) -> tuple[dict[LikeCases, _LikeAnswers], bool] | None:
    said: dict[LikeCases, _LikeAnswers] = defaultdict(_LikeAnswers)
    sums = {True: [0.0, 0.0], False: [0.0, 0.0]}
    for row, weight in zip(rows, weights, strict=True):
        picked = row.answers.get(item)
        meaning = meanings[picked[0]] if picked else Meaning.OUT_OF_BASE
        if meaning is not Meaning.OUT_OF_BASE:
            of_class = said[row.survey_stage, row.crime_group]
            bins = of_class.late if row.is_late else of_class.early
            bins[meaning is not Meaning.POSITIVE] += weight
            of_class.people += 1
            of_class.heaviest = max(of_class.heaviest, weight)
            sums[row.is_late][0] += weight
            sums[row.is_late][1] += weight * weight
    if not said:
        return None
    return said, all(
        may_compare(effective_base=effective_base(sum_w=sum_w, sum_w2=sum_w2))
        for sum_w, sum_w2 in sums.values()
    )


def shift_of_shown(share: float, *, response: float | None) -> SilentShift | None:
    """From its rounded share and response rate. None if the rate may not be shown."""
    if response is None:
        return None
    silent = 1 - min(1.0, response)
    everybody = _LikeAnswers(early=[share, 1 - share], silent_weight=silent)
    return _shift([everybody])


def _shift(said: Sequence[_LikeAnswers], *, most_by_nine: float | None = None) -> SilentShift:
    as_late = None if most_by_nine is None else _late_log_odds(said)
    if as_late is not None and _moved_by_nine(said) > (most_by_nine or 0.0):
        as_late = None
    total, share = sum(each.weight for each in said), whole_points.told(_share(said))
    silent = sum(each.silent_weight for each in said) / total
    everybody = [_LikeAnswers(early=[share, 1 - share], silent_weight=silent)]
    return SilentShift(
        as_late=as_late,
        lower=_share_moved(everybody, shift=-ODDS),
        upper=_share_moved(everybody, shift=ODDS),
    )


def _late_log_odds(said: Sequence[_LikeAnswers]) -> float | None:
    up, down = 0.0, 0.0
    for each in said:
        up += each.late[0] * each.early[1] / each.weight
        down += each.late[1] * each.early[0] / each.weight
    ratio = log(up / down) if up > 0 and down > 0 else None
    return None if ratio is None else _share_moved(said, ratio=ratio)


def _moved_by_nine(said: Sequence[_LikeAnswers]) -> float:
    now, moved = _figure_as_late(said), [0.0]
    for at, each in enumerate(said):
        for other in _nine_otherwise(each):
            found = _figure_as_late([*said[:at], other, *said[at + 1 :]])
            moved.append(inf if now is None or found is None else abs(found - now))
    return max(moved)


def _figure_as_late(said: Sequence[_LikeAnswers]) -> float | None:
    shift = _late_log_odds(said)
    return None if shift is None else _share(said) + shift


def _share(said: Sequence[_LikeAnswers]) -> float:
    return sum(each.early[0] + each.late[0] for each in said) / sum(each.weight for each in said)


def _nine_otherwise(said: _LikeAnswers) -> Iterator[_LikeAnswers]:
    for early in _others(said.early, nine=NINE * said.heaviest):
        yield replace(said, early=early)
    for late in _others(said.late, nine=NINE * said.heaviest):
        yield replace(said, late=late)


def _others(given: Sequence[float], *, nine: float) -> Iterator[list[float]]:
    up, down = given
    for by in (min(up, nine), -min(down, nine)):
        yield [up - by, down + by]


def _share_moved(said: Sequence[_LikeAnswers], *, shift: float = 0.0, ratio: float = 0.0) -> float:
    total = sum(each.weight for each in said)
    moved = 0.0
    for each in said:
        share = min(max(each.share, 1 - SUREST), SUREST)
        differs = shift + ratio * (1 - each.late_share)
        moved += (
            each.silent_weight
            / total
            * ((1 / (1 + exp(-(log(share / (1 - share)) + differs)))) - share)
        )
    return moved
