from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from access import selectors as access_selectors
from access.models import (
    AccountMail,
    ApiKey,
    Membership,
    MergerRequest,
    Organisation,
    RoleRequest,
    User,
)
from access.retention import EMPTIED
from access.viewer import Viewer

ON_A_PAGE = 100
HISTORY = 20
State = RoleRequest.RequestState
WITH_PLACES = Prefetch(
    "memberships", Membership.objects.select_related("force", "organisation").order_by("pk")
)


def people_for(viewer: Viewer) -> QuerySet[User]:
    people = User.objects.exclude(email__endswith=EMPTIED)
    if not viewer.is_national:
        held = Membership.objects.filter(place_in_reach(viewer))
        waits = RoleRequest.objects.filter(place_in_reach(viewer), state=State.WAITING)
        people = people.filter(Q(pk__in=held.values("user")) | Q(pk__in=waits.values("user")))
    factors = Authenticator.objects.filter(
        user=OuterRef("pk"), type__in=access_selectors.SECOND_FACTORS
    )
    return people.annotate(has_factor=Exists(factors))


def place_in_reach(viewer: Viewer) -> Q:
    if viewer.is_national:
        return Q()
    outside = access_selectors.known_forces()
    codes = [force.code for force in outside if not viewer.reaches(force.code)]
    services = Organisation.objects.exclude(forces__in=codes).filter(forces__isnull=False)
    return Q(force_id__in=viewer.reach) | Q(organisation__in=services.values("pk"))


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    people: Sequence[User]
    is_cut: bool


def find_people(viewer: Viewer, *, words: str, force_code: str) -> PeoplePage:
    found = people_for(viewer)
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if force_code:
        held = Membership.objects.filter(force_id=force_code)
        waits = RoleRequest.objects.filter(force_id=force_code, state=State.WAITING)
        found = found.filter(Q(pk__in=held.values("user")) | Q(pk__in=waits.values("user")))
    rows = list(
        found.prefetch_related(WITH_PLACES).order_by("-is_active", "name", "pk")[: ON_A_PAGE + 1]
    )
    return PeoplePage(people=rows[:ON_A_PAGE], is_cut=len(rows) > ON_A_PAGE)


def person_for(viewer: Viewer, pk: int) -> User:
    return people_for(viewer).prefetch_related(WITH_PLACES).get(pk=pk)


def membership_for(viewer: Viewer, *, person: int, pk: int) -> Membership:
    """Raises Membership.DoesNotExist out of reach."""
    held = Membership.objects.filter(place_in_reach(viewer), user=person)
    return held.select_related("user").get(pk=pk)


def may_keep_account(viewer: Viewer, user: User) -> bool:
    held = Membership.objects.filter(user=user)
    return viewer.is_national or not held.exclude(place_in_reach(viewer)).exists()


def requests_for(viewer: Viewer) -> QuerySet[RoleRequest]:
    return RoleRequest.objects.filter(place_in_reach(viewer))


def request_for(viewer: Viewer, pk: int) -> RoleRequest:
    """Raises RoleRequest.DoesNotExist out of reach."""
    return requests_for(viewer).get(pk=pk)


def waiting_requests(viewer: Viewer) -> QuerySet[RoleRequest]:
    return requests_for(viewer).filter(state=State.WAITING).order_by("asked_at", "pk")


def waiting_links(viewer: Viewer) -> QuerySet[AccountMail]:
    waits = AccountMail.objects.filter(needs_second=True, decided_at=None, ended_at=None)
    if not viewer.is_national:
        beyond = Membership.objects.exclude(place_in_reach(viewer))
        waits = waits.filter(user__in=people_for(viewer).values("pk"))
        waits = waits.exclude(user__in=beyond.values("user"))
    return waits.order_by("asked_at", "pk")


def open_invitations(viewer: Viewer) -> QuerySet[AccountMail]:
    sent = AccountMail.objects.filter(kind=AccountMail.MailKind.JOIN, used_at=None, ended_at=None)
    people = people_for(viewer).filter(is_active=False, last_login=None)
    return sent.filter(is_refused=False, user__in=people.order_by().values("pk"))


def roles_ending(viewer: Viewer, *, on: date, until: date) -> QuerySet[Membership]:
    held = Membership.objects.filter(place_in_reach(viewer), user__is_active=True)
    return held.filter(ends_on__gte=on, ends_on__lte=until)


def keys_ending(viewer: Viewer, *, at: datetime, until: datetime) -> QuerySet[ApiKey]:
    keys = ApiKey.objects.filter(revoked_at=None, expires_at__gt=at, expires_at__lte=until)
    return keys if viewer.is_national else keys.filter(force_id__in=viewer.reach)


def link_for(viewer: Viewer, pk: int) -> AccountMail:
    return waiting_links(viewer).get(pk=pk)


def history_of(viewer: Viewer, user: User) -> list[RoleRequest]:
    asked = requests_for(viewer).filter(user=user)
    people = asked.select_related(
        "user", "force", "organisation", "asked_by", "decided_by",
        "replaces__force", "replaces__organisation",
    )  # fmt: skip
    return list(people.order_by("-asked_at", "-pk")[:HISTORY])


def links_of(user: User) -> list[AccountMail]:
    asked = AccountMail.objects.filter(user=user).exclude(nonce="")
    return list(
        asked.select_related("user", "asked_by", "decided_by").order_by("-asked_at", "-pk")[
            :HISTORY
        ]
    )


def organisations_for(viewer: Viewer) -> list[Organisation]:
    every = Organisation.objects.prefetch_related("forces").order_by("name")
    return [
        each
        for each in every
        if viewer.is_national or _is_within(viewer, [force.code for force in each.forces.all()])
    ]


def _is_within(viewer: Viewer, codes: Sequence[str]) -> bool:
    return bool(codes) and all(viewer.reaches(code) for code in codes)


def waiting_mergers(viewer: Viewer) -> QuerySet[MergerRequest]:
    waits = MergerRequest.objects.filter(state=MergerRequest.MergerState.WAITING)
    return waits.order_by("asked_at", "pk") if viewer.is_national else waits.none()


def merger_for(viewer: Viewer, pk: int) -> MergerRequest:
    found = MergerRequest.objects.select_related("asked_by", "decided_by")
    return (found if viewer.is_national else found.none()).get(pk=pk)


def count_staff_of(force_codes: Sequence[str]) -> int:
    return Membership.objects.current().filter(force_id__in=force_codes).count()
