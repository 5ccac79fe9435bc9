"""Figures for other systems, through the same selectors and suppression as the pages."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from access.web.guards import viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters.questions import base_words
from analytics.figures.selectors import questions, tables
from analytics.figures.selectors.comparisons import Gap
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.figures import Figures, ItemFigure
from analytics.figures.selectors.questions import QuestionFigure
from analytics.figures.selectors.shown import PageQuery
from analytics.figures.versions import VersionBegun
from analytics.figures.views.questions import question_query
from analytics.items import Agency
from analytics.shapes.figures import (
    ComparisonsTold,
    FigurePeriodQuery,
    FiguresQuery,
    FiguresTold,
    QuestionsQuery,
    QuestionsTold,
)
from analytics.stats import judgement
from analytics.stats.judgement import Judged
from analytics.stats.proportions import ShareDifference
from analytics.stats.rounding import whole_points
from analytics.stats.suppression import Published, Share
from analytics.tables import EVERYBODY, LEVELS, OFFERED, SHOWN, Dimension
from analytics.weighting.nonresponse_range import SilentShift, told_range

Json = dict[str, Any]


class FiguresView(ApiCall):
    """`?force=&period=&dimension=`: one declared table for a quarter or a year (2025-26): a
    force's figures with the nation's, or without a force the nation's only. Local areas need a
    force and a year, and are compared with all victims of the nation. A suppressed figure has
    only its mark. `modelled` is a model's estimate for the force, made from published figures
    only.
    """

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = FiguresQuery
    answers = {200: FiguresTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _table(request)


class ComparisonsView(ApiCall):
    """`?force=&period=`: each force within reach, or one, compared with all others, its region,
    similar forces and its own past, question by question, as judged on the pages. `smallest_seen`
    is the smallest difference that would be detected four times in five. `versions_begun` lists,
    by earlier quarter, the question versions that could explain a clear difference.
    """

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = FigurePeriodQuery
    answers = {200: ComparisonsTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _comparisons(request)


class QuestionsView(ApiCall):
    """`?force=&period=&agency=&stage=`: every question with its figure, population, answerable
    agency and right under the Victims' Code; a force's figures with the nation's.
    """

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = QuestionsQuery
    answers = {200: QuestionsTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _questions(request)


@out_of_reach_is_absent
def _comparisons(request: Request) -> Response:
    given = request.query_params
    force_code, query = given.get("force", ""), PageQuery(period=given.get("period", ""))
    page = tables.comparison_table_for(
        viewer_of(request), force_code=force_code or None, query=query, on=timezone.localdate()
    )
    one_of("period", query.period, page.periods)
    told: Json = {
        "is_simulated": page.is_simulated,
        "stamp": "SIMULATED" if page.is_simulated else "",
        "period": query.period,
        "forces": [
            {
                "force": one.force.code,
                "versions_begun": {
                    beside.value: begun_json(begun)
                    for beside, begun in page.begun[one.force.code].items()
                },
                "items": [
                    {"item": item, **{beside.value: _gap(gap) for beside, gap in gaps.items()}}
                    for item, gaps in one.items.items()
                ],
            }
            for one in page.forces
        ],
    }
    return Response(told)


def _gap(gap: Gap | None) -> Json:
    if gap is None:
        return {"verdict": judgement.clarity(None).value}
    return {**judged_json(gap.judged), "other": whole_points.told(gap.other)}


def begun_json(begun: Iterable[VersionBegun]) -> list[Json]:
    return [{"version": one.number, "began": one.began.isoformat()} for one in begun]


def judged_json(judged: Judged) -> Json:
    return {
        "verdict": judgement.clarity(judged).value,
        **difference_json(judged.difference),
        "confidence": round(judged.confidence, 6),
        "smallest_seen": whole_points.told_up(judged.detectable),
    }


def difference_json(difference: ShareDifference) -> Json:
    ends = whole_points.told_ends(difference)
    return {
        "difference": whole_points.told(difference.value),
        "lower": ends.lower,
        "upper": ends.upper,
    }


@out_of_reach_is_absent
def _questions(request: Request) -> Response:
    given = request.query_params.dict()
    force_code, query = given.get("force", ""), question_query(given)
    page = questions.question_page_for(
        viewer_of(request), force_code=force_code or None, query=query, on=timezone.localdate()
    )
    one_of("period", query.period, page.periods)
    one_of("agency", given.get("agency", ""), ["", *Agency])
    one_of("stage", given.get("stage", ""), ["", *LEVELS[Dimension.STAGE]])
    told: Json = {
        **stamp_json(is_simulated=page.is_simulated),
        "force": force_code or None,
        "period": query.period,
        "stage": query.stage or None,
        "questions": [question_json(figure) for figure in page.figures],
    }
    return Response(told)


def question_json(figure: QuestionFigure) -> Json:
    item, facts = figure.item, figure.facts
    own = {"force": share_json(figure.force)} if figure.force is not None else {}
    return {
        "item": item.code,
        "agency": item.agency.value,
        "module": item.module or "core",
        "right": facts.right or None,
        "code_version": facts.code_version or None,
        "base_of": base_words(item, facts),
        **own,
        "nation": share_json(figure.nation),
    }


@out_of_reach_is_absent
def _table(request: Request) -> Response:
    given = request.query_params
    force_code, dimension = given.get("force", ""), given.get("dimension", "all")
    known = OFFERED if force_code else SHOWN
    query = PageQuery(
        period=given.get("period", ""),
        dimension=Dimension(dimension) if dimension in known else Dimension.ALL,
    )
    page = tables.table_page_for(
        viewer_of(request), force_code=force_code or None, query=query, on=timezone.localdate()
    )
    one_of("period", query.period, page.periods)
    one_of("dimension", dimension, known)
    silence = {EVERYBODY: (page.silence, page.own_silence)}
    told: Json = {
        **stamp_json(is_simulated=page.is_simulated),
        "force": force_code or None,
        "period": query.period,
        "is_provisional": page.is_provisional,
        "dimension": query.dimension.value,
        "levels": [
            {
                "level": level,
                **_reach(page.reaches.get(level)),
                "items": [_item(figure, *silence.get(level, ({}, {}))) for figure in row],
            }
            for level, row in _levels(page.figures)
        ],
    }
    return Response(told)


def stamp_json(*, is_simulated: bool) -> Json:
    return {"is_simulated": is_simulated, "stamp": "SIMULATED" if is_simulated else ""}


def one_of(name: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise ValidationError({name: [f"One of: {', '.join(str(each) for each in known)}"]})


def _levels(found: Figures | None) -> list[tuple[str, tuple[ItemFigure, ...]]]:
    return [] if found is None else [(EVERYBODY, found.total), *found.levels.items()]


def _item(
    figure: ItemFigure, silence: Mapping[str, SilentShift], own_silence: Mapping[str, SilentShift]
) -> Json:
    own: Json = {}
    if figure.force is not None:
        shift = own_silence.get(figure.item)
        own["force"] = share_json(figure.force) | _silence(figure.force, shift)
    if figure.modelled is not None:
        # In whole points, beside the force's figure, never instead of it.
        own["modelled"] = {
            "share": figure.modelled.share,
            "lower": figure.modelled.interval.lower,
            "upper": figure.modelled.interval.upper,
            "mark": words.MODELLED,
        }
    nation = share_json(figure.nation) | _silence(figure.nation, silence.get(figure.item))
    return {"item": figure.item, **own, "nation": nation}


def _silence(share: Share, shift: SilentShift | None) -> Json:
    """If non-respondents resembled late ones (None if unknown), and the range; whole points (ADR
    123)."""
    if shift is None or not isinstance(share, Published):
        return {}
    found = told_range(share, shift)
    return {
        "if_silent_as_late": found.as_late,
        "if_silent_differ": {"lower": found.lower, "upper": found.upper},
    }


def share_json(share: Share) -> Json:
    if not isinstance(share, Published):
        return {"mark": share.reason.symbol}
    return {
        "positive": whole_points.told(share.positive),
        "neutral": whole_points.told(share.neutral),
        "negative": whole_points.told(share.negative),
        "lower": whole_points.told(share.interval.lower),
        "upper": whole_points.told(share.interval.upper),
        "base": share.base,
        "effective_base": round(share.effective_base, 1),
        "mark": share.mark.value,
    }


def _reach(reach: Reach | None) -> Json:
    if reach is None:
        return {}
    if reach.is_response_hidden:
        response: Json = {"mark": "[c]"}
    else:
        response = {"share": _rounded(reach.response)}
    return {"coverage": _rounded(reach.coverage), "response": response}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
