"""Report pages: the list, and each quarterly report as a PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from access.web.guards import permission_required
from analytics import words
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
    }
    return render(request, "analytics/reports.html", context)


@permission_required(Permission.READ_REPORT)
@out_of_reach_is_absent
def report(request: HttpRequest, force_code: str, period: str) -> HttpResponse:
    """The report as of now, in the reader's language."""
    today = timezone.localdate()
    try:
        found = selectors.report_for(
            viewer_of(request), force_code=force_code, period=period, on=today
        )
    except selectors.NothingToReportError as nothing:
        raise Http404 from nothing
    written = document.quarterly_report(found, language=get_language() or "en", on=today)
    return HttpResponse(
        pdf.render(written),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{force_code}-{period}.pdf"'},
    )
