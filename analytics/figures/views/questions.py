from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import quarter_words
from analytics.figures.presenters import questions as shown
from analytics.figures.selectors import questions
from analytics.figures.selectors.questions import QuestionPage, QuestionQuery
from analytics.figures.views.address import figure_page, period_shown
from analytics.tables import LEVELS, Dimension


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_questions(request: HttpRequest) -> HttpResponse:
    return _rendered(request, _page(request, None))


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_questions(request: HttpRequest, force_code: str) -> HttpResponse:
    return _rendered(request, _page(request, force_code))


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_questions_file(request: HttpRequest) -> HttpResponse:
    return _file(request, _page(request, None))


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_questions_file(request: HttpRequest, force_code: str) -> HttpResponse:
    return _file(request, _page(request, force_code))


def question_query(given: dict[str, str]) -> QuestionQuery:
    stage = given.get("stage", "")
    return QuestionQuery(
        period=given.get("period", ""),
        agency=questions.agency_in(given.get("agency", "")),
        stage=stage if stage in LEVELS[Dimension.STAGE] else "",
    )


def _page(request: HttpRequest, force_code: str | None) -> QuestionPage:
    return questions.question_page_for(
        viewer_of(request),
        force_code=force_code,
        query=question_query(request.GET.dict()),
        on=timezone.localdate(),
    )


def _rendered(request: HttpRequest, page: QuestionPage) -> HttpResponse:
    context: dict[str, object] = {
        "force": page.force,
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
        "place_name": words.place_name(page.force),
        **quarter_words.period_choice(page),
        "agencies": shown.agency_options(page.query.agency),
        "stages": shown.stage_options(page.query.stage),
        "address": request.GET.urlencode(),
    }
    if page.period is not None:
        context |= {
            "lead": shown.lead(page),
            "groups": shown.groups(page),
            "pairs": shown.pair_rows(page.pairs),
            "pair_sentence": shown.pair_sentence(page.pairs),
        }
    return figure_page(request, "analytics/questions.html", context)


def _file(request: HttpRequest, page: QuestionPage) -> HttpResponse:
    period = period_shown(request, page.period)
    place = page.force.code if page.force else "nation"
    return HttpResponse(
        shown.write_csv(page),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="questions-{place}-{period}.csv"'},
    )
