from collections.abc import Sequence

from access import selectors as access_selectors
from access.permissions import Permission, Role
from access.viewer import Viewer
from responses.cases import visible_cases
from responses.invitations.selectors.codes import ADVISER_ROLES, OFFICER_ROLES
from responses.models import Case, CaseTie


def roles_for(viewer: Viewer, case: Case) -> Sequence[str]:
    is_given = _reaches(viewer.with_roles({Role.ADVOCATE}), case)
    if is_given and not access_selectors.is_of_force(viewer.user_id, case.force_id):
        return ADVISER_ROLES
    drawing = viewer.with_permission(Permission.DRAW_CODE)
    # Every role that draws codes is known to reach the case.
    is_every = bool(drawing.roles) and drawing.roles == viewer.roles
    return OFFICER_ROLES if is_every or _reaches(drawing, case) else ()


def service_for(viewer: Viewer, case: Case) -> int | None:
    """The service that has the case, else one of theirs that serves its force."""
    serving = {
        each.organisation_id
        for each in viewer.held
        if each.organisation_id is not None
        and case.force_id in each.force_codes | each.past_force_codes
    }
    given = CaseTie.objects.filter(
        case=case, kind=CaseTie.TieKind.GIVEN, organisation__in=serving
    ).order_by("organisation")
    found = given.values_list("organisation_id", flat=True).first() if serving else None
    return found or min(serving, default=None)


def is_officer(roles: Sequence[str]) -> bool:
    return roles == OFFICER_ROLES


def _reaches(viewer: Viewer, case: Case) -> bool:
    return bool(viewer.roles) and visible_cases.reachable_cases(viewer).filter(pk=case.pk).exists()
