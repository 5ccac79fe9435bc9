from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.disparities import (
    combined_presenters,
    combined_selectors,
    gap_tables,
    presenters,
    selectors,
)
from analytics.disparities.gap_tables import region_name
from analytics.disparities.selectors import GapsPage
from analytics.figures.presenters import quarter_words
from analytics.figures.presenters.figures import item_options
from analytics.figures.views.address import choice_of, figure_page, page_query


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_gaps(request: HttpRequest) -> HttpResponse:
    return _gaps_page(request)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
@out_of_reach_is_absent
def regional_gaps(request: HttpRequest, region_code: str) -> HttpResponse:
    return _gaps_page(request, region_code=region_code)


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_gaps(request: HttpRequest, force_code: str) -> HttpResponse:
    return _gaps_page(request, force_code=force_code)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def combined(request: HttpRequest) -> HttpResponse:
    page = combined_selectors.combined_page_for(query=page_query(request), on=timezone.localdate())
    context: dict[str, object] = {
        **quarter_words.period_choice(page),
        "items": item_options(page.item),
        "item_label": words.label(page.item),
    }
    if page.period is not None:
        context |= {
            "lead": quarter_words.not_compared(page) or combined_presenters.lead(page),
            "counted": combined_presenters.count_combinations(page),
            "caption": combined_presenters.caption(page),
            "picture": combined_presenters.picture(page),
            "rows": combined_presenters.rows(page),
        }
    return figure_page(request, "analytics/combined.html", context)


def _gaps_page(
    request: HttpRequest, *, force_code: str | None = None, region_code: str = ""
) -> HttpResponse:
    page = selectors.gaps_page_for(
        viewer_of(request),
        force_code=force_code,
        region_code=region_code,
        period=request.GET.get("period", ""),
        on=timezone.localdate(),
    )
    context: dict[str, object] = {
        "place_name": gap_tables.place_name(page),
        "force": page.force,
        "region": page.region,
        **quarter_words.period_choice(page),
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
        "regions": [(region.code, region_name(region)) for region in page.regions],
    }
    if page.period is not None:
        context |= _gaps(page, current=request.GET.get("by", ""))
    return figure_page(
        request,
        "analytics/let_down.html",
        context,
        also=[choice_of("by", gap_tables.characteristic_options(page, request.GET.get("by", "")))],
    )


def _gaps(page: GapsPage, *, current: str) -> dict[str, object]:
    told = gap_tables.gap_rows(page)
    return {
        "lead": quarter_words.not_compared(page) or presenters.lead(page),
        "seen": presenters.comparisons_made(page),
        "picture": presenters.picture(page, told),
        "questions": presenters.questions(),
        "clear": gap_tables.clear(page, told),
        "grid": gap_tables.grid(page, told),
        "grid_caption": gap_tables.grid_caption(page),
        "characteristics": gap_tables.characteristics(page, current=current),
        "chosen": gap_tables.characteristic_table(page, told, current=current),
        "records": presenters.records(page),
    }
