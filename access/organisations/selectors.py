from collections.abc import Sequence

from django.db.models import Count, QuerySet

from access import selectors as access_selectors
from access.models import ForcesRequest, Membership, Organisation, RoleRequest
from access.permissions import Role
from access.viewer import Viewer

AGENCIES = (
    Organisation.OrganisationKind.CPS,
    Organisation.OrganisationKind.COURTS,
    Organisation.OrganisationKind.PROBATION,
)


def agencies() -> list[Organisation]:
    every = Organisation.objects.filter(kind__in=AGENCIES).prefetch_related("forces")
    return list(every.annotate(people=Count("memberships", distinct=True)).order_by("name"))


def organisations_for(viewer: Viewer) -> QuerySet[Organisation]:
    every = Organisation.objects.exclude(kind__in=AGENCIES).order_by("name")
    if viewer.is_national:
        return every
    return every.filter(forces__in=access_selectors.force_codes_for(viewer)).distinct()


def listed_for(viewer: Viewer) -> Sequence[Organisation]:
    counted = organisations_for(viewer).annotate(people=Count("memberships", distinct=True))
    return list(counted.prefetch_related("forces"))


def organisation_for(viewer: Viewer, pk: int) -> Organisation:
    return organisations_for(viewer).prefetch_related("forces").get(pk=pk)


def may_keep(viewer: Viewer, organisation: Organisation) -> bool:
    """Whether every force is in reach."""
    return all(viewer.reaches(force.code) for force in organisation.forces.all())


def waiting_for(organisation: Organisation) -> Sequence[RoleRequest]:
    waits = RoleRequest.objects.filter(
        organisation=organisation, role=Role.ADVOCATE, state=RoleRequest.RequestState.WAITING
    )
    return list(waits.select_related("user", "asked_by").order_by("asked_at", "pk"))


def waiting_forces(organisation: Organisation) -> ForcesRequest | None:
    waits = organisation.forces_requests.filter(state=ForcesRequest.ForcesState.WAITING)
    return waits.select_related("asked_by").first()


def may_add(viewer: Viewer, request: ForcesRequest) -> bool:
    """Whether every force is in reach."""
    reached = all(viewer.reaches(code) for code in request.adding)
    return reached and may_keep(viewer, request.organisation)


def forces_waiting_for(viewer: Viewer) -> QuerySet[ForcesRequest]:
    waits = ForcesRequest.objects.filter(state=ForcesRequest.ForcesState.WAITING)
    mine = waits if viewer.is_national else waits.none()
    return mine.exclude(asked_by=viewer.user_id)


def members_of(organisation: Organisation) -> Sequence[Membership]:
    members = Membership.objects.current().filter(organisation=organisation, user__is_active=True)
    return list(members.select_related("user").order_by("user__name", "user__email"))
