from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import quarter_words
from analytics.figures.views.address import figure_page
from analytics.models import ThemeRate
from analytics.records.selectors import record_page_for
from analytics.themes import presenters, selectors
from responses import extract


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_themes(request: HttpRequest) -> HttpResponse:
    return _themes(request, None)


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_themes(request: HttpRequest, force_code: str) -> HttpResponse:
    return _themes(request, force_code)


def _themes(request: HttpRequest, force_code: str | None) -> HttpResponse:
    viewer, on = viewer_of(request), timezone.localdate()
    page = record_page_for(
        viewer,
        rates=extract.theme_codes(),
        force_code=force_code,
        period=request.GET.get("period", ""),
        on=on,
        of=ThemeRate,
    )
    context: dict[str, object] = {
        "place_name": words.place_name(page.force),
        "force": page.force,
        "period": page.period,
        "periods": page.periods,
        "not_counted": "" if page.closed else quarter_words.not_counted(page.closed),
        "is_draft": extract.is_frame_draft(),
        "changes": presenters.change_rows(selectors.changes_for(viewer, page.force), on=on),
        "new_terms": presenters.new_terms(selectors.new_terms(page.area)),
    }
    if page.period is not None:
        context |= {
            "lead": presenters.lead(page),
            "picture": presenters.drawing(page),
            "tables": list(presenters.tables(page)),
        }
    return figure_page(request, "analytics/themes.html", context)
