from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window

from access import selectors as access_selectors
from access.viewer import Viewer
from responses.cases import visible_cases
from responses.eligibility.selectors.for_staff import marked_for_staff, waiting_for_staff
from responses.models import AdviserRule, Case, CaseOffer, CaseTie
from responses.vault import safe_contact

MOST_SHOWN = 50


def rules_for(viewer: Viewer) -> QuerySet[AdviserRule]:
    """Those of the viewer's forces."""
    rules = AdviserRule.objects.select_related("force", "organisation").order_by("force", "route")
    if viewer.is_national:
        return rules
    return rules.filter(force__in=access_selectors.force_codes_for(viewer))


def offers_for(viewer: Viewer, *, today: date) -> QuerySet[CaseOffer]:
    offers = CaseOffer.objects.filter(
        Exists(waiting_for_staff(today).filter(case=OuterRef("case_id"))),
        visible_cases.is_of_reachable(viewer, "case_id"),
        case__in=marked_for_staff(today).values("case"),
        state=CaseOffer.OfferState.WAITS,
    )
    return offers.order_by("offered_at", "pk")


def list_offers(viewer: Viewer, *, today: date) -> tuple[Sequence[CaseOffer], int]:
    """The oldest MOST_SHOWN, and how many wait."""
    offers = offers_for(viewer, today=today).annotate(of=Window(Count("*")))
    found = dict(offers.values_list("pk", "of")[:MOST_SHOWN])
    shown = CaseOffer.objects.filter(pk__in=found).select_related("case__force", "organisation")
    return list(shown.order_by("offered_at", "pk")), next(iter(found.values()), 0)


def rules_in_force() -> Sequence[AdviserRule]:
    rules = AdviserRule.objects.filter(organisation__forces=F("force"))
    return list(rules.select_related("organisation").order_by("pk"))


def is_still_in_force(rule: AdviserRule) -> bool:
    """It then stays so until the transaction ends."""
    locked = AdviserRule.objects.select_for_update(of=("self",))
    same = locked.filter(pk=rule.pk, set_at=rule.set_at, organisation__forces=F("force"))
    return same.filter(organisation=rule.organisation_id, is_at_once=rule.is_at_once).exists()


def cases_to_offer(rule: AdviserRule, *, today: date) -> QuerySet[Case]:
    """Cases whose victims wait for staff, never offered to the service and never hidden
    (SAF-13)."""
    offered = CaseOffer.objects.filter(case=OuterRef("pk"), organisation=rule.organisation_id)
    tied = CaseTie.objects.filter(case=OuterRef("pk"), organisation=rule.organisation_id)
    hidden = Case.objects.filter(visible_cases.IS_FIREWALLED, pk=OuterRef("pk"))
    return Case.objects.filter(
        ~Exists(hidden),
        ~Exists(offered),
        ~Exists(tied),
        safe_contact.names_adviser(rule.route),
        force=rule.force_id,
        pk__in=waiting_for_staff(today).values("case"),
    )


def barred_cases(case_ids: Sequence[int]) -> frozenset[int]:
    bars = CaseTie.objects.filter(kind=CaseTie.TieKind.BARRED, case__in=case_ids)
    return frozenset(bars.values_list("case_id", flat=True))


def cases_of_others(rule: AdviserRule, case_ids: Sequence[int]) -> frozenset[int]:
    others = CaseOffer.objects.filter(case__in=case_ids).exclude(organisation=rule.organisation_id)
    is_named_else = ~Q(route=rule.route) | Q(state=CaseOffer.OfferState.KEPT_BACK)
    return frozenset(others.filter(is_named_else).values_list("case_id", flat=True))
