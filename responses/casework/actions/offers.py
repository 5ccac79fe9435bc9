"""Rules by which cases are offered to services, and the offers (SAF-9)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Force, Organisation
from responses.cases.sensitivity import is_given_by_word_only
from responses.casework.actions import case_access
from responses.casework.actions.case_access import NotServedError
from responses.casework.selectors import offers as selectors
from responses.models import AdviserRule, Case, CaseOffer

OfferState = CaseOffer.OfferState
AT_ONCE = 500


@transaction.atomic
def set_rule(
    *, force: Force, route: str, service: Organisation, is_at_once: bool, by: Actor, at: datetime
) -> None:
    """Raises NotServedError."""
    if by.user_id is None:
        message = "Which service is offered cases is said by people."
        raise ValueError(message)
    if not service.forces.filter(pk=force.pk).exists():
        raise NotServedError
    rule, _ = AdviserRule.objects.update_or_create(
        force=force,
        route=route,
        defaults={
            "organisation": service,
            "is_at_once": is_at_once,
            "set_at": at,
            "set_by": by.name,
            "set_by_id": by.user_id,
        },
    )
    audit.record(
        AuditKind.ADVISER_RULE_SET,
        target=rule,
        by=by,
        at=at,
        force=force.code,
        route=route,
        service=service.pk,
        is_at_once=is_at_once,
    )


@transaction.atomic
def end_rule(*, rule: AdviserRule, by: Actor, at: datetime) -> None:
    gone, _ = AdviserRule.objects.filter(pk=rule.pk).delete()
    if gone:
        details: dict[str, str] = {"force": rule.force_id, "route": rule.route}
        audit.record(AuditKind.ADVISER_RULE_ENDED, by=by, at=at, target=rule, **details)


def offer_cases(*, by: Actor, at: datetime) -> int:
    """Give what needs no other word. Returns how many cases."""
    offered, faults = 0, []
    for rule in selectors.rules_in_force():
        try:
            offered += _offer_by(rule, by=by, at=at)
        except Exception as fault:  # the other forces' victims do not wait for it
            faults.append(fault)
    if faults:
        message = "Some rules could not be followed."
        raise ExceptionGroup(message, faults)
    return offered


def _offer_by(rule: AdviserRule, *, by: Actor, at: datetime) -> int:
    found = selectors.cases_to_offer(rule, today=localdate(at)).order_by("pk")
    ids = list(found.values_list("pk", flat=True))
    batches = (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
    return sum(_offer_batch(rule, batch, by=by, at=at) for batch in batches)


@transaction.atomic
def _offer_batch(rule: AdviserRule, ids: Sequence[int], *, by: Actor, at: datetime) -> int:
    """Rule and cases are locked and asked again, so that changes meanwhile are seen."""
    if not selectors.is_still_in_force(rule):
        return 0
    # Locked first: what is asked while waiting for a lock is older than it.
    list(Case.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    found = selectors.cases_to_offer(rule, today=localdate(at)).filter(pk__in=ids).order_by("pk")
    cases = list(found.only("force", "flags", "risk_level", "exclude_code"))
    held = selectors.barred_cases(ids) | selectors.cases_of_others(rule, ids)
    given = [case for case in cases if rule.is_at_once and _may_be_given(case, held)]
    at_once = {case.pk for case in given}
    CaseOffer.objects.bulk_create(
        CaseOffer(
            case=case,
            organisation=rule.organisation,
            route=rule.route,
            state=OfferState.GIVEN if case.pk in at_once else OfferState.WAITS,
            offered_at=at,
        )
        for case in cases
    )
    for case in given:
        case_access.give_to_service(case=case, service=rule.organisation, by=by, at=at, rule=rule)
    audit.record(
        AuditKind.CASES_OFFERED, target=rule, by=by, at=at, force=rule.force_id, cases=len(cases)
    )
    return len(cases)


def _may_be_given(case: Case, held: frozenset[int]) -> bool:
    return not is_given_by_word_only(
        flags=case.flags,
        risk_level=case.risk_level,
        exclude_code=case.exclude_code,
        is_held=case.pk in held,
    )


@transaction.atomic
def give_offered(*, offer: CaseOffer, by: Actor, at: datetime) -> None:
    """The force's word. Raises NotServedError."""
    if _answer(offer, OfferState.GIVEN):
        case_access.give_to_service(case=offer.case, service=offer.organisation, by=by, at=at)


@transaction.atomic
def keep_back(*, offer: CaseOffer, by: Actor, at: datetime) -> None:
    if _answer(offer, OfferState.KEPT_BACK):
        audit.record(
            AuditKind.CASE_KEPT_BACK,
            target=offer.case,
            by=by,
            at=at,
            service=offer.organisation_id,
        )


def _answer(offer: CaseOffer, state: str) -> bool:
    waiting = CaseOffer.objects.filter(pk=offer.pk, state=OfferState.WAITS)
    return bool(waiting.update(state=state))
