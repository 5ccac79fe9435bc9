"""Who was asked and who was not, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from access.web.guards import permission_required
from analytics import words
from analytics.figures.presenters import coverage as shown
from analytics.figures.presenters import representativeness
from analytics.figures.selectors import coverage
from analytics.figures.selectors import representativeness as representativeness_selectors
from analytics.figures.views.address import asked


@permission_required(Permission.VIEW_COVERAGE)
@out_of_reach_is_absent
def force_coverage(request: HttpRequest, force_code: str) -> HttpResponse:
    return _coverage(request, force_code)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_coverage(request: HttpRequest) -> HttpResponse:
    return _coverage(request, None)


def _coverage(request: HttpRequest, force_code: str | None) -> HttpResponse:
    viewer = viewer_of(request)
    wanted = asked(request, of=coverage.periods())
    found = coverage.coverage_for(
        viewer, force_code=force_code, period=wanted.period or "", on=timezone.localdate()
    )
    representation = representativeness_selectors.representation(viewer, found)
    context = {
        "place_name": words.place_name(found.force),
        "force": found.force,
        "period": wanted.period,
        "periods": wanted.periods,
        "lead": shown.lead(found),
        "steps": shown.step_words(found),
        "tables": shown.reach_tables(found),
        "likeness": representativeness.likeness(representation),
        "late_rows": representativeness.late_rows(representation),
        "forces": [
            (force.code, words.place_name(force)) for force in access_selectors.forces_for(viewer)
        ]
        if viewer.is_national
        else [],
    }
    return render(request, "analytics/coverage.html", context)
