from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from analytics import words
from analytics.figures.presenters import disparities as shown
from analytics.figures.presenters import quarter_words
from analytics.figures.presenters.figures import item_options, reach_sentence
from analytics.figures.selectors import pages
from analytics.figures.views.address import figure_page, page_query
from analytics.tables import EVERYBODY


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def disparity_page(request: HttpRequest) -> HttpResponse:
    page = pages.disparity_page_for(
        viewer_of(request), query=page_query(request), on=timezone.localdate()
    )
    asked = page.asked
    context: dict[str, object] = {
        **quarter_words.period_choice(asked),
        "items": item_options(asked.item),
        "item_label": words.label(asked.item),
        "dimensions": shown.options(asked.dimension),
        "dimension": asked.dimension.value,
        "dimension_name": words.dimension_name(asked.dimension),
    }
    if page.found is not None and asked.period is not None:
        found = page.found
        dimension, item = asked.dimension, asked.item
        context |= {
            "lead": quarter_words.not_compared(asked)
            or shown.lead(found.gaps, dimension=dimension, item=item, period=asked.period),
            "reach": reach_sentence(found.reaches.get(EVERYBODY)),
            "picture": shown.picture(
                found.gaps,
                dimension=dimension,
                item=item,
                period=asked.period,
                is_simulated=page.is_simulated,
            ),
            "rows": shown.rows(found.gaps, dimension=dimension, item=item),
            "summary": shown.summary_rows(found.counts),
        }
    return figure_page(request, "analytics/disparities.html", context)
