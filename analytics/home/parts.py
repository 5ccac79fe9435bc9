from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access import selectors as access_selectors
from access.home.choices import Asked, HomeChoice, HomePart
from access.permissions import Permission
from access.viewer import Viewer
from analytics import words
from analytics.figures.presenters import quarter_words
from analytics.home import matrix_presenters as matrix_words
from analytics.home import presenters, selectors
from analytics.home.matrix_presenters import Sort
from analytics.home.selectors import HomeFigures
from analytics.items import item_codes
from analytics.releases.presenters import studio as release_words
from analytics.releases.selectors.studio import NextRelease


def _alerts(viewer: Viewer, at: datetime, _asked: Asked) -> Mapping[str, object] | None:
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


def _figures_context(viewer: Viewer, at: datetime, asked: Asked) -> Mapping[str, object]:
    found = selectors.figures_for(viewer, on=localdate(at))
    first = found[0]
    places = [words.place_name(one.force) for one in found if one.force]
    return {
        "period": presenters.period_words(first),
        "quarter": first.period or "",
        "reaches": [
            (place if len(places) > 1 else "", *one)
            for place, figures in zip(places or [""], found, strict=True)
            for one in presenters.reach_links(figures)
        ],
        "awaited": quarter_words.awaited(first.let_down),
        "places": places,
        "told": [
            (place if len(places) > 1 else "", presenters.sentences(one))
            for place, one in zip(places or [""], found, strict=True)
        ],
        "has_figures": any(one.period for one in found),
        "others": presenters.other_forces(viewer, found),
        "questions": presenters.question_rows(found) if places else [],
        "labels": [words.label(item) for item in item_codes()],
        "is_of_nation": first.force is None,
        **(_nation_context(viewer, first, at, asked) if first.force is None else {}),
    }


def _nation_context(
    viewer: Viewer, found: HomeFigures, at: datetime, asked: Asked
) -> Mapping[str, object]:
    sort = Sort(asked.get(matrix_words.SORT, Sort.NAME))
    running = selectors.running_for(viewer, found, at=at)
    forces = matrix_words.matrix(found, running.forces, at=at, sort=sort)
    own = [matrix_words.nation_row(found, running.forces, at=at)] if forces else []
    return {
        "sorts": matrix_words.sort_links(sort),
        "sorted_by": "" if sort is Sort.NAME else dict(matrix_words.SORTS)[sort],
        "matrix": [*own, *forces],
        "confirmed": presenters.confirmed(found),
        "release": _release(viewer, running.release, at=at),
    }


def _choices(viewer: Viewer) -> Sequence[HomeChoice]:
    return [matrix_words.sort_choice()] if viewer.is_national else []


def _release(viewer: Viewer, coming: NextRelease | None, *, at: datetime) -> Mapping[str, str]:
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
    context=_figures_context,
    choices=_choices,
)
