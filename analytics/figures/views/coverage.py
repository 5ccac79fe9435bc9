from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import coverage as shown
from analytics.figures.presenters import quarter_words, representativeness
from analytics.figures.selectors import pages
from analytics.figures.views.address import figure_page, page_query


@permission_required(Permission.VIEW_COVERAGE)
@out_of_reach_is_absent
def force_coverage(request: HttpRequest, force_code: str) -> HttpResponse:
    return _coverage(request, force_code)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_coverage(request: HttpRequest) -> HttpResponse:
    return _coverage(request, None)


def _coverage(request: HttpRequest, force_code: str | None) -> HttpResponse:
    page = pages.coverage_page_for(
        viewer_of(request),
        force_code=force_code,
        query=page_query(request),
        on=timezone.localdate(),
    )
    context = {
        "place_name": words.place_name(page.coverage.force),
        "force": page.coverage.force,
        **quarter_words.period_choice(page.asked),
        "lead": shown.lead(page.coverage),
        "guarded": shown.guarded(page.coverage),
        "steps": shown.step_words(page.coverage),
        "tables": shown.reach_tables(page.coverage),
        "likeness": representativeness.likeness(page.representation),
        "late_rows": representativeness.late_rows(page.representation),
        "settling_rows": quarter_words.settling_rows(page.state),
        "goals": quarter_words.goals(page.state),
        "closing": quarter_words.closing(page.state),
        "outside": quarter_words.outside(page.state),
        "correction": quarter_words.correction(page.state),
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
    }
    return figure_page(request, "analytics/coverage.html", context)
