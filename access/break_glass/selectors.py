from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from access import selectors as access_selectors
from access.break_glass import rules
from access.break_glass.rules import GlassState
from access.models import BreakGlass, GlassLook, User
from access.permissions import Permission, Role
from access.viewer import Viewer

ON_A_PAGE = 50
LOOKS = Prefetch("looks", GlassLook.objects.select_related("user").order_by("at", "pk"))


def glasses_for(viewer: Viewer) -> QuerySet[BreakGlass]:
    shown = Q(asked_by=viewer.user_id) | _in_reach(viewer.with_roles(rules.REVIEWS))
    for kind, roles in rules.OPENS.items():
        opening = viewer.with_roles(roles)
        if kind in rules.NATION_ALONE:
            opening = opening.with_held(each for each in opening.held if each.is_national)
        shown |= Q(kind=kind) & _in_reach(opening)
    found = BreakGlass.objects.select_related("force", "asked_by", "decided_by", "reviewed_by")
    return found.filter(shown).order_by("-asked_at", "-pk")


def _in_reach(viewer: Viewer) -> Q:
    if not viewer.roles:
        return Q(pk__in=[])
    return Q(pk__gt=0) if viewer.is_national else Q(force__in=viewer.reach)


def listed(viewer: Viewer) -> list[BreakGlass]:
    every = glasses_for(viewer).prefetch_related(LOOKS)
    open_ones = every.filter(decided_at__isnull=False, is_refused=False, reviewed_at=None)
    others = every.exclude(pk__in=open_ones.order_by().values("pk"))
    return [*open_ones, *others[:ON_A_PAGE]]


def glass_for(viewer: Viewer, pk: int) -> BreakGlass:
    return glasses_for(viewer).get(pk=pk)


def state_of(glass: BreakGlass, *, at: datetime) -> GlassState:
    return rules.state_of(
        expires_at=glass.asked_at + glass.EXPIRES_AFTER,
        until=glass.until,
        is_refused=glass.is_refused,
        is_reviewed=glass.reviewed_at is not None,
        at=at,
    )


def case_open_for(viewer: Viewer, pk: int, *, at: datetime) -> BreakGlass:
    glass = glass_for(viewer, pk)
    is_theirs = glass.asked_by_id == viewer.user_id
    is_open = state_of(glass, at=at) is GlassState.OPEN
    may = rules.may_ask(viewer, glass.kind, glass.force_id)
    if glass.kind != BreakGlass.GlassKind.CASE or not (is_theirs and is_open and may):
        raise BreakGlass.DoesNotExist
    return glass


def people_to_alarm(glass: BreakGlass) -> list[User]:
    """Data protection officers, and leads or administrators but the requester."""
    officers = {
        user.pk: user
        for places in ([glass.force_id], [])
        for user in access_selectors.staff_who_may(Permission.READ_AUDIT_TRAIL, places)
    }
    is_case = glass.kind == BreakGlass.GlassKind.CASE
    role = Role.OPERATIONS_LEAD if is_case else Role.ADMINISTRATOR
    places = [None] if is_case else [None, glass.force_id]
    held = User.objects.filter(is_active=True).exclude(pk=glass.asked_by_id)
    seconds = [
        user
        for place in places
        for user in held.filter(
            memberships__role=role,
            memberships__force=place,
            memberships__organisation=None,
        )
    ]
    return list((officers | {user.pk: user for user in seconds}).values())
