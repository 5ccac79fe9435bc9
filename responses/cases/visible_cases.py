"""Which cases a member of staff may see. They ask for one case at a time by its key; there is no
list of people to browse."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from access.permissions import Role
from access.viewer import Viewer
from responses.cases import selectors as cases_selectors
from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.models import Case, CaseTie

IS_FIREWALLED = Q(flags__police_suspect=True) | Q(exclude_code=OFFICER_SUSPECT)
"""The suspect is a police officer or police staff: hidden from every force (SAF-13)."""

SEE_ALL_OF_A_FORCE = frozenset({Role.SAFE_CONTACT_OFFICER, Role.OPERATIONS_LEAD})


def reachable_cases(viewer: Viewer) -> QuerySet[Case]:
    """The cases in the viewer's reach, without those that only national staff may see and those
    from which the viewer is barred. An advocate reaches only the cases given to them (SAF-9)."""
    cases = cases_selectors.cases_for(viewer).select_related("force")
    if sees_only_given_cases(viewer):
        cases = cases.filter(pk__in=_given(viewer).values("case"))
    # Asked of each case that is read: NOT IN would first read every case of the force.
    return cases.filter(
        *(~Exists(hidden.filter(pk=OuterRef("pk"))) for hidden in hidden_cases(viewer))
    )


def sees_only_given_cases(viewer: Viewer) -> bool:
    """Whether the viewer is an advocate, who sees only the cases given to them, and has no role
    that sees all cases of a force."""
    return Role.ADVOCATE in viewer.roles and not viewer.roles & SEE_ALL_OF_A_FORCE


def hidden_cases(viewer: Viewer) -> Sequence[QuerySet[Case]]:
    """Cases of the viewer's forces that are hidden from the viewer, by reason (SAF-13): each is
    found by an index of its own, which one query for both would not use."""
    cases = cases_selectors.cases_for(viewer)
    barred = cases.filter(pk__in=_bars(viewer).values("case"))
    # Found and then left out, rather than `exclude(...)`: where the JSON lacks the flag, the
    # database's comparison is neither true nor false, and the negation would lose the row.
    return (barred,) if viewer.is_national else (barred, cases.filter(IS_FIREWALLED))


def _given(viewer: Viewer) -> QuerySet[CaseTie]:
    return CaseTie.objects.filter(user=viewer.user_id, kind=CaseTie.TieKind.GIVEN)


def _bars(viewer: Viewer) -> QuerySet[CaseTie]:
    """The ties that bar the viewer or the viewer's team. A barred team leaves the case to national
    staff, so team bars do not apply to them."""
    is_mine = Q(user=viewer.user_id)
    if not viewer.is_national:
        is_mine |= Q(role__in=[role.value for role in viewer.roles])
    return CaseTie.objects.filter(is_mine, kind=CaseTie.TieKind.BARRED)


def case_by_key(viewer: Viewer, *, force_code: str, case_key: str) -> Case | None:
    """The case with exactly this key, or None: the viewer cannot tell whether it belongs to another
    force, is hidden or does not exist. Raises Http404 for a force out of the viewer's reach."""
    if not viewer.reaches(force_code):
        raise Http404
    return reachable_cases(viewer).filter(force=force_code, case_key=case_key).first()


def reachable_case(viewer: Viewer, case_id: int) -> Case:
    """The case with this id. Raises Http404 where the viewer may not, or may no longer, see it."""
    case = reachable_cases(viewer).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case
