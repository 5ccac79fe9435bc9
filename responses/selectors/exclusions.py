"""Exclusions by hand, and whether a second person stands by each."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from access.viewer import Viewer
from responses.models import Case, ExclusionConfirmation
from responses.selectors.by_key import reachable_cases

MOST_SHOWN = 100


def excluded_cases(viewer: Viewer) -> QuerySet[Case]:
    """Those in the viewer's reach that a person excluded."""
    return reachable_cases(viewer).exclude(exclude_code="")


def unconfirmed_cases(viewer: Viewer) -> QuerySet[Case]:
    """Those of them that nobody else stands by, the oldest first."""
    return excluded_cases(viewer).filter(~_is_confirmed()).order_by("exclude_on", "pk")


def unconfirmed(viewer: Viewer) -> Sequence[Case]:
    return list(unconfirmed_cases(viewer)[:MOST_SHOWN])


def unconfirmed_case(viewer: Viewer, case_id: int) -> Case | None:
    return unconfirmed_cases(viewer).filter(pk=case_id).first()


def _is_confirmed() -> Exists:
    """A day that a later file adds to an exclusion without one makes it no other."""
    same = ExclusionConfirmation.objects.filter(
        case=OuterRef("pk"), code=OuterRef("exclude_code"), excluded_by=OuterRef("exclude_by")
    )
    return Exists(same.filter(Q(excluded_on=OuterRef("exclude_on")) | Q(excluded_on__isnull=True)))
