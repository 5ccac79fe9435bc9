from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.models import Force, Organisation, User
from access.organisations import actions as organisations
from access.permissions import OversightBody, Role
from config.demo.planted import FALLING_FORCE

PASSWORD = "simulated-nation"  # noqa: S105  printed on every start
CITY = "city-of-london"
SERVICE, SERVICE_KIND, SERVED = "Harbour", "idva", (CITY, FALLING_FORCE)
AGENCY_KIND = "cps"


@dataclass(frozen=True)
class Account:
    """In a force, or a `service` or agency."""

    email: str
    name: str
    role: Role
    force: str | None = None
    service: str = ""
    languages: tuple[str, ...] = ()
    body: str = ""


ACCOUNTS = (
    Account("kent.analyst@example.org", "Kent Analyst", Role.FORCE_ANALYST, FALLING_FORCE),
    Account("city.analyst@example.org", "City Analyst", Role.FORCE_ANALYST, CITY),
    Account("national.analyst@example.org", "National Analyst", Role.NATIONAL_ANALYST),
    # A release needs two analysts, a file for researchers three.
    Account("second.analyst@example.org", "Second National Analyst", Role.NATIONAL_ANALYST),
    Account("third.analyst@example.org", "Third National Analyst", Role.NATIONAL_ANALYST),
    Account("city.loader@example.org", "City Loader", Role.DATA_LOADER, CITY),
    Account("city.officer@example.org", "City Officer", Role.SAFE_CONTACT_OFFICER, CITY),
    Account("city.advocate@example.org", "City Advocate", Role.ADVOCATE, CITY),
    Account("city.lead@example.org", "City Lead", Role.OPERATIONS_LEAD, CITY),
    Account(
        "city.protection@example.org", "City Data Protection", Role.DATA_PROTECTION_OFFICER, CITY
    ),
    Account("city.reader@example.org", "City Reader", Role.TRIAGE_OFFICER, CITY),
    Account("city.reader2@example.org", "Second Reader", Role.TRIAGE_OFFICER, CITY),
    Account("kent.reader@example.org", "Kent Reader", Role.TRIAGE_OFFICER, FALLING_FORCE),
    Account("kent.reader2@example.org", "Second in Kent", Role.TRIAGE_OFFICER, FALLING_FORCE),
    Account("city.control@example.org", "City Control Room", Role.CONTROL_ROOM, CITY),
    Account("kent.control@example.org", "Kent Control Room", Role.CONTROL_ROOM, FALLING_FORCE),
    Account(
        "kent.standards@example.org",
        "Kent Professional Standards",
        Role.PROFESSIONAL_STANDARDS,
        FALLING_FORCE,
    ),
    Account("city.interviewer@example.org", "City Interviewer", Role.INTERVIEWER, CITY),
    Account("city.supervisor@example.org", "City Supervisor", Role.INTERVIEW_SUPERVISOR, CITY),
    Account("national.advocate@example.org", "National Advocate", Role.ADVOCATE),
    Account("harbour.adviser@example.org", "Harbour Adviser", Role.ADVOCATE, service="Harbour"),
    Account("national.lead@example.org", "National Lead", Role.OPERATIONS_LEAD),
    Account("second.lead@example.org", "Second National Lead", Role.OPERATIONS_LEAD),
    Account("administrator@example.org", "National Administrator", Role.ADMINISTRATOR),
    Account("second.administrator@example.org", "Second Administrator", Role.ADMINISTRATOR),
    Account("city.administrator@example.org", "City Administrator", Role.ADMINISTRATOR, CITY),
    Account(
        "oversight@example.org", "Oversight Reader", Role.OVERSIGHT, body=OversightBody.INSPECTORATE
    ),
    Account(
        "kent.commissioner@example.org", "Kent Commissioner", Role.POLICING_BODY, FALLING_FORCE
    ),
    Account("cps.partner@example.org", "CPS Partner", Role.PARTNER, service="CPS South East"),
    Account("paper.keyer@example.org", "Paper Keyer", Role.PAPER_KEYER),
    Account("second.keyer@example.org", "Second Keyer", Role.PAPER_KEYER),
    Account("designer@example.org", "Survey Designer", Role.SURVEY_DESIGNER),
    Account("second.designer@example.org", "Second Designer", Role.SURVEY_DESIGNER),
    Account(
        "linguist@example.org", "Language Reader", Role.LANGUAGE_READER, languages=("cy", "pl")
    ),
    Account(
        "second.linguist@example.org",
        "Second Language Reader",
        Role.LANGUAGE_READER,
        languages=("cy", "ur"),
    ),
)


class UnableToMakeAccountsError(Exception):
    """A public password must not open real people's data."""


def make_accounts(*, by: Actor, at: datetime) -> int:
    """Return how many."""
    if not (settings.IS_DEVELOPMENT and access_selectors.is_simulated()):
        message = "Accounts with a known password belong in simulated databases only."
        raise UnableToMakeAccountsError(message)
    missing = [one for one in ACCOUNTS if not access_selectors.has_account(one.email)]
    with transaction.atomic():
        made = [_make(account, by=by, at=at) for account in missing]
        if made:
            # One hash for all: each takes a quarter of a second.
            accounts = User.objects.filter(pk__in=made)
            accounts.update(password=make_password(PASSWORD))
    return len(missing)


def _make(account: Account, *, by: Actor, at: datetime) -> int:
    if account.service:
        return _make_adviser(account, by=by, at=at)
    user = access_actions.create_user(
        email=account.email,
        name=account.name,
        password=None,
        role=account.role,
        force=access_selectors.force_by_code(account.force) if account.force else None,
        languages=account.languages,
        body=account.body,
        by=by,
        at=at,
    )
    return user.pk


def _make_adviser(account: Account, *, by: Actor, at: datetime) -> int:
    service = Organisation.objects.filter(name=account.service).first()
    if service is None:
        forces = Force.objects.filter(code__in=SERVED)
        kind = SERVICE_KIND if account.role is Role.ADVOCATE else AGENCY_KIND
        service = organisations.create_organisation(
            name=account.service, kind=kind, forces=forces, by=by, at=at
        )
    user = User.objects.create(email=account.email, name=account.name)
    organisations.join(organisation=service, user=user, role=account.role, by=by, at=at)
    return user.pk
