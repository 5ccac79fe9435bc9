from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.views.address import figure_page
from analytics.reports import document, pdf, selectors


@permission_required(Permission.READ_REPORT)
def report_list(request: HttpRequest) -> HttpResponse:
    page = selectors.report_list_for(
        viewer_of(request), period=request.GET.get("period", ""), on=timezone.localdate()
    )
    context = {
        "period": page.period,
        "periods": page.periods,
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
        "is_national": viewer_of(request).may(Permission.VIEW_NATIONAL_PAGES),
    }
    return figure_page(request, "analytics/reports.html", context)


@permission_required(Permission.READ_REPORT)
@out_of_reach_is_absent
def report(request: HttpRequest, force_code: str, period: str) -> HttpResponse:
    return _report(request, force_code, period)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_report(request: HttpRequest, period: str) -> HttpResponse:
    return _report(request, None, period)


def _report(request: HttpRequest, force_code: str | None, period: str) -> HttpResponse:
    today = timezone.localdate()
    try:
        found = selectors.report_for(
            viewer_of(request), force_code=force_code, period=period, on=today
        )
    except selectors.NothingToReportError as nothing:
        raise Http404 from nothing
    written = document.quarterly_report(found, language=get_language() or "en", on=today)
    name = f"{force_code or 'england-and-wales'}-{period}.pdf"
    return HttpResponse(
        pdf.render(written),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
