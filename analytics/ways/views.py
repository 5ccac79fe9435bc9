"""How people answered: by which way, what was said by it, what the way itself does, and what goes
with having had support; and what those said who answer for others."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from access.permissions import Permission
from access.web.guards import permission_required
from analytics.figures.views.address import figure_page
from analytics.support import presenters as support_presenters
from analytics.support import selectors as support_selectors
from analytics.voices import presenters as voices_presenters
from analytics.voices import selectors as voices_selectors
from analytics.ways import presenters, selectors


@require_safe
@permission_required(Permission.VIEW_NATIONAL_PAGES)
def ways(request: HttpRequest) -> HttpResponse:
    page = selectors.ways_page(period=request.GET.get("period", ""))
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
    if (voices := voices_selectors.voices_of(page.period)) is not None:
        context["voices"] = voices_presenters.tables(voices, voices_selectors.questions())
    return figure_page(request, "analytics/ways.html", context)
