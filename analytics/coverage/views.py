from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from analytics.coverage import check_presenters, presenters, selectors
from analytics.figures.presenters import quarter_words
from analytics.figures.views.address import figure_page


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def reach(request: HttpRequest) -> HttpResponse:
    page = selectors.reach_page_for(viewer_of(request), on=timezone.localdate())
    context: dict[str, object] = {"quarters": page.quarters}
    if page.quarters:
        context |= {
            "lead": presenters.lead(page),
            "ranges": presenters.ranges(page),
            "caption": presenters.caption(page),
            "picture": presenters.picture(page),
            "key": presenters.key(page),
            "tables": list(presenters.tables(page)),
        }
    return figure_page(request, "analytics/reach.html", context)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def checks(request: HttpRequest) -> HttpResponse:
    page = selectors.checks_page_for(
        viewer_of(request), period=request.GET.get("period", ""), on=timezone.localdate()
    )
    context: dict[str, object] = {
        **quarter_words.period_choice(page),
        "lead": quarter_words.not_compared(page) or check_presenters.lead(page),
        "checks": list(check_presenters.checks(page)),
    }
    return figure_page(request, "analytics/checks.html", context)
