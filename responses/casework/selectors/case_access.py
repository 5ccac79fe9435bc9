"""The people a case is given to, and those who must not see it (SAF-13)."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from access.models import Membership, User
from access.permissions import Role
from access.viewer import Viewer
from responses.cases import visible_cases
from responses.invitations.selectors.codes import WORD_HOLDS
from responses.models import CaseTie

MOST_SHOWN = 200
TEAMS = (Role.SAFE_CONTACT_OFFICER, Role.ADVOCATE, Role.OPERATIONS_LEAD)
"""The roles that look at single cases."""


def ties_for(viewer: Viewer, *, at: datetime) -> QuerySet[CaseTie]:
    """Newest first, without words of leads that no longer count."""
    is_over = Q(kind=CaseTie.TieKind.IN_PLACE, tied_at__lte=at - WORD_HOLDS)
    ties = CaseTie.objects.select_related("case__force", "user", "organisation").order_by(
        "-tied_at", "-pk"
    )
    ties = visible_cases.of_forces(ties, viewer)
    return ties.filter(visible_cases.is_of_reachable(viewer, "case_id")).exclude(is_over)


def tie_for(viewer: Viewer, pk: int, *, at: datetime) -> CaseTie | None:
    return ties_for(viewer, at=at).filter(pk=pk).first()


def people_for(viewer: Viewer) -> Mapping[User, list[Membership]]:
    memberships = (
        Membership.objects.current()
        .select_related("user", "force")
        .filter(role__in=TEAMS, user__is_active=True)
    )
    if not viewer.is_national:
        memberships = memberships.filter(force_id__in=viewer.force_codes)
    memberships = memberships.filter(organisation__isnull=True)
    people: dict[User, list[Membership]] = {}
    for membership in memberships.order_by("user__name", "user_id", "role", "force_id"):
        people.setdefault(membership.user, []).append(membership)
    return people
