from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.code_return.presenters import files, pages
from analytics.code_return.selectors import ReturnPage, return_page_for
from analytics.figures.presenters import quarter_words
from analytics.figures.views.address import figure_page, period_shown

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_return(request: HttpRequest) -> HttpResponse:
    return _rendered(request, _page(request, None))


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_return(request: HttpRequest, force_code: str) -> HttpResponse:
    return _rendered(request, _page(request, force_code))


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_return_csv(request: HttpRequest) -> HttpResponse:
    return _csv(_file_page(request, None))


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_return_csv(request: HttpRequest, force_code: str) -> HttpResponse:
    return _csv(_file_page(request, force_code))


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_return_workbook(request: HttpRequest) -> HttpResponse:
    return _workbook(_file_page(request, None))


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_return_workbook(request: HttpRequest, force_code: str) -> HttpResponse:
    return _workbook(_file_page(request, force_code))


def _file_page(request: HttpRequest, force_code: str | None) -> ReturnPage:
    page = _page(request, force_code)
    period_shown(request, page.period)
    return page


def _page(request: HttpRequest, force_code: str | None) -> ReturnPage:
    return return_page_for(
        viewer_of(request),
        force_code=force_code,
        period=request.GET.get("period", ""),
        on=timezone.localdate(),
    )


def _rendered(request: HttpRequest, page: ReturnPage) -> HttpResponse:
    context: dict[str, object] = {
        "force": page.force,
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
        "place_name": words.place_name(page.force),
        **quarter_words.period_choice(page),
    }
    if page.period is not None:
        context |= {
            "lead": pages.lead(page),
            "duty": pages.duty_sentence(page),
            "codes": pages.code_sentences(page),
            "sections": list(pages.sections(page)),
        }
    return figure_page(request, "analytics/code_return.html", context)


def _csv(page: ReturnPage) -> HttpResponse:
    headers = _named(page, "csv")
    return HttpResponse(files.write_csv(page), content_type=CSV, headers=headers)


def _workbook(page: ReturnPage) -> HttpResponse:
    headers = _named(page, "xlsx")
    return HttpResponse(files.write_workbook(page), content_type=XLSX, headers=headers)


def _named(page: ReturnPage, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{files.file_name(page, ending)}"'}
