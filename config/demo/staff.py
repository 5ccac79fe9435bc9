"""Accounts by which a stranger looks at the simulated nation. Their password is no secret, so
they are made in simulated databases of development machines only."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.models import User
from access.permissions import Role
from config.demo.nation import FALLING_FORCE
from responses.cases import visible_cases
from responses.casework.actions import case_access
from responses.eligibility.rules import Decision
from responses.models import Case, CaseTie

PASSWORD = "simulated-nation"  # noqa: S105  printed for everybody to see


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    role: Role
    force: str | None = None


ACCOUNTS = (
    Account("kent.analyst@example.org", "Kent Analyst", Role.FORCE_ANALYST, FALLING_FORCE),
    Account("city.analyst@example.org", "City Analyst", Role.FORCE_ANALYST, "city-of-london"),
    Account("national.analyst@example.org", "National Analyst", Role.NATIONAL_ANALYST),
    Account("city.loader@example.org", "City Loader", Role.DATA_LOADER, "city-of-london"),
    Account(
        "city.officer@example.org", "City Officer", Role.SAFE_CONTACT_OFFICER, "city-of-london"
    ),
    Account("city.advocate@example.org", "City Advocate", Role.ADVOCATE, "city-of-london"),
    Account("city.lead@example.org", "City Lead", Role.OPERATIONS_LEAD, "city-of-london"),
    Account(
        "city.protection@example.org",
        "City Data Protection",
        Role.DATA_PROTECTION_OFFICER,
        "city-of-london",
    ),
    Account("national.advocate@example.org", "National Advocate", Role.ADVOCATE),
    Account("national.lead@example.org", "National Lead", Role.OPERATIONS_LEAD),
    Account("second.lead@example.org", "Second National Lead", Role.OPERATIONS_LEAD),
    Account("designer@example.org", "Survey Designer", Role.SURVEY_DESIGNER),
    Account("second.designer@example.org", "Second Designer", Role.SURVEY_DESIGNER),
)


LEAD, ADVOCATE = "city.lead@example.org", "city.advocate@example.org"


class UnableToMakeAccountsError(Exception):
    """A password that everybody knows must not open real people's data."""


def make_accounts(*, by: Actor, at: datetime) -> int:
    """Returns how many were missing and are made now."""
    if not (settings.IS_DEVELOPMENT and access_selectors.is_simulated()):
        message = "Accounts with a known password belong in simulated databases only."
        raise UnableToMakeAccountsError(message)
    missing = [one for one in ACCOUNTS if not access_selectors.has_account(one.email)]
    with transaction.atomic():
        made = [_make(account, by=by, at=at) for account in missing]
        if made:
            # One hash serves them all: it keeps no secret, and each costs a quarter of a second.
            accounts = User.objects.filter(pk__in=made)
            accounts.update(password=make_password(PASSWORD))
    return len(missing)


def _make(account: Account, *, by: Actor, at: datetime) -> int:
    user = access_actions.create_user(
        email=account.email,
        name=account.name,
        password=None,
        role=account.role,
        force=access_selectors.force_by_code(account.force) if account.force else None,
        by=by,
        at=at,
    )
    return user.pk


def give_case(*, at: datetime) -> str:
    """Have the lead give the advocate a case that nobody may text. Returns its key, or nothing
    where there is none."""
    lead, advocate = (access_selectors.user_by_email(email) for email in (LEAD, ADVOCATE))
    case = (
        Case.objects.filter(force="city-of-london", stage_events__decision=Decision.ROUTE)
        .exclude(visible_cases.IS_FIREWALLED)
        .order_by("pk")
        .first()
    )
    if lead is None or advocate is None or case is None:
        return ""
    if not CaseTie.objects.filter(case=case, user=advocate).exists():
        by = Actor.user(user_id=lead.pk, name=lead.name)
        case_access.give(case=case, user=advocate, by=by, at=at)
    return case.case_key
