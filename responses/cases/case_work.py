from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from access.actor import Actor
from access.audit import AuditKind
from access.models import BreakGlass
from responses.models import Case, CaseWork, FollowUp, OutboxMessage, StageEvent, TelephoneCase

NAMES_A_COLLEAGUE = frozenset({AuditKind.CASE_GIVEN, AuditKind.PLACE_ALLOWED})
"""Kinds whose detail `person` is an account that works on the case from now on."""
READ_ALONE = frozenset({AuditKind.GLASS_LOOKED, AuditKind.FOLLOW_UP_READ})
"""Kinds of a look alone: the request to break the glass was noted, and a reader works on a contact
request from when they take it."""


def note(
    kind: AuditKind,
    *,
    target: models.Model | str,
    details: Mapping[str, Any],
    by: Actor,
    at: datetime,
) -> None:
    """In the caller's transaction."""
    if kind in READ_ALONE:
        return
    people: set[int] = set() if by.user_id is None else {by.user_id}
    if kind in NAMES_A_COLLEAGUE and details.get("person") is not None:
        people.add(int(details["person"]))
    if not people or (case_id := _case_id(target)) is None:
        return
    response_id = target.response_id if isinstance(target, FollowUp) else None
    CaseWork.objects.bulk_create(
        [
            CaseWork(case_id=case_id, user_id=person, response_id=response_id, first_at=at)
            for person in sorted(people)
        ],
        ignore_conflicts=True,
    )


def _case_id(target: models.Model | str) -> int | None:
    """None where it was about none."""
    match target:
        case Case():
            return target.pk
        case TelephoneCase() | OutboxMessage():
            events = StageEvent.objects.filter(invitation=target.invitation_id)
        case FollowUp():
            events = StageEvent.objects.filter(invitation__responses=target.response_id)
        case BreakGlass(kind=BreakGlass.GlassKind.CASE):
            cases = Case.objects.filter(force=target.force_id, case_key=target.case_key)
            return cases.values_list("pk", flat=True).first()
        case _:
            return None
    return events.values_list("case_id", flat=True).first()
