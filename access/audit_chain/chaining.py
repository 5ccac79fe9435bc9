"""The only writer of the chain of audit events. What a victim or a member of staff does never waits
for it: the worker chains within a minute what was written meanwhile."""

import logging
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from access import audit, retention
from access.actor import Actor
from access.audit import AuditKind
from access.audit_chain import rules, selectors
from access.continuity import holding, journal
from access.continuity.holding import JournalError
from access.continuity.journal import EntryKind
from access.destruction import bulk_delete
from access.models import AuditEvent, AuditHead, AuditLink

BATCH = 1_000
logger = logging.getLogger(__name__)


def chain(*, at: datetime) -> int:
    """Put every event that is not in the chain at its end. Returns how many."""
    total = 0
    while done := _chain_batch(at=at):
        total += done
    return total


@transaction.atomic
def _chain_batch(*, at: datetime) -> int:
    last = AuditLink.objects.select_for_update().order_by("-position").first()
    events = list(selectors.unchained(at)[:BATCH])
    before, first = (last.hash, last.position + 1) if last else (rules.FIRST, 1)
    AuditLink.objects.bulk_create(_links(events, before=before, first=first, at=at))
    return len(events)


def _links(
    events: Iterable[AuditEvent], *, before: str, first: int, at: datetime
) -> Iterable[AuditLink]:
    for position, event in enumerate(events, start=first):
        salt = secrets.token_hex(16)
        digest = rules.digest_of(selectors.said_by(event), salt=salt)
        link = rules.Link(position=position, event_id=event.pk, at=event.at, digest=digest)
        before = rules.hash_of(link, before=before)
        yield AuditLink(
            position=position, event_id=event.pk, at=event.at, salt=salt, digest=digest,
            hash=before, chained_at=at,
        )  # fmt: skip


def seal(*, by: Actor, at: datetime) -> bool:
    """Seal the head of the day before, once, and write to the journal what it does not have yet.
    Says aloud, in the log and in the trail, where the chain does not hold. Returns whether it
    does."""
    day = timezone.localdate(at) - timedelta(days=1)
    if not AuditHead.objects.filter(day=day).exists():
        chain(at=at)
        _seal_day(day, at=at)
    _ship(at=at)
    verdict = selectors.verify(at=at)
    if verdict.faults:
        logger.error("The audit trail does not hold: %s", "; ".join(verdict.faults[:5]))
        audit.record(AuditKind.TRAIL_BROKEN, by=by, at=at, faults=len(verdict.faults))
    return not verdict.faults


def _seal_day(day: date, *, at: datetime) -> None:
    last = AuditLink.objects.order_by("-position").first()
    position, head = (last.position, last.hash) if last else (0, rules.FIRST)
    sealed = rules.seal_of(day, position=position, head=head, key=selectors.seal_key())
    AuditHead.objects.create(day=day, position=position, hash=head, seal=sealed, sealed_at=at)


def _ship(*, at: datetime) -> None:
    for head in AuditHead.objects.filter(is_shipped=False).order_by("day"):
        try:
            row = holding.raise_mark()
            journal.append(
                str(row.generation), EntryKind.AUDIT_HEAD, mark=row.mark, at=at,
                day=head.day.isoformat(), position=head.position, hash=head.hash, seal=head.seal,
            )  # fmt: skip
        except (OSError, JournalError) as error:
            logger.warning("The contact journal misses a head of the audit trail: %s", error)
            return
        AuditHead.objects.filter(pk=head.pk).update(is_shipped=True)


def forget_salts(*, at: datetime) -> int:
    """Once events are destroyed, take away what could tell what they said. Returns how many."""
    kept = AuditLink.objects.filter(at__lt=retention.audit_kept_from(at)).exclude(salt="")
    return bulk_delete.update_in_batches(kept, salt="")
