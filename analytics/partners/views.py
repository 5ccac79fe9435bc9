from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import quarter_words
from analytics.figures.presenters import questions as shown
from analytics.partners import selectors
from ui.formatting import format_words


@require_safe
@permission_required(Permission.VIEW_OWN_ITEMS)
@out_of_reach_is_absent
def own_items(request: HttpRequest, force_code: str) -> HttpResponse:
    viewer = viewer_of(request)
    page, agencies = selectors.partner_page_for(
        viewer,
        force_code=force_code,
        period=request.GET.get("period", ""),
        on=timezone.localdate(),
    )
    names = sorted(shown.agency_name(agency) for agency in agencies)
    others = [each for each in access_selectors.forces_for(viewer) if each != page.force]
    context: dict[str, object] = {
        "place_name": words.place_name(page.force),
        "agency_names": format_words(names, language=get_language() or "en"),
        "others": [(each.code, words.place_name(each)) for each in others],
        **quarter_words.period_choice(page),
    }
    if page.period is not None:
        context["groups"] = shown.groups(page)
    return render(request, "analytics/own_items.html", context)
