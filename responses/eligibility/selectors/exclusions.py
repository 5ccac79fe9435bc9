"""Exclusions by hand, and what a second person, or who made them, says of each."""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from access.viewer import Viewer
from responses.cases.visible_cases import reachable_cases
from responses.eligibility.rules import KEEPS_SAFE
from responses.models import Case, ExclusionRuling, StageEvent

MOST_SHOWN = 100
Verdict = ExclusionRuling.Verdict
REJECTED = (Verdict.REFUSED, Verdict.WITHDRAWN)


def excluded_cases(viewer: Viewer) -> QuerySet[Case]:
    """Those in the viewer's reach that a person excluded."""
    return reachable_cases(viewer).exclude(exclude_code="")


def unconfirmed_cases(viewer: Viewer) -> QuerySet[Case]:
    """Those of them that nobody has judged, the oldest first."""
    ruled = rulings_in_force().filter(case=OuterRef("pk"))
    return excluded_cases(viewer).filter(~Exists(ruled)).order_by("exclude_on", "pk")


def unconfirmed(viewer: Viewer) -> Sequence[Case]:
    return list(unconfirmed_cases(viewer)[:MOST_SHOWN])


def unconfirmed_case(viewer: Viewer, case_id: int) -> Case | None:
    return unconfirmed_cases(viewer).filter(pk=case_id).first()


def rejected_and_held(viewer: Viewer) -> Sequence[Case]:
    """Those that were refused or taken back and hold all the same, since they keep somebody safe:
    until a case file puts the record right."""
    held = rulings_in_force().filter(verdict__in=REJECTED, code__in=KEEPS_SAFE)
    cases = excluded_cases(viewer).filter(pk__in=held.values("case"))
    return list(cases.order_by("exclude_on", "pk")[:MOST_SHOWN])


def rulings_in_force() -> QuerySet[ExclusionRuling]:
    """Those that speak of the exclusion that the case has now. A day that a later file adds to an
    exclusion without one makes it no other."""
    same_day = Q(case__exclude_on=F("excluded_on")) | Q(excluded_on__isnull=True)
    return ExclusionRuling.objects.filter(
        same_day, case__exclude_code=F("code"), case__exclude_by=F("excluded_by")
    )


def lifted() -> QuerySet[ExclusionRuling]:
    """Exclusions that hold no longer."""
    return rulings_in_force().filter(verdict__in=REJECTED).exclude(code__in=KEEPS_SAFE)


def lifted_since_decided() -> QuerySet[ExclusionRuling]:
    """Of cases that have to be decided anew."""
    decided = StageEvent.objects.filter(case=OuterRef("case"), decided_at__gte=OuterRef("ruled_at"))
    return lifted().filter(~Exists(decided))
