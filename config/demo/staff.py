"""Accounts by which a stranger looks at the simulated nation. Their password is no secret, so
they are made in simulated databases of development machines only."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.models import Force, Organisation, User
from access.organisations import actions as organisations
from access.permissions import OversightBody, Role
from config.demo.planted import FALLING_FORCE
from responses.cases import visible_cases
from responses.casework.actions import case_access, offers
from responses.eligibility.rules import Decision
from responses.models import AdviserRule, Case, CaseTie

PASSWORD = "simulated-nation"  # noqa: S105  printed for everybody to see


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    role: Role
    force: str | None = None
    service: str = ""
    """To which service or agency they belong, in the place of a force."""
    languages: tuple[str, ...] = ()
    """Those whose texts they read and sign."""
    body: str = ""
    """For whom they oversee."""


ACCOUNTS = (
    Account("kent.analyst@example.org", "Kent Analyst", Role.FORCE_ANALYST, FALLING_FORCE),
    Account("city.analyst@example.org", "City Analyst", Role.FORCE_ANALYST, "city-of-london"),
    Account("national.analyst@example.org", "National Analyst", Role.NATIONAL_ANALYST),
    # A release takes two of them, and a file for researchers three (analytics.research.actions).
    Account("second.analyst@example.org", "Second National Analyst", Role.NATIONAL_ANALYST),
    Account("third.analyst@example.org", "Third National Analyst", Role.NATIONAL_ANALYST),
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
    Account("city.reader@example.org", "City Reader", Role.TRIAGE_OFFICER, "city-of-london"),
    Account("city.reader2@example.org", "Second Reader", Role.TRIAGE_OFFICER, "city-of-london"),
    Account("kent.reader@example.org", "Kent Reader", Role.TRIAGE_OFFICER, FALLING_FORCE),
    Account("kent.reader2@example.org", "Second in Kent", Role.TRIAGE_OFFICER, FALLING_FORCE),
    Account("city.control@example.org", "City Control Room", Role.CONTROL_ROOM, "city-of-london"),
    Account("kent.control@example.org", "Kent Control Room", Role.CONTROL_ROOM, FALLING_FORCE),
    Account(
        "kent.standards@example.org",
        "Kent Professional Standards",
        Role.PROFESSIONAL_STANDARDS,
        FALLING_FORCE,
    ),
    Account("city.interviewer@example.org", "City Interviewer", Role.INTERVIEWER, "city-of-london"),
    Account(
        "city.supervisor@example.org",
        "City Supervisor",
        Role.INTERVIEW_SUPERVISOR,
        "city-of-london",
    ),
    Account("national.advocate@example.org", "National Advocate", Role.ADVOCATE),
    Account("harbour.adviser@example.org", "Harbour Adviser", Role.ADVOCATE, service="Harbour"),
    Account("national.lead@example.org", "National Lead", Role.OPERATIONS_LEAD),
    Account("second.lead@example.org", "Second National Lead", Role.OPERATIONS_LEAD),
    Account("administrator@example.org", "National Administrator", Role.ADMINISTRATOR),
    Account("second.administrator@example.org", "Second Administrator", Role.ADMINISTRATOR),
    Account(
        "city.administrator@example.org", "City Administrator", Role.ADMINISTRATOR, "city-of-london"
    ),
    Account(
        "oversight@example.org",
        "Oversight Reader",
        Role.OVERSIGHT,
        body=OversightBody.INSPECTORATE,
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


LEAD, ADVOCATE = "city.lead@example.org", "city.advocate@example.org"
CITY = "city-of-london"
SERVICE, SERVICE_KIND, SERVED = "Harbour", "idva", (CITY, FALLING_FORCE)
AGENCY_KIND = "cps"
ADVISER_OF_SERVICE = "IDVA"
"""Whom a case file names whose case the City offers to the service."""


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


def offer_cases(*, by: Actor, at: datetime) -> None:
    """Have the lead say once that the City's cases whose file names an adviser of the service are
    offered to it, and offer them."""
    lead, city = access_selectors.user_by_email(LEAD), access_selectors.force_by_code(CITY)
    service = Organisation.objects.filter(name=SERVICE).first()
    if not (lead and city and service) or AdviserRule.objects.filter(force=CITY).exists():
        return
    offers.set_rule(
        force=city,
        route=ADVISER_OF_SERVICE,
        service=service,
        is_at_once=True,
        by=Actor.user(user_id=lead.pk, name=lead.name),
        at=at,
    )
    offers.offer_cases(by=by, at=at)


def give_case(*, at: datetime) -> str:
    """Have the lead give the advocate a case that nobody may text, first of those for which
    somebody is waited for. Returns its key, or nothing where there is none."""
    lead, advocate = (access_selectors.user_by_email(email) for email in (LEAD, ADVOCATE))
    case = (
        Case.objects.filter(force=CITY, stage_events__decision=Decision.ROUTE)
        .exclude(visible_cases.IS_FIREWALLED)
        .order_by(F("stage_events__waits_for_staff_until").desc(nulls_last=True), "pk")
        .first()
    )
    if lead is None or advocate is None or case is None:
        return ""
    if not CaseTie.objects.filter(case=case, user=advocate).exists():
        by = Actor.user(user_id=lead.pk, name=lead.name)
        case_access.give(case=case, user=advocate, by=by, at=at)
    return case.case_key
