from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.presenters import force_name
from responses.casework.forms.cases import ROLE_NAMES
from responses.casework.selectors.offers import MOST_SHOWN
from responses.models import AdviserRule, CaseOffer
from ui.formatting import format_date, format_number


@dataclass(frozen=True)
class RuleRow:
    pk: int
    force: str
    adviser: str
    service: str
    word: str
    by: str
    day: str


@dataclass(frozen=True)
class OfferRow:
    pk: int
    case_key: str
    force: str
    adviser: str
    service: str
    day: str


def rule_rows(rules: Iterable[AdviserRule]) -> list[RuleRow]:
    language = get_language() or "en"
    return [
        RuleRow(
            pk=rule.pk,
            force=force_name(rule.force, language),
            adviser=str(ROLE_NAMES[rule.route]),
            service=rule.organisation.name,
            word=_("Where safety asks for it") if rule.is_at_once else _("In each case"),
            by=rule.set_by,
            day=format_date(localdate(rule.set_at), language=language),
        )
        for rule in rules
    ]


def offer_rows(offers: Iterable[CaseOffer]) -> list[OfferRow]:
    language = get_language() or "en"
    return [
        OfferRow(
            pk=offer.pk,
            case_key=offer.case.case_key,
            force=force_name(offer.case.force, language),
            adviser=str(ROLE_NAMES[offer.route]),
            service=offer.organisation.name,
            day=format_date(localdate(offer.offered_at), language=language),
        )
        for offer in offers
    ]


def more_offers(count: int) -> str:
    if count <= MOST_SHOWN:
        return ""
    return _("The %(shown)s oldest of %(count)s are shown.") % {
        "shown": MOST_SHOWN,
        "count": format_number(count, language=get_language() or "en"),
    }
