"""What a figure would be if those who did not answer had answered otherwise than like cases did.
Pure.

An interval says how sure a figure is if silence were chance. It is not: the content and the
discontent answer at different rates, and no weight knows by how much. The range beside the interval
says what that could do to the figure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf, log

from analytics.modes import WEB_MODES
from analytics.stats.proportions import Interval, effective_base
from analytics.stats.suppression import Published, may_compare
from analytics.stats.telling import whole_points
from responses.extract_rows import AnswerRow, FrameRow
from survey.definition.types import Meaning

LikeCases = tuple[str, str]
"""Survey stage and crime group."""
Meanings = Mapping[str, Mapping[str, Meaning]]
ODDS = 0.3
"""In logits: how much less or more content those who did not answer are taken to be."""
INVITE = "INVITE"
LEAST_ALIKE = 30
"""Like cases of fewer people are put together, and with the smallest of the others until they are
so many: the late and the early are compared within no small group (ADR 122)."""
NINE, MOST_BY_NINE = 9, 0.02
"""What those like the late would make of a figure is told where no nine answers move it by more
(ADR 125)."""
SUREST = 0.99
"""A share of few people may be all or nothing; that of those who did not answer is not."""


@dataclass(frozen=True, kw_only=True)
class SilentShift:
    """What is to be added to a share (0 to 1) if those who did not answer were like those who
    answered late (None where too few did either, or a few would move it), or had ODDS less, or
    more."""

    as_late: float | None
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class SilentRange:
    """A share if those who did not answer were like the late ones, and from what to what its
    interval reaches if they had ODDS less, or more."""

    as_late: float | None
    lower: float
    upper: float


def range_of(share: float, interval: Interval, shift: SilentShift) -> SilentRange:
    as_late = None if shift.as_late is None else _within(share + shift.as_late)
    return SilentRange(
        as_late=as_late,
        lower=_within(interval.lower + shift.lower),
        upper=_within(interval.upper + shift.upper),
    )


def told_range(share: Published, shift: SilentShift) -> SilentRange:
    """In whole points, of the share and the interval as these are told: so where nothing but a
    share moves a shift, as a force's, it tells no more of the share than stands beside it."""
    interval = Interval(
        lower=whole_points.told(share.interval.lower), upper=whole_points.told(share.interval.upper)
    )
    found = range_of(whole_points.told(share.positive), interval, shift)
    return SilentRange(
        as_late=whole_points.told_or_none(found.as_late),
        lower=whole_points.told(found.lower),
        upper=whole_points.told(found.upper),
    )


def _within(share: float) -> float:
    return min(max(share, 0.0), 1.0)


@dataclass
class _Said:
    """Of like cases Σw of the positive and of the other answers, early and late; how many people
    answered, and the weight of the heaviest; and Σw of all who answered times the share that did
    not."""

    early: list[float] = field(default_factory=lambda: [0.0, 0.0])
    late: list[float] = field(default_factory=lambda: [0.0, 0.0])
    people: int = 0
    heaviest: float = 0.0
    silent_weight: float = 0.0

    def add(self, other: "_Said") -> None:
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
    """The share that answered of those who were asked, for each kind of like cases."""
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
    """By item that anybody answered. Where the share r answered:

        figure' = Σ W (r p + (1 - r) expit(logit p + δ)) / Σ W

    Where δ is ∓.3 all cases count as alike, as a force's do: nothing goes into it but the share
    that stands beside it, who answered, and who was asked. Else the sum is over like cases of
    LEAST_ALIKE people, and δ is what sets the late apart from all who answered: (1 - late share)
    times the pooled log odds ratio of late to early (Mantel & Haenszel 1959, J Natl Cancer Inst
    22:719). That those who never answer are like those who need a reminder is the continuum of
    resistance (Lin & Schaeffer 1995, POQ 59:236): it is right in direction more often than in size,
    so it is shown beside the odds and not instead of them. It is None where nine answers move it
    by more than `most_by_nine`, and everywhere where `may_tell_late` is false."""
    answered = response_shares(rows, frame)
    return {
        item: _shift(
            _put_together(said, answered),
            most_by_nine=most_by_nine if may_tell_late and are_enough else None,
        )
        for item in meanings
        if (found := _said_by_like_cases(rows, weights, item, meanings[item])) is not None
        for said, are_enough in [found]
    }


def _put_together(
    said: Mapping[LikeCases, _Said], answered: Mapping[LikeCases, float]
) -> list[_Said]:
    """Like cases with the weight of their silent, those of few people as one class. Nobody is
    silent in a class of which no one is known to have been asked."""
    few, found = _Said(), list[_Said]()
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
) -> tuple[dict[LikeCases, _Said], bool] | None:
    """What was said, and whether enough answered early and late to compare them."""
    said: dict[LikeCases, _Said] = defaultdict(_Said)
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
    """The same of a force, whose cases count as alike: so nothing goes into it but the share as it
    is told and the response that stand beside it, and it tells of no small group. None where the
    response may not be told."""
    if response is None:
        return None
    silent = 1 - min(1.0, response)
    everybody = _Said(early=[share, 1 - share], silent_weight=silent)
    return _shift([everybody])


def _shift(said: Sequence[_Said], *, most_by_nine: float | None = None) -> SilentShift:
    """Nothing is said of the late where no `most_by_nine` is given. The odds move the share as it
    is told."""
    as_late = None if most_by_nine is None else _as_late(said)
    if as_late is not None and _moved_by_nine(said) > (most_by_nine or 0.0):
        as_late = None
    total, share = sum(each.weight for each in said), whole_points.told(_share(said))
    silent = sum(each.silent_weight for each in said) / total
    everybody = [_Said(early=[share, 1 - share], silent_weight=silent)]
    return SilentShift(
        as_late=as_late,
        lower=_moved(everybody, shift=-ODDS),
        upper=_moved(everybody, shift=ODDS),
    )


def _as_late(said: Sequence[_Said]) -> float | None:
    ratio = _late_log_odds_ratio(said)
    return None if ratio is None else _moved(said, ratio=ratio)


def _moved_by_nine(said: Sequence[_Said]) -> float:
    """By how much the figure of those like the late moves at most if nine people of one class, all
    late or all early, had answered otherwise; without end where it would not be known any more."""
    now, moved = _figure_as_late(said), [0.0]
    for at, each in enumerate(said):
        for other in _nine_otherwise(each):
            found = _figure_as_late([*said[:at], other, *said[at + 1 :]])
            moved.append(inf if now is None or found is None else abs(found - now))
    return max(moved)


def _figure_as_late(said: Sequence[_Said]) -> float | None:
    shift = _as_late(said)
    return None if shift is None else _share(said) + shift


def _share(said: Sequence[_Said]) -> float:
    return sum(each.early[0] + each.late[0] for each in said) / sum(each.weight for each in said)


def _nine_otherwise(said: _Said) -> Iterator[_Said]:
    """As if nine of the early, or of the late, who gave one answer had given the other."""
    for early in _others(said.early, nine=NINE * said.heaviest):
        yield replace(said, early=early)
    for late in _others(said.late, nine=NINE * said.heaviest):
        yield replace(said, late=late)


def _others(given: Sequence[float], *, nine: float) -> Iterator[list[float]]:
    up, down = given
    for by in (min(up, nine), -min(down, nine)):
        yield [up - by, down + by]


def _moved(said: Sequence[_Said], *, shift: float = 0.0, ratio: float = 0.0) -> float:
    """How much the figure moves if those who did not answer differ by so many logits."""
    total = sum(each.weight for each in said)
    moved = 0.0
    for each in said:
        share = min(max(each.share, 1 - SUREST), SUREST)
        differs = shift + ratio * (1 - each.late_share)
        moved += each.silent_weight / total * (_expit(_logit(share) + differs) - share)
    return moved


def _late_log_odds_ratio(said: Iterable[_Said]) -> float | None:
    up, down = 0.0, 0.0
    for each in said:
        up += each.late[0] * each.early[1] / each.weight
        down += each.late[1] * each.early[0] / each.weight
    return log(up / down) if up > 0 and down > 0 else None


def _logit(share: float) -> float:
    return log(share / (1 - share))


def _expit(logit: float) -> float:
    return 1 / (1 + exp(-logit))
