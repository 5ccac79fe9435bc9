"""Access to single cases (SAF-13), and permission for another person to answer (SAF-10)."""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Organisation, User
from responses.cases import selectors as cases_selectors
from responses.models import AdviserRule, Case, CaseTie

TieKind = CaseTie.TieKind
KINDS = {
    TieKind.GIVEN: AuditKind.CASE_GIVEN,
    TieKind.BARRED: AuditKind.CASE_BARRED,
    TieKind.IN_PLACE: AuditKind.PLACE_ALLOWED,
}


class BarredError(Exception):
    pass


class NotServedError(Exception):
    pass


class PlaceRefusal(StrEnum):
    NOT_UNCLEAR = "not unclear"
    """The case is not sensitive, or its file says why it is: no word changes anything."""
    SAME_PERSON = "same person"
    TIED_OTHERWISE = "tied otherwise"
    """The person works with the case, or is barred from it."""


class InPlaceError(Exception):
    def __init__(self, reason: PlaceRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def give(*, case: Case, user: User, by: Actor, at: datetime) -> None:
    """Raises BarredError."""
    _lock(case)
    if CaseTie.objects.filter(case=case, user=user, kind=TieKind.BARRED).exists():
        raise BarredError
    _tie(TieKind.GIVEN, case=case, user=user, role="", by=by, at=at)


@transaction.atomic
def give_to_service(
    *,
    case: Case,
    service: Organisation,
    by: Actor,
    at: datetime,
    rule: AdviserRule | None = None,
) -> None:
    """Raises NotServedError."""
    if not service.forces.filter(pk=case.force_id).exists():
        raise NotServedError
    _lock(case)
    tie, _ = CaseTie.objects.update_or_create(
        case=case,
        organisation=service,
        defaults={
            "kind": TieKind.GIVEN,
            "tied_at": at,
            "tied_by": rule.set_by if rule else by.name,
            "tied_by_id": rule.set_by_id if rule else _person(by),
        },
    )
    audit.record(AuditKind.CASE_GIVEN, target=case, by=by, at=at, **_who(tie))


@transaction.atomic
def bar(*, case: Case, user: User | None, role: str, by: Actor, at: datetime) -> None:
    _lock(case)
    _tie(TieKind.BARRED, case=case, user=user, role=role, by=by, at=at)


@transaction.atomic
def allow_in_place(*, case: Case, user: User, by: Actor, at: datetime) -> None:
    """Another person's word, where the case file does not say what kind of case it is. Raises
    InPlaceError."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    if not cases_selectors.is_only_unclear_of(case):
        raise InPlaceError(PlaceRefusal.NOT_UNCLEAR)
    if by.user_id == user.pk:
        raise InPlaceError(PlaceRefusal.SAME_PERSON)
    if CaseTie.objects.filter(case=case, user=user).exclude(kind=TieKind.IN_PLACE).exists():
        raise InPlaceError(PlaceRefusal.TIED_OTHERWISE)
    _tie(TieKind.IN_PLACE, case=case, user=user, role="", by=by, at=at)


def declare_conflict(*, case: Case, by: Actor, at: datetime) -> None:
    bar(case=case, user=User.objects.get(pk=_person(by)), role="", by=by, at=at)


@transaction.atomic
def untie(*, tie: CaseTie, by: Actor, at: datetime) -> None:
    """Remove a tie."""
    gone, _ = CaseTie.objects.filter(pk=tie.pk).delete()
    if gone:
        audit.record(AuditKind.CASE_UNTIED, target=tie.case, by=by, at=at, **_who(tie))


def _lock(case: Case) -> None:
    """So that a bar and a gift at the same time see each other."""
    Case.objects.select_for_update().get(pk=case.pk)


def _tie(
    kind: TieKind, *, case: Case, user: User | None, role: str, by: Actor, at: datetime
) -> None:
    tie, _ = CaseTie.objects.update_or_create(
        case=case,
        user=user,
        role=role,
        organisation=None,
        defaults={"kind": kind, "tied_at": at, "tied_by": by.name, "tied_by_id": _person(by)},
    )
    audit.record(KINDS[kind], target=case, by=by, at=at, **_who(tie))


def _who(tie: CaseTie) -> dict[str, str | int]:
    if tie.organisation_id is not None:
        return {"service": tie.organisation_id}
    return {"team": tie.role} if tie.user_id is None else {"person": tie.user_id}


def _person(by: Actor) -> int:
    if by.user_id is None:
        message = "Who sees a case is said by people."
        raise ValueError(message)
    return by.user_id
