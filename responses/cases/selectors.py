"""Reads of stored cases."""

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from access.viewer import Viewer
from responses.cases.sensitivity import is_only_unclear, is_sensitive_case
from responses.models import Case, CaseEvent


def cases_for(viewer: Viewer) -> QuerySet[Case]:
    cases = Case.objects.order_by("pk")
    return cases if viewer.is_national else cases.filter(force_id__in=viewer.reach)


def is_sensitive(case: Case) -> bool:
    return is_sensitive_case(
        flags=case.flags, crime_group=case.crime_group, risk_level=case.risk_level
    )


def is_only_unclear_of(case: Case) -> bool:
    """Only flags that its file leaves out."""
    return is_only_unclear(
        flags=case.flags, crime_group=case.crime_group, risk_level=case.risk_level
    )


def events_by_case(case_ids: Sequence[int]) -> Mapping[int, list[CaseEvent]]:
    """In the order received."""
    events: dict[int, list[CaseEvent]] = {}
    for event in CaseEvent.objects.filter(case_id__in=case_ids).order_by("case_id", "sequence"):
        events.setdefault(event.case_id, []).append(event)
    return events
