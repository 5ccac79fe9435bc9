from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.models import Force
from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.figures.presenters import figures as shown
from analytics.figures.presenters import maps, quarter_words, representativeness
from analytics.figures.selectors import pages
from analytics.figures.selectors.pages import AreaFound, Asked
from analytics.figures.views.address import figure_page, page_query
from analytics.tables import EVERYBODY, OFFERED, SHOWN, Dimension


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_figures(request: HttpRequest, force_code: str) -> HttpResponse:
    page = pages.force_page_for(
        viewer_of(request),
        force_code=force_code,
        query=page_query(request),
        on=timezone.localdate(),
    )
    context = {
        **_picker(page.asked, OFFERED),
        "force": page.force,
        "place_name": words.place_name(page.force),
    }
    if page.found is not None:
        context |= _area(page.found, page.asked, page.force, is_simulated=page.is_simulated) | {
            "warnings": representativeness.warnings(page.found.warnings),
            "open_alerts": page.found.open_alerts,
            "silence": quarter_words.silence_of_force(
                page.found.figures.all_victims(page.asked.item).force, page.found.silence
            ),
        }
    return figure_page(request, "analytics/force.html", context)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def forces(request: HttpRequest) -> HttpResponse:
    page = pages.nation_page_for(
        viewer_of(request), query=page_query(request), on=timezone.localdate()
    )
    context = {
        **_picker(page.asked, SHOWN),
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
    }
    if page.found is not None:
        funnel = page.found.funnel
        context |= _area(page.found, page.asked, None, is_simulated=page.is_simulated) | {
            "silence": quarter_words.silence(
                page.found.figures.all_victims(page.asked.item).nation, page.found.silence
            ),
            "funnel_sentence": shown.funnel_sentence(funnel),
            "funnel_picture": shown.funnel_picture(funnel, is_simulated=page.is_simulated),
            "map_picture": maps.map_picture(funnel, is_simulated=page.is_simulated),
            "funnel_rows": shown.funnel_rows(funnel, page.found.force_reaches),
        }
    return figure_page(request, "analytics/forces.html", context)


def _area(
    found: AreaFound, asked: Asked, force: Force | None, *, is_simulated: bool
) -> dict[str, object]:
    item = asked.item
    labelled = shown.labelled(found.figures, item) if found.figures.has_content else []
    modelled = quarter_words.modelled_sentence(labelled)
    return {
        "lead": shown.lead(found.figures, item),
        "reach": shown.reach_sentence(found.reaches.get(EVERYBODY)),
        "nothing_told": shown.empty_message(found.figures),
        "picture": shown.figures_picture(found.figures, item, is_simulated=is_simulated),
        "rows": shown.figure_rows(shown.labelled(found.figures, item), found.reaches),
        "modelled": modelled,
        "has_models": bool(modelled),
        "trend_picture": shown.trend_picture(
            found.trend, force=force, item=item, alerts=found.alerts, is_simulated=is_simulated
        ),
        "trend_rows": shown.trend_rows(found.trend),
        "notes": shown.note_words(found.trend),
        "may_note": found.may_note,
        "habit": shown.habit_sentence(found.trend),
    }


def _picker(asked: Asked, tables: Collection[Dimension]) -> dict[str, object]:
    return {
        **quarter_words.period_choice(asked),
        "dimension": asked.dimension.value,
        "dimension_name": words.dimension_name(asked.dimension),
        "dimensions": shown.dimension_options(asked.dimension, of=tables),
        "item": asked.item,
        "item_label": words.label(asked.item),
        "items": shown.item_options(asked.item),
    }
