"""Report pages: the list, and each quarterly report as a PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from access.web.guards import permission_required
from analytics import words
from analytics.figures.selectors import figures
from analytics.reports import document, pdf


@permission_required(Permission.READ_REPORT)
def report_list(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    today = timezone.localdate()
    periods = figures.periods(on=today)[::-1]
    asked = request.GET.get("period", "")
    context = {
        "period": asked if asked in periods else figures.latest_period(on=today, of=periods),
        "periods": periods,
        "forces": [
            (force.code, words.place_name(force)) for force in access_selectors.forces_for(viewer)
        ],
    }
    return render(request, "analytics/reports.html", context)


@permission_required(Permission.READ_REPORT)
@out_of_reach_is_absent
def report(request: HttpRequest, force_code: str, period: str) -> HttpResponse:
    """The report with the figures of now, in the reader's language."""
    viewer = viewer_of(request)
    force = figures.force_for(viewer, force_code)
    today = timezone.localdate()
    if period not in figures.periods(on=today):
        raise Http404
    try:
        written = document.quarterly_report(
            viewer,
            force_code=force.code,
            period=period,
            language=get_language() or "en",
            on=today,
        )
    except document.NothingToReportError as nothing:
        raise Http404 from nothing
    return HttpResponse(
        pdf.render(written),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{force.code}-{period}.pdf"'},
    )
