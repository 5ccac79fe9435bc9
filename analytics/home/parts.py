"""What the home page shows of alerts and of figures."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.home.choices import HomeChoice
from access.home.parts import Asked, HomePart
from access.permissions import Permission
from access.viewer import Viewer
from analytics import words
from analytics.home import matrix_presenters as matrix_words
from analytics.home import presenters, selectors
from analytics.home.matrix_presenters import Sort
from analytics.items import item_codes
from analytics.releases.presenters import studio as release_words
from analytics.releases.selectors.studio import NextRelease


def _alerts(viewer: Viewer, at: datetime, _asked: Asked) -> Mapping[str, object] | None:
    """Of forces; None for the nation, whose alerts stand under its table."""
    return None if viewer.is_national else _open_alerts(viewer, at)


def _nations_alerts(viewer: Viewer, at: datetime, _asked: Asked) -> Mapping[str, object] | None:
    return _open_alerts(viewer, at) if viewer.is_national else None


def _open_alerts(viewer: Viewer, at: datetime) -> Mapping[str, object]:
    alerts = list(selectors.open_alerts(viewer))
    shown = alerts[: selectors.MOST_ALERTS]
    stamp = _("SIMULATED") if access_selectors.is_simulated() else ""
    return {
        "alerts": presenters.alert_rows(shown, stamp=stamp, on=localdate(at)),
        "more": len(alerts) - len(shown),
        "places": presenters.alerts_by_place(alerts) if viewer.is_national else [],
    }


def _told(viewer: Viewer, at: datetime, asked: Asked) -> Mapping[str, object]:
    found = selectors.figures_for(viewer, on=localdate(at))
    first = found[0]
    matrix, release = [], None
    sort = Sort(asked.get(matrix_words.SORT, Sort.NAME))
    if first.force is None:
        running = selectors.running_for(viewer, everybody=first.everybody, at=at)
        matrix = matrix_words.matrix(first, running.forces, at=at, sort=sort)
        if matrix:
            matrix.insert(0, matrix_words.nation_row(first, running.forces, at=at))
        release = _release(viewer, running.release, at=at)
    places = [words.place_name(one.force) for one in found if one.force]
    return {
        "period": words.period_name(first.period) if first.period else "",
        "places": places,
        "told": [
            (place if len(places) > 1 else "", presenters.sentences(one))
            for place, one in zip(places or [""], found, strict=True)
        ],
        "has_figures": any(one.period for one in found),
        "others": presenters.other_forces(viewer, found),
        "questions": presenters.question_rows(found) if places else [],
        "sorts": matrix_words.sort_links(sort),
        "labels": [words.label(item) for item in item_codes()],
        "matrix": matrix,
        "confirmed": presenters.confirmed(first) if first.force is None else None,
        "release": release,
    }


def _choices(viewer: Viewer) -> Sequence[HomeChoice]:
    """The forces of the nation's matrix are sorted."""
    return [matrix_words.sort_choice()] if viewer.is_national else []


def _release(viewer: Viewer, coming: NextRelease | None, *, at: datetime) -> Mapping[str, str]:
    """The next one. Whoever makes releases is led to it in the studio, others to the calendar."""
    calendar = reverse("analytics:releases")
    if coming is None:
        return {"url": calendar}
    may_make = viewer.may(Permission.MAKE_RELEASES)
    url = reverse("analytics:release_draft", args=[coming.number]) if may_make else calendar
    return {"url": url, **release_words.next_words(coming, at=at)}


ALERTS = HomePart(
    permissions=(Permission.VIEW_ALERTS,), template="analytics/_home_alerts.html", context=_alerts
)
NATIONS_ALERTS = HomePart(
    permissions=(Permission.VIEW_ALERTS,),
    template="analytics/_home_alerts.html",
    context=_nations_alerts,
)
TOLD = HomePart(
    permissions=(Permission.VIEW_NATIONAL_PAGES, Permission.VIEW_FIGURES),
    template="analytics/_home_told.html",
    context=_told,
    choices=_choices,
)
