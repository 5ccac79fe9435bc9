from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from access import audit, process_cache
from access.actor import Actor
from access.approval.decisions import require_person
from access.audit import AuditKind
from responses.helplines import selectors
from responses.helplines.listing import fingerprint, read_listing
from responses.models import Helpline, HelplineCheck


class LineChangedError(Exception):
    pass


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    rung_on: date
    is_number_right: bool = True
    are_hours_right: bool = True
    are_languages_right: bool = True
    note: str = ""


@transaction.atomic
def record_check(*, line_id: int, seen: str, found: CheckResult, by: Actor, at: datetime) -> None:
    """Raises LineChangedError, NotAPersonError."""
    line = selectors.lock_line(line_id)
    if line.retired_at is not None or fingerprint(read_listing(line)) != seen:
        raise LineChangedError
    check = store_check(line=line, found=found, by=by, at=at)
    if not check.is_number_right:
        line.is_number_wrong, line.last_verified_on = True, None
    elif check.is_all_right:
        line.is_number_wrong = False
        line.last_verified_on = max(found.rung_on, line.last_verified_on or found.rung_on)
    line.save(update_fields=["is_number_wrong", "last_verified_on"])
    process_cache.clear()


def store_check(*, line: Helpline, found: CheckResult, by: Actor, at: datetime) -> HelplineCheck:
    """In the caller's transaction. Raises NotAPersonError."""
    person = require_person(by)
    check = HelplineCheck.objects.create(
        helpline=line,
        rung_on=found.rung_on,
        numbers=", ".join(read_listing(line).numbers),
        is_number_right=found.is_number_right,
        are_hours_right=found.are_hours_right,
        are_languages_right=found.are_languages_right,
        note=found.note,
        recorded_at=at,
        recorded_by=by.name,
        recorded_by_id=person,
    )
    audit.record(
        AuditKind.HELPLINE_CHECKED,
        target=line,
        by=by,
        at=at,
        rung_on=found.rung_on.isoformat(),
        numbers=check.numbers,
        is_number_right=found.is_number_right,
        are_hours_right=found.are_hours_right,
        are_languages_right=found.are_languages_right,
    )
    return check
