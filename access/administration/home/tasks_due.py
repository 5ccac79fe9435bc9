from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from access.administration import selectors
from access.administration.rules import LinkFor
from access.home.tasks_due import HomeMatter, Since
from access.models import (
    AccountMail,
    ApiKey,
    ForcesRequest,
    Membership,
    MergerRequest,
    RoleRequest,
)
from access.organisations import selectors as organisations
from access.permissions import Permission, Role
from access.viewer import Viewer

SOON = timedelta(days=14)


def _roles(viewer: Viewer, _at: datetime) -> QuerySet[RoleRequest]:
    return selectors.waiting_requests(viewer).exclude(asked_by=viewer.user_id)


def _links(viewer: Viewer, *kinds: LinkFor) -> QuerySet[AccountMail]:
    others = selectors.waiting_links(viewer).exclude(asked_by=viewer.user_id)
    return others.filter(kind__in=[kind.value for kind in kinds])


def _passwords(viewer: Viewer, _at: datetime) -> QuerySet[AccountMail]:
    return _links(viewer, LinkFor.PASSWORD)


def _factors(viewer: Viewer, _at: datetime) -> QuerySet[AccountMail]:
    return _links(viewer, LinkFor.PHONE, LinkFor.BOTH)


def _switched_off(viewer: Viewer, _at: datetime) -> QuerySet[AccountMail]:
    return _links(viewer, LinkFor.BACK)


def _invitations(viewer: Viewer, _at: datetime) -> QuerySet[AccountMail]:
    return selectors.open_invitations(viewer)


def _roles_ending(viewer: Viewer, at: datetime) -> QuerySet[Membership]:
    return selectors.roles_ending(viewer, on=localdate(at), until=localdate(at) + SOON)


def _keys_ending(viewer: Viewer, at: datetime) -> QuerySet[ApiKey]:
    return selectors.keys_ending(viewer, at=at, until=at + SOON)


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
    says=lambda count: ngettext(
        "%(count)s role waits for a second administrator",
        "%(count)s roles wait for a second administrator",
        count,
    ),
    route="access:decisions",
    moment="asked_at",
)
ADVISERS = HomeMatter(
    name="advisers",
    permission=Permission.KEEP_SERVICES,
    rows=_advisers,
    says=lambda count: ngettext(
        "%(count)s adviser of a service waits for a second person",
        "%(count)s advisers of services wait for a second person",
        count,
    ),
    route="access:organisations",
    moment="asked_at",
)
SERVICE_FORCES = HomeMatter(
    name="service forces",
    permission=Permission.KEEP_SERVICES,
    rows=_service_forces,
    says=lambda count: ngettext(
        "%(count)s service is to serve more forces, which waits for a second person",
        "%(count)s services are to serve more forces, which waits for a second person",
        count,
    ),
    route="access:organisations",
    moment="asked_at",
)
ACCOUNT_LINKS = HomeMatter(
    name="account links",
    permission=Permission.KEEP_PEOPLE,
    rows=_passwords,
    says=lambda count: ngettext(
        "%(count)s lost password waits for a second administrator",
        "%(count)s lost passwords wait for a second administrator",
        count,
    ),
    route="access:decisions",
    moment="asked_at",
)
LOST_FACTORS = HomeMatter(
    name="lost factors",
    permission=Permission.KEEP_PEOPLE,
    rows=_factors,
    says=lambda count: ngettext(
        "%(count)s lost phone or security key waits for a second administrator",
        "%(count)s lost phones or security keys wait for a second administrator",
        count,
    ),
    route="access:decisions",
    moment="asked_at",
)
SWITCHED_OFF = HomeMatter(
    name="switched off",
    permission=Permission.KEEP_PEOPLE,
    rows=_switched_off,
    says=lambda count: ngettext(
        "%(count)s account that was switched off waits for a second administrator",
        "%(count)s accounts that were switched off wait for a second administrator",
        count,
    ),
    route="access:decisions",
    moment="asked_at",
)
INVITATIONS = HomeMatter(
    name="invitations",
    permission=Permission.KEEP_PEOPLE,
    rows=_invitations,
    says=lambda count: ngettext(
        "%(count)s invitation that nobody has followed",
        "%(count)s invitations that nobody has followed",
        count,
    ),
    route="access:people",
    moment="asked_at",
)
ROLES_ENDING = HomeMatter(
    name="roles ending",
    permission=Permission.KEEP_PEOPLE,
    rows=_roles_ending,
    says=lambda count: ngettext(
        "%(count)s role ends within two weeks",
        "%(count)s roles end within two weeks, the first of them",
        count,
    ),
    route="access:people",
    moment="ends_on",
    since=Since.DAY,
)
KEYS_ENDING = HomeMatter(
    name="keys ending",
    permission=Permission.KEEP_PEOPLE,
    rows=_keys_ending,
    says=lambda count: ngettext(
        "%(count)s key of another system ends within two weeks",
        "%(count)s keys of other systems end within two weeks, the first of them",
        count,
    ),
    route="access:people",
    moment="expires_at",
    since=Since.DAY,
)
MERGERS = HomeMatter(
    name="mergers",
    permission=Permission.KEEP_FORCES,
    rows=_mergers,
    says=lambda count: ngettext(
        "%(count)s merger of forces waits for a second administrator",
        "%(count)s mergers of forces wait for a second administrator",
        count,
    ),
    route="access:forces",
    moment="asked_at",
)
