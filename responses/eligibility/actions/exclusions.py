"""Writes about exclusions by hand: one person makes them, another stands by them or does not, and
who made one may take it back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from responses.eligibility.selectors import exclusions
from responses.models import Case, ExclusionRuling

Verdict = ExclusionRuling.Verdict
KINDS: Mapping[Verdict, AuditKind] = {
    Verdict.CONFIRMED: AuditKind.EXCLUSION_CONFIRMED,
    Verdict.REFUSED: AuditKind.EXCLUSION_REFUSED,
    Verdict.WITHDRAWN: AuditKind.EXCLUSION_WITHDRAWN,
}


class OwnExclusionError(Exception):
    """Nobody judges an exclusion of her own."""


class NotOwnExclusionError(Exception):
    """Nobody takes back what another made."""


class NoSuchExclusionError(Exception):
    """The exclusion that the person saw is not the one that the case has now, or it has been
    judged."""


def confirm_exclusion(*, case: Case, code: str, by: Actor, at: datetime) -> None:
    """Stand by what the case file says, as it says it now. It held from the import on.

    Raises OwnExclusionError, NoSuchExclusionError."""
    _rule(Verdict.CONFIRMED, case=case, code=code, by=by, at=at)


def refuse_exclusion(*, case: Case, code: str, by: Actor, at: datetime) -> None:
    """Not stand by it: unless it keeps somebody safe, it holds no longer, and the case is decided
    anew (eligibility.KEEPS_SAFE).

    Raises OwnExclusionError, NoSuchExclusionError."""
    _rule(Verdict.REFUSED, case=case, code=code, by=by, at=at)


def withdraw_exclusion(*, case: Case, code: str, by: Actor, at: datetime) -> None:
    """Take back one's own, before another person has judged it; with the same effect.

    Raises NotOwnExclusionError, NoSuchExclusionError."""
    _rule(Verdict.WITHDRAWN, case=case, code=code, by=by, at=at)


@transaction.atomic
def _rule(verdict: Verdict, *, case: Case, code: str, by: Actor, at: datetime) -> None:
    held = Case.objects.select_for_update().get(pk=case.pk)
    if by.user_id is None or not code or held.exclude_code != code or _is_ruled(held):
        raise NoSuchExclusionError
    is_own = held.exclude_by.strip().casefold() in access_selectors.names_of(by.user_id)
    if is_own and verdict is not Verdict.WITHDRAWN:
        raise OwnExclusionError
    if not is_own and verdict is Verdict.WITHDRAWN:
        raise NotOwnExclusionError
    ExclusionRuling.objects.update_or_create(
        case=held,
        defaults={
            "verdict": verdict,
            "code": held.exclude_code,
            "excluded_by": held.exclude_by,
            "excluded_on": held.exclude_on,
            "ruled_at": at,
            "ruled_by": by.name,
            "ruled_by_id": by.user_id,
        },
    )
    audit.record(KINDS[verdict], target=held, by=by, at=at, code=code)


def _is_ruled(case: Case) -> bool:
    return exclusions.rulings_in_force().filter(case=case).exists()
