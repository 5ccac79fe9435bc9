"""Figures for other systems, through the same selectors as the pages and with the same
suppression."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access import selectors as access_selectors
from access.permissions import Permission
from access.viewer import Viewer
from access.web.current import viewer_of
from access.web.guards import ApiPermission
from analytics.figures.selectors import coverage, figures
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.figures import Figures, ItemFigure
from analytics.stats.suppression import Published, Share
from analytics.tables import EVERYBODY, Dimension

Json = dict[str, Any]


class FiguresView(APIView):
    """`?force=&period=&dimension=`: the figures of one declared table, a force's beside the
    nation's; without a force the nation's alone. A suppressed figure is its mark and nothing
    else."""

    permission = Permission.VIEW_FIGURES
    permission_classes = [ApiPermission]  # type: ignore[list-item]  # duck-typed

    def get(self, request: Request) -> Response:
        viewer = viewer_of(request)
        force_code = request.query_params.get("force", "")
        if force_code and not access_selectors.forces_for(viewer).filter(code=force_code).exists():
            raise Http404
        period = _one_of(request, "period", figures.periods(on=timezone.localdate()))
        dimension = Dimension(_one_of(request, "dimension", list(Dimension), "all"))
        return Response(_table(viewer, force_code, period, dimension))


def _one_of(request: Request, name: str, known: list[Any], default: str = "") -> str:
    given = request.query_params.get(name, default)
    if given not in known:
        raise ValidationError({name: [f"One of: {', '.join(str(each) for each in known)}"]})
    return given


def _table(viewer: Viewer, force_code: str, period: str, dimension: Dimension) -> Json:
    reaches: dict[str, Reach] = {}
    if force_code:
        found = figures.figures_for(
            viewer, force_code=force_code, period=period, dimension=dimension
        )
        reaches = coverage.reach_for(
            viewer, force_code=force_code, period=period, dimension=dimension
        )
    else:
        found = figures.national_figures(viewer, period=period, dimension=dimension)
    return {
        "is_simulated": access_selectors.is_simulated(),
        "stamp": "SIMULATED" if access_selectors.is_simulated() else "",
        "force": force_code or None,
        "period": period,
        "dimension": dimension.value,
        "levels": [
            {
                "level": level,
                **_reach(reaches.get(level)),
                "items": [_item(figure) for figure in row],
            }
            for level, row in _levels(found)
        ],
    }


def _levels(found: Figures) -> list[tuple[str, tuple[ItemFigure, ...]]]:
    return [(EVERYBODY, found.total), *found.levels.items()]


def _item(figure: ItemFigure) -> Json:
    own = {"force": _share(figure.force)} if figure.force is not None else {}
    return {"item": figure.item, **own, "nation": _share(figure.nation)}


def _share(share: Share) -> Json:
    if not isinstance(share, Published):
        return {"mark": share.reason.symbol}
    return {
        "positive": round(share.positive, 4),
        "neutral": round(share.neutral, 4),
        "negative": round(share.negative, 4),
        "lower": round(share.interval.lower, 4),
        "upper": round(share.interval.upper, 4),
        "base": share.base,
        "effective_base": round(share.effective_base, 1),
        "mark": share.mark.value,
    }


def _reach(reach: Reach | None) -> Json:
    """Coverage and response exist by what the case file knows, and for a force."""
    if reach is None:
        return {}
    if reach.is_response_hidden:
        response: Json = {"mark": "[c]"}
    else:
        response = {"share": _rounded(reach.response)}
    return {"coverage": _rounded(reach.coverage), "response": response}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
