"""Pages of comparison: one force beside others, and every force beside those like it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from access.web.guards import permission_required
from analytics import words
from analytics.figures.presenters import comparisons as shown
from analytics.figures.presenters.figures import item_options, reach_sentence
from analytics.figures.selectors import comparisons, coverage, figures, response_rates
from analytics.figures.selectors.comparisons import Beside
from analytics.figures.views.address import asked
from analytics.tables import EVERYBODY, Dimension


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_comparison(request: HttpRequest, force_code: str) -> HttpResponse:
    """One force, item by item, beside the others of its nation, its region, its kind, its past."""
    viewer = viewer_of(request)
    force = figures.force_for(viewer, force_code)
    wanted, beside = asked(request), _beside(request)
    context: dict[str, object] = {
        "force": force,
        "place_name": words.place_name(force),
        "period": wanted.period,
        "periods": wanted.periods,
        "besides": shown.beside_options(beside),
    }
    if wanted.period is not None:
        found = comparisons.comparison_for(viewer, force_code=force_code, period=wanted.period)
        reached = coverage.reach_for(
            viewer, force_code=force_code, period=wanted.period, dimension=Dimension.ALL
        )
        is_simulated = access_selectors.is_simulated()
        context |= {
            "lead": shown.lead(found, beside),
            "reach": reach_sentence(reached.get(EVERYBODY)),
            "beside_name": shown.beside_name(beside),
            "picture": shown.picture(found, beside, is_simulated=is_simulated),
            "columns": shown.columns(),
            "rows": shown.rows(found),
            "members": shown.members(found),
            "source": shown.source(found),
        }
    return render(request, "analytics/comparison.html", context)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def comparison_of_forces(request: HttpRequest) -> HttpResponse:
    """One item, every force less the forces like it; forces by name, never by size of gap."""
    viewer = viewer_of(request)
    wanted = asked(request)
    context: dict[str, object] = {
        "period": wanted.period,
        "periods": wanted.periods,
        "items": item_options(wanted.item),
        "item_label": words.label(wanted.item),
    }
    if wanted.period is not None:
        found = comparisons.similar_gaps(viewer, item=wanted.item, period=wanted.period)
        about = {"item": wanted.item, "period": wanted.period}
        is_simulated = access_selectors.is_simulated()
        context |= {
            "lead": shown.force_gaps_lead(found),
            "picture": shown.force_gap_picture(found, **about, is_simulated=is_simulated),
            "rows": shown.force_gap_rows(
                found, response_rates.by_force(viewer, period=wanted.period), **about
            ),
        }
    return render(request, "analytics/comparison_of_forces.html", context)


def _beside(request: HttpRequest) -> Beside:
    asked_for = request.GET.get("beside", "")
    return Beside(asked_for) if asked_for in set(Beside) else Beside.SIMILAR
