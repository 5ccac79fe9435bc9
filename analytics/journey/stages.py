"""In order, and where shares fall."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.items import Judgement, every_item
from analytics.stats import judgement
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import (
    NO_ANSWERS,
    Audience,
    Published,
    Share,
    Suppressed,
    mark_for,
)

IN_COURT = ("ST4", "ST5", "ST6")
COURT = "ST4-ST6"
"""Court stages are combined, because few cases reach each of them."""


@dataclass(frozen=True, kw_only=True)
class JourneyStage:
    code: str
    levels: tuple[str, ...]
    before: tuple[str, ...] = ()


def row(*, is_court_apart: bool = False) -> tuple[JourneyStage, ...]:
    """Eight, or ten with the three court stages separate."""
    stages = [
        JourneyStage(code="ST1", levels=("ST1",)),
        JourneyStage(code="ST2", levels=("ST2",), before=("ST1",)),
        *(
            JourneyStage(code=code, levels=(code,), before=("ST2", "ST1"))
            for code in ("ST3a", "ST3b", "ST3c")
        ),
    ]
    before: tuple[str, ...] = ("ST3c", "ST2", "ST1")
    late = {level: (level,) for level in IN_COURT} if is_court_apart else {COURT: IN_COURT}
    for code, levels in {**late, "ST7": ("ST7",)}.items():
        stages.append(JourneyStage(code=code, levels=levels, before=before))
        before = (code, *before)
    return (*stages, JourneyStage(code="ST8", levels=("ST8",)))


@dataclass(frozen=True, kw_only=True)
class StageShare:
    share: Share
    levels: tuple[str, ...]
    hidden: Mapping[str, Suppressed]


def stage_share(
    shares: Mapping[str, Share], frame: Mapping[str, int], *, levels: Sequence[str]
) -> StageShare:
    """share = Σ N p / Σ N, effective base = (Σ N)² / Σ (N² / n) (Cochran 1977, 5.3); `frame` has N,
    the events to which weights are raked; without it the base is used. Wilson's interval, without
    finite population correction."""
    known = {level: shares.get(level, NO_ANSWERS) for level in levels}
    shown = {level: one for level, one in known.items() if isinstance(one, Published)}
    hidden = {level: one for level, one in known.items() if isinstance(one, Suppressed)}
    if not shown:
        told = [one for one in hidden.values() if one != NO_ANSWERS]
        return StageShare(share=(*told, NO_ANSWERS)[0], levels=(), hidden=hidden)
    share = next(iter(shown.values())) if len(shown) == 1 else _together(shown, frame)
    return StageShare(share=share, levels=tuple(shown), hidden=hidden)


def _together(shown: Mapping[str, Published], frame: Mapping[str, int]) -> Published:
    is_known = all(frame.get(level) for level in shown)
    events = {level: frame[level] if is_known else one.base for level, one in shown.items()}
    total = sum(events.values())
    effective = total**2 / sum(
        events[level] ** 2 / one.effective_base for level, one in shown.items()
    )
    positive, neutral, negative = (
        sum(events[level] * getattr(one, part) for level, one in shown.items()) / total
        for part in ("positive", "neutral", "negative")
    )
    base = sum(one.base for one in shown.values())
    return Published(
        positive=positive,
        neutral=neutral,
        negative=negative,
        interval=wilson_interval(successes=positive * effective, trials=effective),
        base=base,
        effective_base=effective,
        mark=mark_for(base=base, audience=Audience.STAFF),
    )


@dataclass(frozen=True, kw_only=True)
class JourneyStep:
    item: str
    before: str
    stage: str
    from_share: float
    to_share: float
    judged: Judged

    @property
    def kind(self) -> str:
        if not self.judged.is_clear:
            return ""
        return every_item()[self.item].judgement(is_higher=self.judged.difference.value > 0)

    @property
    def is_fall(self) -> bool:
        return self.kind == Judgement.WORSE


Shares = Mapping[str, Mapping[str, Share]]
"""By item and place of the row."""


def steps_of(shares: Shares, stages: Sequence[JourneyStage]) -> tuple[JourneyStep, ...]:
    """Comparable steps in item and row order; all of an area and period are one family."""
    contrasts = {
        (item, stage.code, before): ShareContrast(
            first=of[stage.code].proportion, second=of[before].proportion
        )
        for item, every in shares.items()
        for of in [_comparable(every)]
        for stage, before in _pairs(stages, of)
    }
    judged = judgement.judge(contrasts)
    return tuple(
        JourneyStep(
            item=item,
            before=before,
            stage=stage,
            from_share=contrasts[item, stage, before].second.share,
            to_share=contrasts[item, stage, before].first.share,
            judged=found,
        )
        for (item, stage, before), found in judged.items()
        if found is not None
    )


def _comparable(shares: Mapping[str, Share]) -> dict[str, Published]:
    return {
        code: share
        for code, share in shares.items()
        if isinstance(share, Published) and share.is_comparable
    }


def _pairs(
    stages: Sequence[JourneyStage], comparable: Mapping[str, Published]
) -> Iterator[tuple[JourneyStage, str]]:
    for stage in stages:
        before = next((code for code in stage.before if code in comparable), None)
        if stage.code in comparable and before is not None:
            yield stage, before


def largest_fall(steps: Sequence[JourneyStep]) -> JourneyStep | None:
    falls = [step for step in steps if step.is_fall]
    return max(falls, key=lambda step: abs(step.judged.difference.value), default=None)
