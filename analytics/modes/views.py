from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.web.guards import permission_required
from analytics.figures.views.address import figure_page
from analytics.modes import presenters, selectors
from analytics.proxies import presenters as voices_presenters
from analytics.proxies import selectors as proxies_selectors
from analytics.support import presenters as support_presenters
from analytics.support import selectors as support_selectors


@require_safe
@permission_required(Permission.VIEW_NATIONAL_PAGES)
def answer_modes(request: HttpRequest) -> HttpResponse:
    page = selectors.modes_page(period=request.GET.get("period", ""))
    context: dict[str, object] = {"period": page.period, "periods": page.periods}
    if page.found is not None:
        context |= {
            "lead": presenters.lead(page),
            "asked": presenters.asked_rows(page.found),
            "tables": presenters.share_tables(page),
            "effects": presenters.effect_rows(page.found),
            "power": presenters.power_words(page.found),
        }
    if (support := support_selectors.support_of(page.period)) is not None:
        context["support"] = support_presenters.tables(support)
    if (voices := proxies_selectors.proxies_of(page.period)) is not None:
        context["voices"] = voices_presenters.tables(voices, proxies_selectors.questions())
    return figure_page(request, "analytics/modes.html", context)
