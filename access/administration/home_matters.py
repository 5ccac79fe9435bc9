"""What the home page tells an administrator, or who keeps services: what waits for a second one."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.administration import selectors
from access.home.matters import HomeMatter
from access.models import AccountMail, ForcesRequest, MergerRequest, RoleRequest
from access.organisations import selectors as organisations
from access.permissions import Permission, Role
from access.viewer import Viewer


def _roles(viewer: Viewer, _at: datetime) -> QuerySet[RoleRequest]:
    return selectors.waiting_requests(viewer).exclude(asked_by=viewer.user_id)


def _links(viewer: Viewer, _at: datetime) -> QuerySet[AccountMail]:
    return selectors.waiting_links(viewer).exclude(asked_by=viewer.user_id)


def _mergers(viewer: Viewer, _at: datetime) -> QuerySet[MergerRequest]:
    return selectors.waiting_mergers(viewer).exclude(asked_by=viewer.user_id)


def _advisers(viewer: Viewer, _at: datetime) -> QuerySet[RoleRequest]:
    waits = selectors.waiting_requests(viewer).exclude(asked_by=viewer.user_id)
    return waits.filter(role=Role.ADVOCATE, organisation__isnull=False)


def _service_forces(viewer: Viewer, _at: datetime) -> QuerySet[ForcesRequest]:
    return organisations.forces_waiting_for(viewer)


ROLES = HomeMatter(
    name="roles",
    permission=Permission.KEEP_PEOPLE,
    rows=_roles,
    says=lambda count: (
        ngettext(
            "%(count)s role waits for a second administrator",
            "%(count)s roles wait for a second administrator",
            count,
        )
        % {"count": count}
    ),
    route="access:decisions",
    moment="asked_at",
)
ADVISERS = HomeMatter(
    name="advisers",
    permission=Permission.KEEP_SERVICES,
    rows=_advisers,
    says=lambda count: (
        ngettext(
            "%(count)s adviser of a service waits for a second person",
            "%(count)s advisers of services wait for a second person",
            count,
        )
        % {"count": count}
    ),
    route="access:organisations",
    moment="asked_at",
)
SERVICE_FORCES = HomeMatter(
    name="service forces",
    permission=Permission.KEEP_SERVICES,
    rows=_service_forces,
    says=lambda count: (
        ngettext(
            "%(count)s service is to serve more forces, which waits for a second person",
            "%(count)s services are to serve more forces, which waits for a second person",
            count,
        )
        % {"count": count}
    ),
    route="access:organisations",
    moment="asked_at",
)
ACCOUNT_LINKS = HomeMatter(
    name="account links",
    permission=Permission.KEEP_PEOPLE,
    rows=_links,
    says=lambda count: (
        ngettext(
            "%(count)s link to an account waits for a second administrator",
            "%(count)s links to accounts wait for a second administrator",
            count,
        )
        % {"count": count}
    ),
    route="access:decisions",
    moment="asked_at",
)
MERGERS = HomeMatter(
    name="mergers",
    permission=Permission.KEEP_FORCES,
    rows=_mergers,
    says=lambda count: (
        ngettext(
            "%(count)s merger of forces waits for a second administrator",
            "%(count)s mergers of forces wait for a second administrator",
            count,
        )
        % {"count": count}
    ),
    route="access:forces",
    moment="asked_at",
)
