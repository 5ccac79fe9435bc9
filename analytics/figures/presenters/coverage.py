from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.disclosure.funnel_steps import CoverageStep
from analytics.figures.presenters.figures import response_words
from analytics.figures.selectors.coverage import CoverageFunnelStep, ForceCoverage, Reach

STEPS: Mapping[CoverageStep, Promise] = {
    CoverageStep.RECORDED: gettext_lazy("Recorded: victims reached a stage of their case"),
    CoverageStep.IN_SCOPE: gettext_lazy("In scope of the survey"),
    CoverageStep.NOT_EXCLUDED: gettext_lazy("Could safely and properly be asked"),
    CoverageStep.CONTACTABLE: gettext_lazy("Could be contacted"),
    CoverageStep.SELECTED: gettext_lazy("Chosen to be asked"),
    CoverageStep.INVITED: gettext_lazy("Invited"),
    CoverageStep.DELIVERED: gettext_lazy("Invitation delivered"),
    CoverageStep.OPENED: gettext_lazy("Opened"),
    CoverageStep.STARTED: gettext_lazy("Started"),
    CoverageStep.USABLE: gettext_lazy("Answered"),
    CoverageStep.COMPLETED: gettext_lazy("Completed and sent in"),
}


@dataclass(frozen=True, kw_only=True)
class StepWords:
    name: str
    count: str
    share: str
    percent: int
    drops: tuple[tuple[str, str], ...]
    """Reason and count."""


@dataclass(frozen=True, kw_only=True)
class ReachRow:
    level: str
    in_scope: str
    coverage: str
    invited: str
    response: str


def step_words(coverage: ForceCoverage) -> list[StepWords]:
    recorded = coverage.steps[0].count if coverage.steps else None
    unseen = _("too few to tell") if coverage.is_over else _("told when the quarter is over")
    return [_step(step, recorded or 0, unseen=unseen) for step in coverage.steps]


def _step(step: CoverageFunnelStep, recorded: int, *, unseen: str) -> StepWords:
    share = step.count / recorded if step.count is not None and recorded else None
    return StepWords(
        name=str(STEPS[step.step]),
        count=words.number(step.count) if step.count is not None else unseen,
        share=words.percent(share) if share is not None else "",
        percent=round(100 * share) if share is not None else 0,
        drops=tuple((_(drop.reason), words.number(drop.count)) for drop in step.drops),
    )


def reach_tables(coverage: ForceCoverage) -> list[tuple[str, list[ReachRow]]]:
    return [
        (
            words.dimension_name(dimension),
            [_reach_row(dimension, reach) for reach in reaches],
        )
        for dimension, reaches in coverage.by_dimension.items()
        if reaches
    ]


def _reach_row(dimension: str, reach: Reach) -> ReachRow:
    return ReachRow(
        level=words.level_name(dimension, reach.level),
        in_scope=words.number(reach.in_scope),
        coverage=words.percent(reach.coverage) if reach.coverage is not None else "[x]",
        invited=words.number(reach.invited),
        response=response_words(reach),
    )


def guarded(coverage: ForceCoverage) -> str:
    if not coverage.guarded:
        return ""
    return _(
        "Of %(all)s stages that could be asked about only with a word agreed with the victim, or "
        "by a code handed over, %(asked)s were asked about (%(share)s)."
    ) % {
        "all": words.number(coverage.guarded),
        "asked": words.number(coverage.guarded_invited),
        "share": words.percent(coverage.guarded_invited / coverage.guarded),
    }


def lead(coverage: ForceCoverage) -> str:
    if coverage.total is None:
        return _("No cases of this quarter have been loaded.")
    reach = coverage.total
    return _(
        "In %(period)s, victims of %(place)s reached %(recorded)s stages of their cases; "
        "%(in_scope)s of these are in scope, and %(coverage)s of those could be asked about."
    ) % {
        "period": words.period_name(coverage.period),
        "place": words.place_name(coverage.force),
        "recorded": words.number(reach.recorded),
        "in_scope": words.number(reach.in_scope),
        "coverage": words.percent(reach.coverage or 0.0),
    }
