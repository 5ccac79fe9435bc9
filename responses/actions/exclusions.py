"""Writes about exclusions by hand: one person makes them, another stands by them."""

from datetime import datetime

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from responses.models import Case, ExclusionConfirmation


class OwnExclusionError(Exception):
    """Nobody confirms an exclusion of her own."""


class NoSuchExclusionError(Exception):
    """The exclusion that the person saw is not the one that the case has now."""


@transaction.atomic
def confirm_exclusion(*, case: Case, code: str, by: Actor, at: datetime) -> None:
    """Stand by what the case file says, as it says it now. It held from the import on.

    Raises OwnExclusionError, NoSuchExclusionError."""
    held = Case.objects.select_for_update().get(pk=case.pk)
    if by.user_id is None or not code or held.exclude_code != code:
        raise NoSuchExclusionError
    own_names = access_selectors.names_of(by.user_id)
    if held.exclude_by.strip().casefold() in own_names:
        raise OwnExclusionError
    ExclusionConfirmation.objects.update_or_create(
        case=held,
        defaults={
            "code": held.exclude_code,
            "excluded_by": held.exclude_by,
            "excluded_on": held.exclude_on,
            "confirmed_at": at,
            "confirmed_by": by.name,
            "confirmed_by_id": by.user_id,
        },
    )
    audit.record(AuditKind.EXCLUSION_CONFIRMED, target=held, by=by, at=at, code=code)
