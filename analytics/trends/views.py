from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import figures as figure_words
from analytics.figures.presenters import quarter_words
from analytics.figures.views.address import figure_page
from analytics.items import item_codes
from analytics.trends import presenters, selectors
from analytics.trends.selectors import TrendsFound, TrendsPage, TrendsQuery


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_trends(request: HttpRequest) -> HttpResponse:
    return _trends(request, None)


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_trends(request: HttpRequest, force_code: str) -> HttpResponse:
    return _trends(request, force_code)


def trends_query(given: dict[str, str]) -> TrendsQuery:
    item = given.get("item", "")
    return TrendsQuery(period=given.get("period", ""), item=item if item in item_codes() else "")


def _trends(request: HttpRequest, force_code: str | None) -> HttpResponse:
    page = selectors.trends_page_for(
        viewer_of(request),
        force_code=force_code,
        query=trends_query(request.GET.dict()),
        on=timezone.localdate(),
    )
    context: dict[str, object] = {
        "force": page.force,
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
        "place_name": words.place_name(page.force),
        **quarter_words.period_choice(page),
        "item": page.item,
        "item_label": words.label(page.item),
        "items": figure_words.item_options(page.item),
    }
    if page.found is not None:
        context |= _context(page, page.found)
    return figure_page(request, "analytics/trends.html", context)


def _context(page: TrendsPage, found: TrendsFound) -> dict[str, object]:
    series = found.series[page.item]
    return {
        "lead": presenters.lead(page, found),
        "habit": presenters.habit(page, found),
        "before": words.period_name(found.before),
        "now": words.period_name(page.period or ""),
        "rows": presenters.rows(page, found),
        "questions_caption": presenters.questions_caption(page, found),
        "questions_picture": presenters.questions_picture(page, found),
        "series_habit": figure_words.habit_sentence(series),
        "trend_picture": figure_words.trend_picture(
            series,
            force=page.force,
            item=page.item,
            alerts=found.alerts,
            is_simulated=page.is_simulated,
        ),
        "trend_rows": figure_words.trend_rows(series),
        "has_nation": page.force is not None,
        "notes": figure_words.note_words(series),
        "may_note": found.may_note,
        "forces_caption": presenters.forces_caption(page, found),
        "forces_picture": presenters.forces_picture(page, found),
        "force_rows": presenters.force_rows(page, found),
    }
