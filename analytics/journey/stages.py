"""The stages of a case in a row, and where on the way shares fall. Pure.

It reads figures that may be shown, and counts of cases. A stage that is hidden has no number here,
so nothing that is said of the others can tell it."""

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
"""The stages in court and after it taken together, because few reach each of them."""


@dataclass(frozen=True, kw_only=True)
class JourneyStage:
    """A place in the row. `levels` are the stages of the survey that stand in it; `before` are the
    places that a case may have come from, the nearest first: none for the report, and none for
    bereaved families, who are no later stage of the same cases."""

    code: str
    levels: tuple[str, ...]
    before: tuple[str, ...] = ()


def row(*, is_court_apart: bool = False) -> tuple[JourneyStage, ...]:
    """The stages in the order of a case: eight, or ten where the three in court stand apart.

    An investigation ends in one of three ways, so these three are each held against it and not
    against one another; what comes in court is held against the charge."""
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
    """One item at one place of the row: the figure, the `levels` that it is made of, and the others
    with the reason why each of them is hidden."""

    share: Share
    levels: tuple[str, ...]
    hidden: Mapping[str, Suppressed]


def stage_share(
    shares: Mapping[str, Share], frame: Mapping[str, int], *, levels: Sequence[str]
) -> StageShare:
    """The share of several `levels` together: of those that may be shown, and of nothing else.

        share = Σ N p / Σ N,  effective base = (Σ N)² / Σ (N² / n)

    (a stratified mean: Cochran 1977, 5.3; n the effective bases). `frame` has N, how many events of
    each level could be asked about, which weights are raked to; so the result is that of the
    answers counted together. Where it is not known, N is the base. The interval of several is
    Wilson's on the effective base, without finite population correction, so a little wide."""
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
    """One item at a stage less the same at the stage that its cases come from."""

    item: str
    before: str
    stage: str
    from_share: float
    to_share: float
    judged: Judged

    @property
    def kind(self) -> str:
        """Better or worse where the difference is clear, else empty."""
        if not self.judged.is_clear:
            return ""
        return every_item()[self.item].judgement(is_higher=self.judged.difference.value > 0)

    @property
    def is_fall(self) -> bool:
        return self.kind == Judgement.WORSE


Shares = Mapping[str, Mapping[str, Share]]
"""By item and place of the row."""


def steps_of(shares: Shares, stages: Sequence[JourneyStage]) -> tuple[JourneyStep, ...]:
    """Every step that can be compared, all of one area and period judged as one family, in the
    order of the items and of the row.

    A stage is held against the nearest one before it that has an effective base to compare. The
    two are taken as answered by different people. Who answers at both answers much alike, so that
    the difference is then a little surer than its interval says."""
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
    """The clear fall of most points; None where none is clear."""
    falls = [step for step in steps if step.is_fall]
    return max(falls, key=lambda step: abs(step.judged.difference.value), default=None)
