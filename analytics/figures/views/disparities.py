"""The page of disparities: who is let down, by what victims said of themselves."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access import selectors as access_selectors
from access.permissions import Permission
from access.viewer import Viewer
from access.web.current import viewer_of
from access.web.guards import permission_required
from analytics import words
from analytics.figures.presenters import disparities as shown
from analytics.figures.presenters.figures import item_options, reach_sentence
from analytics.figures.selectors import disparities, response_rates
from analytics.figures.views.address import asked
from analytics.tables import EVERYBODY, SELF_REPORTED, Dimension


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def disparity_page(request: HttpRequest) -> HttpResponse:
    """One characteristic: each group beside its reference, in the nation."""
    viewer = viewer_of(request)
    wanted = asked(request)
    dimension = wanted.dimension if wanted.dimension in SELF_REPORTED else SELF_REPORTED[0]
    context: dict[str, object] = {
        "period": wanted.period,
        "periods": wanted.periods,
        "items": item_options(wanted.item),
        "item_label": words.label(wanted.item),
        "dimensions": shown.options(dimension),
        "dimension": dimension.value,
        "dimension_name": words.dimension_name(dimension),
    }
    if wanted.period is not None:
        context |= _found(viewer, period=wanted.period, dimension=dimension, item=wanted.item)
    return render(request, "analytics/disparities.html", context)


def _found(viewer: Viewer, *, period: str, dimension: Dimension, item: str) -> dict[str, object]:
    found = disparities.disparities_for(viewer, period=period, dimension=dimension, item=item)
    reached = response_rates.of_nation(viewer, period=period, on=timezone.localdate())
    counts = disparities.summary(viewer, period=period, dimension=dimension)
    return {
        "lead": shown.lead(found, dimension=dimension, item=item, period=period),
        "reach": reach_sentence(reached.get(EVERYBODY)),
        "picture": shown.picture(
            found,
            dimension=dimension,
            item=item,
            period=period,
            is_simulated=access_selectors.is_simulated(),
        ),
        "rows": shown.rows(found, dimension=dimension, item=item),
        "summary": shown.summary_rows(counts),
    }
