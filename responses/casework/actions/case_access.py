"""Writes about who sees one case (SAF-13)."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import User
from responses.models import Case, CaseTie

Kind = CaseTie.Kind
KINDS = {Kind.GIVEN: AuditKind.CASE_GIVEN, Kind.BARRED: AuditKind.CASE_BARRED}


class BarredError(Exception):
    """Who is barred from a case is not given it: that is lifted first."""


@transaction.atomic
def give(*, case: Case, user: User, by: Actor, at: datetime) -> None:
    """Let a person work with the case. Raises BarredError."""
    _lock(case)
    if CaseTie.objects.filter(case=case, user=user, kind=Kind.BARRED).exists():
        raise BarredError
    _tie(Kind.GIVEN, case=case, user=user, role="", by=by, at=at)


@transaction.atomic
def bar(*, case: Case, user: User | None, role: str, by: Actor, at: datetime) -> None:
    """Keep a person, or all of the force who hold a role, from the case from now on."""
    _lock(case)
    _tie(Kind.BARRED, case=case, user=user, role=role, by=by, at=at)


def declare_conflict(*, case: Case, by: Actor, at: datetime) -> None:
    """Whoever looks at the case knows somebody in it, and sees it no more."""
    bar(case=case, user=User.objects.get(pk=_person(by)), role="", by=by, at=at)


@transaction.atomic
def untie(*, tie: CaseTie, by: Actor, at: datetime) -> None:
    """Twice is once."""
    gone, _ = CaseTie.objects.filter(pk=tie.pk).delete()
    if gone:
        audit.record(AuditKind.CASE_UNTIED, target=tie.case, by=by, at=at, **_who(tie))


def _lock(case: Case) -> None:
    """One at a time says who sees a case: no bar is written over by a gift that did not see it."""
    Case.objects.select_for_update().get(pk=case.pk)


def _tie(kind: Kind, *, case: Case, user: User | None, role: str, by: Actor, at: datetime) -> None:
    tie, _ = CaseTie.objects.update_or_create(
        case=case,
        user=user,
        role=role,
        defaults={"kind": kind, "tied_at": at, "tied_by": by.name, "tied_by_id": _person(by)},
    )
    audit.record(KINDS[kind], target=case, by=by, at=at, **_who(tie))


def _who(tie: CaseTie) -> dict[str, str | int]:
    return {"team": tie.role} if tie.user_id is None else {"person": tie.user_id}


def _person(by: Actor) -> int:
    if by.user_id is None:
        message = "Who sees a case is said by people."
        raise ValueError(message)
    return by.user_id
