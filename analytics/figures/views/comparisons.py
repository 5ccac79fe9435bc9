from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import comparisons as shown
from analytics.figures.presenters import quarter_words
from analytics.figures.presenters.figures import item_options, reach_sentence
from analytics.figures.selectors import pages
from analytics.figures.selectors.comparisons import Beside
from analytics.figures.views.address import figure_page, page_query
from analytics.tables import EVERYBODY


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_comparison(request: HttpRequest, force_code: str) -> HttpResponse:
    page = pages.force_comparison_page_for(
        viewer_of(request),
        force_code=force_code,
        query=page_query(request),
        on=timezone.localdate(),
    )
    asked_for = request.GET.get("beside", "")
    beside = Beside(asked_for) if asked_for in set(Beside) else Beside.SIMILAR
    context: dict[str, object] = {
        "force": page.force,
        "place_name": words.place_name(page.force),
        **quarter_words.period_choice(page.asked),
        "besides": shown.beside_options(beside),
    }
    if page.found is not None:
        found = page.found.comparison
        context |= {
            "lead": quarter_words.not_compared(page.asked) or shown.lead(page.found, beside),
            "begun": shown.past_versions_sentence(page.found, beside),
            "reach": reach_sentence(page.found.reaches.get(EVERYBODY)),
            "beside_name": shown.beside_name(beside),
            "picture": shown.picture(found, beside, is_simulated=page.is_simulated),
            "columns": shown.columns(),
            "rows": shown.rows(found),
            "members": shown.members(found),
            "source": shown.source(found),
        }
    return figure_page(request, "analytics/comparison.html", context)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def comparison_of_forces(request: HttpRequest) -> HttpResponse:
    page = pages.comparison_page_for(
        viewer_of(request), query=page_query(request), on=timezone.localdate()
    )
    asked = page.asked
    context: dict[str, object] = {
        **quarter_words.period_choice(asked),
        "items": item_options(asked.item),
        "item_label": words.label(asked.item),
    }
    if page.found is not None and asked.period is not None:
        about = {"item": asked.item, "period": asked.period}
        gaps = page.found.gaps
        context |= {
            "lead": quarter_words.not_compared(asked) or shown.force_gaps_lead(gaps, **about),
            "picture": shown.force_gap_picture(gaps, **about, is_simulated=page.is_simulated),
            "rows": shown.force_gap_rows(gaps, page.found.reaches, **about),
        }
    return figure_page(request, "analytics/comparison_of_forces.html", context)
