"""Which cases a member of staff may see. They ask for one case at a time by its key; there is no
list of people to browse."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404

from access.permissions import Role
from access.viewer import Viewer
from responses.cases import selectors as cases_selectors
from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.models import Case, CaseTie

Row = TypeVar("Row", bound=Model)
IS_FIREWALLED = Q(flags__police_suspect=True) | Q(exclude_code=OFFICER_SUSPECT)
"""The suspect is a police officer or police staff: hidden from every force (SAF-13)."""

GIVEN_ONLY = frozenset({Role.ADVOCATE})
"""The roles that see a case only where it is given to them or to their service (SAF-9)."""


def reachable_cases(viewer: Viewer) -> QuerySet[Case]:
    """The cases in the viewer's reach, without those that only national staff may see and those
    from which the viewer is barred. Each role reaches by itself: an adviser's the cases given to
    them or to their service, any other all cases of its force (decision 53)."""
    whole = viewer.with_roles(viewer.roles - GIVEN_ONLY)
    given = viewer.with_roles(viewer.roles & GIVEN_ONLY)
    cases = Case.objects.order_by("pk").select_related("force")
    if not given.roles:
        return _shown(cases_selectors.cases_for(whole).select_related("force"), whole)
    ties = _given(given)
    if not whole.roles:
        own = cases_selectors.cases_for(given).filter(pk__in=ties.values("case"))
        return _shown(own.select_related("force"), given)
    either = Q(pk__in=_shown(cases_selectors.cases_for(whole), whole).order_by().values("pk"))
    own = cases_selectors.cases_for(given).filter(pk__in=ties.values("case"))
    either |= Q(pk__in=_shown(own, given).order_by().values("pk"))
    barred = cases_selectors.cases_for(viewer).filter(pk__in=_bars(viewer).values("case"))
    return cases.filter(either, ~Exists(barred.filter(pk=OuterRef("pk"))))


def of_forces(rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
    """Of rows that say the force of their case, those of the viewer's forces, found by an index:
    of others none is in reach."""
    return rows if viewer.is_national else rows.filter(case_force__in=viewer.reach)


def near(rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
    """Of rows that say their case and its force, those among which all in reach are, found by an
    index: an adviser's by the few cases that were given, since their service may serve every force,
    and anybody else's by their forces."""
    if sees_only_given_cases(viewer):
        return rows.filter(case__in=_given(viewer).values("case"))
    return of_forces(rows, viewer)


def is_of_reachable(viewer: Viewer, case: str) -> Q:
    """Whether a row is of one of `reachable_cases`; `case` names its column of the case's id. Where
    all cases are in reach, only those that are hidden are looked for: a list of the nation would
    otherwise look at the case of each of its rows."""
    of_row = OuterRef(case)
    if viewer.is_national and not viewer.roles & GIVEN_ONLY:
        return Q(~Exists(_bars(viewer).filter(case=of_row)))
    return Q(Exists(reachable_cases(viewer).order_by().filter(pk=of_row)))


def _shown(cases: QuerySet[Case], viewer: Viewer) -> QuerySet[Case]:
    """Without the hidden ones. Asked of each case that is read: NOT IN would first read every case
    of the force."""
    return cases.filter(
        *(~Exists(hidden.filter(pk=OuterRef("pk"))) for hidden in hidden_cases(viewer))
    )


def sees_only_given_cases(viewer: Viewer) -> bool:
    """Whether the viewer is an adviser, who sees only the cases given to them or to their service,
    and has no role that sees all cases of a force."""
    return bool(viewer.roles) and viewer.roles <= GIVEN_ONLY


def hidden_cases(viewer: Viewer) -> Sequence[QuerySet[Case]]:
    """Cases of the viewer's forces that are hidden from the viewer, by reason (SAF-13): each is
    found by an index of its own, which one query for both would not use."""
    cases = cases_selectors.cases_for(viewer)
    barred = cases.filter(pk__in=_bars(viewer).values("case"))
    # Found and then left out, rather than `exclude(...)`: where the JSON lacks the flag, the
    # database's comparison is neither true nor false, and the negation would lose the row.
    return (barred,) if viewer.is_national else (barred, cases.filter(IS_FIREWALLED))


def _given(viewer: Viewer) -> QuerySet[CaseTie]:
    """What was given to the person, and to each service that they belong to in a force that this
    service serves, whatever another of theirs serves."""
    is_mine = Q(user=viewer.user_id)
    for each in viewer.held:
        if each.organisation_id is not None:
            served = each.force_codes | each.past_force_codes
            is_mine |= Q(organisation=each.organisation_id, case__force__in=served)
    return CaseTie.objects.filter(is_mine, kind=CaseTie.TieKind.GIVEN)


def _bars(viewer: Viewer) -> QuerySet[CaseTie]:
    """The ties that bar the viewer or the viewer's team. A barred team leaves the case to national
    staff, and to services, so team bars do not apply to them."""
    is_mine = Q(user=viewer.user_id)
    roles = {each.role for each in viewer.held if each.organisation_id is None}
    if not viewer.is_national:
        is_mine |= Q(role__in=[role.value for role in (roles if viewer.held else viewer.roles)])
    return CaseTie.objects.filter(is_mine, kind=CaseTie.TieKind.BARRED)


def case_by_key(viewer: Viewer, *, force_code: str, case_key: str) -> Case | None:
    """The case with exactly this key, or None: the viewer cannot tell whether it belongs to another
    force, is hidden or does not exist. Raises Http404 for a force out of the viewer's reach."""
    if not viewer.reaches(force_code):
        raise Http404
    return reachable_cases(viewer).filter(force=force_code, case_key=case_key).first()


def hidden_case(viewer: Viewer, *, force_code: str, case_key: str) -> Case | None:
    """The case with this key, though it may be hidden from the viewer's force or team. None where
    they know somebody in it: that no emergency lifts (access.break_glass)."""
    case = Case.objects.filter(force=force_code, case_key=case_key)
    known = CaseTie.objects.filter(user=viewer.user_id, kind=CaseTie.TieKind.BARRED)
    return case.exclude(pk__in=known.values("case")).first() if viewer.reaches(force_code) else None


def reachable_case(viewer: Viewer, case_id: int) -> Case:
    """The case with this id. Raises Http404 where the viewer may not, or may no longer, see it."""
    case = reachable_cases(viewer).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case
