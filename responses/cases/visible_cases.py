"""Cases that a person asks for by their key, one at a time: nobody browses people."""

from django.db.models import Q, QuerySet
from django.http import Http404

from access.permissions import Role
from access.viewer import Viewer
from responses.cases import selectors as cases_selectors
from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.models import Case, CaseTie

IS_FIREWALLED = Q(flags__police_suspect=True) | Q(exclude_code=OFFICER_SUSPECT)
"""The suspect is a police officer or one of the staff: out of sight for every force (SAF-13)."""

SEE_ALL_OF_A_FORCE = frozenset({Role.SAFE_CONTACT_OFFICER, Role.OPERATIONS_LEAD})


def reachable_cases(viewer: Viewer) -> QuerySet[Case]:
    """The cases in the viewer's reach, less those that only the nation may see, and those from
    which she is barred; of an advocate, those alone that were given to her (SAF-9)."""
    cases = cases_selectors.cases_for(viewer).select_related("force")
    if sees_given_cases_alone(viewer):
        cases = cases.filter(pk__in=_given(viewer).values("case"))
    return cases.exclude(pk__in=hidden_cases(viewer).values("pk"))


def sees_given_cases_alone(viewer: Viewer) -> bool:
    """Whether she works with victims of hers, and not with the cases of a whole force."""
    return Role.ADVOCATE in viewer.roles and not viewer.roles & SEE_ALL_OF_A_FORCE


def hidden_cases(viewer: Viewer) -> QuerySet[Case]:
    """Cases in the viewer's reach that are out of her sight all the same (SAF-13)."""
    cases = cases_selectors.cases_for(viewer)
    barred = Q(pk__in=_bars(viewer).values("case"))
    # By key, since JSON that lacks the flag is neither like it nor unlike it to a database.
    return cases.filter(barred if viewer.is_national else barred | IS_FIREWALLED)


def _given(viewer: Viewer) -> QuerySet[CaseTie]:
    return CaseTie.objects.filter(user=viewer.user_id, kind=CaseTie.Kind.GIVEN)


def _bars(viewer: Viewer) -> QuerySet[CaseTie]:
    """A team is barred in the force of the case: the nation's people then see to it."""
    is_mine = Q(user=viewer.user_id)
    if not viewer.is_national:
        is_mine |= Q(role__in=[role.value for role in viewer.roles])
    return CaseTie.objects.filter(is_mine, kind=CaseTie.Kind.BARRED)


def case_by_key(viewer: Viewer, *, force_code: str, case_key: str) -> Case | None:
    """The one case of exactly this key, or nothing: nobody learns whether it is another force's,
    out of sight, or none. Raises Http404 for a force out of the viewer's reach."""
    if not viewer.reaches(force_code):
        raise Http404
    return reachable_cases(viewer).filter(force=force_code, case_key=case_key).first()


def case_in_hand(viewer: Viewer, case_id: int) -> Case:
    """Raises Http404 where it is out of the viewer's reach by now."""
    case = reachable_cases(viewer).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case
