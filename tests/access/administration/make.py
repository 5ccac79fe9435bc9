"""Administrators and people in the middle of joining, for tests."""

import re
from datetime import datetime

from django.core import mail
from django.utils import timezone

from access.actor import Actor
from access.administration import mails
from access.administration.actions import accounts, roles
from access.administration.actions.roles import WantedRole
from access.administration.rules import LinkFor
from access.digests.carriers import MailServer
from access.models import AccountMail, Force, RoleRequest, User
from access.permissions import Role
from tests.conftest import TESTER, _staff

CITY, KENT = "city-of-london", "kent"
PEOPLE = "/staff/administration/people/"
DECISIONS = "/staff/administration/decisions/"
PASSWORD = "three blue lamps burning"
SOMEBODY = "ann.ash@example.org"


def administrator(name: str = "", force: str | None = None) -> User:
    return _staff(Role.ADMINISTRATOR, force, prefix=f"{name}." if name else "")


def acting(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def analyst_of(force: str = CITY, **more: object) -> WantedRole:
    return WantedRole(role=Role.FORCE_ANALYST, force=Force.objects.get(code=force), **more)


def asked_for(by: User, *, email: str = SOMEBODY, wanted: WantedRole | None = None) -> RoleRequest:
    return roles.invite(
        email=email,
        name="Ann Ash",
        wanted=wanted or analyst_of(),
        by=acting(by),
        at=timezone.now(),
    )


def ask_for_both(user: User, *, by: User) -> AccountMail:
    at = timezone.now()
    return accounts.ask_for_link(user=user, kind=LinkFor.BOTH, by=acting(by), at=at)


def another_role(user: User, *, by: User, second: User) -> int:
    wanted = WantedRole(role=Role.DATA_LOADER, force=Force.objects.get(code=CITY))
    request = roles.ask_for_role(user=user, wanted=wanted, by=acting(by), at=timezone.now())
    roles.give(request=request, by=acting(second), at=timezone.now())
    return user.memberships.get(role=Role.DATA_LOADER).pk


def sent(at: datetime | None = None) -> list[mail.EmailMessage]:
    for one in AccountMail.objects.filter(sent_at=None, ended_at=None).order_by("pk"):
        mails.send(pk=one.pk, carrier=MailServer(), at=at or timezone.now())
    return mail.outbox


def link_in(letter: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/staff/account/link/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def joined(by: User, second: User, **wanted: object) -> User:
    request = asked_for(by, **wanted)
    roles.give(request=request, by=acting(second), at=timezone.now())
    letter = sent()[-1]
    token = link_in(letter).rstrip("/").rpartition("/")[2]
    return accounts.use_link(token=token, password=PASSWORD, by=TESTER, at=timezone.now())
