"""A second person confirms or refuses an exclusion by hand, or its maker withdraws it."""

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
    pass


class NotOwnExclusionError(Exception):
    pass


class NoSuchExclusionError(Exception):
    """Or it has been ruled on."""


LONGEST_NAME = Case._meta.get_field("exclude_by").max_length
"""A longer name is stored cut."""


class AnotherExclusionWaitsError(Exception):
    pass


def confirm_exclusion(*, case: Case, code: str, by: Actor, at: datetime) -> None:
    """Raises OwnExclusionError, NoSuchExclusionError."""
    _record_ruling(Verdict.CONFIRMED, case=case, code=code, by=by, at=at)


def refuse_exclusion(*, case: Case, code: str, by: Actor, at: datetime) -> None:
    """Raises OwnExclusionError, NoSuchExclusionError, AnotherExclusionWaitsError."""
    _record_ruling(Verdict.REFUSED, case=case, code=code, by=by, at=at)


def withdraw_exclusion(*, case: Case, code: str, by: Actor, at: datetime) -> None:
    """Before another person has ruled. Raises NotOwnExclusionError, NoSuchExclusionError,
    AnotherExclusionWaitsError."""
    _record_ruling(Verdict.WITHDRAWN, case=case, code=code, by=by, at=at)


@transaction.atomic
def _record_ruling(verdict: Verdict, *, case: Case, code: str, by: Actor, at: datetime) -> None:
    locked_case = Case.objects.select_for_update().get(pk=case.pk)
    if (
        by.user_id is None
        or not code
        or locked_case.exclude_code != code
        or exclusions.rulings_in_force().filter(case=locked_case).exists()
    ):
        raise NoSuchExclusionError
    own_names = {name[:LONGEST_NAME] for name in access_selectors.names_of_user(by.user_id)}
    is_own = locked_case.exclude_by.strip().casefold() in own_names
    if is_own and verdict is not Verdict.WITHDRAWN:
        raise OwnExclusionError
    if not is_own and verdict is Verdict.WITHDRAWN:
        raise NotOwnExclusionError
    if verdict is not Verdict.CONFIRMED and exclusions.has_another_waiting(locked_case):
        raise AnotherExclusionWaitsError
    ExclusionRuling.objects.update_or_create(
        case=locked_case,
        defaults={
            "verdict": verdict,
            "code": locked_case.exclude_code,
            "excluded_by": locked_case.exclude_by,
            "excluded_on": locked_case.exclude_on,
            "ruled_at": at,
            "ruled_by": by.name,
            "ruled_by_id": by.user_id,
        },
    )
    audit.record(KINDS[verdict], target=locked_case, by=by, at=at, code=code)
