from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import quarter_words
from analytics.figures.views.address import figure_page
from analytics.records import selectors
from analytics.records.presenters import characteristics, outcomes, rate_tables
from analytics.records.rates import CHARACTERISTIC_RATES
from analytics.records.selectors import RecordPage


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_records(request: HttpRequest) -> HttpResponse:
    return _records(request, None)


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_records(request: HttpRequest, force_code: str) -> HttpResponse:
    return _records(request, force_code)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_outcomes(request: HttpRequest) -> HttpResponse:
    return _outcomes(request, None)


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_outcomes(request: HttpRequest, force_code: str) -> HttpResponse:
    return _outcomes(request, force_code)


def _records(request: HttpRequest, force_code: str | None) -> HttpResponse:
    page = selectors.record_page_for(
        viewer_of(request),
        rates=CHARACTERISTIC_RATES,
        force_code=force_code,
        period=request.GET.get("period", ""),
        on=timezone.localdate(),
    )
    context = _context(page)
    if page.period is not None:
        context |= {
            "lead": characteristics.lead(page),
            "picture": characteristics.drawing(page),
            "tables": list(characteristics.tables(page)),
        }
    return figure_page(request, "analytics/records.html", context)


def _outcomes(request: HttpRequest, force_code: str | None) -> HttpResponse:
    found = selectors.outcome_page_for(
        viewer_of(request),
        force_code=force_code,
        period=request.GET.get("period", ""),
        on=timezone.localdate(),
    )
    page = found.records
    context = _context(page)
    if page.period is not None:
        context |= {
            "lead": outcomes.lead(page),
            "picture": outcomes.drawing(page),
            "tables": [*outcomes.tables(page), rate_tables.table(found)],
        }
    return figure_page(request, "analytics/outcomes.html", context)


def _context(page: RecordPage) -> dict[str, object]:
    return {
        "place_name": words.place_name(page.force),
        "force": page.force,
        "period": page.period,
        "periods": page.periods,
        "not_counted": quarter_words.not_counted(page.closed),
    }
