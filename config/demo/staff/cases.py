from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from django.db.models import F
from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.actor import Actor
from access.models import Organisation, User
from config.demo.plan import SEED
from config.demo.staff.accounts import CITY, SERVICE
from responses.cases import visible_cases
from responses.casework.actions import case_access, offers
from responses.eligibility.rules import Decision
from responses.models import AdviserRule, Case, CaseTie, ExclusionRuling
from responses.vault.sending_hours import PLACE

LEAD, ADVOCATE = "city.lead@example.org", "city.advocate@example.org"
# If the file names this adviser.
ADVISER_OF_SERVICE = "IDVA"
RULED_BY = "national.lead@example.org"
# Until a second person ruled; one in eight is late.
SOON, LATE = (2, 13), (14, 33)
ONE_LATE_IN = 8


def offer_cases(*, by: Actor, at: datetime) -> None:
    """Once: set the rule for cases naming an adviser."""
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
    """To the advocate: a case that must not be texted, if possible one waiting for staff. Return
    its key."""
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


def rule_on_exclusions(*, at: datetime) -> int:
    """Once. Return how many."""
    lead = access_selectors.user_by_email(RULED_BY)
    if lead is None or ExclusionRuling.objects.exists():
        return 0
    return len(ExclusionRuling.objects.bulk_create(_rulings(lead, today=localdate(at))))


def _rulings(lead: User, *, today: date) -> Iterator[ExclusionRuling]:
    rng = Random(SEED)
    excluded = Case.objects.exclude(exclude_code="").filter(exclude_on__isnull=False)
    columns = excluded.order_by("pk").values_list("pk", "exclude_code", "exclude_by", "exclude_on")
    for case, code, excluded_by, excluded_on in columns:
        days = rng.randrange(*(SOON if rng.randrange(ONE_LATE_IN) else LATE))
        if excluded_on is not None and (ruled_on := excluded_on + timedelta(days=days)) < today:
            yield ExclusionRuling(
                case_id=case, code=code, excluded_by=excluded_by, excluded_on=excluded_on,
                ruled_at=datetime.combine(ruled_on, time(10), PLACE), ruled_by=lead.name,
                ruled_by_id=lead.pk,
            )  # fmt: skip
