from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.home.choices import Asked, HomePart
from access.permissions import Permission
from access.viewer import Viewer
from analytics import words
from analytics.figures.presenters import questions as shown
from analytics.partners import home_selectors
from analytics.partners.home_selectors import PartnerArea, PartnerHome
from analytics.releases.presenters import studio as release_words
from analytics.releases.selectors.studio import announced
from analytics.trends import presenters as trend_words
from analytics.you_said_we_did import presenters as notice_words
from ui.formatting import format_words


def _own(viewer: Viewer, at: datetime, _asked: Asked) -> Mapping[str, object]:
    found = home_selectors.home_for(viewer, on=localdate(at))
    names = {force.code: words.place_name(force) for force in access_selectors.known_forces()}
    return {
        "period": words.period_name(found.period) if found.period else "",
        "areas": [_area(area, found) for area in found.areas],
        "others": [(names[code], _page(code)) for code in found.others],
        "told": notice_words.notice_words(found.told),
        "calendar": release_words.calendar_rows(announced()),
    }


def _area(area: PartnerArea, found: PartnerHome) -> dict[str, object]:
    place = words.place_name(area.force)
    rows = [shown.row(figure, has_force=True) for figure in area.figures]
    return {
        "place": place,
        "url": _page(area.force.code),
        "lead": _lead(area),
        "rows": rows,
        "changed": _changed(area, found) if rows else "",
        "caption": shown.part_caption(area.force, period=found.period, part=_("Your questions"))
        if found.period
        else "",
    }


def _lead(area: PartnerArea) -> str:
    names = [shown.agency_name(agency) for agency in area.agencies]
    return _("What victims say of that for which your agency is answerable: %(agencies)s.") % {
        "agencies": format_words(sorted(names), language=get_language() or "en")
    }


def _changed(area: PartnerArea, found: PartnerHome) -> str:
    return trend_words.changed(
        area.force,
        period=found.period,
        before=found.before,
        changes=area.changes,
        begun=area.begun,
    )


def _page(code: str) -> str:
    return reverse("analytics:own_items", args=[code])


OWN_QUESTIONS = HomePart(
    permissions=(Permission.VIEW_OWN_ITEMS,),
    template="analytics/_home_partner.html",
    context=_own,
)
