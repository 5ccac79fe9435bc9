"""From the log of its weights."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.figures.selectors.coverage import ForceCoverage
from analytics.figures.selectors.shown import Area, Shown
from analytics.items import item_codes
from analytics.models import WeightRun
from analytics.stats import judgement, proportions
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.proportions import Proportion
from analytics.stats.suppression import Published
from analytics.stats.weights import nonresponse
from analytics.stats.weights.nonresponse import Representativity
from analytics.tables import EVERYBODY
from analytics.weighting import late_answers, reliability
from analytics.weighting.diagnostics import Bin
from analytics.weighting.reliability import WeightingSummary
from analytics.weighting.response_rates import LEAST_SHOWN


@dataclass(frozen=True, kw_only=True)
class LateGap:
    item: str
    judged: Judged


@dataclass(frozen=True, kw_only=True)
class Representation:
    r_indicator: float | None
    late: tuple[LateGap, ...]


@dataclass(frozen=True, kw_only=True)
class Warnings:
    is_withheld: bool
    design_effect: float | None


def weighed(period: str, *, forces: Sequence[str] | None = None) -> dict[str, WeightingSummary]:
    runs = WeightRun.objects.filter(period=period)
    if forces is not None:
        runs = runs.filter(force__in=forces)
    return {
        force: WeightingSummary(
            respondents=respondents, frame_total=frame_total, design_effect=design_effect
        )
        for force, respondents, frame_total, design_effect in runs.values_list(
            "force_id", "respondents", "frame_total", "design_effect"
        )
    }


def warnings_of(area: Area, *, period: str) -> Warnings:
    runs = list(weighed(period, forces=area.line).values())
    uneven = [run.design_effect for run in runs if run.is_uneven and run.respondents >= LEAST_SHOWN]
    return Warnings(
        is_withheld=bool(runs) and reliability.is_withheld(runs),
        design_effect=max(uneven, default=None),
    )


def representation_of(shown: Shown, coverage: ForceCoverage) -> Representation:
    if coverage.total is None or coverage.total.response is None:
        return Representation(r_indicator=None, late=())
    area = shown.area
    runs = WeightRun.objects.filter(period=coverage.period)
    found = list(runs.values_list("force_id", "response_model", "late_answers"))
    models = [model for force, model, _ in found if model and (not area.line or force in area.line)]
    may_tell = models and (not area.line or all(_may_publish(coverage, model) for model in models))
    told = {
        item
        for item in item_codes()
        if isinstance(shown.with_line(coverage.period, item).get((area.code, EVERYBODY)), Published)
    }
    return Representation(
        r_indicator=nonresponse.pooled_representativity(map(_lean, models)).r_indicator
        if may_tell
        else None,
        late=late_gaps({force: late for force, _, late in found}, told, line=area.line),
    )


def _may_publish(coverage: ForceCoverage, model: Mapping[str, Any]) -> bool:
    hidden = {
        (dimension, reach.level)
        for dimension, reaches in coverage.by_dimension.items()
        for reach in reaches
        if reach.is_response_hidden
    }
    levels = model["levels"].items()
    return hidden.isdisjoint((name, level) for name, kept in levels for level in kept)


def _lean(model: Mapping[str, Any]) -> Representativity:
    return Representativity(
        **{name: model[name] for name in ("asked", "mean", "variance", "by_chance")}
    )


def late_gaps(
    forces: Mapping[str, Mapping[str, Sequence[Bin]]], told: Set[str], *, line: Collection[str]
) -> tuple[LateGap, ...]:
    """For items whose total is published."""
    contrasts: dict[str, ShareContrast | None] = {}
    for item in item_codes():
        by_force = {force: late[item] for force, late in forces.items() if item in late}
        if item in told and (sums := late_answers.sums_to_show(by_force, line=line)) is not None:
            early, late = _proportion(sums[:2]), _proportion(sums[2:])
            contrasts[item] = ShareContrast(first=late, second=early)
    return tuple(
        LateGap(item=item, judged=judged)
        for item, judged in judgement.judge(contrasts).items()
        if judged is not None
    )


def _proportion(bins: NDArray[np.float64]) -> Proportion:
    _, sum_w, sum_w2 = bins.sum(axis=0).tolist()
    base = proportions.effective_base(sum_w=sum_w, sum_w2=sum_w2)
    share = float(bins[0, 1]) / sum_w if sum_w else 0.0
    return Proportion(successes=share * base, trials=base)
