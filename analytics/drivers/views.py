"""What goes with being satisfied overall: the nation, a region, a force."""

from django.http import HttpRequest, HttpResponse

from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from access.web.guards import permission_required
from analytics import words
from analytics.drivers import presenters, selectors
from analytics.drivers.selectors import DriversPage, DriversQuery
from analytics.figures.views.address import PageChoice, figure_page
from analytics.journey.presenters import findings
from analytics.let_down.region_names import region_name


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def of_nation(request: HttpRequest) -> HttpResponse:
    return _drivers(request)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
@out_of_reach_is_absent
def of_region(request: HttpRequest, region_code: str) -> HttpResponse:
    return _drivers(request, region_code=region_code)


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def of_force(request: HttpRequest, force_code: str) -> HttpResponse:
    return _drivers(request, force_code=force_code)


def drivers_query(given: dict[str, str]) -> DriversQuery:
    return DriversQuery(period=given.get("period", ""), stage=given.get("stage", ""))


def _drivers(
    request: HttpRequest, *, force_code: str | None = None, region_code: str = ""
) -> HttpResponse:
    page = selectors.drivers_page_for(
        viewer_of(request),
        force_code=force_code,
        region_code=region_code,
        query=drivers_query(request.GET.dict()),
    )
    context: dict[str, object] = {
        "place_name": presenters.place_name(page),
        "force": page.force,
        "region": page.region,
        "period": page.period,
        "periods": page.periods,
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
        "regions": [(region.code, region_name(region)) for region in page.regions],
    }
    if page.period is not None:
        context |= _told(page)
    stages = PageChoice(
        name="stage",
        current=page.stage.code,
        options=[(stage.code, findings.stage_name(stage.code)) for stage in page.stages],
    )
    return figure_page(request, "analytics/drivers.html", context, also=[stages])


def _told(page: DriversPage) -> dict[str, object]:
    return {
        "lead": presenters.lead(page),
        "explained": presenters.explained(page),
        "stage": page.stage.code,
        "stage_name": presenters.stage_name(page),
        "stage_links": presenters.stage_links(page),
        "caption": presenters.caption(page),
        "picture": presenters.picture(page),
        "rows": presenters.rows(page),
        "fewest": presenters.fewest(),
    }
