from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics import words
from analytics.charts import sparks
from analytics.disclosure.places import NATION
from analytics.figures.presenters import quarter_words
from analytics.figures.presenters.charts import safe
from analytics.figures.views.address import figure_page, period_shown
from analytics.scorecard import pdf
from analytics.scorecard.presenters import pictures
from analytics.scorecard.presenters.cards import SHAPES, CardWords, card_words
from analytics.scorecard.selectors.pages import ScorecardPage, scorecard_page_for


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_scorecard(request: HttpRequest) -> HttpResponse:
    return _rendered(request, _page(request, None))


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_scorecard(request: HttpRequest, force_code: str) -> HttpResponse:
    return _rendered(request, _page(request, force_code))


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def national_paper(request: HttpRequest) -> HttpResponse:
    return _paper(request, _page(request, None))


@permission_required(Permission.VIEW_FIGURES)
@out_of_reach_is_absent
def force_paper(request: HttpRequest, force_code: str) -> HttpResponse:
    return _paper(request, _page(request, force_code))


def _page(request: HttpRequest, force_code: str | None) -> ScorecardPage:
    return scorecard_page_for(
        viewer_of(request),
        force_code=force_code,
        period=request.GET.get("period", ""),
        on=timezone.localdate(),
    )


def _rendered(request: HttpRequest, page: ScorecardPage) -> HttpResponse:
    context: dict[str, object] = {
        "force": page.force,
        "forces": [(force.code, words.place_name(force)) for force in page.forces],
        "place_name": words.place_name(page.force),
        **quarter_words.period_choice(page),
    }
    if page.period is not None:
        card = card_words(page)
        context |= {
            "card": card,
            "lead": card.lead,
            "picture": pictures.picture(page),
            "caption": _("Scorecard, %(place)s, %(period)s")
            % {"place": card.place, "period": card.period},
            "rows": _card_rows(card),
        }
    return figure_page(request, "analytics/scorecard.html", context)


def _card_rows(card: CardWords) -> list[dict[str, object]]:
    return [
        {
            "label": row.label,
            "cells": [
                (
                    cell,
                    SHAPES[cell.change],
                    safe(sparks.draw(cell.spark, description=cell.quarters)),
                )
                for cell in row.cells
            ],
        }
        for row in card.rows
    ]


def _paper(request: HttpRequest, page: ScorecardPage) -> HttpResponse:
    period = period_shown(request, page.period)
    place = page.force.code if page.force else NATION
    return HttpResponse(
        pdf.render(card_words(page)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="scorecard-{place}-{period}.pdf"'},
    )
