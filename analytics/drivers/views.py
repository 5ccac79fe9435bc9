from django.http import HttpRequest, HttpResponse

from access.permissions import Permission
from access.web.guards import permission_required
from analytics.drivers import presenters, selectors
from analytics.drivers.selectors import DriversQuery
from analytics.figures.views.address import PageChoice, figure_page
from analytics.journey.presenters import findings


def drivers_query(given: dict[str, str]) -> DriversQuery:
    return DriversQuery(period=given.get("period", ""), stage=given.get("stage", ""))


@permission_required(Permission.VIEW_FIGURES)
def drivers(request: HttpRequest) -> HttpResponse:
    page = selectors.drivers_page(drivers_query(request.GET.dict()))
    context: dict[str, object] = {"period": page.period, "periods": page.periods}
    if page.period is not None:
        context |= {
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
    stages = PageChoice(
        name="stage",
        current=page.stage.code,
        options=[(stage.code, findings.stage_name(stage.code)) for stage in page.stages],
    )
    return figure_page(request, "analytics/drivers.html", context, also=[stages])
