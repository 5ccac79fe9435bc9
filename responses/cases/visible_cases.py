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
    """Without those for national staff only and those barred to the viewer."""
    whole = viewer.with_roles(viewer.roles - GIVEN_ONLY)
    given = viewer.with_roles(viewer.roles & GIVEN_ONLY)
    cases = Case.objects.order_by("pk").select_related("force")
    if not given.roles:
        return _without_hidden_cases(
            cases_selectors.cases_for(whole).select_related("force"), whole
        )
    ties = _given_ties(given)
    if not whole.roles:
        own = cases_selectors.cases_for(given).filter(pk__in=ties.values("case"))
        return _without_hidden_cases(own.select_related("force"), given)
    either = Q(
        pk__in=_without_hidden_cases(cases_selectors.cases_for(whole), whole)
        .order_by()
        .values("pk")
    )
    own = cases_selectors.cases_for(given).filter(pk__in=ties.values("case"))
    either |= Q(pk__in=_without_hidden_cases(own, given).order_by().values("pk"))
    barred = cases_selectors.cases_for(viewer).filter(pk__in=_bars(viewer).values("case"))
    return cases.filter(either, ~Exists(barred.filter(pk=OuterRef("pk"))))


def of_forces(rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
    return rows if viewer.is_national else rows.filter(case_force__in=viewer.reach)


def near(rows: QuerySet[Row], viewer: Viewer) -> QuerySet[Row]:
    if sees_only_given_cases(viewer):
        return rows.filter(case__in=_given_ties(viewer).values("case"))
    return of_forces(rows, viewer)


def is_of_reachable(viewer: Viewer, case: str) -> Q:
    """`case` names the row's column of the case's id."""
    of_row = OuterRef(case)
    if viewer.is_national and not viewer.roles & GIVEN_ONLY:
        return Q(~Exists(_bars(viewer).filter(case=of_row)))
    return Q(Exists(reachable_cases(viewer).order_by().filter(pk=of_row)))


def _without_hidden_cases(cases: QuerySet[Case], viewer: Viewer) -> QuerySet[Case]:
    return cases.filter(
        *(~Exists(hidden.filter(pk=OuterRef("pk"))) for hidden in hidden_cases(viewer))
    )


def sees_only_given_cases(viewer: Viewer) -> bool:
    """An adviser without a role that sees all cases of a force."""
    return bool(viewer.roles) and viewer.roles <= GIVEN_ONLY


def hidden_cases(viewer: Viewer) -> Sequence[QuerySet[Case]]:
    """By reason (SAF-13), each by its own index, which one query would not use."""
    cases = cases_selectors.cases_for(viewer)
    barred = cases.filter(pk__in=_bars(viewer).values("case"))
    # Not `exclude(...)`: where the JSON lacks the flag, the negation would lose the row.
    return (barred,) if viewer.is_national else (barred, cases.filter(IS_FIREWALLED))


def _given_ties(viewer: Viewer) -> QuerySet[CaseTie]:
    is_mine = Q(user=viewer.user_id)
    for each in viewer.held:
        if each.organisation_id is not None:
            served = each.force_codes | each.past_force_codes
            is_mine |= Q(organisation=each.organisation_id, case__force__in=served)
    return CaseTie.objects.filter(is_mine, kind=CaseTie.TieKind.GIVEN)


def _bars(viewer: Viewer) -> QuerySet[CaseTie]:
    is_mine = Q(user=viewer.user_id)
    roles = {each.role for each in viewer.held if each.organisation_id is None}
    if not viewer.is_national:
        is_mine |= Q(role__in=[role.value for role in (roles if viewer.held else viewer.roles)])
    return CaseTie.objects.filter(is_mine, kind=CaseTie.TieKind.BARRED)


def case_by_key(viewer: Viewer, *, force_code: str, case_key: str) -> Case | None:
    """None where it belongs to another force, is hidden or does not exist. Raises Http404 for a
    force out of reach."""
    if not viewer.reaches(force_code):
        raise Http404
    return reachable_cases(viewer).filter(force=force_code, case_key=case_key).first()


def hidden_case(viewer: Viewer, *, force_code: str, case_key: str) -> Case | None:
    """Even if hidden from the viewer."""
    case = Case.objects.filter(force=force_code, case_key=case_key)
    known = CaseTie.objects.filter(user=viewer.user_id, kind=CaseTie.TieKind.BARRED)
    return case.exclude(pk__in=known.values("case")).first() if viewer.reaches(force_code) else None


def reachable_case(viewer: Viewer, case_id: int) -> Case:
    """Raises Http404."""
    case = reachable_cases(viewer).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case
