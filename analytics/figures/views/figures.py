"""Pages of figures: a force beside the nation, and the nation with every force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from access.web.guards import permission_required
from analytics import words
from analytics.alerts import selectors as alerts_selectors
from analytics.figures.presenters import figures as shown
from analytics.figures.presenters import representativeness
from analytics.figures.selectors import coverage, figures, response_rates
from analytics.figures.selectors import representativeness as representativeness_selectors
from analytics.figures.views.address import Asked, asked
from analytics.tables import EVERYBODY


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_figures(request: HttpRequest, force_code: str) -> HttpResponse:
    """One force beside the nation: in a sentence, as a picture, as a table, and over time."""
    viewer = viewer_of(request)
    force = figures.force_for(viewer, force_code)
    wanted = asked(request)
    context = {**_picker(wanted), "force": force, "place_name": words.place_name(force)}
    if wanted.period is None:
        return render(request, "analytics/force.html", context)
    found = figures.figures_for(
        viewer, force_code=force_code, period=wanted.period, dimension=wanted.dimension
    )
    reached = coverage.reach_for(
        viewer, force_code=force_code, period=wanted.period, dimension=wanted.dimension
    )
    trend = figures.trend_for(viewer, force_code=force_code, item=wanted.item, until=wanted.period)
    raised = alerts_selectors.alerts_by_quarter(viewer, force_code=force_code, item=wanted.item)
    is_simulated = access_selectors.is_simulated()
    context |= {
        "lead": shown.lead(found, wanted.item),
        "reach": shown.reach_sentence(reached.get(EVERYBODY)),
        "warnings": representativeness.warnings(
            representativeness_selectors.warnings_for(
                viewer, force_code=force_code, period=wanted.period
            )
        ),
        "open_alerts": alerts_selectors.open_alerts(viewer, force_code=force_code),
        "nothing_told": shown.nothing_told(found),
        "picture": shown.figures_picture(found, wanted.item, is_simulated=is_simulated),
        "rows": shown.figure_rows(shown.labelled(found, wanted.item), reached),
        "trend_picture": shown.trend_picture(
            trend, force=force, item=wanted.item, alerts=raised, is_simulated=is_simulated
        ),
        "trend_rows": shown.trend_rows(trend),
        "habit": shown.habit_sentence(trend),
    }
    return render(request, "analytics/force.html", context)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def forces(request: HttpRequest) -> HttpResponse:
    """The nation: every force between the limits of one item, and every item."""
    viewer = viewer_of(request)
    wanted = asked(request)
    context = {
        **_picker(wanted),
        "forces": [
            (force.code, words.place_name(force)) for force in access_selectors.forces_for(viewer)
        ],
    }
    if wanted.period is None:
        return render(request, "analytics/forces.html", context)
    on = timezone.localdate()
    reached = response_rates.of_nation(
        viewer, period=wanted.period, dimension=wanted.dimension, on=on
    )
    funnel = figures.funnel_for(viewer, item=wanted.item, period=wanted.period)
    nation = figures.national_figures(viewer, period=wanted.period, dimension=wanted.dimension)
    trend = figures.trend_for(viewer, force_code=None, item=wanted.item, until=wanted.period)
    is_simulated = access_selectors.is_simulated()
    context |= {
        "lead": shown.lead(nation, wanted.item),
        "reach": shown.reach_sentence(reached.get(EVERYBODY)),
        "funnel_sentence": shown.funnel_sentence(funnel),
        "funnel_picture": shown.funnel_picture(funnel, is_simulated=is_simulated),
        "funnel_rows": shown.funnel_rows(
            funnel, response_rates.by_force(viewer, period=wanted.period)
        ),
        "nothing_told": shown.nothing_told(nation),
        "picture": shown.figures_picture(nation, wanted.item, is_simulated=is_simulated),
        "rows": shown.figure_rows(shown.labelled(nation, wanted.item), reached),
        "trend_picture": shown.trend_picture(
            trend,
            force=None,
            item=wanted.item,
            alerts=alerts_selectors.alerts_by_quarter(viewer, force_code=None, item=wanted.item),
            is_simulated=is_simulated,
        ),
        "trend_rows": shown.trend_rows(trend),
        "habit": shown.habit_sentence(trend),
    }
    return render(request, "analytics/forces.html", context)


def _picker(wanted: Asked) -> dict[str, object]:
    return {
        "period": wanted.period,
        "periods": wanted.periods,
        "dimension": wanted.dimension.value,
        "dimension_name": words.dimension_name(wanted.dimension),
        "dimensions": shown.dimension_options(wanted.dimension),
        "item": wanted.item,
        "item_label": words.label(wanted.item),
        "items": shown.item_options(wanted.item),
    }
