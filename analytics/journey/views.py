from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import quarter_words
from analytics.figures.presenters.figures import item_options
from analytics.figures.views.address import figure_page
from analytics.items import item_codes
from analytics.journey import selectors
from analytics.journey.presenters import findings, pictures
from analytics.journey.selectors import JourneyQuery


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_journey(request: HttpRequest, force_code: str) -> HttpResponse:
    return _journey(request, force_code)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_journey(request: HttpRequest) -> HttpResponse:
    return _journey(request, None)


def journey_query(given: dict[str, str]) -> JourneyQuery:
    item = given.get("item", "")
    return JourneyQuery(period=given.get("period", ""), item=item if item in item_codes() else "")


def _journey(request: HttpRequest, force_code: str | None) -> HttpResponse:
    page = selectors.journey_page_for(
        viewer_of(request),
        force_code=force_code,
        query=journey_query(request.GET.dict()),
        on=timezone.localdate(),
    )
    context: dict[str, object] = {
        "force": page.force,
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
        "place_name": words.place_name(page.force),
        **quarter_words.period_choice(page),
        "item": page.item,
        "item_label": words.label(page.item),
        "items": item_options(page.item),
    }
    if page.found is not None:
        context |= {
            "lead": findings.lead(page, page.found),
            "no_year": findings.no_year(page),
            "picture": pictures.main_picture(page, page.found),
            "hidden": findings.hidden(page, page.found),
            "rows": findings.rows(page, page.found),
            "small_pictures": pictures.small_pictures(page, page.found),
            "stage_names": findings.numbered(page.found),
            "stage_links": pictures.stage_links(page, page.found),
            "question_rows": findings.question_rows(page.found),
            "stage_questions": findings.stage_questions(page, page.found),
        }
    return figure_page(request, "analytics/journey.html", context)
