from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.views.address import figure_page
from analytics.timeliness import presenters, selectors


@permission_required(Permission.VIEW_COVERAGE)
@out_of_reach_is_absent
def force_times(request: HttpRequest, force_code: str) -> HttpResponse:
    return _times(request, force_code)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_times(request: HttpRequest) -> HttpResponse:
    return _times(request, None)


def _times(request: HttpRequest, force_code: str | None) -> HttpResponse:
    page = selectors.times_page_for(
        viewer_of(request),
        force_code=force_code,
        period=request.GET.get("period", ""),
        on=timezone.localdate(),
    )
    context: dict[str, object] = {
        "place_name": words.place_name(page.force),
        "force": page.force,
        "period": page.period,
        "periods": page.periods,
    }
    if page.period is not None:
        context |= {
            "lead": presenters.lead(page),
            "picture": presenters.picture(page),
            "caption": presenters.picture_caption(page),
            "tables": list(presenters.tables(page)),
        }
    return figure_page(request, "analytics/times.html", context)
