from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from access.viewer import Viewer
from analytics.disclosure import years
from analytics.models import ResearchProject
from analytics.refresh.selectors import quarter_states
from analytics.refresh.selectors.quarter_states import KnownState
from responses import extract

State = ResearchProject.ProjectState


def years_to_give(*, at: datetime) -> list[str]:
    states = quarter_states.read_states()
    wanted = {years.year_of(period) for period, state in states.items() if state.is_frozen}
    return sorted(year for year in wanted if _may_be_given(year, states, at=at))


def may_be_given(year: str, *, at: datetime) -> bool:
    return _may_be_given(year, quarter_states.read_states(), at=at)


def _may_be_given(year: str, states: Mapping[str, KnownState], *, at: datetime) -> bool:
    return all(
        period in states and _stays(states[period], at=at) and extract.is_whole(period, at=at)
        for period in years.quarters_of(year)
    )


def _stays(state: KnownState, *, at: datetime) -> bool:
    return state.closed_on is not None and extract.stays_from(state.closed_on) <= localdate(at)


def projects_for(viewer: Viewer) -> QuerySet[ResearchProject]:
    every = ResearchProject.objects.defer("file").select_related("asked_by", "first_by")
    return every.order_by("-asked_at", "-pk") if viewer.is_national else every.none()


def project_for(viewer: Viewer, pk: int) -> ResearchProject:
    return projects_for(viewer).get(pk=pk)


def file_of(project: ResearchProject, *, reader: int, today: date) -> bytes:
    standing = ResearchProject.objects.filter(pk=project.pk, ends_on__gte=today)
    by_another = Q(state=State.CHECKING) & ~Q(asked_by=reader)
    readable = standing.filter(Q(state=State.READY) | by_another)
    found = readable.values_list("file", flat=True).first()
    return bytes(found) if found else b""
